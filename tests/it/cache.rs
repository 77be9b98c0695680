//! Deleting from a real Redis server.

use std::fmt::Write as _;

use trueup::cache::{CacheUrl, invalidate};
use trueup::model::Invalidation;

use crate::support::redis_server;

fn key(key: &str) -> Invalidation {
    Invalidation::Key(key.to_owned())
}

fn field(key: &str, field: &str) -> Invalidation {
    Invalidation::new("HDEL", key, Some(field)).unwrap()
}

#[test]
fn what_is_asked_goes_and_nothing_else() {
    let Some(redis) = redis_server() else { return };
    let mut there = redis.open();
    for key in [
        "a|one",
        "a|two",
        "a|user:bo:lang",
        "a|user:bob:lang",
        "a|user:x*:y",
        "a|user:xx:y",
        "b|one",
    ] {
        redis::cmd("SET").arg(key).arg("1").exec(&mut there).unwrap();
    }
    for (hash, name, value) in [
        ("a|roles", "bo", "r"),
        ("a|roles", "li", "r"),
        ("a|last", "bo", "r"),
        ("a|session", "s1", "user=bo;"),
        ("a|session", "s2", "user=li;"),
        ("b|session", "s3", "user=bo;"),
    ] {
        redis::cmd("HSET")
            .arg(hash)
            .arg(name)
            .arg(value)
            .exec(&mut there)
            .unwrap();
    }
    let wanted = [
        key("a|one"),
        key("a|never was"),
        field("a|roles", "bo"),
        field("a|last", "bo"),
        field("a|no such hash", "bo"),
        Invalidation::Prefix("a|user:bo:".to_owned()),
        Invalidation::Prefix("a|user:x*:".to_owned()),
        Invalidation::new("HDEL CONTAINING", "a|session", Some("user=bo;")).unwrap(),
        Invalidation::new("HDEL CONTAINING", "a|no such hash", Some("bo")).unwrap(),
    ];
    assert_eq!(invalidate(&redis.place(), &wanted).unwrap(), 6);
    let left = [
        "a|roles li r",
        "a|session s2 user=li;",
        "a|two 1",
        "a|user:bob:lang 1",
        "a|user:xx:y 1",
        "b|one 1",
        "b|session s3 user=bo;",
    ];
    assert_eq!(redis.dump(), left);
    assert_eq!(invalidate(&redis.place(), &wanted).unwrap(), 0, "again");
    assert_eq!(redis.dump(), left);
}

#[test]
fn many_deletions_go_in_batches() {
    let Some(redis) = redis_server() else { return };
    let mut fill = redis::pipe();
    let mut wanted = Vec::new();
    for n in 0..5_000 {
        fill.cmd("SET").arg(format!("k{n}")).arg("1").ignore();
        fill.cmd("SET").arg(format!("user:{n}:x")).arg("1").ignore();
        fill.cmd("HSET").arg("h").arg(n).arg(format!("<{n}>")).ignore();
        if n % 2 == 0 {
            wanted.push(key(&format!("k{n}")));
            wanted.push(Invalidation::Prefix(format!("user:{n}:")));
            wanted.push(Invalidation::new("HDEL CONTAINING", "h", Some(&format!("<{n}>"))).unwrap());
        }
    }
    fill.exec(&mut redis.open()).unwrap();
    assert_eq!(invalidate(&redis.place(), &wanted).unwrap(), 7_500);
    let left = redis.dump();
    assert_eq!(left.len(), 7_500);
    let even = |line: &str| {
        let digits: String = line.chars().filter(char::is_ascii_digit).collect();
        digits[..digits.len() - 1].ends_with(['0', '2', '4', '6', '8'])
    };
    assert!(!left.iter().any(|line| line.starts_with('k') && even(line)));
}

/// An error with what lies behind it.
fn chain(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut next = error.source();
    while let Some(cause) = next {
        write!(text, ": {cause}").unwrap();
        next = cause.source();
    }
    text
}

#[test]
fn failures_say_where_and_never_the_password() {
    let Some(redis) = redis_server() else { return };
    let strange = CacheUrl::parse(&redis.url_with("hunter2")).unwrap();
    let said = chain(&invalidate(&strange, &[key("a")]).unwrap_err());
    assert!(
        said.contains("failed to reach the cache at redis://127.0.0.1:"),
        "{said}"
    );
    assert!(said.contains("Password authentication failed"), "{said}");
    assert!(!said.contains("hunter2"), "{said}");

    redis::cmd("SET")
        .arg("text")
        .arg("1")
        .exec(&mut redis.open())
        .unwrap();
    let said = chain(&invalidate(&redis.place(), &[field("text", "a")]).unwrap_err());
    assert!(
        said.contains("delete keys and fields") && said.contains("WRONGTYPE"),
        "{said}"
    );

    let place = CacheUrl::parse("redis://127.0.0.1:1").unwrap();
    let said = chain(&invalidate(&place, &[key("a")]).unwrap_err());
    assert!(said.contains("failed to reach the cache"), "{said}");
}

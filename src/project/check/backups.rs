//! Backup policies: what a schema cannot say about them.

use std::path::PathBuf;
use std::str::FromStr as _;

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;

use crate::backup::place::{Place, folder};
use crate::backup::schedule::zone;
use crate::backup::{Field, Gaps, Schedule, ScheduleError};
use crate::base::diagnostic::{Diagnostic, Diagnostics, Severity};
use crate::base::source::Span;
use crate::base::text::{period, plural, tick};
use crate::base::tree::Located;
use crate::project::codes;
use crate::project::config::url;
use crate::project::desired::{Backup, BackupPlace, Keep};
use crate::project::view::View;

/// How far ahead schedules are looked at, in days: a year, and what its end may add.
const AHEAD: i64 = 400;

/// The shortest time between two runs that is not remarked, in seconds.
const SHORT: u64 = 300;

/// Reports policies that cannot be carried out, or that do not keep what they promise.
pub(super) fn check(view: &View<'_>, today: Date, diagnostics: &mut Diagnostics) {
    for item in view.backups.values() {
        let Some(backup) = item.value.as_ref() else {
            continue;
        };
        what(backup, diagnostics);
        let gaps = schedule(backup, &view.project.file.timezone, today, diagnostics);
        places(backup, diagnostics);
        recipients(backup, diagnostics);
        retention(backup, gaps.as_ref(), diagnostics);
    }
}

fn what(backup: &Backup, diagnostics: &mut Diagnostics) {
    if !backup.what.database && backup.what.paths.is_empty() {
        diagnostics.push(
            Diagnostic::new(&codes::SAVES_NOTHING, "this backup saves nothing")
                .at(backup.what.span)
                .help("set `what: {database: true}`, or name `paths`"),
        );
    }
    let mut known: Vec<(&Located<String>, PathBuf)> = Vec::new();
    for path in &backup.what.paths {
        let read = match folder(path) {
            Ok(read) => read,
            Err(wrong) => {
                diagnostics.push(
                    Diagnostic::new(&codes::BAD_PATH, format!("{}: {wrong}", tick(path)))
                        .at(path.span)
                        .help("write the whole path, beginning with `/`"),
                );
                continue;
            }
        };
        let inside =
            |(_, other): &&(&Located<String>, PathBuf)| read.starts_with(other) || other.starts_with(&read);
        if let Some((other, _)) = known.iter().find(inside) {
            let message = format!(
                "{} and {} are saved twice: one holds the other",
                tick(other),
                tick(path)
            );
            diagnostics.push(
                Diagnostic::new(&codes::REPEATED, message)
                    .label(path.span, "the second one")
                    .also(other.span, "the first one")
                    .help("keep the outer one of the two"),
            );
        }
        for place in &backup.to {
            if let Ok(Place::Folder(to)) = Place::parse(&place.url)
                && (to.starts_with(&read) || read.starts_with(&to))
            {
                let message = format!("the backup would contain itself: it saves {}", tick(path));
                diagnostics.push(
                    Diagnostic::new(&codes::BACKUP_IN_ITSELF, message)
                        .label(path.span, "what is saved")
                        .also(place.span, "where it is put")
                        .help("put the backups elsewhere, best on another disk"),
                );
            }
        }
        known.push((path, read));
    }
}

/// Time zone, schedule and what was promised about it; how its runs lie, when that is known.
fn schedule(backup: &Backup, project_zone: &str, today: Date, diagnostics: &mut Diagnostics) -> Option<Gaps> {
    let zone = match &backup.timezone {
        // What is wrong with that of the project was said there.
        None => zone(project_zone).ok(),
        Some(name) => match zone(name) {
            Ok(zone) => Some(zone),
            Err(help) => {
                diagnostics.push(
                    Diagnostic::new(
                        &codes::UNKNOWN_TIMEZONE,
                        format!("{} is not a known time zone", tick(name)),
                    )
                    .at(name.span)
                    .help("write the name of the IANA database, like Asia/Shanghai or Europe/Berlin")
                    .maybe_help(help),
                );
                None
            }
        },
    };
    let schedule = match Schedule::parse(&backup.schedule, zone.clone().unwrap_or(TimeZone::UTC)) {
        Ok(schedule) => schedule,
        Err(error) => {
            diagnostics.push(bad_schedule(&backup.schedule, &error));
            return None;
        }
    };
    let zone = zone?;
    let from = today.to_zoned(zone).ok()?.timestamp();
    let gaps = schedule.gaps(from, AHEAD)?;
    if gaps.smallest < SHORT {
        let message = format!("two backups are only {} apart", period(gaps.smallest));
        diagnostics.push(
            Diagnostic::new(&codes::BUSY_SCHEDULE, message)
                .at(backup.schedule.span)
                .help("leave five minutes or more between two backups"),
        );
    }
    rpo(backup, &schedule, &gaps, from, diagnostics);
    Some(gaps)
}

fn bad_schedule(written: &Located<String>, error: &ScheduleError) -> Diagnostic {
    let help = match error.field {
        Some(field @ Field::Day) if error.message.contains("never happens") => {
            format!("name a day that the months have, or L for the last {field}")
        }
        Some(field) => format!("the {field} is {}", field.allowed()),
        None => "write minute, hour, day, month and weekday, such as \"0 2 * * *\" for every night at two"
            .to_owned(),
    };
    Diagnostic::new(
        &codes::BAD_SCHEDULE,
        format!("{} is not a schedule: {error}", tick(written)),
    )
    .at(written.span)
    .help(help)
}

/// The schedule must not leave more time between two backups than may be lost.
fn rpo(backup: &Backup, schedule: &Schedule, gaps: &Gaps, from: Timestamp, diagnostics: &mut Diagnostics) {
    let Some(rpo) = backup
        .objectives
        .as_ref()
        .and_then(|objectives| objectives.rpo.as_ref())
    else {
        return;
    };
    let longest = gaps.largest.seconds();
    if longest <= rpo.seconds() {
        return;
    }
    // Without changes of the clock.
    let steady = Schedule::parse(&schedule.text(), TimeZone::UTC)
        .ok()
        .and_then(|steady| steady.gaps(from, AHEAD))
        .map_or(longest, |gaps| gaps.largest.seconds());
    let clock_only = steady <= rpo.seconds();
    let [first, second] = [gaps.largest.from, gaps.largest.to].map(|run| {
        let zoned = run.to_zoned(schedule.zone().clone());
        zoned.strftime("%a %Y-%m-%d %H:%M").to_string()
    });
    let message = format!(
        "the schedule leaves {} between two backups, and {} was promised",
        period(longest),
        rpo.value
    );
    let help = if clock_only {
        format!(
            "the change of the clock makes it longer: promise {}, or back up more often",
            period(longest)
        )
    } else {
        format!("back up more often, or promise {}", period(longest))
    };
    diagnostics.push(
        Diagnostic::new(&codes::RPO_MISSED, message)
            .severity(if clock_only {
                Severity::Warning
            } else {
                Severity::Error
            })
            .label(rpo.span, "the promise")
            .also(
                backup.schedule.span,
                format!("no backup from {first} to {second}"),
            )
            .help(help),
    );
}

fn places(backup: &Backup, diagnostics: &mut Diagnostics) {
    let mut known: Vec<(&Located<BackupPlace>, Place)> = Vec::new();
    for place in &backup.to {
        let endpoint = place.endpoint.as_ref().map(|endpoint| endpoint.value.as_str());
        if [Some(place.url.as_str()), endpoint]
            .into_iter()
            .flatten()
            .any(holds_secret)
        {
            diagnostics.push(
                Diagnostic::new(&codes::SECRET_IN_FILE, "a password stands in `to`")
                    .at(place.span)
                    .help("remove it: passwords come from the environment, keys from `ssh`; and change this one, it was stored"),
            );
            continue;
        }
        let read = match Place::parse(&place.url) {
            Ok(read) => read,
            Err(wrong) => {
                let message = format!("{} is not a place for backups: {wrong}", tick(&place.url));
                diagnostics.push(
                    Diagnostic::new(&codes::BAD_DESTINATION, message)
                        .at(place.span)
                        .help("write file:///folder, sftp://user@host/folder or s3://bucket/folder"),
                );
                continue;
            }
        };
        details(place, &read, diagnostics);
        let same_store = |other: &BackupPlace| other.endpoint == place.endpoint;
        let overlap = known.iter().find(|(other, known)| {
            (known.contains(&read) || read.contains(known))
                && (!matches!(read, Place::Store { .. }) || same_store(other))
        });
        if let Some((other, known)) = overlap {
            let message = match *known == read {
                true => format!("{} is named twice", tick(&place.url)),
                false => format!(
                    "{} and {} lie inside each other",
                    tick(&other.url),
                    tick(&place.url)
                ),
            };
            diagnostics.push(
                Diagnostic::new(&codes::PLACES_OVERLAP, message)
                    .label(place.span, "this place")
                    .also(other.span, "and this one")
                    .help("keep one of the two, or give each a folder of its own"),
            );
        }
        known.push((place, read));
    }
}

/// What is said about a place beside its URL.
fn details(place: &BackupPlace, read: &Place, diagnostics: &mut Diagnostics) {
    let is_store = matches!(read, Place::Store { .. });
    for (name, given) in [("endpoint", &place.endpoint), ("region", &place.region)] {
        if let Some(given) = given.as_ref().filter(|_| !is_store) {
            diagnostics.push(
                Diagnostic::new(&codes::BAD_DESTINATION, format!("a folder has no {}", tick(name)))
                    .at(given.span)
                    .help(format!("remove {}: it belongs to an object store", tick(name))),
            );
        }
    }
    if let Some(endpoint) = place.endpoint.as_ref().filter(|_| is_store) {
        let host = ["https://", "http://"]
            .iter()
            .find_map(|scheme| endpoint.strip_prefix(scheme));
        let good =
            |host: &str| !host.is_empty() && !host.starts_with('/') && !host.contains(['?', '#', '@', ' ']);
        if !host.is_some_and(good) {
            diagnostics.push(
                Diagnostic::new(
                    &codes::BAD_DESTINATION,
                    format!("{} is not a server", tick(endpoint)),
                )
                .at(endpoint.span)
                .help("write https:// and the name of the server"),
            );
        }
    }
    let is_folder = matches!(read, Place::Folder(_));
    if let Some(immutable) = place.immutable.as_ref().filter(|_| is_folder) {
        diagnostics.push(
            Diagnostic::new(&codes::IMMUTABLE_FOLDER, "a folder keeps nobody from deleting")
                .at(immutable.span)
                .help("say it of a bucket that holds its objects fast"),
        );
    }
}

/// Whether a URL holds a password or a key.
fn holds_secret(text: &str) -> bool {
    let named = |pair: &str| {
        let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
        let name = name.to_ascii_lowercase();
        let secret = ["secret", "key", "token", "signature", "credential", "password"];
        !value.is_empty() && secret.iter().any(|word| name.contains(word))
    };
    let query = text.split_once('?').map_or("", |(_, query)| query);
    url::has_literal_password(text) || query.split('&').any(named)
}

fn recipients(backup: &Backup, diagnostics: &mut Diagnostics) {
    for (at, recipient) in backup.encrypt_to.iter().enumerate() {
        if recipient.to_ascii_uppercase().contains("AGE-SECRET-KEY-") {
            diagnostics.push(
                Diagnostic::new(&codes::SECRET_IN_FILE, "the secret half of a key stands in `encrypt_to`")
                    .at(recipient.span)
                    .help("make a new key, write its recipient (age1…), and never use this key again: it was stored"),
            );
        } else if let Err(wrong) = age::x25519::Recipient::from_str(recipient) {
            diagnostics.push(
                Diagnostic::new(
                    &codes::BAD_RECIPIENT,
                    format!("{} is not an age recipient: {wrong}", tick(recipient)),
                )
                .at(recipient.span)
                .help("copy it again: `age-keygen -y FILE` shows the recipient of a key"),
            );
        } else if let Some(first) = backup.encrypt_to[..at].iter().find(|first| *first == recipient) {
            diagnostics.push(
                Diagnostic::new(&codes::REPEATED, "the same recipient twice")
                    .label(recipient.span, "the second one")
                    .also(first.span, "the first one")
                    .help("remove one of the two"),
            );
        }
    }
    let elsewhere = |place: &&Located<BackupPlace>| {
        ["s3://", "sftp://"]
            .iter()
            .any(|scheme| place.url.starts_with(scheme))
    };
    let store = backup.to.iter().find(elsewhere);
    if let Some(store) = store.filter(|_| backup.encrypt_to.is_empty()) {
        diagnostics.push(
            Diagnostic::new(
                &codes::NOT_ENCRYPTED,
                "this backup is stored elsewhere without encryption",
            )
            .at(store.span)
            .help("name recipients in `encrypt_to`"),
        );
    }
}

fn retention(backup: &Backup, gaps: Option<&Gaps>, diagnostics: &mut Diagnostics) {
    let Some(keep) = &backup.keep else { return };
    let min_age = keep.min_age.as_ref().map_or(0, |age| age.seconds());
    let at = keep.min_age.as_ref().map_or(keep.span, |age| age.span);
    for place in &backup.to {
        if let Some(immutable) = place
            .immutable
            .as_ref()
            .filter(|immutable| immutable.seconds() > min_age)
        {
            let after = match min_age {
                0 => "at any age".to_owned(),
                age => format!("after {}", period(age)),
            };
            let message = format!(
                "a backup may be deleted {after}, and a place holds it for {}",
                immutable.value
            );
            diagnostics.push(
                Diagnostic::new(&codes::UNDERCUTS_IMMUTABLE, message)
                    .label(at, "what may be deleted")
                    .also(immutable.span, "what holds it")
                    .help(format!("set `min_age: {}` in `keep`", immutable.value)),
            );
        }
    }
    if let Some(gaps) = gaps {
        drills(backup, keep, keep.span, gaps, diagnostics);
    }
}

/// The rules must reach back from one restore drill to the one before.
fn drills(backup: &Backup, keep: &Keep, at: Span, gaps: &Gaps, diagnostics: &mut Diagnostics) {
    const DAY: u64 = 86_400;
    let restore = backup.verify.as_ref().and_then(|verify| verify.restore.as_ref());
    let Some((restore, between)) = restore.and_then(|often| Some((often, often.seconds()?))) else {
        return;
    };
    let several = |number: Option<u32>| u64::from(number.filter(|number| *number > 1).unwrap_or(0));
    let newest = keep.last.max(keep.at_least);
    let reach = [
        several(newest).saturating_sub(1) * gaps.mean,
        several(keep.daily) * DAY,
        several(keep.weekly) * 7 * DAY,
        several(keep.monthly) * 31 * DAY,
        several(keep.yearly) * 366 * DAY,
        keep.min_age.as_ref().map_or(0, |age| age.seconds()),
    ];
    let reach = reach.into_iter().max().unwrap_or(0);
    if reach >= between {
        return;
    }
    let days = between.div_ceil(DAY);
    let back = match reach / DAY {
        0 => "less than a day".to_owned(),
        days => plural(usize::try_from(days).unwrap_or(usize::MAX), "day"),
    };
    let message = format!(
        "restore drills are {} apart, and `keep` reaches back {back}",
        plural(usize::try_from(between / DAY).unwrap_or(usize::MAX), "day"),
    );
    diagnostics.push(
        Diagnostic::new(&codes::KEEPS_TOO_SHORT, message)
            .label(at, "what is kept")
            .also(restore.span, "what it is proved with")
            .help(format!(
                "keep backups of {days} days, such as with `min_age: {days}d`, or restore more often"
            )),
    );
}

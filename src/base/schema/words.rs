//! The validator's errors in words and places. Values of the file are never repeated: they may be secret.

use jsonschema::ValidationError;
use jsonschema::error::{TypeKind, ValidationErrorKind as E};
use jsonschema::{JsonType, JsonTypeSet};
use serde_json::Value;

use super::super::code::CodeInfo;
use super::super::diagnostic::{Diagnostic, Diagnostics};
use super::super::source::Span;
use super::super::text::{did_you_mean, join, list_or, nearest, plural, tick};
use super::super::tree::scalar::{Plain, plain};
use super::super::tree::{BAD_VALUE, Kind, MISSING_KEY, Tree, UNKNOWN_KEY, WRONG_TYPE};
use super::Schema;
use super::branch;
use super::find::{Finder, Place};
use super::instance::first_repeated;

/// Says one error; a choice between forms says the errors of the form that was meant.
pub(super) fn explain(
    schema: &Schema,
    tree: &Tree,
    finder: &mut Finder<'_>,
    place: &Place,
    error: &ValidationError<'_>,
    diagnostics: &mut Diagnostics,
) {
    let one = match error.kind() {
        E::AdditionalProperties { unexpected } | E::UnevaluatedProperties { unexpected } => {
            for name in unexpected {
                let key = finder
                    .entry(place.value, name)
                    .map_or(place.value, |(key, _)| key);
                let diagnostic = unknown_key(schema, error, name).at(tree.span(key));
                diagnostics.push(through_alias(tree, place, diagnostic));
            }
            return;
        }
        E::AnyOf { context } | E::OneOfNotValid { context } => {
            match branch::choose(tree, place, error, context) {
                branch::Choice::Form(errors) => {
                    for error in errors {
                        let place = finder.find(error.instance_path().as_str());
                        explain(schema, tree, finder, &place, error, diagnostics);
                    }
                    return;
                }
                branch::Choice::Types(types) => wrong_type(tree, place, types),
                branch::Choice::Keys(keys) => Diagnostic::new(
                    &MISSING_KEY,
                    format!("this entry needs one of the keys {}", list_or(keys, 12)),
                )
                .at(heading(tree, place)),
            }
        }
        E::PropertyNames { error: inner } => {
            let name = inner.instance().as_str().unwrap_or_default();
            let key = finder
                .entry(place.value, name)
                .map_or(place.value, |(key, _)| key);
            bad_value(schema, inner, format!("key {} is not allowed", tick(name))).at(tree.span(key))
        }
        E::Required { property } => {
            let name = property.as_str().unwrap_or_default();
            Diagnostic::new(&MISSING_KEY, format!("missing key {}", tick(name)))
                .label(heading(tree, place), format!("lacks {}", tick(name)))
        }
        E::FalseSchema => {
            let name = place.key.map(|key| tree.key(key)).unwrap_or_default();
            unknown_key(schema, error, name).at(heading(tree, place))
        }
        E::Type { kind } => wrong_type(tree, place, types(kind)),
        E::UniqueItems => repeated(tree, place),
        kind => constraint(schema, tree, place, error, kind),
    };
    diagnostics.push(through_alias(tree, place, one));
}

fn through_alias(tree: &Tree, place: &Place, diagnostic: Diagnostic) -> Diagnostic {
    match place.alias {
        Some(alias) => diagnostic.also(tree.span(alias), "used here"),
        None => diagnostic,
    }
}

/// The key of the entry, or the first character of the value: a whole map underlined tells nobody anything.
fn heading(tree: &Tree, place: &Place) -> Span {
    if let Some(key) = place.key {
        return tree.span(key);
    }
    let span = tree.span(place.value);
    let width = tree.source()[span.range()]
        .chars()
        .next()
        .map_or(0, char::len_utf8);
    Span::new(
        span.file,
        span.start,
        span.start + u32::try_from(width).unwrap_or(0),
    )
}

fn unknown_key(schema: &Schema, error: &ValidationError<'_>, name: &str) -> Diagnostic {
    let known = parent(schema, error)
        .and_then(|s| s.get("properties"))
        .and_then(Value::as_object);
    let known = || known.into_iter().flat_map(|k| k.keys()).map(String::as_str);
    let help = did_you_mean(name, known()).or_else(|| {
        known()
            .next()
            .is_some()
            .then(|| format!("known keys are {}", list_or(known(), 20)))
    });
    Diagnostic::new(&UNKNOWN_KEY, format!("unknown key {}", tick(name))).maybe_help(help)
}

/// The schema that holds the keyword which failed.
fn parent<'s>(schema: &'s Schema, error: &ValidationError<'_>) -> Option<&'s Value> {
    let path = error.schema_path().as_str();
    schema.value.pointer(&path[..path.rfind('/')?])
}

fn types(kind: &TypeKind) -> JsonTypeSet {
    match kind {
        TypeKind::Single(one) => JsonTypeSet::empty().insert(*one),
        TypeKind::Multiple(set) => *set,
    }
}

fn type_word(json: JsonType) -> &'static str {
    match json {
        JsonType::Array => "a list",
        JsonType::Boolean => "true or false",
        JsonType::Integer => "a whole number",
        JsonType::Null => "nothing",
        JsonType::Number => "a number",
        JsonType::Object => "a map",
        JsonType::String => "text",
    }
}

fn wrong_type(tree: &Tree, place: &Place, wanted: JsonTypeSet) -> Diagnostic {
    let found = tree.kind(place.value);
    let words = join(wanted.iter().map(|t| type_word(t).to_owned()), 8, "or");
    let diagnostic = Diagnostic::new(&WRONG_TYPE, format!("expected {words}, found {}", found.word()));
    let span = tree.span(place.value);
    let raw = tree.raw(place.value);
    match found {
        Kind::Null if raw.is_empty() || raw == "~" || raw == "null" => {
            let help = if wanted.contains(JsonType::Array) {
                "write `[]` for none, or leave the key out"
            } else {
                "write a value, or leave the key out"
            };
            diagnostic.at(heading(tree, place)).help(help)
        }
        Kind::Bool(_) | Kind::Int(_) | Kind::Float(_)
            if wanted.contains(JsonType::String) && tree.is_plain(place.value) =>
        {
            let quoted = format!("\"{raw}\"");
            diagnostic
                .at(span)
                .help(format!("to keep it as text write {quoted}"))
                .fix(span, quoted)
        }
        Kind::Text => diagnostic.at(span).maybe_help(text_help(tree, place, wanted)),
        Kind::Seq | Kind::Map => diagnostic.at(heading(tree, place)),
        _ => diagnostic.at(span),
    }
}

/// What to write instead of a text.
fn text_help(tree: &Tree, place: &Place, wanted: JsonTypeSet) -> Option<String> {
    let text = tree.as_str(place.value)?;
    let number = wanted.contains(JsonType::Number) || wanted.contains(JsonType::Integer);
    if wanted.contains(JsonType::Boolean) {
        return Some("write `true` or `false`, in small letters and without quotes".into());
    }
    if number {
        let looks = matches!(plain(text), Plain::Int(_) | Plain::Float(_));
        let help = if looks && !tree.is_plain(place.value) {
            "write it without quotes"
        } else {
            "write digits only: no leading zeros, signs, separators or units"
        };
        return Some(help.into());
    }
    let item = if tree.is_plain(place.value) {
        "[…]"
    } else {
        "[\"…\"]"
    };
    (wanted.contains(JsonType::Array)).then(|| format!("write it as a list: `{item}`"))
}

fn repeated(tree: &Tree, place: &Place) -> Diagnostic {
    let diagnostic = Diagnostic::new(&BAD_VALUE, "the same element twice in the list");
    match first_repeated(tree, tree.items(place.value)) {
        Some((first, second)) => diagnostic
            .label(tree.span(second), "the second one")
            .also(tree.span(first), "the first one"),
        None => diagnostic.at(heading(tree, place)),
    }
    .help("keep one of the two")
}

fn bad_value(schema: &Schema, error: &ValidationError<'_>, fallback: String) -> Diagnostic {
    let help = parent(schema, error)
        .and_then(|s| s.get("x-pattern-help"))
        .and_then(Value::as_str);
    let message = match help {
        Some(words) => format!("expected {words}"),
        None => fallback,
    };
    Diagnostic::new(&BAD_VALUE, message)
}

fn constraint(
    schema: &Schema,
    tree: &Tree,
    place: &Place,
    error: &ValidationError<'_>,
    kind: &E,
) -> Diagnostic {
    let span = match tree.kind(place.value) {
        Kind::Seq | Kind::Map => heading(tree, place),
        _ => tree.span(place.value),
    };
    let (code, message): (&'static CodeInfo, String) = (&BAD_VALUE, say(kind));
    let diagnostic = match kind {
        E::Pattern { .. } | E::Format { .. } | E::MinLength { .. } | E::MaxLength { .. } => {
            bad_value(schema, error, message)
        }
        E::Enum { options } => Diagnostic::new(code, message).maybe_help(near_option(tree, place, options)),
        _ => Diagnostic::new(code, message),
    };
    diagnostic.at(span)
}

fn say(kind: &E) -> String {
    let count = |limit: u64, noun: &str| plural(usize::try_from(limit).unwrap_or(usize::MAX), noun);
    match kind {
        E::Enum { options } => format!(
            "expected {}",
            join(options.as_array().into_iter().flatten().map(show), 20, "or")
        ),
        E::Constant { expected_value } => format!("expected {}", show(expected_value)),
        E::Pattern { pattern } => format!("does not match the pattern {}", tick(pattern)),
        E::Format { format } => format!("expected {}", format_word(format)),
        E::Minimum { limit } => format!("must be at least {limit}"),
        E::Maximum { limit } => format!("must be at most {limit}"),
        E::ExclusiveMinimum { limit } => format!("must be more than {limit}"),
        E::ExclusiveMaximum { limit } => format!("must be less than {limit}"),
        E::MultipleOf { multiple_of } => format!("must be a multiple of {multiple_of}"),
        E::MinLength { limit: 1 } => "must not be empty".into(),
        E::MinLength { limit } => format!("must have at least {}", count(*limit, "character")),
        E::MaxLength { limit } => format!("must have at most {}", count(*limit, "character")),
        E::MinItems { limit: 1 } => "the list must not be empty".into(),
        E::MinItems { limit } => format!("the list must have at least {}", count(*limit, "element")),
        E::MaxItems { limit } => format!("the list must have at most {}", count(*limit, "element")),
        E::AdditionalItems { limit } => format!("the list must have at most {}", plural(*limit, "element")),
        E::MinProperties { limit: 1 } => "the map must not be empty".into(),
        E::MinProperties { limit } => format!("the map must have at least {}", count(*limit, "key")),
        E::MaxProperties { limit } => format!("the map must have at most {}", count(*limit, "key")),
        E::OneOfMultipleValid { .. } => "fits several of the allowed forms, and must fit one".into(),
        other => format!("not allowed here (schema keyword {})", tick(other.keyword())),
    }
}

fn show(value: &Value) -> String {
    match value {
        Value::String(text) => tick(text),
        other => tick(&other.to_string()),
    }
}

fn format_word(format: &str) -> String {
    match format {
        "date" => "a date, such as 2026-12-31".into(),
        "time" => "a time, such as 14:30:00Z".into(),
        "date-time" => "a date and time, such as 2026-12-31T14:30:00Z".into(),
        "duration" => "a duration, such as P1M".into(),
        "email" => "an e-mail address".into(),
        "uri" => "an address, such as https://example.com".into(),
        "regex" => "a regular expression".into(),
        other => format!("the format {}", tick(other)),
    }
}

/// The allowed value that was probably meant. Only the allowed one is shown.
fn near_option(tree: &Tree, place: &Place, options: &Value) -> Option<String> {
    let text = tree.as_str(place.value)?;
    let options = options.as_array()?.iter().filter_map(Value::as_str);
    nearest(text, options).map(|near| format!("did you mean {}?", tick(near)))
}

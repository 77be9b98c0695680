//! A value that may have several forms: which one was meant?

use jsonschema::error::{TypeKind, ValidationErrorKind as E};
use jsonschema::{JsonTypeSet, ValidationError};

use super::super::tree::Tree;
use super::find::Place;

/// What to say about a value that has none of its allowed forms.
pub(super) enum Choice<'e> {
    /// This form was meant; these are its errors.
    Form(&'e [ValidationError<'static>]),
    /// None of the forms is of the value's type; these types are allowed.
    Types(JsonTypeSet),
    /// Maps with different keys are allowed, and none of these keys is there.
    Keys(Vec<String>),
}

/// Chooses among the forms by their errors.
pub(super) fn choose<'e>(
    tree: &Tree,
    place: &Place,
    error: &ValidationError<'_>,
    context: &'e [Vec<ValidationError<'static>>],
) -> Choice<'e> {
    let here = error.instance_path().as_str();
    let mut types = JsonTypeSet::empty();
    let mut forms: Vec<&[ValidationError<'static>]> = Vec::new();
    for errors in context {
        match errors.iter().find_map(|e| type_at(e, here)) {
            Some(wanted) => types = wanted.iter().fold(types, JsonTypeSet::insert),
            None => forms.push(errors),
        }
    }
    let Some(best) = forms.iter().map(|errors| weight(errors)).min() else {
        return Choice::Types(types);
    };
    let near: Vec<_> = forms
        .into_iter()
        .filter(|errors| weight(errors) == best)
        .collect();
    let lacking: Vec<String> = near.iter().filter_map(|errors| lacks(errors, here)).collect();
    if near.len() > 1 && lacking.len() == near.len() && tree.is_map(place.value) {
        return Choice::Keys(lacking);
    }
    Choice::Form(near[0])
}

fn type_at(error: &ValidationError<'_>, here: &str) -> Option<JsonTypeSet> {
    let E::Type { kind } = error.kind() else {
        return None;
    };
    (error.instance_path().as_str() == here).then(|| match kind {
        TypeKind::Single(one) => JsonTypeSet::empty().insert(*one),
        TypeKind::Multiple(set) => *set,
    })
}

/// How far a form is from the value: what tells forms apart weighs most.
fn weight(errors: &[ValidationError<'_>]) -> usize {
    errors
        .iter()
        .map(|error| match error.kind() {
            E::Constant { .. } => 100,
            E::Required { .. } => 10,
            E::AdditionalProperties { unexpected } | E::UnevaluatedProperties { unexpected } => {
                3 * unexpected.len()
            }
            _ => 1,
        })
        .sum()
}

fn lacks(errors: &[ValidationError<'_>], here: &str) -> Option<String> {
    errors.iter().find_map(|error| match error.kind() {
        E::Required { property } if error.instance_path().as_str() == here => {
            property.as_str().map(str::to_owned)
        }
        _ => None,
    })
}

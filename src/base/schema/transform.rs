//! Schemas from Rust types, in the shape that gives the best messages and the best help in editors.

use schemars::generate::SchemaSettings;
use schemars::transform::RecursiveTransform;
use schemars::{JsonSchema, Schema};
use serde_json::{Map, Value};

/// The schema of a type (draft 2020-12), where
/// - enums with documented variants are an `enum` with descriptions instead of a `oneOf` of constants,
/// - `Option` means that a key may be left out, not that it may be null,
/// - editors get `markdownDescription`, and patterns their words.
///
/// # Panics
/// Never: schemas of schemars are JSON objects.
#[must_use]
pub fn of<T: JsonSchema>() -> Value {
    let settings =
        SchemaSettings::draft2020_12().with_transform(RecursiveTransform(improve as fn(&mut Schema)));
    settings.into_generator().into_root_schema_for::<T>().to_value()
}

fn improve(schema: &mut Schema) {
    let Some(object) = schema.as_object_mut() else {
        return;
    };
    forbid_null(object);
    merge_constants(object);
    if let Some(text) = object.get("description").cloned() {
        object.entry("markdownDescription").or_insert(text);
    }
    if let Some(Value::String(help)) = object.get("x-pattern-help") {
        let message = Value::from(format!("expected {help}"));
        object.entry("patternErrorMessage").or_insert(message);
    }
}

fn is_null_type(schema: &Value) -> bool {
    schema.get("type").and_then(Value::as_str) == Some("null")
        && schema.as_object().is_some_and(|o| o.len() == 1)
}

/// Whoever leaves a value empty gets an error that says what to write instead.
fn forbid_null(object: &mut Map<String, Value>) {
    if let Some(Value::Array(types)) = object.get_mut("type") {
        types.retain(|t| t != "null");
        if let [only] = types.as_slice() {
            let only = only.clone();
            object.insert("type".into(), only);
        }
    }
    if let Some(Value::Array(options)) = object.get_mut("enum") {
        options.retain(|option| !option.is_null());
    }
    if object.get("default") == Some(&Value::Null) {
        object.remove("default");
    }
    let Some(Value::Array(forms)) = object.get_mut("anyOf") else {
        return;
    };
    forms.retain(|form| !is_null_type(form));
    if let [Value::Object(only)] = forms.as_slice() {
        let only = only.clone();
        object.remove("anyOf");
        for (key, value) in only {
            object.entry(key).or_insert(value);
        }
    }
}

/// `oneOf` of constants becomes `enum` with `enumDescriptions`.
fn merge_constants(object: &mut Map<String, Value>) {
    let Some(Value::Array(forms)) = object.get("oneOf") else {
        return;
    };
    let mut options = Vec::new();
    let mut descriptions = Vec::new();
    for form in forms {
        let description = form
            .get("description")
            .cloned()
            .unwrap_or_else(|| Value::from(""));
        let values = match (form.get("const"), form.get("enum")) {
            (Some(Value::String(one)), None) => vec![Value::from(one.clone())],
            (None, Some(Value::Array(some))) if some.iter().all(Value::is_string) => some.clone(),
            _ => return,
        };
        descriptions.extend(values.iter().map(|_| description.clone()));
        options.extend(values);
    }
    object.remove("oneOf");
    object.insert("type".into(), "string".into());
    object.insert("enum".into(), options.into());
    object.insert("enumDescriptions".into(), descriptions.clone().into());
    object.insert("markdownEnumDescriptions".into(), descriptions.into());
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What it is for.
    #[derive(JsonSchema)]
    #[expect(dead_code, reason = "only its schema is used")]
    struct Example {
        /// Its name.
        #[schemars(regex(pattern = "^[a-z]+$"), extend("x-pattern-help" = "small letters"))]
        name: String,
        /// How much.
        level: Option<Level>,
        other: Option<u32>,
        texts: Option<Vec<String>>,
    }

    #[derive(JsonSchema)]
    #[schemars(rename_all = "lowercase")]
    #[expect(dead_code, reason = "only its schema is used")]
    enum Level {
        /// May look.
        Read,
        /// May change.
        Write,
    }

    #[test]
    fn options_are_not_null_and_enums_are_lists() {
        let schema = of::<Example>();
        assert_eq!(
            schema["$defs"]["Level"]["enum"],
            serde_json::json!(["read", "write"])
        );
        assert_eq!(
            schema["$defs"]["Level"]["markdownEnumDescriptions"],
            serde_json::json!(["May look.", "May change."])
        );
        assert_eq!(schema["properties"]["level"]["$ref"], "#/$defs/Level");
        assert_eq!(schema["properties"]["level"]["markdownDescription"], "How much.");
        assert_eq!(schema["properties"]["other"]["type"], "integer");
        assert_eq!(schema["properties"]["texts"]["type"], "array");
        assert_eq!(
            schema["properties"]["name"]["patternErrorMessage"],
            "expected small letters"
        );
        assert_eq!(schema["required"], serde_json::json!(["name"]));
        assert!(!schema.to_string().contains("null"), "{schema:#}");
    }
}

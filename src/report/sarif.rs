//! SARIF 2.1.0, the format in which code hosts and editors take findings in: the part of it that is used here.

use serde::Serialize;

/// Where the schema of the format is.
pub const SCHEMA: &str = "https://json.schemastore.org/sarif-2.1.0.json";
/// The most results of a run that code hosts take in.
pub const MOST_RESULTS: usize = 25_000;

/// A log with one run.
#[derive(Debug, Clone, Serialize)]
pub struct Log {
    /// The schema.
    #[serde(rename = "$schema")]
    pub schema: &'static str,
    /// The version of the format.
    pub version: &'static str,
    /// The runs.
    pub runs: Vec<Run>,
}

/// What one run of the tool found.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Run {
    /// The tool.
    pub tool: Tool,
    /// How the run went.
    pub invocations: Vec<Invocation>,
    /// How columns are counted.
    pub column_kind: &'static str,
    /// What was found.
    pub results: Vec<Finding>,
}

/// The tool.
#[derive(Debug, Clone, Serialize)]
pub struct Tool {
    /// Its main part.
    pub driver: Driver,
}

/// What found it.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Driver {
    /// Its name.
    pub name: &'static str,
    /// Its version.
    pub version: &'static str,
    /// The rules that it holds things against.
    pub rules: Vec<Descriptor>,
}

/// A rule.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Descriptor {
    /// Its name for programs.
    pub id: String,
    /// What it is about, in a phrase.
    pub short_description: Message,
    /// How bad its findings are.
    pub default_configuration: Configuration,
}

/// How bad findings are.
#[derive(Debug, Clone, Serialize)]
pub struct Configuration {
    /// The level.
    pub level: Level,
}

/// How bad something is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Level {
    /// It must not be.
    Error,
    /// It should not be.
    Warning,
}

/// How a run went.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Invocation {
    /// Whether the tool came to its end.
    pub execution_successful: bool,
    /// What else there is to say.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub tool_execution_notifications: Vec<Notification>,
}

/// Something to say about the run.
#[derive(Debug, Clone, Serialize)]
pub struct Notification {
    /// How bad it is.
    pub level: Level,
    /// What.
    pub message: Message,
}

/// A text.
#[derive(Debug, Clone, Serialize)]
pub struct Message {
    /// The text.
    pub text: String,
}

/// Something that was found.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Finding {
    /// The rule.
    pub rule_id: String,
    /// Its place among the rules.
    pub rule_index: usize,
    /// How bad it is.
    pub level: Level,
    /// What.
    pub message: Message,
    /// Where.
    pub locations: Vec<Location>,
    /// What makes it the same finding in another run.
    pub partial_fingerprints: Fingerprints,
}

/// What makes a finding the same in another run.
#[derive(Debug, Clone, Serialize)]
pub struct Fingerprints {
    /// A hash of what it is about.
    #[serde(rename = "trueupFinding/v1")]
    pub finding: String,
}

/// Where something is.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Location {
    /// In a file.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub physical_location: Option<PhysicalLocation>,
    /// In the ERP.
    pub logical_locations: Vec<LogicalLocation>,
}

/// A place in a file.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct PhysicalLocation {
    /// The file.
    pub artifact_location: ArtifactLocation,
    /// The place.
    pub region: Region,
}

/// A file.
#[derive(Debug, Clone, Serialize)]
pub struct ArtifactLocation {
    /// Its path as a relative URI.
    pub uri: String,
}

/// A place in a file, from 1 on.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Region {
    /// The line.
    pub start_line: u32,
    /// The column.
    pub start_column: u32,
}

/// Something that is in no file.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct LogicalLocation {
    /// Its name.
    pub name: String,
    /// Its name among all others.
    pub fully_qualified_name: String,
}

/// A path as a relative URI.
#[must_use]
pub fn uri(path: &str) -> String {
    use percent_encoding::{AsciiSet, CONTROLS, utf8_percent_encode};
    /// What a path in a URI may not hold as it is.
    const PATH: &AsciiSet = &CONTROLS
        .add(b' ')
        .add(b'"')
        .add(b'#')
        .add(b'%')
        .add(b'<')
        .add(b'>')
        .add(b'?')
        .add(b'[')
        .add(b'\\')
        .add(b']')
        .add(b'^')
        .add(b'`')
        .add(b'{')
        .add(b'|')
        .add(b'}')
        .add(b':');
    utf8_percent_encode(path, PATH).to_string()
}

#[cfg(test)]
mod tests {
    #[test]
    fn paths_are_uris() {
        assert_eq!(super::uri("编码/a b.yaml"), "%E7%BC%96%E7%A0%81/a%20b.yaml");
        assert_eq!(super::uri("items/codes.yaml"), "items/codes.yaml");
    }
}

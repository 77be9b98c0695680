//! The list of people that the personnel department keeps, and how to read it.

use schemars::JsonSchema;
use serde::Deserialize;

/// The list of people that the personnel department keeps: a spreadsheet or CSV file, and what its columns mean.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Roster {
    /// The file: `.xlsx` or `.csv`, as a path below the project.
    #[schemars(length(min = 1), example = &"hr/员工.xlsx")]
    pub file: String,
    /// The sheet of a spreadsheet; the first when left out.
    #[serde(default)]
    pub sheet: Option<String>,
    /// The encoding of a CSV file; UTF-8 when left out.
    #[serde(default)]
    #[schemars(example = &"gb18030")]
    pub encoding: Option<String>,
    /// Which column holds what.
    pub columns: RosterColumns,
}

/// The headings of the columns.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RosterColumns {
    /// The number of the employee, which `employee` of a user repeats.
    #[schemars(example = &"工号")]
    pub employee: String,
    /// The person's name.
    #[serde(default)]
    #[schemars(example = &"姓名")]
    pub name: Option<String>,
    /// Whether the person works here.
    #[serde(default)]
    #[schemars(example = &"在职状态")]
    pub state: Option<String>,
    /// The department.
    #[serde(default)]
    #[schemars(example = &"部门")]
    pub department: Option<String>,
    /// The job title, from which positions can be made.
    #[serde(default)]
    #[schemars(example = &"岗位")]
    pub job: Option<String>,
    /// The e-mail address.
    #[serde(default)]
    pub email: Option<String>,
    /// The last day of work.
    #[serde(default)]
    pub last_day: Option<String>,
}

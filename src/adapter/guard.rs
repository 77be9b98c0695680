//! Guards: what makes the ERP's database itself refuse codes that break a rule.
//!
//! An engine that can keep the rules in a table gets triggers once, from `guard/install.sql` and `guard/triggers.sql`, when trueup is set up.
//! Elsewhere a trigger is made for every rule, from `guard/<changed>-<event>.sql`.

use super::open::attempt;
use super::rules::GUARDED;
use super::{Adapter, AdapterError};
use crate::db::Session;
use crate::model::Engine;

/// A trigger as it is made for every rule, with `{trigger}`, `{message}` and `{refused}` to be filled in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct GuardTrigger<'a> {
    /// What tells it from the others: the stem of its file.
    pub name: &'a str,
    /// What changes when it runs: `code`, `category` or `kind`.
    pub changed: &'a str,
    /// Its SQL.
    pub sql: &'a str,
}

impl Adapter {
    /// Whether the ERP's database can refuse codes. On MariaDB trueup does not make it do so.
    #[must_use]
    pub fn guards(&self) -> bool {
        self.engine_guards() && (self.guard_install().is_some() || !self.guard_triggers().is_empty())
    }

    fn engine_guards(&self) -> bool {
        match self.engine {
            Engine::Postgres | Engine::Sqlite => true,
            Engine::Mariadb => false,
        }
    }

    /// What setup runs once, with the rights of who owns the ERP's tables: functions, then triggers.
    #[must_use]
    pub fn guard_install(&self) -> Option<String> {
        let scripts = ["guard/install.sql", "guard/triggers.sql"];
        let scripts: Vec<&str> = scripts
            .iter()
            .filter_map(|path| Some(self.files.get(*path)?.sql.trim_end()))
            .collect();
        (self.engine_guards() && !scripts.is_empty()).then(|| scripts.join(";\n\n"))
    }

    /// The triggers that are made for every rule.
    #[must_use]
    pub fn guard_triggers(&self) -> Vec<GuardTrigger<'_>> {
        let triggers = self.scripts_in("guard").filter_map(|(name, script)| {
            let (changed, _) = name.split_once('-')?;
            GUARDED.contains(&changed).then_some(GuardTrigger {
                name,
                changed,
                sql: &script.sql,
            })
        });
        triggers.collect()
    }

    /// The query for the categories of the `item` that a trigger looks at, with one column: `category`.
    #[must_use]
    pub fn guard_categories(&self) -> Option<&str> {
        let script = self.files.get("guard/categories.sql")?;
        Some(script.sql.trim_end())
    }

    /// Which of the things that install.sql makes are not there.
    ///
    /// # Errors
    /// When the database refuses guard/missing.sql.
    pub async fn guard_missing(&self, session: &mut Session) -> Result<Vec<String>, AdapterError> {
        let Some(script) = self.files.get("guard/missing.sql") else {
            return Ok(Vec::new());
        };
        let rows = attempt(session, &script.file, &script.sql, &["missing"]).await?;
        Ok(rows.into_iter().flatten().flatten().collect())
    }
}

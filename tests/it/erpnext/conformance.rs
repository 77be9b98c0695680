//! The adapter obeys its laws on every version.

use std::collections::BTreeSet;

use trueup::db::DbUrl;
use trueup::reconcile::conformance::{self, Trial};

use super::bases::every;
use crate::support::runtime;

#[test]
fn the_laws_hold_on_every_version() {
    // Values of attributes are none that anybody could draw; the loops change them.
    let never = [
        "write/user_attribute.delete.sql",
        "write/user_attribute.insert.sql",
        "write/user_attribute.update.sql",
    ];
    let mut untried: Option<BTreeSet<String>> = None;
    for base in every() {
        // Other changes on each, so that together they reach everything.
        let trial = Trial {
            seed: 20_261_122 + 1000 * u64::from(base.version) + u64::from(base.whole),
            rounds: if base.whole { 4 } else { 16 },
        };
        let url = DbUrl::parse(&base.db.url).unwrap();
        let root = std::path::Path::new(".");
        let check = conformance::check("erpnext", root, &url, trial, jiff::Timestamp::now(), &|_| {});
        let report = runtime()
            .block_on(check)
            .unwrap_or_else(|error| panic!("{}: {error:?}", base.title));
        assert_eq!(report.violations, Vec::<String>::new(), "{}", base.title);
        // What is drawn is what ERPNext itself would take, but for a few numbers.
        let through = report.committed + report.rolled_back;
        assert!(2 * through > trial.rounds, "{}: {report:#?}", base.title);
        let these: BTreeSet<String> = report.untried.into_iter().collect();
        untried = Some(match untried {
            Some(others) => others.intersection(&these).cloned().collect(),
            None => these,
        });
    }
    if let Some(untried) = untried {
        assert_eq!(
            untried,
            never.map(str::to_owned).into(),
            "scripts that nothing reached"
        );
    }
}

//! The adapters obey their laws on every database that the ERP itself made.

use trueup::db::DbUrl;
use trueup::reconcile::conformance::{self, Trial};

use crate::support;

#[test]
fn tryton_conforms() {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap();
    for db in support::every() {
        let url = DbUrl::parse(&db.url()).unwrap();
        let trial = Trial {
            seed: 20_261_122,
            rounds: 16,
        };
        let check = conformance::check(
            "tryton",
            db.folder(),
            &url,
            trial,
            jiff::Timestamp::now(),
            &|_| {},
        );
        let report = runtime
            .block_on(check)
            .unwrap_or_else(|error| panic!("{}: {error:?}", db.title()));
        assert_eq!(report.violations, Vec::<String>::new(), "{}", db.title());
        assert!(report.committed >= 3, "{}: {report:#?}", db.title());
    }
}

//! The adapter for Odoo on small databases written for the tests, one for each version, and on databases that Odoo itself made where
//! these are beside the repository.

mod access;
mod bases;
mod checks;
mod conformance;
mod crash;
mod example;
mod guard;
mod loops;
mod pull;
mod refusals;
mod sequence;

use std::path::Path;

use trueup::adapter::{self, Adapter, Folder};
use trueup::base::diagnostic::Diagnostics;
use trueup::base::source::SourceMap;
use trueup::db::Session;

/// The adapter as it is built in.
fn folder() -> Folder {
    let (mut sources, mut bag) = (SourceMap::new(), Diagnostics::new());
    adapter::find("odoo", Path::new("."), None, &mut sources, &mut bag).expect("the adapter is built in")
}

/// The adapter for a database.
async fn adapter(session: &mut Session) -> Adapter {
    Adapter::open(&folder(), session).await.unwrap()
}

fn runtime() -> tokio::runtime::Runtime {
    tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap()
}

//! The whole loop on databases that Tryton itself made, judged by Tryton's own code.

mod adoption;
mod backups;
mod checks;
mod crash;
mod demo;
mod drift;
mod duplicates;
mod followers;
mod guard;
mod issue;
mod item_lists;
mod items;
mod lifecycle;
mod recover;
mod refusals;
mod request;
mod safety;
mod sequence;

use std::path::Path;

use trueup::adapter::{self, Adapter, Folder};
use trueup::base::diagnostic::Diagnostics;
use trueup::base::source::SourceMap;
use trueup::db::Session;

/// The adapter as it is built in.
fn folder() -> Folder {
    let (mut sources, mut bag) = (SourceMap::new(), Diagnostics::new());
    adapter::find("tryton", Path::new("."), None, &mut sources, &mut bag).expect("the adapter is built in")
}

/// The adapter for a database.
async fn adapter(session: &mut Session) -> Adapter {
    Adapter::open(&folder(), session).await.unwrap()
}

//! What a question about access names, checked against what the ERP knows: a typo is not the answer "no".

use crate::base::text::{did_you_mean, list, tick};
use crate::cli::failure::Failure;
use crate::model::{Rel, Sym};
use crate::reconcile::LiveAccess;

/// The account exists.
pub(crate) fn user(live: &LiveAccess, login: &str) -> Result<(), Failure> {
    let users = live.state().table(Rel::User);
    let names: Vec<Sym> = users.rows().map(|row| row[0]).collect();
    known(live, "account", login, &names)
}

/// The ERP or a permission names the resource.
pub(crate) fn resource(live: &LiveAccess, resource: &str) -> Result<(), Failure> {
    let resources = live.state().table(Rel::Resource).rows().map(|row| row[0]);
    let permissions = live.state().table(Rel::Permission).rows().map(|row| row[1]);
    let names: Vec<Sym> = resources.chain(permissions).collect();
    known(live, "resource", resource, &names)
}

/// The adapter declares the action.
pub(crate) fn action(live: &LiveAccess, action: &str) -> Result<(), Failure> {
    let actions = &live.semantics().actions;
    if actions.iter().any(|known| known == action) {
        return Ok(());
    }
    Err(Failure::Stopped {
        what: format!("{} knows no action {}", live.erp, tick(action)),
        help: did_you_mean(action, actions.iter().map(String::as_str))
            .or_else(|| Some(format!("there are {}", list(actions, 20)))),
    })
}

fn known(live: &LiveAccess, noun: &str, name: &str, names: &[Sym]) -> Result<(), Failure> {
    let symbols = live.symbols();
    if symbols.find(name).is_some_and(|key| names.contains(&key)) {
        return Ok(());
    }
    Err(Failure::Stopped {
        what: format!("{} knows no {noun} {}", live.erp, tick(name)),
        help: did_you_mean(name, names.iter().map(|&key| symbols.text(key))),
    })
}

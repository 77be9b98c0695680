//! Who can do what, as we compute it, against the question that Odoo's own tables answer, for every account, model and action.

use super::bases::{Base, every};
use crate::support::{Can, abilities};

fn theirs(base: &Base) -> Can {
    // Up to 18 only stored memberships count; from 19 also what they include.
    let more = if base.stores_includes() {
        ""
    } else {
        "UNION SELECT m.uid, r.hid FROM member m JOIN res_groups_implied_rel r ON r.gid = m.gid"
    };
    let rows = base.db.sql(&format!(
        "WITH RECURSIVE member (uid, gid) AS (SELECT uid, gid FROM res_groups_users_rel {more}),
         allowed AS (
             SELECT DISTINCT u.login, m.model, f.action
             FROM res_users u
             CROSS JOIN ir_model_access a
             JOIN ir_model m ON m.id = a.model_id
             CROSS JOIN LATERAL (VALUES ('read', a.perm_read), ('write', a.perm_write), ('create', a.perm_create), ('delete', a.perm_unlink))
                 AS f(action, given)
             WHERE u.active AND a.active AND f.given
                 AND (a.group_id IS NULL OR EXISTS (SELECT 1 FROM member x WHERE x.uid = u.id AND x.gid = a.group_id))
         )
         SELECT login, model, action FROM allowed"
    ));
    rows.into_iter()
        .map(|row| {
            let mut cells = row.into_iter().map(Option::unwrap);
            (
                cells.next().unwrap(),
                cells.next().unwrap(),
                cells.next().unwrap(),
            )
        })
        .collect()
}

#[test]
fn effective_access_is_odoos_for_everybody() {
    for base in every() {
        let (ours, theirs) = (abilities("odoo", &base.db.url()), theirs(&base));
        let wrong: Vec<_> = ours.symmetric_difference(&theirs).take(10).collect();
        assert!(wrong.is_empty(), "{}: {wrong:?}", base.title);
        assert!(
            ours.len() > if base.whole { 4000 } else { 50 },
            "{}: {}",
            base.title,
            ours.len()
        );
    }
}

//! Entries that the files let go.

use std::fs;

use super::World;

const ROLE: &str = "roles:\n  li.na: {title: Night shift, permissions: {stock: [read]}}\n";

#[test]
fn a_role_is_let_go_by_name_and_a_person_of_that_name_is_not() {
    let world = World::workshop(|world| {
        fs::write(world.path().join("night.yaml"), ROLE).unwrap();
    });
    let shown = world.run(&["apply", "--yes"]);
    assert_eq!(shown.code, 0, "{shown}");
    // Absence never means "delete".
    fs::remove_file(world.path().join("night.yaml")).unwrap();
    let shown = world.run(&["plan"]);
    assert_eq!(shown.code, 4, "{shown}");
    assert!(shown.out.contains("plan/vanished"), "{shown}");

    fs::write(
        world.path().join("night.yaml"),
        "roles: {li.na: {managed: false}}\n",
    )
    .unwrap();
    let shown = world.run(&["apply", "--yes"]);
    assert_eq!(shown.code, 0, "{shown}");
    let shown = world.run(&["plan", "--exit-code"]);
    assert_eq!(shown.code, 0, "{shown}");
    fs::remove_file(world.path().join("night.yaml")).unwrap();
    let shown = world.run(&["plan", "--exit-code"]);
    assert_eq!(shown.code, 0, "{shown}");

    // The person of that name is still ours.
    let staff = fs::read_to_string(world.path().join("people/staff.yaml")).unwrap();
    let (before, after) = (
        staff.find("  li.na:").unwrap(),
        staff.find("  zhang.wei:").unwrap(),
    );
    fs::write(
        world.path().join("people/staff.yaml"),
        format!("{}{}", &staff[..before], &staff[after..]),
    )
    .unwrap();
    let shown = world.run(&["plan"]);
    assert_eq!(shown.code, 4, "{shown}");
    assert!(shown.out.contains("`li.na` was applied before"), "{shown}");
}

#[test]
fn what_was_shipped_cannot_be_let_go() {
    let world = World::workshop(|world| {
        fs::write(
            world.path().join("shipped.yaml"),
            "roles: {office: {managed: false}}\n",
        )
        .unwrap();
    });
    assert_eq!(world.run(&["lock"]).code, 0);
    let shown = world.run(&["validate"]);
    assert_eq!(shown.code, 1, "{shown}");
    let words = "`office` was shipped with the ERP: `managed` cannot be declared";
    assert!(shown.out.contains(words), "{shown}");
}

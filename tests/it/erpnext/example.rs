//! The example project is what it says: valid without a database.

use crate::support::valid_example;

#[test]
fn the_example_is_valid() {
    valid_example("erpnext");
}

//! Makes cargo notice files that are added to or removed from the built-in adapters.

fn main() {
    println!("cargo::rerun-if-changed=src/adapters");
}

//! Makes cargo notice files that are added to or removed from the built-in adapters.

#[expect(clippy::print_stdout, reason = "this is how a build script speaks to cargo")]
fn main() {
    println!("cargo::rerun-if-changed=src/adapters");
}

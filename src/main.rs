//! The trueup binary.

fn main() {}

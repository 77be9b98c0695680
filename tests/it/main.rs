//! One integration binary.

mod infra;
mod support;

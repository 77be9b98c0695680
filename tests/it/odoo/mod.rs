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
mod portal;
mod pull;
mod refusals;
mod rules;
mod sequence;
mod settings;

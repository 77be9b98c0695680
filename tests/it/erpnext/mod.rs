//! The adapter for ERPNext on small databases written for the tests, one for each version, and on one that ERPNext itself made where it is
//! beside the repository.

mod access;
mod bases;
mod checks;
mod conformance;
mod crash;
mod example;
mod leavers;
mod loops;
mod passwords;
mod pull;
mod redis;
mod refusals;
mod sequence;
mod settings;

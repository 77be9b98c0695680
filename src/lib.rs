//! trueup: a declarative reconciler for ERP administration.
//!
//! The map of the code, and the rules that keep it in shape, are in ARCHITECTURE.md.

pub mod access;
pub mod adapter;
pub mod backup;
pub mod base;
pub mod cache;
pub mod cli;
pub mod db;
pub mod diff;
pub mod items;
pub mod model;
pub mod plan;
pub mod project;
pub mod reconcile;
pub mod registry;
pub mod report;
pub mod storage;

//! One integration binary.

#![expect(clippy::unwrap_used, reason = "helpers of tests may panic as tests do")]

mod access;
mod adapter;
mod architecture;
mod backup;
mod cache;
mod cli;
mod cli_live;
mod conformance;
mod db;
mod erpnext;
mod guard;
mod infra;
mod lower;
mod odoo;
mod project;
mod pull;
mod registry;
mod report_plan;
mod support;
mod tryton;
mod workshop;

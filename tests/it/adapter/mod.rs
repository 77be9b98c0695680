//! The adapter engine on a home-grown ERP, and on folders that are wrong.

mod folder;
mod home_grown;
mod mini;

//! What schedules and retention promise, tried on many cases.

mod schedule;
mod units;

//! What schedules and retention promise, tried on many cases.

mod due;
mod retention;
mod schedule;
mod units;

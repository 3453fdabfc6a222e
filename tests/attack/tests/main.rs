//! Attacks of bounded size, each beside its control in the same run. With `-- --nocapture` the tables are printed:
//!
//! `cargo test -p full-tilt-attack --test attack -- --nocapture --test-threads 1`

mod direct_checks;
mod direct_chunks;
mod direct_sender;
mod victims;

//! Tests, in `tests/`, of the code's structure that Cargo cannot check.

//! What Cargo cannot see of the shape of the code is tested in `tests/`.

//! Measurements for developers that every platform can make.

pub(crate) mod stress;

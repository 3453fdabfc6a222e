//! Connections that phones open with signals: which attempts are accepted, and their limits. Values: they do no I/O and
//! read no clock, so that they are tested without a browser.

pub(crate) mod attempts;
pub(crate) mod sdp;

//! Connections that phones open with signals: which attempts are accepted, and their limits. Values: they do no I/O and
//! read no clock, so that they are tested without a browser.

mod attempts;
mod sdp;

pub(crate) use attempts::{AttemptOutput, Attempts};
pub(crate) use sdp::{MID, candidate_line, offer_sdp, read_candidate, read_description};

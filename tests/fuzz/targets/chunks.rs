//! Fuzz target; see the harness for what must hold.
#![no_main]

#[path = "../harness/mod.rs"]
mod harness;

libfuzzer_sys::fuzz_target!(|data: &[u8]| {
    let (_, target) = harness::TARGETS.iter().find(|(name, _)| *name == "chunks").expect("a target");
    target(data);
});

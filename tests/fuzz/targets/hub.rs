//! Fuzz target; see the harness for what must hold.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| {
    let (_, target) = full_tilt_fuzz::TARGETS.iter().find(|(name, _)| *name == "hub").expect("a target");
    target(data);
});

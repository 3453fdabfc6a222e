//! The layouts of replay files, all numbers little endian, varints of up to 28 bits.
//!
//! Both begin with `FTRUN` and the version u8, and end with FNV-1a u64 over everything before it.
//!
//! Version 1, a single player: mode u8 (0 serpent, 1 classic), slot u8, rules u64 (a hash of the mode's numbers), seed
//! u64, ticks u32, score f64, fingerprint u64, runs u32, then that many runs of equal steering: difference to the run
//! before (zigzag) and ticks, both as varints.
//!
//! Version 2, all players: mode u8, rules u64, seed u64, ticks u32, fingerprint u64, then lists. Slots at the start: u8
//! for their number, u8 each. Teams: u8 for their number or 0, and unless it is 0, whether friends kill u8, and the
//! team u8 of every slot. Players without a motion sensor: u32, a bit for each slot. Scores: u8 for their number, slot
//! u8 and f64 each. Steering: u8 for the number of slots, for each the slot u8 and the number of changes u32, for each
//! change the ticks since the one before and the difference to it (zigzag), both as varints. Motion of the phones: the
//! same. Taps: u32 for their number, ticks since the one before as a varint, slot u8. Comings and goings: u32 for their
//! number, ticks since the one before as a varint, u8 with the slot in the low five bits, and above them 0 enter, 1
//! park, 2 leave.
//!
//! No list reserves memory for the number that it claims: memory grows with the bytes that are there.

/// The first bytes of every file.
pub(super) const MAGIC: &[u8] = b"FTRUN";
/// The newest version that this game can read.
pub(super) const NEWEST: u8 = 2;
/// Bits of a coming or going that hold the slot.
pub(super) const SLOT_BITS: u8 = 5;

//! The steering, the thumbs and the motion of all players in one tick.

use super::MAX_PLAYERS;

/// Steps from straight ahead to full lock. Finer than any hand, and coarse enough for a replay file to store every
/// tick.
pub(super) const STEPS: i16 = 1024;

/// The steering of every slot for one tick, whether its thumb acts, and how much its phone moves.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Inputs {
    steps: [i16; MAX_PLAYERS],
    /// A bit for each slot.
    actions: u32,
    /// Steps of 1/255.
    motions: [u8; MAX_PLAYERS],
}

impl Inputs {
    /// Sets a slot's steering: −1 full left … 1 full right, rounded to 1/1024. Larger values are clamped, NaN is
    /// straight, and a slot that does not exist is ignored.
    pub fn set(&mut self, slot: u8, steer: f32) {
        let steps = (steer * f32::from(STEPS)).clamp(-f32::from(STEPS), f32::from(STEPS));
        // NaN becomes 0.
        self.set_steps(slot, libm::roundf(steps) as i16);
    }

    /// Returns a slot's steering, −1..=1.
    pub fn get(&self, slot: u8) -> f32 {
        f32::from(self.steps(slot)) / f32::from(STEPS)
    }

    /// Sets whether a slot's thumb acts: true in the one tick in which a tap takes effect, and not for as long as a
    /// finger stays down. A slot that does not exist is ignored.
    pub fn set_action(&mut self, slot: u8, acts: bool) {
        let bit = if usize::from(slot) < MAX_PLAYERS { 1 << slot } else { 0 };
        self.actions = if acts { self.actions | bit } else { self.actions & !bit };
    }

    /// Whether a slot's thumb acts.
    pub fn action(&self, slot: u8) -> bool {
        usize::from(slot) < MAX_PLAYERS && self.actions & 1 << slot != 0
    }

    /// Sets how much a slot's phone moves: 0 lies still, 1 is shaken, rounded to 1/255. Values outside are clamped, NaN is
    /// 0, and a slot that does not exist is ignored.
    ///
    /// The value is the larger of the rate of rotation, 1 being 400 degrees per second, and of the difference between the
    /// length of the acceleration and that of gravity, 1 being 20 m/s²; so it needs no attitude.
    pub fn set_motion(&mut self, slot: u8, motion: f32) {
        // NaN becomes 0.
        self.set_motion_steps(slot, libm::roundf(motion.clamp(0.0, 1.0) * 255.0) as u8);
    }

    /// Returns how much a slot's phone moves, 0..=1.
    pub fn motion(&self, slot: u8) -> f32 {
        f32::from(self.motion_steps(slot)) / 255.0
    }

    pub(super) fn motion_steps(&self, slot: u8) -> u8 {
        self.motions.get(usize::from(slot)).copied().unwrap_or(0)
    }

    pub(super) fn set_motion_steps(&mut self, slot: u8, steps: u8) {
        if let Some(entry) = self.motions.get_mut(usize::from(slot)) {
            *entry = steps;
        }
    }

    pub(super) fn has_actions(&self) -> bool {
        self.actions != 0
    }

    pub(super) fn steps(&self, slot: u8) -> i16 {
        self.steps.get(usize::from(slot)).copied().unwrap_or(0)
    }

    pub(super) fn set_steps(&mut self, slot: u8, steps: i16) {
        if let Some(entry) = self.steps.get_mut(usize::from(slot)) {
            *entry = steps.clamp(-STEPS, STEPS);
        }
    }
}

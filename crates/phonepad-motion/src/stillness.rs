//! Detects when a phone is held still, and how far its accelerometer is then preferred to the filter.

use glam::Vec3;

use super::STANDARD_GRAVITY;

/// A phone that turns slower than this, in degrees per second, …
const CALM_RATE_DEG_PER_S: f32 = 3.0;
/// … and measures one g within this, in m/s², …
const CALM_GRAVITY_ERROR: f32 = 0.3;
/// … always the same within this, in m/s², …
const CALM_CHANGE: f32 = 0.4;
/// … for this long, in seconds, measures nothing but gravity.
const CALM_S: f32 = 0.05;
/// Its accelerometer is then trusted with this time constant, in seconds.
const CALM_TIME_CONSTANT_S: f32 = 0.12;
/// An estimate that still has this error, in radians, after such a calm is dropped at once.
const LOST_RAD: f32 = 4.0 / 180.0 * core::f32::consts::PI;
const LOST_S: f32 = 0.3;
/// The same in seconds, where nothing explains the error: in an even swing of the hand half a second is as still.
const LOST_UNEXPLAINED_S: f32 = 0.6;

/// Largest error of the filter after a turn, as a share of the angle: sparse, late or held readings do not describe a
/// turn more accurately.
const TURN_ERROR: f32 = 0.25;
/// Beyond this, in degrees per second about an axis, some phones' gyroscopes saturate: their smallest range is 500.
const MAX_SURE_RATE_DEG_PER_S: f32 = 490.0;
/// Largest unnoticed drift of a gyroscope, in rad/s.
const DRIFT_RAD_PER_S: f32 = 0.2 / 180.0 * core::f32::consts::PI;
/// Largest rotation rate of a hand while there are no readings, in rad/s.
const UNSEEN_RAD_PER_S: f32 = 150.0 / 180.0 * core::f32::consts::PI;
/// The filter forgets errors with this time constant, in seconds: VQF's for the accelerometer.
const FORGET_S: f32 = 3.0;
/// Accelerations beyond this, in m/s², may be knocks, which are too short for the readings to have their true mean.
const KNOCK: f32 = 2.0 * STANDARD_GRAVITY;

/// Detects phones that are held still.
///
/// A hand that moves evenly produces a steady acceleration too. The accelerometer may therefore correct only as much as
/// the filter can be wrong: a share of the angle turned through, the drift, and knocks.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Stillness {
    calm_s: f32,
    /// Mean acceleration since the calm began, in m/s².
    mean: Vec3,
    /// Largest possible error of the filter, in radians.
    doubt: f32,
}

impl Default for Stillness {
    /// Starts without knowledge: the filter may have a large error.
    fn default() -> Self {
        Self { calm_s: 0.0, mean: Vec3::ZERO, doubt: core::f32::consts::PI }
    }
}

impl Stillness {
    /// Notes that there were no readings for `seconds`.
    pub(super) fn note_loss(&mut self, seconds: f32) {
        self.doubt += UNSEEN_RAD_PER_S * seconds;
    }

    /// Takes a reading and the filter's `up`, in device axes, with `rate` in rad/s. Returns the share by which the
    /// filter's mean acceleration should be drawn to this reading.
    pub(super) fn trust(&mut self, up: Vec3, acceleration: Vec3, rate: Vec3, dt: f32) -> f32 {
        let knock = (acceleration.length() - KNOCK).max(0.0) / STANDARD_GRAVITY;
        self.doubt *= libm::expf(-dt / FORGET_S);
        self.doubt += (TURN_ERROR * rate.length() + DRIFT_RAD_PER_S + knock / FORGET_S) * dt;
        if rate.abs().max_element().to_degrees() > MAX_SURE_RATE_DEG_PER_S {
            self.doubt = core::f32::consts::PI;
        }

        let calm = rate.length().to_degrees() < CALM_RATE_DEG_PER_S
            && (acceleration.length() - STANDARD_GRAVITY).abs() < CALM_GRAVITY_ERROR
            && (self.calm_s == 0.0 || acceleration.distance(self.mean) < CALM_CHANGE);
        if !calm {
            self.calm_s = 0.0;
            return 0.0;
        }
        self.calm_s += dt;
        // The first reading of a calm replaces the mean of the previous one.
        self.mean = self.mean.lerp(acceleration, (dt / self.calm_s).min(1.0));
        if self.calm_s < CALM_S {
            return 0.0;
        }
        let error = up.angle_between(acceleration);
        let patience = if self.doubt > LOST_RAD { LOST_S } else { LOST_UNEXPLAINED_S };
        if self.calm_s >= patience && error > LOST_RAD {
            self.doubt = 0.0;
            return 1.0;
        }
        let share = 1.0 - libm::expf(-dt / CALM_TIME_CONSTANT_S);
        let believed = if error > self.doubt { self.doubt / error } else { 1.0 };
        self.doubt *= 1.0 - share;
        share * believed
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Time between the readings of these tests, in seconds. A third calm reading has been calm for more than 50 ms.
    const DT: f32 = 0.02;
    /// 1 − e^(−0.02 / 0.12): the share of a reading that is fully trusted.
    const FULL: f32 = 0.153_518;

    #[track_caller]
    fn assert_near(actual: f32, expected: f32, tolerance: f32) {
        assert!((actual - expected).abs() <= tolerance, "{actual} is not within {tolerance} of {expected}");
    }

    /// A filter's estimate with this error, in degrees, for a phone that lies on a table.
    fn up(error_deg: f32) -> Vec3 {
        Vec3::new(libm::sinf(error_deg.to_radians()), 0.0, libm::cosf(error_deg.to_radians()))
    }

    /// Returns the trust in a reading of a phone that lies on a table, `dt` seconds after the previous one.
    fn lie_for(stillness: &mut Stillness, error_deg: f32, dt: f32) -> f32 {
        stillness.trust(up(error_deg), Vec3::Z * STANDARD_GRAVITY, Vec3::ZERO, dt)
    }

    fn lie(stillness: &mut Stillness, error_deg: f32) -> f32 {
        lie_for(stillness, error_deg, DT)
    }

    /// Adds a reading of 1.5 g, which ends every calm and is no knock.
    fn stir(stillness: &mut Stillness, dt: f32) {
        assert_eq!(stillness.trust(Vec3::Z, Vec3::Z * 1.5 * STANDARD_GRAVITY, Vec3::ZERO, dt), 0.0);
    }

    /// Returns a phone in motion, whose filter has just been found to have no error.
    fn sure() -> Stillness {
        let mut stillness = Stillness::default();
        assert!((0..20).any(|_| lie(&mut stillness, 90.0) == 1.0));
        stir(&mut stillness, 0.0);
        stillness
    }

    /// Returns the largest error, in degrees, that the filter is believed to have after `events`.
    fn doubt_deg(events: impl FnOnce(&mut Stillness)) -> f32 {
        let mut stillness = sure();
        events(&mut stillness);
        stir(&mut stillness, 0.0);
        assert_eq!([lie(&mut stillness, 90.0), lie(&mut stillness, 90.0)], [0.0, 0.0]);
        let doubt = lie(&mut stillness, 90.0) / FULL * 90.0;
        // In 60 ms a share of e^(−0.06 / 3) was left, and 0.2 °/s of drift was added.
        (doubt - 0.012) / 0.980_199
    }

    #[test]
    fn a_phone_that_lies_still_is_trusted_after_a_twentieth_of_a_second() {
        let mut stillness = Stillness::default();
        assert_eq!([lie(&mut stillness, 0.0), lie(&mut stillness, 0.0)], [0.0, 0.0]);
        assert_near(lie(&mut stillness, 0.0), FULL, 1e-5);
        let mut stillness = Stillness::default();
        assert_eq!(lie_for(&mut stillness, 0.0, 0.025), 0.0);
        assert!(lie_for(&mut stillness, 0.0, 0.025) > 0.0, "at exactly 50 ms");
        assert_eq!(lie_for(&mut stillness, 0.0, 0.0), 0.0, "no time has passed since the previous reading");
    }

    #[test]
    fn a_phone_that_turns_or_accelerates_is_not_still() {
        let trust = |acceleration: Vec3, rate_deg_per_s: f32| {
            let mut stillness = Stillness::default();
            let rate = Vec3::Y * rate_deg_per_s.to_radians();
            (0..3).map(|_| stillness.trust(Vec3::Z, acceleration, rate, DT)).last().unwrap_or_default()
        };
        for (off, rate) in [(0.0, 0.0), (0.29, 0.0), (-0.29, 0.0), (0.0, 2.9), (0.0, -2.9)] {
            assert_near(trust(Vec3::Z * (STANDARD_GRAVITY + off), rate), FULL, 1e-5);
        }
        for (off, rate) in [(0.31, 0.0), (-0.31, 0.0), (0.0, 3.1), (0.0, -3.1)] {
            assert_eq!(trust(Vec3::Z * (STANDARD_GRAVITY + off), rate), 0.0, "{off} m/s², {rate} °/s");
        }
    }

    #[test]
    fn a_calm_ends_where_the_acceleration_leaves_its_mean() {
        let trusts = |readings: &[f32]| {
            let mut stillness = Stillness::default();
            let acceleration = |x: f32| Vec3::new(x, 0.0, STANDARD_GRAVITY);
            readings
                .iter()
                .map(|x| stillness.trust(Vec3::Z, acceleration(*x), Vec3::ZERO, DT) > 0.0)
                .collect::<Vec<_>>()
        };
        assert_eq!(trusts(&[0.0, 0.0, 0.39]), [false, false, true]);
        let left = trusts(&[0.0, 0.0, 0.0, 0.41, 0.41, 0.41, 0.41]);
        assert_eq!(left, [false, false, true, false, false, false, true], "the next calm begins after that reading");
        // The mean of a drift by 0.1 m/s² a reading lags behind it: by 0.35 m/s² at the seventh, 0.45 at the ninth.
        let drift = trusts(&[0.0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8]);
        assert_eq!((&drift[2..7], drift[8]), (&[true; 5][..], false));
    }

    #[test]
    fn a_calm_in_a_new_pose_counts_from_its_first_reading() {
        let mut stillness = sure();
        let on_its_side = Vec3::X * STANDARD_GRAVITY;
        let trusts = [0, 1, 2].map(|_| stillness.trust(Vec3::X, on_its_side, Vec3::ZERO, DT));
        assert_eq!(trusts[..2], [0.0, 0.0]);
        assert_near(trusts[2], FULL, 1e-5);
    }

    #[test]
    fn an_estimate_that_was_lost_is_dropped_after_three_tenths_of_a_second() {
        // 14 readings make 0.28 s.
        let after = |readings: usize, error_deg: f32| {
            let mut stillness = Stillness::default();
            (0..readings).for_each(|_| _ = lie(&mut stillness, error_deg));
            lie_for(&mut stillness, error_deg, 0.021)
        };
        assert!(after(13, 4.1) < 1.0);
        assert_eq!(after(14, 4.1), 1.0);
        assert!(after(14, 3.9) < 1.0, "an error that small is corrected gradually");
    }

    #[test]
    fn an_estimate_that_nothing_explains_is_dropped_after_six_tenths_of_a_second() {
        // 15 readings make 0.3 s, and 29 make 0.58.
        let after = |readings: usize, error_deg: f32| {
            let mut stillness = sure();
            (0..readings).for_each(|_| _ = lie(&mut stillness, error_deg));
            lie_for(&mut stillness, error_deg, 0.021)
        };
        assert!(after(15, 10.0) < 1.0 && after(28, 10.0) < 1.0);
        assert_eq!(after(29, 10.0), 1.0);
        assert!(after(29, 3.9) < 1.0);
    }

    #[test]
    fn a_doubt_of_more_than_four_degrees_explains_a_lost_estimate() {
        // 150 °/s without readings. In 0.3 s of calm, the doubt falls to e^(−0.24 / 0.12 − 0.3 / 3) = 0.11 of it.
        let after_loss_of = |seconds: f32| {
            let mut stillness = sure();
            stillness.note_loss(seconds);
            (0..14).for_each(|_| _ = lie(&mut stillness, 90.0));
            lie_for(&mut stillness, 90.0, 0.021)
        };
        assert!(after_loss_of(0.2) < 1.0, "30° become 3.3°");
        assert_eq!(after_loss_of(0.3), 1.0, "45° become 5.0°");
    }

    #[test]
    fn a_phone_lost_and_found_again_has_no_doubt() {
        assert_near(doubt_deg(|_| ()), 0.0, 1e-3);
    }

    #[test]
    fn the_doubt_grows_with_turning_knocks_drift_and_lost_readings() {
        let turn = |rate: Vec3| {
            move |stillness: &mut Stillness| {
                _ = stillness.trust(Vec3::Z, Vec3::Z * STANDARD_GRAVITY, rate * core::f32::consts::PI / 180.0, 0.1);
            }
        };
        // A quarter of the 10° and of the 14.14°, and 0.2 °/s of drift.
        assert_near(doubt_deg(turn(Vec3::X * 100.0)), 2.52, 0.01);
        assert_near(doubt_deg(turn(Vec3::new(0.0, -100.0, 100.0))), 3.556, 0.01);
        // Beyond 2 g it grows by a third of a radian per second for each g.
        let knock = |g: f32| {
            move |stillness: &mut Stillness| {
                _ = stillness.trust(Vec3::Z, Vec3::Z * g * STANDARD_GRAVITY, Vec3::ZERO, 0.1);
            }
        };
        assert_near(doubt_deg(knock(2.0)), 0.02, 0.01);
        assert_near(doubt_deg(knock(5.0)), 5.75, 0.01);
        assert_near(doubt_deg(|stillness| stir(stillness, 10.0)), 2.0, 0.01);
        assert_near(doubt_deg(|stillness| stillness.note_loss(0.1)), 15.0, 0.05);
        assert_near(doubt_deg(|stillness| (0..2).for_each(|_| stillness.note_loss(0.1))), 30.0, 0.05);
    }

    #[test]
    fn the_doubt_fades_with_a_time_constant_of_three_seconds() {
        // 60° / e, and the drift of 3 s.
        let faded = doubt_deg(|stillness| {
            stillness.note_loss(0.4);
            stir(stillness, 3.0);
        });
        assert_near(faded, 22.07 + 0.6, 0.05);
    }

    #[test]
    fn a_gyroscope_at_its_limit_may_have_lost_the_pose() {
        let turn = |rate: Vec3| {
            let mut stillness = sure();
            _ = stillness.trust(Vec3::Z, Vec3::Z * STANDARD_GRAVITY, rate * core::f32::consts::PI / 180.0, 0.0);
            (0..3).map(|_| lie(&mut stillness, 90.0)).last().unwrap_or_default()
        };
        for axis in Vec3::AXES {
            assert_near(turn(axis * 491.0), FULL, 1e-5);
            assert_near(turn(axis * -491.0), FULL, 1e-5);
            assert!(turn(axis * 489.0) < 1e-3, "no time has passed, so the turn itself adds no doubt");
        }
    }

    #[test]
    fn a_correction_is_limited_to_the_doubt_and_uses_it_up() {
        let mut stillness = sure();
        stillness.note_loss(0.1);
        let mut trust = || lie(&mut stillness, 30.0);
        assert_eq!([trust(), trust()], [0.0, 0.0]);
        // 15° after 60 ms of forgetting and drift: 15 · 0.980 + 0.012 = 14.72°, of the error of 30°.
        assert_near(trust(), FULL * 14.715 / 30.0, 1e-4);
        // (14.72 · (1 − 0.1535)) · 0.9934 + 0.004 = 12.38°.
        assert_near(trust(), FULL * 12.378 / 30.0, 1e-4);
    }
}

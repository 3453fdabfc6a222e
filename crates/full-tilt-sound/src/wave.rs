//! Oscillators, noise and a filter: the components of every voice.

/// The shape of an oscillator.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Waveform {
    Sine,
    Triangle,
    Square,
    Saw,
    Noise,
}

/// Returns one sample, −1..=1, of a wave at a phase (0..1 of a turn) that moves by `step` turns a sample.
pub(super) fn sample(wave: Waveform, phase: f32, step: f32) -> f32 {
    match wave {
        Waveform::Sine => sine(phase),
        // Its overtones fall so fast that aliasing cannot be heard.
        Waveform::Triangle => 4.0 * (phase - 0.5).abs() - 1.0,
        Waveform::Square => {
            let opposite = if phase < 0.5 { phase + 0.5 } else { phase - 0.5 };
            let naive = if phase < 0.5 { 1.0 } else { -1.0 };
            naive + round_off(phase, step) - round_off(opposite, step)
        }
        Waveform::Saw => 2.0 * phase - 1.0 - round_off(phase, step),
        Waveform::Noise => 0.0,
    }
}

/// A sine of two parabolas: overtones 60 dB down, and cheaper than a table.
fn sine(phase: f32) -> f32 {
    let x = 1.0 - 2.0 * phase;
    let y = 4.0 * x * (1.0 - x.abs());
    y + 0.225 * (y * y.abs() - y)
}

/// PolyBLEP: the correction that rounds off a jump at phase 0, so that little of it is above half the sample rate.
fn round_off(phase: f32, step: f32) -> f32 {
    if phase < step {
        let x = phase / step - 1.0;
        -x * x
    } else if phase > 1.0 - step {
        let x = (phase - 1.0) / step + 1.0;
        x * x
    } else {
        0.0
    }
}

/// White noise, −1..=1 (Marsaglia's xorshift); the state must not be 0.
pub(super) fn noise(state: &mut u32) -> f32 {
    *state ^= *state << 13;
    *state ^= *state >> 17;
    *state ^= *state << 5;
    (*state as i32) as f32 * (1.0 / 2_147_483_648.0)
}

/// The part of the sound that a filter passes.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Pass {
    All,
    Low,
    Band,
    High,
}

/// Samples between two updates of a corner frequency: computing a tangent for every sample would cost more than all the
/// rest.
const CONTROL_SAMPLES: u32 = 32;

/// A second-order state variable filter (Simper's) with a gliding corner frequency; stable at any corner.
#[derive(Debug, Clone, Copy)]
pub(super) struct Filter {
    pass: Pass,
    /// Corner frequency as a share of the sample rate.
    corner: f32,
    /// Factor on the corner frequency every `CONTROL_SAMPLES`.
    sweep: f32,
    damping: f32,
    due: u32,
    a: [f32; 3],
    state: [f32; 2],
}

impl Filter {
    pub(super) const OPEN: Self =
        Self { pass: Pass::All, corner: 0.1, sweep: 1.0, damping: 1.0, due: 0, a: [0.0; 3], state: [0.0; 2] };

    /// Creates a filter whose corner glides from one frequency to another (shares of the sample rate) within `samples`
    /// samples.
    pub(super) fn new(pass: Pass, from: f32, to: f32, resonance: f32, samples: f32) -> Self {
        let sweep = libm::exp2f(libm::log2f(to / from) * CONTROL_SAMPLES as f32 / samples.max(1.0));
        Self { pass, corner: from, sweep, damping: 1.0 / resonance, ..Self::OPEN }
    }

    pub(super) fn next(&mut self, input: f32) -> f32 {
        if self.pass == Pass::All {
            return input;
        }
        if self.due == 0 {
            self.due = CONTROL_SAMPLES;
            let g = libm::tanf(core::f32::consts::PI * self.corner.clamp(0.0001, 0.45));
            let a = 1.0 / (1.0 + g * (g + self.damping));
            self.a = [a, g * a, g * g * a];
            self.corner *= self.sweep;
        }
        self.due -= 1;
        let ([a1, a2, a3], [s1, s2]) = (self.a, self.state);
        let rest = input - s2;
        let band = a1 * s1 + a2 * rest;
        let low = s2 + a2 * s1 + a3 * rest;
        self.state = [2.0 * band - s1, 2.0 * low - s2];
        match self.pass {
            Pass::All => input,
            Pass::Low => low,
            Pass::Band => self.damping * band,
            Pass::High => input - self.damping * band - low,
        }
    }
}

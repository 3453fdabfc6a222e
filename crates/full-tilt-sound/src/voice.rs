//! The parameters of a note, the voice that plays it, and a fixed number of voices that share the work.

use super::wave::{Filter, Pass, Waveform, noise, sample};

/// The parameters of one note. Times in seconds, frequencies in Hz.
#[derive(Debug, Clone, Copy)]
pub(super) struct Note {
    pub(super) wave: Waveform,
    pub(super) hz: f32,
    /// Change of the pitch in octaves, and its duration.
    pub(super) bend: (f32, f32),
    /// A second oscillator at this ratio of the frequency; 1 for none.
    pub(super) detune: f32,
    /// Loudest amplitude, before the filter.
    pub(super) gain: f32,
    /// Position in the stereo field, from −1 left to 1 right.
    pub(super) pan: f32,
    /// Silence before the note starts.
    pub(super) delay: f32,
    /// Attack time; at least 2 ms are used, because a shorter attack would click.
    pub(super) attack: f32,
    pub(super) hold: f32,
    pub(super) release: f32,
    pub(super) pass: Pass,
    /// The filter's corner at the start and at the end.
    pub(super) corner: (f32, f32),
    /// Resonance of the filter: 0.7 is flat, more rings.
    pub(super) resonance: f32,
    /// Whether the kick attenuates the note for a moment.
    pub(super) pumped: bool,
}

/// The default parameters.
pub(super) const PLAIN: Note = Note {
    wave: Waveform::Sine,
    hz: 440.0,
    bend: (0.0, 0.0),
    detune: 1.0,
    gain: 0.1,
    pan: 0.0,
    delay: 0.0,
    attack: 0.002,
    hold: 0.0,
    release: 0.1,
    pass: Pass::All,
    corner: (1000.0, 1000.0),
    resonance: 0.7,
    pumped: false,
};

/// Returns the frequency in Hz of a MIDI note number: 69 is the A of 440 Hz, 12 are an octave.
pub(super) fn hz(note: f32) -> f32 {
    440.0 * libm::exp2f((note - 69.0) / 12.0)
}

#[derive(Debug, Clone, Copy)]
struct Voice {
    wave: Waveform,
    /// Phases of the two oscillators, in turns.
    phase: [f32; 2],
    /// Phase step per sample, in turns.
    step: f32,
    bend: f32,
    bend_left: u32,
    detune: f32,
    noise: u32,
    gain: [f32; 2],
    wait: u32,
    /// Progress of the attack, 0..=1.
    rise: f32,
    rise_step: f32,
    hold: u32,
    /// Rest of the release, 1..=0; at 0 the voice is free.
    fall: f32,
    fall_step: f32,
    filter: Filter,
    pumped: bool,
    born: u64,
}

const FREE: Voice = Voice {
    wave: Waveform::Sine,
    phase: [0.0; 2],
    step: 0.0,
    bend: 1.0,
    bend_left: 0,
    detune: 1.0,
    noise: 1,
    gain: [0.0; 2],
    wait: 0,
    rise: 0.0,
    rise_step: 1.0,
    hold: 0,
    fall: 0.0,
    fall_step: 1.0,
    filter: Filter::OPEN,
    pumped: false,
    born: 0,
};

impl Voice {
    fn new(note: &Note, rate: f32, born: u64) -> Self {
        let attack = note.attack.max(0.002);
        let length = attack + note.hold + note.release;
        let bend_samples = (note.bend.1 * rate).max(1.0);
        let gain = if note.detune == 1.0 { note.gain } else { note.gain * 0.5 };
        let pan = note.pan.clamp(-1.0, 1.0);
        Self {
            wave: note.wave,
            // A triangle starts at its rising zero, as a sine does; the second oscillator is offset from the first.
            phase: [if note.wave == Waveform::Triangle { 0.75 } else { 0.0 }, 0.37],
            step: note.hz / rate,
            bend: libm::exp2f(note.bend.0 / bend_samples),
            bend_left: if note.bend.0 == 0.0 { 0 } else { bend_samples as u32 },
            detune: note.detune,
            // Any odd number will do, as long as neighbours differ.
            noise: (born as u32).wrapping_mul(0x9E37_79B9) | 1,
            // Equal power at any position.
            gain: [gain * (0.5 - 0.5 * pan).sqrt(), gain * (0.5 + 0.5 * pan).sqrt()],
            wait: (note.delay * rate) as u32,
            rise: 0.0,
            rise_step: 1.0 / (attack * rate),
            hold: (note.hold * rate) as u32,
            fall: 1.0,
            fall_step: 1.0 / (note.release * rate).max(1.0),
            filter: Filter::new(
                note.pass,
                note.corner.0 / rate,
                note.corner.1 / rate,
                note.resonance,
                (length * rate).max(1.0),
            ),
            pumped: note.pumped,
            born,
        }
    }

    fn next(&mut self) -> f32 {
        if self.wait > 0 {
            self.wait -= 1;
            return 0.0;
        }
        let level = if self.rise < 1.0 {
            self.rise += self.rise_step;
            self.rise.min(1.0)
        } else if self.hold > 0 {
            self.hold -= 1;
            1.0
        } else {
            self.fall = (self.fall - self.fall_step).max(0.0);
            // The cube sounds like an exponential, but reaches zero.
            self.fall * self.fall * self.fall
        };
        let raw = if self.wave == Waveform::Noise {
            noise(&mut self.noise)
        } else {
            if self.bend_left > 0 {
                self.bend_left -= 1;
                self.step *= self.bend;
            }
            let mut raw = self.oscillator(0, self.step.min(0.45));
            if self.detune != 1.0 {
                raw += self.oscillator(1, (self.step * self.detune).min(0.45));
            }
            raw
        };
        self.filter.next(raw) * level
    }

    fn oscillator(&mut self, which: usize, step: f32) -> f32 {
        let phase = self.phase[which];
        let next = phase + step;
        self.phase[which] = if next >= 1.0 { next - 1.0 } else { next };
        sample(self.wave, phase, step)
    }
}

/// The remainder of a sound that is cut short: it fades away within milliseconds, so that the cut does not click.
#[derive(Debug, Clone)]
pub(super) struct Tail {
    value: [f32; 2],
    share: f32,
}

impl Tail {
    pub(super) fn new(rate: f32) -> Self {
        Self { value: [0.0; 2], share: 1.0 - 1.0 / (0.003 * rate) }
    }

    /// Takes over from a sound with this last frame.
    pub(super) fn add(&mut self, last: [f32; 2]) {
        self.value = [self.value[0] + last[0], self.value[1] + last[1]];
    }

    pub(super) fn next_frame(&mut self) -> [f32; 2] {
        let now = self.value;
        self.value = now.map(|side| if side.abs() < 1e-6 { 0.0 } else { side * self.share });
        now
    }
}

/// Number of notes that may sound at once in one bank.
const VOICES: usize = 32;

/// Voices that share the work; when none is free, the oldest is replaced.
#[derive(Debug, Clone)]
pub(super) struct Bank {
    rate: f32,
    voices: [Voice; VOICES],
    started: u64,
    tail: Tail,
}

impl Bank {
    pub(super) fn new(rate: f32) -> Self {
        Self { rate, voices: [FREE; VOICES], started: 0, tail: Tail::new(rate) }
    }

    pub(super) fn play(&mut self, note: &Note) {
        let voice = Voice::new(note, self.rate, self.started);
        self.started += 1;
        // A free voice counts as older than any other.
        let place = self.voices.iter_mut().min_by_key(|voice| if voice.fall == 0.0 { 0 } else { voice.born + 1 });
        if let Some(place) = place {
            if place.fall > 0.0 && place.wait == 0 {
                let cut = place.next();
                self.tail.add([cut * place.gain[0], cut * place.gain[1]]);
            }
            *place = voice;
        }
    }

    /// Returns the next frame, left and right; `pump` (0..=1) is the gain of the notes that the kick attenuates.
    pub(super) fn next_frame(&mut self, pump: f32) -> [f32; 2] {
        let [mut left, mut right] = self.tail.next_frame();
        for voice in &mut self.voices {
            if voice.fall > 0.0 {
                let value = voice.next() * if voice.pumped { pump } else { 1.0 };
                left += value * voice.gain[0];
                right += value * voice.gain[1];
            }
        }
        [left, right]
    }
}

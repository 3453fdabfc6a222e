//! Every effect as a handful of notes; all pitched notes are in the key of the music.

use super::{
    Effect,
    voice::{Bank, Note, PLAIN, hz},
    wave::{Pass, Waveform},
};

/// A minor pentatonic: no two of its notes clash, whatever the combo.
const SCALE: [f32; 5] = [0.0, 3.0, 5.0, 7.0, 10.0];

/// Two octaves up the scale; beyond that the pitch stays.
const TOP: u8 = 10;

/// The A of 440 Hz, in MIDI note numbers.
const A4: f32 = 69.0;

/// Plays an effect.
pub(super) fn play(effect: Effect, bank: &mut Bank) {
    match effect {
        Effect::Blip { combo } => blip(bank, climb(combo)),
        Effect::Gold { combo } => {
            bell(bank, climb(combo) + 7.0, 0.0, 0.19);
            bell(bank, climb(combo) + 12.0, 0.075, 0.3);
        }
        Effect::Trim => trim(bank),
        Effect::Calm => calm(bank),
        Effect::NearMiss => near_miss(bank),
        Effect::Wave => wave(bank),
        Effect::Crash => crash(bank),
        Effect::Count => {
            bank.play(&Note { wave: Waveform::Triangle, hz: hz(A4 + 12.0), gain: 0.5, release: 0.13, ..PLAIN });
            bank.play(&tick(0.25, 0.03));
        }
        Effect::Start => start(bank),
        Effect::Join => {
            for (delay, note) in [(0.0, 3.0), (0.09, 7.0), (0.18, 12.0)] {
                bank.play(&pluck(A4 + note, delay, 0.35, 0.33));
            }
        }
        Effect::Click => {
            bank.play(&Note { wave: Waveform::Triangle, hz: hz(A4 + 19.0), gain: 0.5, release: 0.05, ..PLAIN });
        }
        Effect::Best => best(bank),
        Effect::Sweep => sweep(bank),
        Effect::Portal => portal(bank),
        Effect::Return => {
            bank.play(&pluck(A4 + 7.0, 0.0, 0.16, 0.26));
            bank.play(&pluck(A4 + 12.0, 0.07, 0.3, 0.28));
        }
        Effect::Spirit => spirit(bank),
    }
}

/// Returns the note of a combo, from A4 to A6.
fn climb(combo: u8) -> f32 {
    let combo = combo.min(TOP);
    A4 + 12.0 * f32::from(combo / 5) + SCALE[usize::from(combo % 5)]
}

fn pluck(note: f32, delay: f32, release: f32, gain: f32) -> Note {
    Note {
        wave: Waveform::Square,
        hz: hz(note),
        gain,
        delay,
        release,
        pass: Pass::Low,
        corner: (6500.0, 900.0),
        resonance: 1.0,
        ..PLAIN
    }
}

/// A tick of high noise, which makes the beginning of a sound audible.
fn tick(gain: f32, release: f32) -> Note {
    Note { wave: Waveform::Noise, gain, release, pass: Pass::High, corner: (4000.0, 4000.0), ..PLAIN }
}

fn blip(bank: &mut Bank, note: f32) {
    bank.play(&pluck(note, 0.0, 0.24, 0.25));
    bank.play(&Note { wave: Waveform::Triangle, hz: hz(note), gain: 0.27, release: 0.32, ..PLAIN });
}

/// A bell: a sine, and a higher one that fades first.
fn bell(bank: &mut Bank, note: f32, delay: f32, gain: f32) {
    bank.play(&Note { hz: hz(note), gain, delay, hold: 0.02, release: 0.55, ..PLAIN });
    bank.play(&Note { hz: hz(note) * 2.76, gain: gain * 0.5, pan: 0.4, delay, release: 0.22, ..PLAIN });
    bank.play(&Note { wave: Waveform::Triangle, hz: hz(note + 12.0), gain: gain * 0.5, delay, release: 0.3, ..PLAIN });
}

fn trim(bank: &mut Bank) {
    bank.play(&Note {
        wave: Waveform::Saw,
        hz: 1900.0,
        bend: (-2.6, 0.13),
        gain: 0.37,
        hold: 0.05,
        release: 0.12,
        pass: Pass::Low,
        corner: (6000.0, 900.0),
        ..PLAIN
    });
    bank.play(&tick(0.35, 0.05));
    bank.play(&Note { delay: 0.09, ..tick(0.35, 0.07) });
}

fn calm(bank: &mut Bank) {
    for (above, pan) in [(-12.0, 0.0), (-5.0, -0.5), (3.0, 0.5)] {
        bank.play(&Note {
            wave: Waveform::Saw,
            hz: hz(A4 + above),
            detune: 1.006,
            gain: 0.4,
            pan,
            attack: 0.4,
            hold: 0.1,
            release: 0.9,
            pass: Pass::Low,
            corner: (300.0, 1100.0),
            ..PLAIN
        });
    }
}

fn near_miss(bank: &mut Bank) {
    // Up to the ear on one side, and away on the other.
    for (pan, delay, corner) in [(-0.7, 0.0, (500.0, 2800.0)), (0.7, 0.12, (2800.0, 450.0))] {
        bank.play(&Note {
            wave: Waveform::Noise,
            gain: 0.95,
            pan,
            delay,
            attack: 0.13,
            release: 0.3,
            pass: Pass::Band,
            corner,
            resonance: 1.6,
            ..PLAIN
        });
    }
}

fn wave(bank: &mut Bank) {
    for (turn, above) in [-5.0, 0.0, -3.0, 2.0].into_iter().enumerate() {
        bank.play(&Note {
            wave: Waveform::Square,
            hz: hz(A4 + above),
            bend: (0.12, 0.25),
            detune: 1.008,
            gain: 0.5,
            delay: turn as f32 * 0.28,
            attack: 0.015,
            hold: 0.13,
            release: 0.2,
            pass: Pass::Low,
            corner: (900.0, 2600.0),
            ..PLAIN
        });
    }
}

fn crash(bank: &mut Bank) {
    bank.play(&Note {
        wave: Waveform::Noise,
        gain: 0.38,
        hold: 0.05,
        release: 1.0,
        pass: Pass::Low,
        corner: (7000.0, 150.0),
        ..PLAIN
    });
    bank.play(&Note { hz: 150.0, bend: (-2.2, 0.6), gain: 0.34, hold: 0.15, release: 0.75, ..PLAIN });
    bank.play(&Note {
        wave: Waveform::Saw,
        hz: 420.0,
        bend: (-3.0, 0.5),
        detune: 1.03,
        gain: 0.24,
        release: 0.6,
        pass: Pass::Low,
        corner: (3000.0, 200.0),
        ..PLAIN
    });
}

fn start(bank: &mut Bank) {
    for (above, pan) in [(-24.0, 0.0), (-12.0, -0.4), (-5.0, 0.4), (0.0, 0.0), (3.0, -0.6), (7.0, 0.6)] {
        bank.play(&Note {
            wave: Waveform::Saw,
            hz: hz(A4 + above),
            detune: 1.006,
            gain: 0.145,
            pan,
            attack: 0.004,
            hold: 0.12,
            release: 0.8,
            pass: Pass::Low,
            corner: (6000.0, 500.0),
            resonance: 1.1,
            ..PLAIN
        });
    }
    bank.play(&tick(0.15, 0.1));
}

fn best(bank: &mut Bank) {
    for (delay, above) in [(0.0, 0.0), (0.1, 3.0), (0.2, 7.0), (0.3, 12.0)] {
        bank.play(&pluck(A4 + above, delay, 0.3, 0.28));
    }
    // It ends in major, unlike the piece.
    for (above, pan) in [(0.0, -0.5), (4.0, 0.5), (7.0, 0.0), (12.0, 0.0)] {
        bank.play(&Note { hold: 0.2, pan, ..pluck(A4 + above, 0.45, 0.75, 0.12) });
    }
}

fn sweep(bank: &mut Bank) {
    // From one side over the listener's head to the other.
    for (pan, delay, corner) in
        [(-0.8, 0.0, (350.0, 5200.0)), (0.0, 0.1, (5200.0, 2600.0)), (0.8, 0.2, (4200.0, 240.0))]
    {
        bank.play(&Note {
            wave: Waveform::Noise,
            gain: 0.62,
            pan,
            delay,
            attack: 0.12,
            hold: 0.05,
            release: 0.6,
            pass: Pass::Band,
            corner,
            resonance: 1.2,
            ..PLAIN
        });
    }
    bank.play(&Note { hz: 110.0, bend: (-1.0, 0.5), gain: 0.3, hold: 0.1, release: 0.6, ..PLAIN });
}

fn portal(bank: &mut Bank) {
    // Fifths that open, one above the other.
    for (turn, (above, pan)) in
        [(-12.0, 0.0), (-5.0, -0.6), (0.0, 0.6), (7.0, -0.3), (12.0, 0.3)].into_iter().enumerate()
    {
        bank.play(&Note {
            wave: Waveform::Saw,
            hz: hz(A4 + above),
            detune: 1.008,
            gain: 0.2,
            pan,
            delay: turn as f32 * 0.06,
            attack: 0.03,
            hold: 0.15,
            release: 0.75,
            pass: Pass::Low,
            corner: (350.0, 3800.0),
            resonance: 1.3,
            ..PLAIN
        });
    }
}

fn spirit(bank: &mut Bank) {
    // After the crash that precedes it, two voices sink side by side.
    for (detune, pan, delay) in [(1.012, -0.5, 0.3), (1.02, 0.5, 0.4)] {
        bank.play(&Note {
            wave: Waveform::Triangle,
            hz: hz(A4 - 5.0),
            bend: (-7.0 / 12.0, 0.7),
            detune,
            gain: 0.36,
            pan,
            delay,
            attack: 0.1,
            hold: 0.25,
            release: 0.6,
            ..PLAIN
        });
    }
    bank.play(&Note {
        wave: Waveform::Noise,
        gain: 0.3,
        delay: 0.3,
        attack: 0.3,
        release: 0.6,
        pass: Pass::Band,
        corner: (1800.0, 420.0),
        resonance: 2.0,
        ..PLAIN
    });
}

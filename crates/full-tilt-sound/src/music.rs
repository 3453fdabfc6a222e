//! A sequencer that plays the piece, richer and faster with the pace.

use super::{
    Scene,
    score::{ARPEGGIO, BAR, BASS, CHORDS, LEAD, LOOP, snare},
    voice::{Bank, Note, PLAIN, Tail, hz},
    wave::{Pass, Waveform},
};

/// Beats a minute at pace 0, and the increase at pace 1.
const TEMPO: (f32, f32) = (108.0, 42.0);

/// Beats a minute of the title.
const TITLE_TEMPO: f32 = 76.0;

/// The pace at which a layer reaches full volume; it fades in over the tenth before.
const HATS: f32 = 0.2;
const ARPEGGIOS: f32 = 0.4;
const SNARE_AND_PAD: f32 = 0.6;
const MELODY: f32 = 0.8;

/// Seconds for a scene to fade out, for the title to fade in, and for the play to fade in: its first kick must be
/// heard.
const FADE_OUT_S: f32 = 0.25;
const FADE_IN_S: f32 = 0.25;
const FADE_IN_PLAY_S: f32 = 0.01;

/// Attenuation of the other notes by the kick, and the seconds until they return.
const PUMP_DEPTH: f32 = 0.6;
const PUMP_S: f32 = 0.22;

/// One player of the piece; two of them make a cross-fade.
#[derive(Debug, Clone)]
pub(super) struct Deck {
    rate: f32,
    scene: Scene,
    bank: Bank,
    /// The next step, and the progress (0..1) of the previous one.
    step: u32,
    run: f32,
    /// Amplitude, 0..=1, and its change per sample.
    level: f32,
    fade: f32,
    /// 1 right after a kick, 0 once the other notes have returned; and the same without a jump.
    pump: f32,
    pump_smooth: f32,
    /// The last frame, and the remainder of a scene that was cut short.
    last: [f32; 2],
    tail: Tail,
}

impl Deck {
    pub(super) fn new(rate: f32) -> Self {
        Self {
            rate,
            scene: Scene::Silence,
            bank: Bank::new(rate),
            step: 0,
            run: 1.0,
            level: 0.0,
            fade: 0.0,
            pump: 0.0,
            pump_smooth: 0.0,
            last: [0.0; 2],
            tail: Tail::new(rate),
        }
    }

    /// Starts a scene's music at bar one.
    pub(super) fn start(&mut self, scene: Scene) {
        let mut tail = self.tail.clone();
        tail.add(self.last);
        *self = Self { scene, tail, ..Self::new(self.rate) };
        self.fade = 1.0 / (self.rate * if scene == Scene::Play { FADE_IN_PLAY_S } else { FADE_IN_S });
    }

    /// Begins to fade out.
    pub(super) fn stop(&mut self) {
        self.fade = -1.0 / (self.rate * FADE_OUT_S);
    }

    /// Returns the next frame, left and right.
    pub(super) fn next_frame(&mut self, pace: f32) -> [f32; 2] {
        self.last = if self.scene == Scene::Silence { [0.0; 2] } else { self.music(pace) };
        let tail = self.tail.next_frame();
        [self.last[0] + tail[0], self.last[1] + tail[1]]
    }

    fn music(&mut self, pace: f32) -> [f32; 2] {
        let tempo = if self.scene == Scene::Play { TEMPO.0 + TEMPO.1 * pace } else { TITLE_TEMPO };
        let steps_per_s = tempo * 4.0 / 60.0;
        if self.run >= 1.0 {
            self.run -= 1.0;
            let (bar, step) = (self.step / BAR, self.step % BAR);
            if self.scene == Scene::Play {
                self.play(bar, step, pace, 1.0 / steps_per_s);
            } else {
                self.title(bar, step, 1.0 / steps_per_s);
            }
            self.step = (self.step + 1) % LOOP;
        }
        self.run += steps_per_s / self.rate;

        self.pump = (self.pump - 1.0 / (PUMP_S * self.rate)).max(0.0);
        self.pump_smooth += (self.pump - self.pump_smooth) / (0.003 * self.rate);
        let [left, right] = self.bank.next_frame(1.0 - PUMP_DEPTH * self.pump_smooth);
        self.level = (self.level + self.fade).clamp(0.0, 1.0);
        let level = self.level;
        if level == 0.0 {
            self.scene = Scene::Silence;
            self.bank = Bank::new(self.rate);
        }
        [left * level, right * level]
    }

    fn play(&mut self, bar: u32, step: u32, pace: f32, step_s: f32) {
        let chord = &CHORDS[(bar % 16) as usize];
        if step.is_multiple_of(4) {
            self.pump = 1.0;
            self.bank.play(&KICK);
        }
        if let Some(above) = BASS[(step % BAR) as usize] {
            self.bank.play(&bass(chord.root + above, step_s));
        }
        let hats = layer(pace, HATS);
        if hats > 0.0 {
            self.bank.play(&hat(step, hats));
        }
        let arpeggios = layer(pace, ARPEGGIOS);
        if arpeggios > 0.0 {
            let pan = if step.is_multiple_of(2) { 0.45 } else { -0.45 };
            let note = arpeggio(&chord.pad, step);
            self.bank.play(&pluck(note, step_s, arpeggios, pan));
        }
        let fuller = layer(pace, SNARE_AND_PAD);
        if fuller > 0.0 {
            if snare(bar, step) {
                SNARE.iter().for_each(|part| self.bank.play(&Note { gain: part.gain * fuller, ..*part }));
            }
            if step == 0 {
                self.pad(&chord.pad, step_s, 0.11 * fuller, 0.02);
                if bar.is_multiple_of(8) {
                    self.bank.play(&Note { gain: CYMBAL.gain * fuller, ..CYMBAL });
                }
            }
        }
        let melody = layer(pace, MELODY);
        if melody > 0.0 {
            for &(at, steps, note) in LEAD[(bar % 16) as usize] {
                if u32::from(at) == step {
                    self.lead(note, f32::from(steps) * step_s, 3.0 * step_s, melody);
                }
            }
        }
    }

    /// The same harmony, at rest: a wide pad, and a chord's note every other beat with its echoes.
    fn title(&mut self, bar: u32, step: u32, step_s: f32) {
        let chord = &CHORDS[(bar % 16) as usize];
        if step == 0 {
            self.pad(&chord.pad, step_s, 0.17, 0.6);
            self.bank.play(&Note {
                hz: hz(f32::from(chord.root) + 12.0),
                gain: 0.1,
                attack: 0.4,
                hold: 10.0 * step_s,
                release: 6.0 * step_s,
                ..PLAIN
            });
        }
        if matches!(step, 0 | 6 | 10) {
            let note = arpeggio(&chord.pad, step + bar);
            for (echo, gain, pan) in [(0.0, 0.1, 0.0), (3.0, 0.045, 0.6), (6.0, 0.02, -0.6)] {
                self.bank.play(&Note {
                    wave: Waveform::Triangle,
                    hz: hz(f32::from(note)),
                    gain,
                    pan,
                    delay: echo * step_s,
                    attack: 0.008,
                    release: 1.2,
                    pass: Pass::Low,
                    corner: (2600.0, 700.0),
                    ..PLAIN
                });
            }
        }
    }

    fn pad(&mut self, notes: &[u8; 3], step_s: f32, gain: f32, attack: f32) {
        for (&note, pan) in notes.iter().zip([-0.6, 0.0, 0.6]) {
            self.bank.play(&Note {
                wave: Waveform::Saw,
                hz: hz(f32::from(note)),
                detune: 1.007,
                gain,
                pan,
                attack: attack + 0.03,
                hold: (15.0 * step_s - attack).max(0.0),
                release: 0.3 + attack,
                pass: Pass::Low,
                corner: (700.0, 1500.0),
                pumped: true,
                ..PLAIN
            });
        }
    }

    fn lead(&mut self, note: u8, seconds: f32, echo_s: f32, gain: f32) {
        for (delay, share, pan) in [(0.0, 1.0, 0.0), (echo_s, 0.34, 0.5), (2.0 * echo_s, 0.15, -0.5)] {
            self.bank.play(&Note {
                wave: Waveform::Saw,
                hz: hz(f32::from(note)),
                detune: 1.005,
                gain: 0.22 * share * gain,
                pan,
                delay,
                attack: 0.008,
                hold: seconds * 0.75,
                release: 0.16,
                pass: Pass::Low,
                corner: (4200.0, 1800.0),
                ..PLAIN
            });
        }
    }
}

/// Returns how far a layer that is full at a pace has faded in, 0..=1.
fn layer(pace: f32, full_at: f32) -> f32 {
    ((pace - full_at) * 10.0 + 1.0).clamp(0.0, 1.0)
}

/// Returns the note of the arpeggio's step, an octave above the pad.
fn arpeggio(pad: &[u8; 3], step: u32) -> u8 {
    match ARPEGGIO[(step % BAR) as usize] {
        which @ 0..=2 => pad[usize::from(which)] + 12,
        _ => pad[0] + 24,
    }
}

const KICK: Note = Note { hz: 165.0, bend: (-1.75, 0.07), gain: 0.36, hold: 0.06, release: 0.2, ..PLAIN };

const SNARE: [Note; 2] = [
    Note {
        wave: Waveform::Noise,
        gain: 0.42,
        hold: 0.02,
        release: 0.22,
        pass: Pass::Band,
        corner: (2600.0, 1500.0),
        ..PLAIN
    },
    Note { wave: Waveform::Triangle, hz: 230.0, bend: (-0.4, 0.06), gain: 0.18, release: 0.13, ..PLAIN },
];

const CYMBAL: Note = Note {
    wave: Waveform::Noise,
    gain: 0.09,
    pan: 0.2,
    release: 1.6,
    pass: Pass::High,
    corner: (5000.0, 6500.0),
    ..PLAIN
};

fn hat(step: u32, gain: f32) -> Note {
    // The open one between the beats drives the rhythm.
    let (gain, release) = if step % 4 == 2 { (0.2 * gain, 0.13) } else { (0.1 * gain, 0.045) };
    let corner = (7500.0, 7500.0);
    Note { wave: Waveform::Noise, gain, pan: -0.2, release, pass: Pass::High, corner, ..PLAIN }
}

fn bass(note: u8, step_s: f32) -> Note {
    Note {
        wave: Waveform::Saw,
        hz: hz(f32::from(note)),
        gain: 0.25,
        attack: 0.004,
        hold: 0.5 * step_s,
        release: 0.8 * step_s,
        pass: Pass::Low,
        corner: (3200.0, 480.0),
        resonance: 1.4,
        pumped: true,
        ..PLAIN
    }
}

fn pluck(note: u8, step_s: f32, gain: f32, pan: f32) -> Note {
    Note {
        wave: Waveform::Square,
        hz: hz(f32::from(note)),
        gain: 0.125 * gain,
        pan,
        attack: 0.003,
        hold: 0.3 * step_s,
        release: 0.22,
        pass: Pass::Low,
        corner: (3600.0, 700.0),
        resonance: 1.2,
        pumped: true,
        ..PLAIN
    }
}

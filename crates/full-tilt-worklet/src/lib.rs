//! The mixer as a wasm module, for the AudioWorklet of the web edition: encoded commands in, stereo samples out.
//!
//! The module takes and returns bytes and numbers only, because the scope of an AudioWorklet lacks what strings need.
//! `web-controller/game/worklet` contains the other half.

use full_tilt_sound::{Mixer, MixerCommand};
use wasm_bindgen::prelude::wasm_bindgen;

/// A mixer that renders into a worklet's buffers.
#[wasm_bindgen]
#[derive(Debug)]
pub struct WorkletMixer {
    mixer: Mixer,
}

#[wasm_bindgen]
impl WorkletMixer {
    /// Creates a silent mixer; the rate is that of the audio context, in frames a second.
    #[wasm_bindgen(constructor)]
    pub fn new(sample_rate: u32) -> Self {
        Self { mixer: Mixer::new(sample_rate) }
    }

    /// Applies the command in these bytes, as `MixerCommand::encode` returns them; other bytes are ignored.
    pub fn command(&mut self, bytes: &[u8]) {
        if let Some(command) = MixerCommand::decode(bytes) {
            self.mixer.command(command);
        }
    }

    /// Fills both channels with the next frames.
    pub fn render(&mut self, left: &mut [f32], right: &mut [f32]) {
        for (left, right) in left.iter_mut().zip(right) {
            [*left, *right] = self.mixer.next_frame();
        }
    }
}

#[cfg(test)]
mod tests {
    use full_tilt_sound::{Effect, Scene};

    use super::*;

    #[test]
    fn renders_the_samples_of_the_mixer() {
        let commands = [MixerCommand::Scene(Scene::Play), MixerCommand::Play(Effect::Join)];
        let (mut worklet, mut mixer) = (WorkletMixer::new(48_000), Mixer::new(48_000));
        worklet.command(b"no command");
        for command in commands {
            worklet.command(&command.encode());
            mixer.command(command);
        }
        let mut loudest = 0.0_f32;
        for _ in 0..100 {
            let [mut left, mut right] = [[0.0; 128]; 2];
            worklet.render(&mut left, &mut right);
            for (left, right) in left.into_iter().zip(right) {
                assert_eq!([left, right], mixer.next_frame());
                loudest = loudest.max(left.abs());
            }
        }
        assert!(loudest > 0.05, "{loudest}");
    }
}

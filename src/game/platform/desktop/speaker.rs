//! Sound on the desktop: the mixer as an endless source. Silent without an audio device.

use std::sync::{
    Mutex, PoisonError,
    mpsc::{Receiver, sync_channel},
};

use bevy::{
    audio::{AddAudioSource, ChannelCount, Decodable, SampleRate, Source},
    prelude::*,
};

use crate::{
    game::view::Speaker,
    sound::{Mixer, MixerCommand},
};

const CHANNELS: ChannelCount = ChannelCount::new(2).unwrap();
const RATE: SampleRate = SampleRate::new(44_100).unwrap();
/// Maximum number of queued commands to the mixer: a frame sends a handful.
const MAX_COMMANDS: usize = 64;
/// Samples between two checks for commands: under a millisecond.
const LOOK_EVERY: u32 = 32;

pub(super) fn plugin(app: &mut App) {
    let (sender, receiver) = sync_channel(MAX_COMMANDS);
    // Without a device nothing receives commands and the channel fills: dropping the rest is harmless.
    let speaker = Speaker(Box::new(move |command| {
        let _ = sender.try_send(command);
    }));
    app.add_audio_source::<Music>().insert_resource(speaker);
    let music = app.world_mut().resource_mut::<Assets<Music>>().add(Music(Mutex::new(Some(receiver))));
    app.world_mut().spawn((Name::new("Sound"), AudioPlayer(music)));
}

/// The mixer's end of the channel, until playback begins.
#[derive(Asset, TypePath)]
struct Music(Mutex<Option<Receiver<MixerCommand>>>);

impl Decodable for Music {
    type Decoder = MixerSource;

    fn decoder(&self) -> MixerSource {
        let commands = self.0.lock().unwrap_or_else(PoisonError::into_inner).take();
        MixerSource { mixer: Box::new(Mixer::new(RATE.get())), commands, right: None, samples: 0 }
    }
}

/// The mixer as samples, left and right alternating.
struct MixerSource {
    mixer: Box<Mixer>,
    commands: Option<Receiver<MixerCommand>>,
    right: Option<f32>,
    samples: u32,
}

impl Iterator for MixerSource {
    type Item = f32;

    fn next(&mut self) -> Option<f32> {
        if let Some(right) = self.right.take() {
            return Some(right);
        }
        if self.samples.is_multiple_of(LOOK_EVERY) {
            self.commands.iter().flat_map(Receiver::try_iter).for_each(|command| self.mixer.command(command));
        }
        self.samples = self.samples.wrapping_add(1);
        let [left, right] = self.mixer.next_frame();
        self.right = Some(right);
        Some(left)
    }
}

impl Source for MixerSource {
    fn current_span_len(&self) -> Option<usize> {
        None
    }

    fn channels(&self) -> ChannelCount {
        CHANNELS
    }

    fn sample_rate(&self) -> SampleRate {
        RATE
    }

    fn total_duration(&self) -> Option<std::time::Duration> {
        None
    }
}

//! Writes every sound effect and a minute of music with rising pace as WAV files, and prints their loudness.
//!
//! `cargo run -p full-tilt-sound --example render_sounds -- FOLDER`

#![allow(
    clippy::disallowed_macros,
    clippy::disallowed_methods,
    clippy::disallowed_types,
    reason = "programs may use clocks, files and sockets"
)]
#![allow(clippy::print_stdout, clippy::print_stderr, reason = "a program that prints")]

use std::{fs, io, path::Path, process::ExitCode, time::Instant};

use full_tilt_sound::{Effect, Mixer, MixerCommand, Scene};

const RATE: u32 = 44_100;

const EFFECTS: [(&str, Effect); 18] = [
    ("blip-0", Effect::Blip { combo: 0 }),
    ("blip-5", Effect::Blip { combo: 5 }),
    ("blip-10", Effect::Blip { combo: 10 }),
    ("gold", Effect::Gold { combo: 2 }),
    ("trim", Effect::Trim),
    ("calm", Effect::Calm),
    ("near-miss", Effect::NearMiss),
    ("wave", Effect::Wave),
    ("crash", Effect::Crash),
    ("count", Effect::Count),
    ("start", Effect::Start),
    ("join", Effect::Join),
    ("click", Effect::Click),
    ("best", Effect::Best),
    ("sweep", Effect::Sweep),
    ("portal", Effect::Portal),
    ("return", Effect::Return),
    ("spirit", Effect::Spirit),
];

fn main() -> ExitCode {
    let Some(folder) = std::env::args_os().nth(1) else {
        eprintln!("usage: render_sounds FOLDER");
        return ExitCode::from(2);
    };
    match render(Path::new(&folder)) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}

fn render(folder: &Path) -> io::Result<()> {
    fs::create_dir_all(folder)?;
    for (name, effect) in EFFECTS {
        let mut mixer = Mixer::new(RATE);
        mixer.command(MixerCommand::Play(effect));
        write(folder, name, &frames(&mut mixer, 1.5))?;
    }
    for (name, scene, pace) in [
        ("title", Scene::Title, 0.0),
        ("play-0", Scene::Play, 0.0),
        ("play-50", Scene::Play, 0.5),
        ("play-100", Scene::Play, 1.0),
    ] {
        let mut mixer = Mixer::new(RATE);
        mixer.command(MixerCommand::Pace(pace));
        mixer.command(MixerCommand::Scene(scene));
        write(folder, name, &frames(&mut mixer, 16.0))?;
    }
    let mut mixer = Mixer::new(RATE);
    mixer.command(MixerCommand::Scene(Scene::Play));
    let mut music = Vec::new();
    for second in 0..60_u8 {
        mixer.command(MixerCommand::Pace(f32::from(second) / 55.0));
        music.extend(frames(&mut mixer, 1.0));
    }
    write(folder, "music-rising", &music)?;

    let (mut mixer, seconds) = (Mixer::new(RATE), 20.0);
    mixer.command(MixerCommand::Pace(1.0));
    mixer.command(MixerCommand::Scene(Scene::Play));
    let start = Instant::now();
    let rendered = frames(&mut mixer, seconds).len();
    let cost = start.elapsed().as_secs_f32() * 1000.0 / seconds;
    println!("{rendered} frames of music at full pace: {cost:.1} ms a second");
    Ok(())
}

fn frames(mixer: &mut Mixer, seconds: f32) -> Vec<[f32; 2]> {
    (0..(seconds * RATE as f32) as usize).map(|_| mixer.next_frame()).collect()
}

/// Writes a WAV file: 16 bits, stereo.
fn write(folder: &Path, name: &str, frames: &[[f32; 2]]) -> io::Result<()> {
    let samples = || frames.iter().flatten();
    let peak = samples().fold(0.0_f32, |peak, sample| peak.max(sample.abs()));
    let power = samples().map(|sample| sample * sample).sum::<f32>() / (2 * frames.len()).max(1) as f32;
    let decibels = |amplitude: f32| 20.0 * amplitude.max(1e-9).log10();
    println!("{name:14} peak {:6.1} dB, mean {:6.1} dB", decibels(peak), decibels(power.sqrt()));

    let bytes = u32::try_from(frames.len() * 4).map_err(io::Error::other)?;
    let mut file = Vec::with_capacity(44 + frames.len() * 4);
    file.extend(b"RIFF");
    file.extend((36 + bytes).to_le_bytes());
    file.extend(b"WAVEfmt ");
    file.extend(16_u32.to_le_bytes());
    file.extend(1_u16.to_le_bytes()); // PCM
    file.extend(2_u16.to_le_bytes()); // channels
    file.extend(RATE.to_le_bytes());
    file.extend((RATE * 4).to_le_bytes()); // bytes a second
    file.extend(4_u16.to_le_bytes()); // bytes a frame
    file.extend(16_u16.to_le_bytes()); // bits a sample
    file.extend(b"data");
    file.extend(bytes.to_le_bytes());
    file.extend(samples().flat_map(|sample| ((sample * 32_767.0) as i16).to_le_bytes()));
    fs::write(folder.join(name).with_extension("wav"), file)
}

//! The decisive moment of a round: after its end the seconds that decided it are shown again, in slow motion.

use bevy::prelude::*;

use crate::{
    game::{
        round::{
            displayed::event::DisplayedEvent,
            phase::Phase,
            state::{Round, RoundEvent},
        },
        schedule::SimSystems,
        settings::model::CurrentSettings,
    },
    sim::{GameEvent, Playback, Replay, TICK_HZ},
};

/// Ticks that are shown before the decision, and after it if the round went on.
const BEFORE_TICKS: u64 = 9 * TICK_HZ as u64 / 4;
const AFTER_TICKS: u64 = 3 * TICK_HZ as u64 / 4;
/// Share of the usual pace: with it, the three seconds take four.
const PACE: f32 = 0.75;

pub(crate) fn plugin(app: &mut App) {
    app.add_systems(FixedUpdate, (begin, advance).chain().in_set(SimSystems::Show));
}

/// The seconds that are shown again; nothing most of the time, and always without a window.
#[derive(Resource, Debug, Default)]
pub(crate) struct Moment(Option<Film>);

#[derive(Debug)]
struct Film {
    playback: Playback<Replay>,
    /// Steps that remain.
    left: u64,
    /// Share of the next step that has passed.
    part: f32,
}

impl Moment {
    /// Returns the round as it is shown, and the position of the picture between two ticks.
    pub(crate) fn shown(&self) -> Option<(&crate::sim::Game, f32)> {
        self.0.as_ref().map(|film| (film.playback.game(), film.part))
    }

    /// Returns whether something is shown.
    pub(crate) fn is_on(&self) -> bool {
        self.0.is_some()
    }

    /// Ends it. Returns whether it was on.
    pub(crate) fn skip(&mut self) -> bool {
        self.0.take().is_some()
    }
}

/// Begins with the results of a round of several players.
fn begin(
    mut events: MessageReader<RoundEvent>,
    round: Res<Round>,
    settings: Res<CurrentSettings>,
    mut moment: ResMut<Moment>,
) {
    for event in events.read() {
        match event {
            RoundEvent::Over { .. } if settings.decisive_moment && round.soloist().is_none() && round.is_recorded => {
                moment.0 = round.recording.as_ref().and_then(|recording| film(recording, round.decided_at));
            }
            RoundEvent::Phase { phase, .. } if *phase != Phase::Results => moment.0 = None,
            _ => {}
        }
    }
}

/// Returns the seconds around a step of a round, or `None` if it was too short.
fn film(recording: &Replay, decided_at: u64) -> Option<Film> {
    let until = (decided_at + AFTER_TICKS).min(recording.ticks());
    let from = until.checked_sub(BEFORE_TICKS + AFTER_TICKS)?;
    let playback = Playback::of(recording.clone()).from_tick(from);
    (playback.game().countdown() == 0).then_some(Film { playback, left: until - from, part: 0.0 })
}

fn advance(mut moment: ResMut<Moment>, mut events: MessageWriter<DisplayedEvent>, mut new: Local<Vec<GameEvent>>) {
    let Some(film) = &mut moment.0 else { return };
    film.part += PACE;
    while film.part >= 1.0 && film.left > 0 {
        film.part -= 1.0;
        film.left -= 1;
        film.playback.step(&mut new);
    }
    events.write_batch(new.drain(..).map(DisplayedEvent));
    if film.left == 0 {
        moment.0 = None;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sim::{Inputs, Mode, RoundSetup};

    #[test]
    fn three_seconds_around_the_decision_are_shown_in_four() {
        let setup = RoundSetup::new(Mode::Survival, &[0, 1], 1);
        let (mut game, mut recording) = (crate::sim::Game::from_setup(&setup), Replay::party(&setup));
        let inputs = Inputs::default();
        while !game.is_over() {
            recording.push(&inputs);
            game.step(&inputs, &mut Vec::new());
        }
        assert!(recording.finish(&game));
        let film = film(&recording, game.steps()).unwrap();
        assert_eq!(film.left, 3 * u64::from(TICK_HZ));
        assert_eq!(film.playback.tick() + film.left, recording.ticks(), "to the end, which decided it");
        assert!((film.left as f32 / PACE / TICK_HZ as f32 - 4.0).abs() < 0.01);
        assert!(super::film(&recording, 10).is_none(), "before the start");
    }
}

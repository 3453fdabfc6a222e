//! The introduction of an evening's round: its name and one line of words, over the bots that show it.

use bevy::prelude::*;

use crate::{
    game::{
        players::{roster::Roster, votes::Votes},
        round::{phase::Phase, state::Round},
        view::{
            screens::panel::{self, Art, Content},
            theme,
        },
    },
    sim::{Evening, EveningPhase, TICK_HZ},
};

/// Opacity of the strips behind the words: the arena shows through, and the words can still be read.
const STRIP: f32 = 0.82;

pub(crate) fn plugin(app: &mut App) {
    app.add_systems(Startup, |mut commands: Commands| {
        commands.spawn(panel::overlay::<Introduced>("Introduction"));
    })
    .add_systems(Update, introduced.pipe(panel::show));
}

/// The words.
#[derive(PartialEq)]
struct Introduced {
    title: String,
    line: String,
    below: String,
}

fn introduced(round: Res<Round>, roster: Res<Roster>) -> Option<Introduced> {
    let evening = round.evening.as_ref().filter(|_| round.phase() == Phase::Introduction)?;
    if evening.phase() == EveningPhase::Waiting {
        return Some(Introduced {
            title: "Waiting for players".to_owned(),
            line: "The evening goes on as soon as there are two.".to_owned(),
            below: String::new(),
        });
    }
    Some(Introduced {
        title: round.mode.title().to_uppercase(),
        line: round.mode.summary().to_owned(),
        below: below(evening, &round, Votes::of(&roster)),
    })
}

/// Returns the line about the evening, and about the votes.
fn below(evening: &Evening, round: &Round, votes: Votes) -> String {
    let mut parts = vec![format!("Round {} of {}", round.number(), evening.setup().rounds)];
    if evening.factor(round.number().saturating_sub(1)) > 1 {
        parts.push("double points".to_owned());
    }
    let seconds = round.ticks_left().unwrap_or(0).div_ceil(u64::from(TICK_HZ));
    parts.push(format!("starts in {seconds} s, or when you tap"));
    if votes.of > 1 && votes.votes > 0 {
        parts.push(format!("{} of {} ready", votes.votes, votes.of));
    }
    if evening.can_veto() && votes.vetoes > 0 {
        parts.push(format!("{} of {} want another game", votes.vetoes, votes.of));
    }
    parts.join("  ·  ")
}

impl Content for Introduced {
    fn build(&self, panel: &mut ChildSpawnerCommands, art: &mut Art) {
        let strip = || Node {
            width: percent(100),
            padding: UiRect::axes(Val::VMin(4.0), Val::VMin(2.0)),
            align_items: AlignItems::Center,
            ..theme::stack(FlexDirection::Column, 0.6)
        };
        let ground = || BackgroundColor(theme::BACKGROUND.with_alpha(STRIP));
        let layer = Node {
            justify_content: JustifyContent::SpaceBetween,
            flex_direction: FlexDirection::Column,
            ..theme::layer()
        };
        panel.spawn(layer).with_children(|layer| {
            layer.spawn((strip(), ground())).with_children(|top| {
                top.spawn(art.fonts.bold(&self.title, 9.0, theme::ACCENT));
                top.spawn(art.fonts.bold(&self.line, 4.0, theme::TEXT));
            });
            layer.spawn((strip(), ground())).with_children(|bottom| {
                bottom.spawn(art.fonts.text(&self.below, 3.0, theme::TEXT));
            });
        });
    }
}

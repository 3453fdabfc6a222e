//! Images of all heads for the interface: beside a name, players see the same head as in the arena and on the phone.

use bevy::{
    asset::RenderAssetUsages,
    math::Affine2,
    prelude::*,
    render::render_resource::{Extent3d, TextureDimension, TextureFormat},
};
use tracing::warn;

use crate::{
    game::{
        round::state::Round,
        view::{
            arena::{canvas::Canvas, faces},
            theme::look::Look,
        },
    },
    sim::{MAX_PLAYERS, Teams},
};

/// Side of a picture, in pixels.
const SIDE: u32 = 96;
/// Opacity of the heads of players who are out.
const FADED: f32 = 0.3;
/// Half the width of the area that an image shows, in radii of a head.
const REACH: f32 = 1.5;

pub(crate) fn plugin(app: &mut App) {
    let mut images = app.world_mut().resource_mut::<Assets<Image>>();
    let own = (0..MAX_PLAYERS as u8).map(|slot| images.add(picture(slot, None))).collect();
    let teams = (0..MAX_PLAYERS * usize::from(Teams::MOST)).map(|_| images.reserve_handle()).collect();
    app.insert_resource(Badges { own, teams }).add_systems(Update, dress);
}

/// One image for each slot, and one for each slot in each team's colour.
#[derive(Resource)]
pub(crate) struct Badges {
    own: Vec<Handle<Image>>,
    /// By team and slot. They are painted once a round in teams begins.
    teams: Vec<Handle<Image>>,
}

impl Badges {
    /// Returns the head of a slot; `size` is a percentage of the smaller side of the window.
    pub(crate) fn of(&self, slot: u8, size: f32) -> impl Bundle + use<> {
        self.in_team(slot, None, size)
    }

    /// Returns the faded head of a player who is out.
    pub(crate) fn faded(&self, slot: u8, team: Option<u8>, size: f32) -> impl Bundle + use<> {
        let (node, image) = self.node(slot, team, size);
        (node, image.with_color(Color::WHITE.with_alpha(FADED)))
    }

    /// Returns the head of a slot in the colour of its team, if it has one.
    pub(crate) fn in_team(&self, slot: u8, team: Option<u8>, size: f32) -> impl Bundle + use<> {
        self.node(slot, team, size)
    }

    fn node(&self, slot: u8, team: Option<u8>, size: f32) -> (Node, ImageNode) {
        let node = Node { width: Val::VMin(size), height: Val::VMin(size), flex_shrink: 0.0, ..default() };
        let image = match team {
            Some(team) => self.teams.get(number(slot, team)),
            None => self.own.get(usize::from(slot)),
        };
        (node, ImageNode::new(image.cloned().unwrap_or_default()))
    }
}

fn number(slot: u8, team: u8) -> usize {
    usize::from(team) * MAX_PLAYERS + usize::from(slot)
}

/// Paints missing images of the round's players, one in each frame, because each takes some milliseconds.
fn dress(round: Option<Res<Round>>, badges: Res<Badges>, mut images: ResMut<Assets<Image>>) {
    let Some(game) = round.as_ref().and_then(|round| round.game.as_ref()) else { return };
    let Some(teams) = game.teams() else { return };
    let handle = |slot: u8| badges.teams.get(number(slot, teams.of(slot)));
    let is_missing = |&slot: &u8| handle(slot).is_some_and(|handle| !images.contains(handle));
    let Some(slot) = game.players().iter().map(|player| player.slot).find(is_missing) else { return };
    if let Some(handle) = handle(slot)
        && let Err(error) = images.insert(handle, picture(slot, Some(teams)))
    {
        warn!("a head cannot be shown: {error}");
    }
}

fn picture(slot: u8, teams: Option<Teams>) -> Image {
    let mut canvas = Canvas::default();
    faces::head(&mut canvas, Affine2::IDENTITY, slot, 0.0, Look { contrast: false, low: false, teams });
    Image::new(
        Extent3d { width: SIDE, height: SIDE, depth_or_array_layers: 1 },
        TextureDimension::D2,
        canvas.pixels(SIDE, REACH),
        TextureFormat::Rgba8UnormSrgb,
        RenderAssetUsages::RENDER_WORLD,
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_head_has_its_own_picture_even_among_players_of_one_hue() {
        for teams in [None, Teams::new(2, [0; MAX_PLAYERS], false)] {
            differ(&(0..15).map(|slot| picture(slot, teams).data.unwrap()).collect::<Vec<Vec<u8>>>());
        }
    }

    fn differ(pictures: &[Vec<u8>]) {
        for (slot, picture) in pictures.iter().enumerate() {
            assert!(pictures[..slot].iter().all(|other| other != picture), "{slot}");
            let pixels = || picture.chunks(4);
            let (seen, empty) = (pixels().filter(|p| p[3] > 250).count(), pixels().filter(|p| p[3] == 0).count());
            assert!(seen > 1000 && empty > 1000, "{slot}: {seen} pixels, {empty} empty");
        }
    }
}

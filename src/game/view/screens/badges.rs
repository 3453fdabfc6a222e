//! Images of all heads for the interface: beside a name, players see the same head as in the arena and on the phone.

use bevy::{
    asset::RenderAssetUsages,
    math::Affine2,
    prelude::*,
    render::render_resource::{Extent3d, TextureDimension, TextureFormat},
};

use crate::{
    game::view::{
        arena::{canvas::Canvas, faces},
        theme::look::Look,
    },
    sim::MAX_PLAYERS,
};

/// Side of a picture, in pixels.
const SIDE: u32 = 96;
/// Half the width of the area that an image shows, in radii of a head.
const REACH: f32 = 1.5;

pub(crate) fn plugin(app: &mut App) {
    let mut images = app.world_mut().resource_mut::<Assets<Image>>();
    let badges = (0..MAX_PLAYERS as u8).map(|slot| images.add(picture(slot))).collect();
    app.insert_resource(Badges(badges));
}

/// One image for each slot.
#[derive(Resource)]
pub(crate) struct Badges(Vec<Handle<Image>>);

impl Badges {
    /// Returns the head of a slot; `size` is a percentage of the smaller side of the window.
    pub(crate) fn of(&self, slot: u8, size: f32) -> impl Bundle + use<> {
        let node = Node { width: Val::VMin(size), height: Val::VMin(size), flex_shrink: 0.0, ..default() };
        (node, ImageNode::new(self.0.get(usize::from(slot)).cloned().unwrap_or_default()))
    }
}

fn picture(slot: u8) -> Image {
    let mut canvas = Canvas::default();
    faces::head(&mut canvas, Affine2::IDENTITY, slot, 0.0, Look { contrast: false, low: false });
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
    fn every_head_has_its_own_picture() {
        let pictures: Vec<Vec<u8>> = (0..15).map(|slot| picture(slot).data.unwrap()).collect();
        for (slot, picture) in pictures.iter().enumerate() {
            assert!(pictures[..slot].iter().all(|other| other != picture), "{slot}");
            let pixels = || picture.chunks(4);
            let (seen, empty) = (pixels().filter(|p| p[3] > 250).count(), pixels().filter(|p| p[3] == 0).count());
            assert!(seen > 1000 && empty > 1000, "{slot}: {seen} pixels, {empty} empty");
        }
    }
}

//! Turf: the land on the floor, and the ways home of players whose trails were cut.

use bevy::{
    asset::RenderAssetUsages,
    image::ImageSampler,
    prelude::*,
    render::render_resource::{Extent3d, TextureDimension, TextureFormat},
};

use crate::{
    game::{
        round::displayed::DisplayedGame,
        settings::model::CurrentSettings,
        view::{
            arena::{
                cameras::to_world,
                canvas::{Canvas, Paint},
                modes::land,
            },
            theme::look::{Look, bright},
        },
    },
    sim::Parts,
};

/// Z coordinate of the land: between the floor and the trails.
const Z: f32 = 0.2;
/// Length of a dash and of a gap on the way home, in arena units.
const DASH: f32 = 8.0;

pub(crate) fn plugin(app: &mut App) {
    app.add_systems(Update, (show.in_set(Paint::Done), ways_home.in_set(Paint::Ground)));
}

/// The entity that shows the land, and what its picture shows.
#[derive(Component)]
struct LandView {
    picture: Handle<Image>,
    size: (usize, usize),
    revision: u64,
    contrast: bool,
}

fn show(
    mut commands: Commands,
    displayed: DisplayedGame,
    settings: Res<CurrentSettings>,
    mut images: ResMut<Assets<Image>>,
    mut views: Query<(Entity, &mut LandView)>,
) {
    let Some((game, turf)) = displayed.with(Parts::turf) else {
        views.iter().for_each(|(view, _)| commands.entity(view).despawn());
        return;
    };
    let (land, look) = (&turf.land, Look::of(&settings).in_game(game));
    let size = land::size(land);
    let Some((entity, mut view)) = views.iter_mut().next() else {
        let mut pixels = vec![0; 4 * size.0 * size.1];
        land::paint(&mut pixels, land, None, look);
        let picture = images.add(picture(size, pixels));
        let arena = game.tuning().arena;
        commands.spawn((
            Name::new("Land"),
            Sprite { custom_size: Some(arena), ..Sprite::from_image(picture.clone()) },
            Transform::from_translation(to_world(arena / 2.0, Z)),
            LandView { picture, size, revision: land.revision(), contrast: look.contrast },
        ));
        return;
    };
    // Another round begins with fewer changes.
    if size != view.size || land.revision() < view.revision {
        commands.entity(entity).despawn();
        return;
    }
    if land.revision() == view.revision && look.contrast == view.contrast {
        return;
    }
    let since = Some(view.revision).filter(|_| look.contrast == view.contrast);
    (view.revision, view.contrast) = (land.revision(), look.contrast);
    if let Some(mut image) = images.get_mut(&view.picture)
        && let Some(pixels) = &mut image.data
    {
        land::paint(pixels, land, since, look);
    }
}

fn picture((width, height): (usize, usize), pixels: Vec<u8>) -> Image {
    let mut image = Image::new(
        Extent3d { width: width as u32, height: height as u32, depth_or_array_layers: 1 },
        TextureDimension::D2,
        pixels,
        TextureFormat::Rgba8UnormSrgb,
        // Also kept in main memory, where it is painted.
        RenderAssetUsages::default(),
    );
    image.sampler = ImageSampler::nearest();
    image
}

/// Draws a dashed line from each ghost to the place where it will return.
fn ways_home(displayed: DisplayedGame, settings: Res<CurrentSettings>, mut canvas: ResMut<Canvas>) {
    let Some((game, turf)) = displayed.with(Parts::turf) else { return };
    let look = Look::of(&settings).in_game(game);
    for player in game.players().iter().filter(|player| player.is_on_board()) {
        let Some(home) = turf.home(player.slot) else { continue };
        let from = player.pose_at(displayed.alpha()).position;
        let ink = bright(look.player(player.slot), 1.0).with_alpha(0.8);
        let (way, length) = (home - from, home.distance(from));
        for dash in 0..(length / (2.0 * DASH)) as u16 {
            let at = |way_there: f32| from + way * (way_there / length);
            let start = 2.0 * DASH * f32::from(dash);
            canvas.line([at(start), at(start + DASH)], 3.0, [ink; 2]);
        }
        canvas.ring(home, 2.0 * game.tuning().head_radius, 2.5, ink);
    }
}

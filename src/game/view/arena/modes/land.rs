//! The picture of the land: a few pixels for each cell, of which only the rows around changed ones are painted again.

use bevy::prelude::*;

use crate::{
    game::view::theme::look::{Look, bright},
    link::{Identity, Pattern},
    sim::Land,
};

/// Pixels along each side of a cell.
pub(super) const FINE: usize = 4;
/// Brightness of land, of the mark that tells players of one hue apart, of its border, and of open trails and their rims.
const INSIDE: f32 = 0.20;
const MARKED: f32 = 0.10;
const BORDER: f32 = 0.62;
const TRAIL: f32 = 1.0;
const RIM: f32 = 0.34;
/// Opacity of land, so that the floor's light still shows.
const OPACITY: u8 = 235;

/// The colours of a slot, as sRGB pixels with alpha.
#[derive(Debug, Clone, Copy)]
struct Inks {
    inside: [u8; 4],
    marked: [u8; 4],
    border: [u8; 4],
    trail: [u8; 4],
    rim: [u8; 4],
    pattern: Pattern,
}

impl Inks {
    fn of(slot: u8, look: Look) -> Self {
        let colour = look.player(slot);
        let lift = if look.contrast { 1.6 } else { 1.0 };
        let pixel = |share: f32, alpha: u8| {
            let [r, g, b, _] = Color::from(bright(colour, share.min(1.0))).to_srgba().to_u8_array();
            [r, g, b, alpha]
        };
        // In teams the hue is the team's, and land of friends is one.
        let pattern = if look.teams.is_some() { Pattern::Plain } else { Identity::of(slot).pattern };
        Self {
            inside: pixel(INSIDE * lift, OPACITY),
            marked: pixel(MARKED * lift, OPACITY),
            border: pixel(BORDER * lift, u8::MAX),
            trail: pixel(TRAIL, u8::MAX),
            rim: pixel(RIM, u8::MAX),
            pattern,
        }
    }

    /// Returns the pixel at a place inside a cell: the hue alone does not identify a player, so land has the head's
    /// pattern, too.
    fn inside(&self, x: usize, y: usize) -> [u8; 4] {
        let middle = |at: usize| (1..FINE - 1).contains(&at);
        let is_marked = match self.pattern {
            Pattern::Plain => false,
            Pattern::Ring => middle(x) && middle(y),
            // Stripes that go on in the next cells.
            Pattern::Band => (x + y) % FINE < FINE / 2,
        };
        if is_marked { self.marked } else { self.inside }
    }
}

/// The surface of a cell.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Surface {
    Free,
    Land(u8),
    Trail(u8),
}

impl Surface {
    fn of(land: &Land, column: usize, row: usize) -> Self {
        let trail = land.trails(column, row).next().map(Self::Trail);
        trail.or_else(|| land.owner(column, row).map(Self::Land)).unwrap_or(Self::Free)
    }

    /// Whether there is no border between two cells.
    fn joins(self, other: Self, look: Look) -> bool {
        let is_one = |a: u8, b: u8| a == b || look.teams.is_some_and(|teams| teams.of(a) == teams.of(b));
        match (self, other) {
            (Self::Land(a), Self::Land(b)) => is_one(a, b),
            (Self::Trail(a), Self::Trail(b) | Self::Land(b)) => a == b,
            _ => false,
        }
    }
}

/// Returns the size of the picture in pixels.
pub(super) fn size(land: &Land) -> (usize, usize) {
    let (columns, rows) = land.size();
    (columns * FINE, rows * FINE)
}

/// Paints everything that may differ since a revision of the land into a picture: RGBA, row by row.
pub(super) fn paint(pixels: &mut [u8], land: &Land, since: Option<u64>, look: Look) {
    let (columns, rows) = land.size();
    let mut stale = vec![since.is_none(); rows];
    for row in since.into_iter().flat_map(|since| land.rows_since(since)) {
        // Borders of the rows beside it change, too.
        stale[row.saturating_sub(1)..(row + 2).min(rows)].fill(true);
    }
    let inks: Vec<Inks> = (0..crate::sim::MAX_PLAYERS as u8).map(|slot| Inks::of(slot, look)).collect();
    for row in (0..rows).filter(|&row| stale[row]) {
        for column in 0..columns {
            let cell = Surface::of(land, column, row);
            let beside = |x: isize, y: isize| {
                let place = column.checked_add_signed(x).zip(row.checked_add_signed(y));
                // At the arena's edge there is no border: the edge is one.
                place.filter(|&(x, y)| x < columns && y < rows).map_or(cell, |(x, y)| Surface::of(land, x, y))
            };
            let [left, right, up, down] =
                [(-1, 0), (1, 0), (0, -1), (0, 1)].map(|(x, y)| !cell.joins(beside(x, y), look));
            for y in 0..FINE {
                for x in 0..FINE {
                    let is_rim = left && x == 0 || right && x == FINE - 1 || up && y == 0 || down && y == FINE - 1;
                    let pixel = match cell {
                        Surface::Free => [0; 4],
                        Surface::Land(slot) if is_rim => inks[usize::from(slot)].border,
                        Surface::Land(slot) => inks[usize::from(slot)].inside(x, y),
                        Surface::Trail(slot) if is_rim => inks[usize::from(slot)].rim,
                        Surface::Trail(slot) => inks[usize::from(slot)].trail,
                    };
                    let at = 4 * ((row * FINE + y) * columns * FINE + column * FINE + x);
                    if let Some(place) = pixels.get_mut(at..at + 4) {
                        place.copy_from_slice(&pixel);
                    }
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sim::{Bot, Game, Inputs, Mode, Parts, Skill};

    const LOOK: Look = Look { contrast: false, low: false, teams: None };

    fn land(game: &Game) -> &Land {
        &game.parts().and_then(Parts::turf).unwrap().land
    }

    #[test]
    fn painting_only_what_has_changed_gives_the_same_picture() {
        let slots = [0, 1, 5, 6, 10];
        let mut game = Game::new(Mode::Turf, &slots, 7);
        let mut bots = slots.map(|slot| Bot::new(Skill::Casual, u64::from(slot)));
        let (width, height) = size(land(&game));
        let mut picture = vec![0; 4 * width * height];
        paint(&mut picture, land(&game), None, LOOK);
        let mut seen = land(&game).revision();
        for tick in 0..3000 {
            let mut inputs = Inputs::default();
            slots.iter().zip(&mut bots).for_each(|(&slot, bot)| inputs.set(slot, bot.steer(&game, slot)));
            game.step(&inputs, &mut Vec::new());
            if tick % 50 == 0 {
                paint(&mut picture, land(&game), Some(seen), LOOK);
                seen = land(&game).revision();
            }
        }
        let mut whole = vec![0; 4 * width * height];
        paint(&mut picture, land(&game), Some(seen), LOOK);
        paint(&mut whole, land(&game), None, LOOK);
        assert!(seen > 500 && picture == whole);
    }

    #[test]
    fn land_of_players_of_one_hue_differs_inside() {
        let patterns = [0, 5, 10].map(|slot| {
            let inks = Inks::of(slot, LOOK);
            (0..FINE * FINE).map(|i| inks.inside(i % FINE, i / FINE)).collect::<Vec<_>>()
        });
        assert!(patterns[0] != patterns[1] && patterns[1] != patterns[2] && patterns[0] != patterns[2]);
    }
}

//! Ribbons for painting bodies, with as few pieces as look round.

use bevy::prelude::*;

use crate::game::view::arena::canvas::Canvas;

/// Distance in arena units below which points are skipped.
const FINEST: f32 = 1.5;
/// A point is skipped if the line past it deviates from a straight one by no more than this, in arena units. The piece
/// that replaces it is then off by at most a quarter of this.
const STRAIGHT: f32 = 0.6;
/// Maximum length of a piece in arena units, so that widths and colours change smoothly.
const LONGEST: f32 = 24.0;

/// The look of a body at a point: half its width, the colour of its skin, and of its core.
pub(crate) struct Slice {
    pub half_width: f32,
    pub skin: LinearRgba,
    pub core: LinearRgba,
}

/// A point on a line, and whether the line continues from there to the next one.
pub(crate) type Knot = (Vec2, bool);

/// Paints along a line with gaps, up to `length`; `slice` returns the look at a distance along it.
///
/// Ends are round, except for the first one if the line continues another, and the last one if the last knot says that
/// the line continues.
pub(crate) fn ribbon(
    canvas: &mut Canvas,
    is_continuation: bool,
    knots: impl Iterator<Item = Knot>,
    length: f32,
    slice: impl Fn(f32) -> Slice,
) {
    let (at, along) = (Vec2::ZERO, Vec2::ZERO);
    let mut pen = Pen { canvas, slice, at, way: 0.0, along, row: None, capped: !is_continuation, begun: false };
    // The newest point passed since the pen last moved, and its distance along the line.
    let mut passed: Option<(Vec2, f32)> = None;
    let (mut course, mut goes_on) = (None, false);
    for (knot, joined) in knots.filter(|(knot, _)| knot.is_finite()) {
        if !goes_on {
            passed.into_iter().for_each(|(to, way)| pen.go(to, way));
            pen.lift();
            pen.put(knot);
            (passed, course, goes_on) = (None, None, joined);
            continue;
        }
        goes_on = joined;
        let (from, before) = passed.unwrap_or((pen.at, pen.way));
        let distance = from.distance(knot);
        if before + distance >= length {
            // The end is inside this piece, so that it moves smoothly.
            passed.into_iter().for_each(|(to, way)| pen.go(to, way));
            pen.go(from + (knot - from) * ((length - before) / distance.max(f32::MIN_POSITIVE)), length);
            (passed, goes_on) = (None, false);
            break;
        }
        if passed.is_some() && course.is_some_and(|course| pen.would_miss(course, knot)) {
            pen.go(from, before);
            course = None;
        }
        if course.is_none() && pen.at.distance(knot) >= FINEST {
            course = (knot - pen.at).try_normalize();
        }
        passed = Some((knot, before + distance));
    }
    passed.into_iter().for_each(|(to, way)| pen.go(to, way));
    if goes_on {
        pen.finish();
    } else {
        pen.lift();
    }
}

struct Pen<'a, S> {
    canvas: &'a mut Canvas,
    slice: S,
    at: Vec2,
    /// Distance along the line.
    way: f32,
    /// The direction of the last piece; zero at the start of a line.
    along: Vec2,
    /// The newest row of corners.
    row: Option<u32>,
    /// Whether the next start gets a round end.
    capped: bool,
    begun: bool,
}

impl<S: Fn(f32) -> Slice> Pen<'_, S> {
    fn put(&mut self, at: Vec2) {
        (self.at, self.along, self.row) = (at, Vec2::ZERO, None);
        self.capped |= std::mem::replace(&mut self.begun, true);
    }

    /// Returns whether a straight piece to this point would skip too much.
    fn would_miss(&self, course: Vec2, knot: Vec2) -> bool {
        let way = knot - self.at;
        way.length_squared() > LONGEST * LONGEST || course.perp_dot(way).abs() > STRAIGHT || course.dot(way) < 0.0
    }

    fn go(&mut self, to: Vec2, way: f32) {
        let Some(direction) = (to - self.at).try_normalize() else { return };
        // Across the corner between the previous piece and this one.
        let across = (self.along + direction).normalize_or(direction);
        let slice = (self.slice)(self.way);
        if self.row.is_none() && self.capped {
            cap(self.canvas, self.at, -across, &slice);
        }
        self.row = Some(cut(self.canvas, self.at, across, &slice, self.row));
        (self.at, self.way, self.along) = (to, way, direction);
    }

    /// Adds the last row of corners of a line.
    fn finish(&mut self) -> Option<Slice> {
        self.row?;
        let slice = (self.slice)(self.way);
        cut(self.canvas, self.at, self.along, &slice, self.row);
        Some(slice)
    }

    fn lift(&mut self) {
        if let Some(slice) = self.finish() {
            cap(self.canvas, self.at, self.along, &slice);
        }
    }
}

/// Paints half a disc that rounds off an end.
fn cap(canvas: &mut Canvas, at: Vec2, along: Vec2, slice: &Slice) {
    let rim: [Vec2; 7] = std::array::from_fn(|i| {
        let out = Vec2::from_angle(std::f32::consts::PI * (i as f32 / 6.0 - 0.5));
        at + along.rotate(out) * slice.half_width
    });
    let hub = canvas.corner(at, slice.core);
    canvas.corners(rim, [slice.skin; 7]);
    // Not closed: a triangle without width may light up arbitrary pixels.
    canvas.triangles(std::array::from_fn::<_, 6, _>(|i| [hub, hub + 1 + i as u32, hub + 2 + i as u32]));
}

/// Adds a row of corners across the body, joined to the previous row, and returns its number.
fn cut(canvas: &mut Canvas, at: Vec2, along: Vec2, slice: &Slice, before: Option<u32>) -> u32 {
    let side = along.perp() * slice.half_width;
    let row = canvas.corners([at + side, at, at - side], [slice.skin, slice.core, slice.skin]);
    if let Some(from) = before {
        canvas.triangles([
            [from, from + 1, row],
            [row, from + 1, row + 1],
            [from + 1, from + 2, row + 1],
            [row + 1, from + 2, row + 2],
        ]);
    }
    row
}

#[cfg(test)]
mod tests {
    use super::*;

    const WIDTH: f32 = 5.0;

    fn painted(is_continuation: bool, knots: &[Knot], length: f32) -> Canvas {
        let mut canvas = Canvas::default();
        let slice = |_| Slice { half_width: WIDTH, skin: LinearRgba::RED, core: LinearRgba::WHITE };
        ribbon(&mut canvas, is_continuation, knots.iter().copied(), length, slice);
        canvas
    }

    /// Returns knots from left to right along a line at equal distances, joined or not.
    fn straight(from: f32, to: f32, joined: impl Fn(f32) -> bool) -> Vec<Knot> {
        (0..=((to - from) / 4.0) as u32)
            .map(|i| from + 4.0 * i as f32)
            .map(|x| (Vec2::new(x, 0.0), joined(x)))
            .collect()
    }

    #[test]
    fn nothing_is_painted_in_a_gap() {
        // The gap is from 100 to 140; ends are round, and extend as far as they kill.
        let mut knots = straight(0.0, 100.0, |x| x < 100.0);
        knots.extend(straight(140.0, 240.0, |x| x < 240.0));
        let canvas = painted(false, &knots, f32::INFINITY);
        for x in [110.0, 120.0, 130.0] {
            assert!(!canvas.covers(Vec2::new(x, 0.0)), "{x}");
        }
        for x in [-4.0, 0.0, 50.0, 103.0, 137.0, 190.0, 244.0] {
            assert!(canvas.covers(Vec2::new(x, 0.0)), "{x}");
        }
    }

    #[test]
    fn a_ribbon_has_the_requested_length_within_a_tenth_of_a_unit() {
        let knots = straight(0.0, 200.0, |x| x < 200.0);
        for length in [1.0, 57.3, 120.0] {
            let canvas = painted(false, &knots, length);
            assert!(canvas.covers(Vec2::new(length + WIDTH - 0.1, 0.0)), "{length}");
            assert!(!canvas.covers(Vec2::new(length + WIDTH + 0.1, 0.0)), "{length}");
        }
    }

    #[test]
    fn a_line_that_continues_has_no_round_end() {
        let canvas = painted(true, &straight(0.0, 100.0, |_| true), f32::INFINITY);
        assert!(!canvas.covers(Vec2::new(-1.0, 0.0)) && !canvas.covers(Vec2::new(101.0, 0.0)));
        assert!(canvas.covers(Vec2::new(1.0, 0.0)) && canvas.covers(Vec2::new(99.0, 0.0)));
    }

    #[test]
    fn the_tightest_turn_is_as_wide_as_it_kills_within_a_quarter_of_a_unit() {
        let (radius, spacing) = (40.0, 4.0);
        let place = |way: f32| Vec2::from_angle(way / radius) * radius;
        let knots: Vec<Knot> = (0..50_u8).map(|i| (place(spacing * f32::from(i)), i < 49)).collect();
        let canvas = painted(false, &knots, f32::INFINITY);
        for way in (8..180_u8).map(f32::from) {
            let out = place(way) / radius;
            for side in [-1.0, 1.0] {
                assert!(canvas.covers(out * (radius + side * (WIDTH - 0.3))), "{way}");
                assert!(!canvas.covers(out * (radius + side * (WIDTH + 0.3))), "{way}");
            }
        }
    }

    #[test]
    fn a_straight_line_of_many_points_takes_few_corners() {
        assert!(painted(false, &straight(0.0, 2_400.0, |x| x < 2_400.0), f32::INFINITY).size() < 400);
    }
}

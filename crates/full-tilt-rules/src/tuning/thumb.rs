//! The numbers of the players' thumbs.

/// The numbers of the thumb.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ThumbTuning {
    /// The dash.
    pub dash: DashTuning,
    /// The price of a dash.
    pub price: DashPrice,
}

/// The numbers of a dash.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct DashTuning {
    /// Factor on the speed; it sets in and wears off within an eighth of a second.
    pub factor: f32,
    /// Duration in ticks.
    pub ticks: u64,
    /// The highest speed that a dash reaches, in units per second.
    pub top_speed: f32,
}

/// The price of a dash.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum DashPrice {
    /// This much of the body's length, in arena units; no body becomes shorter than at the start.
    Length(f32),
    /// A charge that is full again after this many ticks.
    Charge(u64),
}

//! Room for states that nobody has placed, beside those that somebody has.

use crate::{
    arrow::Drawing,
    geometry::{Rect, at},
};

/// From middle to middle: what an author would leave for an arrow with its label.
const ACROSS: f64 = 240.0;
const DOWN: f64 = 120.0;
/// Kept free around a box.
const GAP: f64 = 40.0;
/// How many boxes away room is looked for.
const RINGS: i32 = 24;

/// Every state's place: the author's, which stay, and one with room for each other. None where nothing is placed.
pub(crate) fn all(drawing: &Drawing, given: Vec<Option<(f64, f64)>>) -> Option<Vec<(f64, f64)>> {
    let mut places = given;
    if places.iter().all(Option::is_none) {
        return None;
    }
    while let Some((state, near, leads)) = next(drawing, &places) {
        places[state] = Some(room(drawing, &places, state, near, leads)?);
    }
    places.into_iter().collect()
}

/// The next state to be placed: one that is joined to a placed one, whether an arrow leads from that here; else any.
fn next(drawing: &Drawing, places: &[Option<(f64, f64)>]) -> Option<(usize, (f64, f64), bool)> {
    let joined =
        drawing
            .arrows
            .iter()
            .find_map(|arrow| match (places[arrow.from], places[arrow.to]) {
                (Some(near), None) => Some((arrow.to, near, true)),
                (None, Some(near)) => Some((arrow.from, near, false)),
                _ => None,
            });
    let alone = || {
        let state = places.iter().position(Option::is_none)?;
        let placed = places.iter().flatten().copied();
        let last = placed.max_by(|a, b| a.0.total_cmp(&b.0))?;
        Some((state, last, true))
    };
    joined.or_else(alone)
}

/// The nearest free place: first in the direction of the arrow, then below, above, behind.
fn room(
    drawing: &Drawing,
    places: &[Option<(f64, f64)>],
    state: usize,
    (x, y): (f64, f64),
    leads: bool,
) -> Option<(f64, f64)> {
    let rect = |n: usize, (x, y): (f64, f64)| {
        Rect::around(at(x, y), drawing.widths[n], drawing.metrics.box_h)
    };
    let placed = places
        .iter()
        .enumerate()
        .filter_map(|(n, p)| Some(rect(n, (*p)?)));
    let taken: Vec<Rect> = placed.collect();
    let ahead = if leads { 1.0 } else { -1.0 };
    for ring in 1..=RINGS {
        let mut spots = Vec::new();
        for across in -ring..=ring {
            for down in -ring..=ring {
                if across.abs().max(down.abs()) == ring {
                    let (across, down) = (f64::from(across), f64::from(down));
                    // Straight ahead costs nothing more, sideways less than back.
                    let cost = across.hypot(down) - 0.4 * across * ahead
                        + 0.01 * f64::from(u8::from(down < 0.0));
                    spots.push((cost, x + across * ACROSS, y + down * DOWN));
                }
            }
        }
        spots.sort_by(|a, b| a.0.total_cmp(&b.0));
        let free = |(_, x, y): &&(f64, f64, f64)| {
            let here = rect(state, (*x, *y)).grown(GAP);
            taken.iter().all(|other| !here.overlaps(other))
        };
        if let Some((_, x, y)) = spots.iter().find(free) {
            return Some((*x, *y));
        }
    }
    None
}

//! All edges as they are seen from afar: single strokes, heads, a disc for each gate, no words. One element for all strokes of a kind:
//! however many edges there are, a canvas moves a dozen things.

use std::collections::BTreeMap;

use crate::{
    Layout,
    arrow::{Drawing, Taker},
    draw::edge::{corners, gate_at, name},
    geometry::{Path, Point, short},
};

/// Radius of a gate's disc.
const DISC: f64 = 12.0;
/// The strokes, in the order in which they lie over each other.
const STROKES: [&str; 7] = ["nobody", "person", "rail", "dash", "bot", "glass", "gate"];

/// The edges of `layout` from afar.
pub(super) fn far(drawing: &Drawing, layout: &Layout) -> String {
    let (long, half) = drawing.metrics.head;
    let mut strokes: BTreeMap<&str, String> = BTreeMap::new();
    let mut heads: BTreeMap<String, String> = BTreeMap::new();
    let mut discs = String::new();
    for (arrow, route) in drawing.arrows.iter().zip(&layout.routes) {
        let length = route.path.length();
        let (shaft, _) = route.path.cut(length - long * 0.8);
        let gate = gate_at(arrow, route, length);
        let (before, after) = match gate {
            Some(distance) => shaft.cut(distance),
            None => (shaft, Path::default()),
        };
        for kind in kinds(route.taker) {
            strokes.entry(kind).or_default().push_str(&before.data());
        }
        let mut kind = name(route.taker);
        if let Some(distance) = gate {
            kind = "gate";
            strokes.entry(kind).or_default().push_str(&after.data());
            discs.push_str(&circle(route.path.along(distance)));
        }
        let hollow = if route.back { " ow-hollow" } else { "" };
        let all = heads
            .entry(format!("ow-h ow-h-{kind}{hollow}"))
            .or_default();
        all.push_str(&outline(corners(route, long, half, length)));
    }
    let path = |class: &str, data: &str| format!(r#"<path class="{class}" d="{data}"/>"#);
    let mut out = String::from(r#"<g class="ow-far">"#);
    for kind in STROKES {
        if let Some(data) = strokes.get(kind) {
            out.push_str(&path(&format!("ow-e ow-e-{kind}"), data));
        }
    }
    out.extend(heads.iter().map(|(class, data)| path(class, data)));
    if !discs.is_empty() {
        out.push_str(&path("ow-pill", &discs));
    }
    out.push_str("</g>");
    out
}

/// One stroke for each taker; two colours in turn where either may take it.
const fn kinds(taker: Taker) -> &'static [&'static str] {
    match taker {
        Taker::Person => &["person"],
        Taker::Bot => &["bot"],
        Taker::Either => &["rail", "dash"],
        Taker::Nobody => &["nobody"],
        Taker::Glass => &["glass"],
    }
}

fn outline(corners: [Point; 3]) -> String {
    let [a, b, c] = corners.map(|p| format!("{} {}", short(p.x), short(p.y)));
    format!("M{a}L{b}L{c}Z")
}

fn circle(middle: Point) -> String {
    let (left, r, across) = (middle.x - DISC, short(DISC), short(2.0 * DISC));
    let (x, y) = (short(left), short(middle.y));
    format!("M{x} {y}a{r} {r} 0 1 0 {across} 0a{r} {r} 0 1 0 -{across} 0Z")
}

//! An edge as strokes: its taker's up to the gate, the gate's from there, and a head.

use crate::{
    Route,
    arrow::{Arrow, Drawing, Taker},
    geometry::{Path, Point, at, short},
    marks::Mark,
};

/// The strokes and the head of an edge; a quiet one is thin and grey.
pub(super) fn edge(drawing: &Drawing, arrow: &Arrow, route: &Route, quiet: bool) -> String {
    let (long, half) = drawing.metrics.head;
    let length = route.path.length();
    let (shaft, _) = route.path.cut(length - long * 0.8);
    let mut out = format!("<g{}>", if arrow.lit { r#" class="ow-lit""# } else { "" });
    let kind = if arrow.mark == Some(Mark::Removed) {
        out.push_str(&stroke("ow-e ow-e-gone", &shaft));
        "gone"
    } else if quiet {
        out.push_str(&stroke("ow-e ow-e-quiet", &shaft));
        "quiet"
    } else {
        match gate_at(arrow, route, length) {
            None => {
                out.push_str(&taken(route.taker, &shaft));
                name(route.taker)
            }
            Some(distance) => {
                let (before, after) = shaft.cut(distance);
                out.push_str(&taken(route.taker, &before));
                out.push_str(&stroke("ow-e ow-e-gate", &after));
                "gate"
            }
        }
    };
    let wide = match (arrow.lit, quiet) {
        (true, _) => 1.25,
        (_, true) => 0.75,
        _ => 1.0,
    };
    out.push_str(&head(route, kind, long * wide, half * wide, length));
    out.push_str("</g>");
    out
}

/// The glow behind an edge that is lit or differs.
pub(super) fn halo(arrow: &Arrow, route: &Route) -> String {
    let kind = match (arrow.mark, arrow.gate()) {
        (Some(mark), _) => mark.class(),
        (None, Some(_)) => "gate",
        (None, None) => name(route.taker),
    };
    stroke(&format!("ow-halo ow-halo-{kind}"), &route.path)
}

/// Path data of a straight line.
pub(super) fn tidy(from: Point, to: Point) -> String {
    Path::from(from).line(to).path().data()
}

/// How far along the edge its gate stands: at the pill, or in the middle when the pill had to stand aside or is not shown.
pub(super) fn gate_at(arrow: &Arrow, route: &Route, length: f64) -> Option<f64> {
    arrow.gate()?;
    let Some(pill) = route.gate else {
        return Some(length / 2.0);
    };
    let distance = route.path.nearest(pill.middle());
    let on_it = route.path.along(distance).distance(pill.middle()) < pill.h;
    Some(if on_it { distance } else { length / 2.0 })
}

pub(super) const fn name(taker: Taker) -> &'static str {
    match taker {
        Taker::Person => "person",
        Taker::Bot => "bot",
        Taker::Either => "either",
        Taker::Nobody => "nobody",
        Taker::Glass => "glass",
    }
}

fn taken(taker: Taker, path: &Path) -> String {
    match taker {
        Taker::Either => ["rail", "dash", "core"]
            .map(|layer| stroke(&format!("ow-e ow-e-{layer}"), path))
            .concat(),
        one => stroke(&format!("ow-e ow-e-{}", name(one)), path),
    }
}

fn stroke(class: &str, path: &Path) -> String {
    format!(r#"<path class="{class}" d="{}"/>"#, path.data())
}

fn head(route: &Route, kind: &str, long: f64, half: f64, length: f64) -> String {
    let points = corners(route, long, half, length)
        .map(|p| format!("{},{}", short(p.x), short(p.y)))
        .join(" ");
    let hollow = if route.back { " ow-hollow" } else { "" };
    format!(r#"<polygon class="ow-h ow-h-{kind}{hollow}" points="{points}"/>"#)
}

/// The corners of a head: its tip, and the two behind it.
pub(super) fn corners(route: &Route, long: f64, half: f64, length: f64) -> [Point; 3] {
    let tip = route.path.along(length);
    let tail = route.path.along(length - long);
    let reach = tip.distance(tail).max(0.01);
    let (dx, dy) = ((tip.x - tail.x) / reach, (tip.y - tail.y) / reach);
    let (bx, by) = (tip.x - dx * long, tip.y - dy * long);
    [
        tip,
        at(bx - dy * half, by + dx * half),
        at(bx + dy * half, by - dx * half),
    ]
}

//! The drawing whose boxes stand where its author put them. Each edge takes the cheapest free way, the short ones first; then all look
//! again, now that the others stand.

use crate::{
    Layout, Size,
    around::around,
    arrow::Drawing,
    beside,
    columns::roofs,
    curve::curves,
    geometry::{Path, Rect, at},
    judge::{Routed, Scene},
    label::Standing,
    lanes::turn,
};

/// How often each edge looks for a better way.
const LOOKS: usize = 4;
/// Beyond so many edges one look must do, and fewer ways are tried.
const MANY: usize = 60;
/// How many ways each edge tries then.
const WAYS: usize = 160;
/// Beyond so many boxes finding ways between them takes seconds: the drawing arranges itself.
const BOXES_MAX: usize = 120;
/// How far out boxes may stand.
const FAR: f64 = 100_000.0;
/// How much lower a self-loop is where it would meet a box; boxes are at least 12 apart.
const SQUEEZES: [f64; 5] = [1.0, 0.6, 0.35, 0.18, 0.06];
/// How much closer boxes of a small drawing stand, at first.
const SMALL: f64 = 0.5;

/// The layout from the author's positions; a state without one finds room beside those it is joined to. None unless some state has one,
/// no boxes touch and they are not too many: else the drawing arranges itself.
pub(crate) fn plan(drawing: &Drawing) -> Option<Layout> {
    let boxes = boxes(drawing)?;
    let start = drawing.start(&boxes);
    let roofs = roofs(drawing);
    let mut routed: Vec<Option<Routed>> = vec![None; drawing.arrows.len()];
    for roof in roofs.iter() {
        for (nth, i) in roof.loops.iter().enumerate() {
            let rect = boxes[drawing.arrows[*i].from];
            let free = |routed: &Routed| {
                boxes
                    .iter()
                    .all(|b| b.y >= rect.y || !b.overlaps(&routed.extent))
            };
            let squeezed = SQUEEZES.map(|by| {
                let (path, standing) = turn(drawing, rect, roof, *i, nth, by);
                Routed::of(path, standing)
            });
            let last = squeezed.len() - 1;
            let fitting = squeezed.iter().position(free).unwrap_or(last);
            routed[*i] = Some(squeezed[fitting].clone());
        }
    }
    let order = order(drawing, &boxes);
    let looks = if order.len() > MANY { 1 } else { LOOKS };
    for _ in 0..looks {
        let mut moved = false;
        for i in &order {
            let before = routed[*i].take();
            let scene = Scene {
                boxes: &boxes,
                start,
                arrows: &drawing.arrows,
                routed: &routed,
            };
            let after = way(&scene, *i)?;
            moved |= before.is_none_or(|b| b.path != after.path);
            routed[*i] = Some(after);
        }
        if !moved {
            break;
        }
    }
    for i in 0..routed.len() {
        let scene = Scene {
            boxes: &boxes,
            start,
            arrows: &drawing.arrows,
            routed: &routed,
        };
        let standing = routed[i].as_ref().map(|r| r.standing).unwrap_or_default();
        let found = somewhere(&scene, i, &standing);
        if let Some(r) = routed[i].as_mut() {
            r.standing = found;
        }
    }
    let routed = routed.into_iter().flatten().map(|r| (r.path, r.standing));
    Some(drawing.layout(boxes, routed.collect()))
}

fn boxes(drawing: &Drawing) -> Option<Vec<Rect>> {
    let states = &drawing.workflow.states;
    if states.len() > BOXES_MAX {
        return None;
    }
    let places = states.iter().map(|s| drawing.workflow.layout.get(&s.name));
    let places = beside::all(drawing, places.map(|p| p.copied()).collect())?;
    if places
        .iter()
        .any(|(x, y)| !(x.abs() < FAR && y.abs() < FAR))
    {
        return None;
    }
    let scaled = |by: f64| -> Vec<Rect> {
        let places = places.iter().zip(&drawing.widths);
        let rect = |((x, y), w): (&(f64, f64), &f64)| {
            Rect::around(at(x * by, y * by), *w, drawing.metrics.box_h)
        };
        places.map(rect).collect()
    };
    let apart = |boxes: &[Rect], gap: f64| {
        boxes
            .iter()
            .enumerate()
            .all(|(i, a)| boxes[..i].iter().all(|b| !a.grown(gap).overlaps(b)))
    };
    match drawing.size {
        Size::Full => Some(scaled(1.0)).filter(|boxes| apart(boxes, 12.0)),
        Size::Small => {
            let steps = (0..8).map(|step| SMALL + 0.1 * f64::from(step));
            let fits = |by: f64| Some(scaled(by)).filter(|boxes| apart(boxes, 26.0));
            steps.clone().find_map(fits).or_else(|| {
                let tight = |by: f64| Some(scaled(by)).filter(|boxes| apart(boxes, 12.0));
                steps.rev().find_map(tight)
            })
        }
    }
}

/// Forward before back, short before long; self-loops have their place.
fn order(drawing: &Drawing, boxes: &[Rect]) -> Vec<usize> {
    let arrows = drawing
        .arrows
        .iter()
        .enumerate()
        .filter(|(_, a)| !a.turns());
    let mut keyed: Vec<(bool, i64, usize)> = arrows
        .map(|(i, a)| {
            let distance = boxes[a.from].middle().distance(boxes[a.to].middle());
            (a.back, distance as i64, i)
        })
        .collect();
    keyed.sort_unstable();
    keyed.into_iter().map(|(_, _, i)| i).collect()
}

fn way(scene: &Scene, i: usize) -> Option<Routed> {
    let arrow = &scene.arrows[i];
    let (from, to) = (scene.boxes[arrow.from], scene.boxes[arrow.to]);
    let mut best: Option<(f64, Routed)> = None;
    let consider = |path: &Path, base: f64, best: &mut Option<(f64, Routed)>| {
        let most = best.as_ref().map_or(f64::INFINITY, |b| b.0);
        if let Some(better) = scene.judge(i, path, base, most) {
            *best = Some(better);
        }
    };
    let ways = if scene.arrows.len() > MANY {
        WAYS
    } else {
        usize::MAX
    };
    for curve in curves(arrow, from, to).into_iter().take(ways) {
        if best.as_ref().is_some_and(|b| curve.cost >= b.0) {
            break;
        }
        consider(&curve.path, curve.cost, &mut best);
    }
    // A way around is worth looking for only where curves fail or fare badly.
    if best.as_ref().is_none_or(|b| b.0 > 1_200.0)
        && let Some(path) = around(scene.boxes, arrow.from, arrow.to)
    {
        let base = path.length() + 120.0;
        consider(&path, base, &mut best);
    }
    best.map(|b| b.1)
}

/// The sign where it stands, or the nearest free place in growing rings around it.
fn somewhere(scene: &Scene, i: usize, standing: &Standing) -> Standing {
    for ring in 0..400 {
        let r = 8.0 * f64::from(ring);
        for (dx, dy) in [
            (0.0, -1.0),
            (0.0, 1.0),
            (1.0, 0.0),
            (-1.0, 0.0),
            (0.7, -0.7),
            (0.7, 0.7),
            (-0.7, 0.7),
            (-0.7, -0.7),
        ] {
            let moved = standing.moved(dx * r, dy * r);
            if scene.free(i, &moved) {
                return moved;
            }
        }
    }
    *standing
}

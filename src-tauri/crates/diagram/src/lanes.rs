//! The layered drawing, from left to right: boxes in columns, the longest way in a straight row, each edge in a lane of its own, back
//! edges above their boxes. Nothing shares a place with anything else by construction.

use crate::{
    Layout,
    arrow::Drawing,
    columns::{Columns, Roof, What, columns, loop_step, roofs, span},
    geometry::{Path, Point, Rect, at},
    label::Standing,
    order, rank, settle,
};

const CORNER: f64 = 16.0;

/// The layered layout of any drawing.
pub(crate) fn plan(drawing: &Drawing) -> Layout {
    let forward = drawing.arrows.iter().enumerate().filter(|(_, a)| !a.back);
    let forward: Vec<_> = forward.map(|(i, a)| (i, a.from, a.to)).collect();
    let ranks = rank::ranks(drawing.widths.len(), drawing.initial, &forward);
    let mut roofs = roofs(drawing);
    let mut made = columns(drawing, &ranks, &roofs);
    order::untangle(&mut made);
    settle::settle(&mut made, drawing);
    sort_lanes(&mut roofs, &made);
    let lanes = Lanes::of(drawing, &made, &roofs);
    let routed = (0..drawing.arrows.len()).map(|i| lanes.route(i)).collect();
    drawing.layout(lanes.boxes, routed)
}

/// The edge that goes lowest takes the lowest lane, so that lanes of one box do not cross.
fn sort_lanes(roofs: &mut [Roof], made: &Columns) {
    let y = |id: Option<&usize>| id.map_or(0.0, |id| made.items[*id].y);
    for roof in roofs {
        let left = |a: &usize| y(made.chains[*a].first());
        let right = |a: &usize| y(made.chains[*a].last());
        roof.entering.sort_by(|a, b| left(b).total_cmp(&left(a)));
        roof.leaving.sort_by(|a, b| right(b).total_cmp(&right(a)));
    }
}

struct Lanes<'a> {
    drawing: &'a Drawing<'a>,
    made: &'a Columns,
    roofs: &'a [Roof],
    boxes: Vec<Rect>,
    /// Left and right edge of each column.
    edges: Vec<(f64, f64)>,
    /// Where each forward arrow leaves and enters, as heights.
    ports: Vec<(f64, f64)>,
}

impl<'a> Lanes<'a> {
    fn of(drawing: &'a Drawing<'a>, made: &'a Columns, roofs: &'a [Roof]) -> Self {
        let (middles, edges) = across(drawing, made, roofs);
        let boxes: Vec<Rect> = (0..drawing.widths.len())
            .map(|i| {
                let item = &made.items[i];
                let middle = at(middles[item.column], item.y);
                Rect::around(middle, drawing.widths[i], drawing.metrics.box_h)
            })
            .collect();
        let ports = ports(drawing, made);
        Self {
            drawing,
            made,
            roofs,
            boxes,
            edges,
            ports,
        }
    }

    fn route(&self, i: usize) -> (Path, Standing) {
        let arrow = &self.drawing.arrows[i];
        if arrow.turns() {
            let nth = self.roofs[arrow.from].loops.iter().position(|a| *a == i);
            return turn(
                self.drawing,
                self.boxes[arrow.from],
                &self.roofs[arrow.from],
                i,
                nth.unwrap_or_default(),
                1.0,
            );
        }
        let path = if arrow.back {
            self.back(i)
        } else {
            self.forward(i)
        };
        let sign = self.made.chains[i].iter().map(|id| &self.made.items[*id]);
        let sign = sign.clone().find(|item| matches!(item.what, What::Sign(_)));
        let standing = sign.map_or(Standing::default(), |item| {
            let (left, right) = self.edges[item.column];
            arrow.sign.over(at(f64::midpoint(left, right), item.y))
        });
        (path, standing)
    }

    fn forward(&self, i: usize) -> Path {
        let arrow = &self.drawing.arrows[i];
        let (from, to) = (self.boxes[arrow.from], self.boxes[arrow.to]);
        let (leave, enter) = self.ports[i];
        let first = self.made.items[arrow.from].column;
        let last = self.made.items[arrow.to].column;
        let mut pen = Path::from(at(from.right(), leave)).line(at(self.edges[first].1, leave));
        for id in &self.made.chains[i] {
            let item = &self.made.items[*id];
            let (left, right) = self.edges[item.column];
            pen = pen.sway(at(left, item.y)).line(at(right, item.y));
        }
        let pen = pen.sway(at(self.edges[last].0, enter));
        pen.line(at(to.x, enter)).path()
    }

    fn back(&self, i: usize) -> Path {
        let arrow = &self.drawing.arrows[i];
        let (start, lane) = self.roof_port(arrow.from, i);
        let (end, end_lane) = self.roof_port(arrow.to, i);
        let first = self.edges[self.made.items[arrow.from].column].0;
        let last = self.edges[self.made.items[arrow.to].column].1;
        let up = [at(start.x, lane), at(first, lane)];
        let mut pen = Path::from(start).round(&up, CORNER);
        for id in self.made.chains[i].iter().rev() {
            let item = &self.made.items[*id];
            let (left, right) = self.edges[item.column];
            pen = pen.sway(at(right, item.y)).line(at(left, item.y));
        }
        let pen = pen.sway(at(last, end_lane));
        pen.round(&[at(end.x, end_lane), end], CORNER).path()
    }

    /// Where back edge `arrow` meets the top of `state`, and how high its lane runs: leaving edges left, entering ones right of them,
    /// self-loops at the far right.
    fn roof_port(&self, state: usize, arrow: usize) -> (Point, f64) {
        let (roof, rect) = (&self.roofs[state], self.boxes[state]);
        let left = rect.x + 14.0;
        let right = match roof.loops.len() {
            0 => rect.right() - 14.0,
            n => {
                loop_middle(self.drawing, rect, n, n - 1) - self.drawing.metrics.turn.0 / 2.0 - 6.0
            }
        };
        let ends = (roof.leaving.len() + roof.entering.len()) as f64;
        let step = self
            .drawing
            .metrics
            .port
            .min((right - left) / ends.max(1.0));
        let at_lane = |x: f64, lane: f64, next: Option<&usize>| {
            let next = next.map_or(0.0, |id| self.made.items[*id].y);
            let free = self.drawing.metrics.lane.1 / 2.0 - 1.0;
            (
                at(x, rect.y),
                next.clamp(rect.y - lane - free, rect.y - lane + free),
            )
        };
        let chain = &self.made.chains[arrow];
        if let Some(nth) = roof.leaving.iter().position(|a| *a == arrow) {
            let lane = Roof::leaving_lane(self.drawing, nth);
            return at_lane(left + nth as f64 * step, lane, chain.last());
        }
        let nth = roof.entering.iter().position(|a| *a == arrow);
        let nth = nth.unwrap_or_default();
        let lane = roof.entering_lane(self.drawing, nth);
        at_lane(right - nth as f64 * step, lane, chain.first())
    }
}

/// The middle of a box's `nth` self-loop: one stands over the right half, more go leftwards from the corner.
fn loop_middle(drawing: &Drawing, rect: Rect, loops: usize, nth: usize) -> f64 {
    let w = drawing.metrics.turn.0;
    if loops == 1 {
        return (rect.x + 0.75 * rect.w).min(rect.right() - w / 2.0 - 2.0);
    }
    rect.right() - 8.0 - w / 2.0 - nth as f64 * (w + 8.0)
}

/// A self-loop, its height squeezed by a factor where a box stands above, and its sign. Further loops of one box are higher and further left; their signs begin where they do.
pub(crate) fn turn(
    drawing: &Drawing,
    rect: Rect,
    roof: &Roof,
    arrow: usize,
    nth: usize,
    squeeze: f64,
) -> (Path, Standing) {
    let (w, rise) = drawing.metrics.turn;
    let middle = loop_middle(drawing, rect, roof.loops.len(), nth);
    let height = squeeze * (rise + nth as f64 * loop_step(drawing));
    let (left, right) = (middle - w / 2.0, middle + w / 2.0);
    let handle = rect.y - height / 0.75;
    let path = Path::from(at(left, rect.y))
        .curve(
            at(left - 3.0, handle),
            at(right + 3.0, handle),
            at(right, rect.y),
        )
        .path();
    let sign = &drawing.arrows[arrow].sign;
    // Signs begin where their loops do wherever lines come down left of them.
    let x = if roof.shared() {
        left + sign.width() / 2.0
    } else {
        middle
    };
    (path, sign.over(at(x, rect.y - height)))
}

/// Middles and edges of the columns.
fn across(drawing: &Drawing, made: &Columns, roofs: &[Roof]) -> (Vec<f64>, Vec<(f64, f64)>) {
    let mut middles = Vec::new();
    let mut edges: Vec<(f64, f64)> = Vec::new();
    for (c, column) in made.columns.iter().enumerate() {
        let (mut left, mut right) = (0.0_f64, 0.0_f64);
        let mut steep = 0.0_f64;
        for id in column {
            let item = &made.items[*id];
            let (l, r) = reach(drawing, roofs, &item.what);
            (left, right) = (left.max(l), right.max(r));
            let rises = item
                .before
                .iter()
                .map(|(n, _, off)| (made.items[*n].y + off - item.y).abs());
            steep = rises.fold(steep, f64::max);
        }
        let gap = drawing.metrics.gap_x + (steep * 0.16).min(42.0);
        let x = if c == 0 { 0.0 } else { edges[c - 1].1 + gap };
        middles.push(x + left);
        edges.push((x, x + left + right));
    }
    (middles, edges)
}

/// How far an item reaches left and right of its column's middle.
fn reach(drawing: &Drawing, roofs: &[Roof], what: &What) -> (f64, f64) {
    match what {
        What::Pass(_) => (4.0, 4.0),
        What::Sign(i) => {
            let sign = &drawing.arrows[*i].sign;
            let half = sign.width() / 2.0 + if sign.gate.is_some() { 8.0 } else { 2.0 };
            (half, half)
        }
        What::State(i) => {
            let half = drawing.widths[*i] / 2.0;
            let rect = Rect::around(at(0.0, 0.0), drawing.widths[*i], drawing.metrics.box_h);
            let turns = roofs[*i].loops.iter().enumerate();
            turns.fold((half, half), |(l, r), (nth, arrow)| {
                let (_, standing) = turn(drawing, rect, &roofs[*i], *arrow, nth, 1.0);
                standing
                    .rects()
                    .fold((l, r), |(l, r), s| (l.max(-s.x), r.max(s.right())))
            })
        }
    }
}

/// Where forward arrows leave and enter: on the sides, in the order of where they go, the straightest in the middle.
fn ports(drawing: &Drawing, made: &Columns) -> Vec<(f64, f64)> {
    let mut ports = vec![(0.0, 0.0); drawing.arrows.len()];
    for state in 0..drawing.widths.len() {
        let forward = || drawing.arrows.iter().enumerate().filter(|(_, a)| !a.back);
        let leaving: Vec<(usize, f64)> = forward()
            .filter(|(_, a)| span(a).0 == state)
            .map(|(i, _)| {
                (
                    i,
                    made.chains[i].first().map_or(0.0, |id| made.items[*id].y),
                )
            })
            .collect();
        let entering: Vec<(usize, f64)> = forward()
            .filter(|(_, a)| span(a).1 == state)
            .map(|(i, _)| (i, made.chains[i].last().map_or(0.0, |id| made.items[*id].y)))
            .collect();
        let y = made.items[state].y;
        for (i, port) in spread(drawing, y, leaving) {
            ports[i].0 = port;
        }
        for (i, port) in spread(drawing, y, entering) {
            ports[i].1 = port;
        }
    }
    ports
}

fn spread(drawing: &Drawing, middle: f64, mut ends: Vec<(usize, f64)>) -> Vec<(usize, f64)> {
    ends.sort_by(|a, b| a.1.total_cmp(&b.1));
    let straightest = (0..ends.len()).min_by(|a, b| {
        let off = |i: &usize| (ends[*i].1 - middle).abs();
        off(a).total_cmp(&off(b))
    });
    let Some(centre) = straightest else {
        return Vec::new();
    };
    let most = centre.max(ends.len() - 1 - centre).max(1) as f64;
    let room = drawing.metrics.box_h / 2.0 - 6.0;
    let step = drawing.metrics.port.min(room / most);
    let port = |place: usize| middle + (place as f64 - centre as f64) * step;
    ends.iter()
        .enumerate()
        .map(|(place, end)| (end.0, port(place)))
        .collect()
}

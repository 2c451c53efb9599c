//! What a way costs among everything else that is drawn already: boxes forbid it; signs, crossings and company make it dear; and it
//! wants a free place for its own sign.

use crate::{
    arrow::Arrow,
    geometry::{Path, Point, Rect, at},
    label::{LABEL_H, Standing},
};

/// From the middle of an edge to that of a parallel one.
const PARALLEL: f64 = 56.0;
const NO_ROOM: f64 = 1_500.0;

/// An edge that has its place.
#[derive(Clone, Debug)]
pub(crate) struct Routed {
    pub path: Path,
    pub points: Vec<Point>,
    pub extent: Rect,
    pub standing: Standing,
}

impl Routed {
    pub(crate) fn of(path: Path, standing: Standing) -> Self {
        let points = path.points();
        let extent = extent(&points);
        Self {
            path,
            points,
            extent,
            standing,
        }
    }
}

/// Everything that stands already.
pub(crate) struct Scene<'a> {
    pub boxes: &'a [Rect],
    pub start: Rect,
    pub arrows: &'a [Arrow<'a>],
    pub routed: &'a [Option<Routed>],
}

impl Scene<'_> {
    /// Cost and sign of `path` for arrow `i`; none when it runs through a box or already costs more than `most`.
    pub(crate) fn judge(
        &self,
        i: usize,
        path: &Path,
        base: f64,
        most: f64,
    ) -> Option<(f64, Routed)> {
        let arrow = &self.arrows[i];
        let points = path.points();
        if self.through_a_box(arrow, &points) {
            return None;
        }
        let mut cost = self.company(i, &points, base, most);
        if cost >= most {
            return None;
        }
        let (place, standing) = self.place(i, path, &points);
        cost += place;
        (cost < most).then(|| (cost, Routed::of(path.clone(), standing)))
    }

    fn through_a_box(&self, arrow: &Arrow, points: &[Point]) -> bool {
        let inner = points
            .get(1..points.len().saturating_sub(1))
            .unwrap_or_default();
        self.boxes.iter().enumerate().any(|(b, rect)| {
            let clear = if b == arrow.from || b == arrow.to {
                rect.grown(0.5)
            } else {
                rect.grown(9.0)
            };
            inner.iter().any(|p| clear.holds(*p))
        })
    }

    /// `base` and what crossings, edges too near and other edges' signs add; counts no further than `most`.
    fn company(&self, i: usize, points: &[Point], base: f64, most: f64) -> f64 {
        let arrow = &self.arrows[i];
        let mut cost = base;
        let reach = extent(points).grown(14.0);
        cost += 60.0 * hits(&self.start.grown(6.0), points);
        for b in [arrow.from, arrow.to] {
            let beside = hits(&self.boxes[b].grown(10.0), points);
            cost += 8.0 * (beside - 4.0).max(0.0);
        }
        for (j, other) in self.routed.iter().enumerate() {
            let Some(other) = other.as_ref().filter(|_| j != i) else {
                continue;
            };
            for rect in other.standing.rects().filter(|r| r.overlaps(&reach)) {
                cost += 400.0 * hits(&rect.grown(3.0), points);
            }
            if self.arrows[j].beside(arrow) && !self.arrows[j].turns() {
                cost += parallel(points, &other.points);
            }
            if cost >= most {
                return cost;
            }
            let zone = other.extent.grown(14.0);
            if !zone.overlaps(&reach) {
                continue;
            }
            let near = |p: &&Point| {
                let close = |q: &Point| (p.x - q.x).abs() + (p.y - q.y).abs() < 14.0;
                zone.holds(**p) && other.points.iter().any(close)
            };
            cost += 12.0 * points.iter().filter(near).count() as f64;
            cost += 70.0 * shared_ends(points, &other.points);
            cost += 90.0 * crossings(points, other);
        }
        cost
    }

    /// The best place for the arrow's sign on `path`, and what it costs.
    fn place(&self, i: usize, path: &Path, points: &[Point]) -> (f64, Standing) {
        let sign = &self.arrows[i].sign;
        if sign.width() == 0.0 {
            return (0.0, Standing::default());
        }
        let length = path.length();
        let mut best = (NO_ROOM, sign.on(path.along(length / 2.0)));
        for share in [0.5, 0.42, 0.58, 0.34, 0.66, 0.26, 0.74, 0.18, 0.82] {
            let p = path.along(length * share);
            let (before, after) = (
                path.along(length * share - 4.0),
                path.along(length * share + 4.0),
            );
            let level = (after.x - before.x).abs() > (after.y - before.y).abs();
            let off = f64::abs(share - 0.5) * length.min(300.0) * 0.4;
            for (standing, extra) in self.stances(i, p, level, length) {
                let cost = off + extra;
                if cost < best.0 && self.free(i, &standing) {
                    let cost = cost + self.seen(i, &standing, points, extra);
                    if cost < best.0 {
                        best = (cost, standing);
                    }
                }
            }
        }
        best
    }

    /// Ways to stand at a point of the line: on it, above, below, beside.
    fn stances(&self, i: usize, p: Point, level: bool, length: f64) -> Vec<(Standing, f64)> {
        let sign = &self.arrows[i].sign;
        let over = sign.over(p);
        if let Some((w, _)) = sign.gate {
            let cramped = if level {
                (w + 44.0 - length).max(0.0) * 3.0
            } else {
                0.0
            };
            return vec![(over, cramped)];
        }
        let w = sign.label.unwrap_or(0.0);
        let hides = (w + 70.0 - length).max(0.0) * 1.2;
        if level {
            let below = over.moved(0.0, LABEL_H + 6.0);
            vec![(over, 0.0), (below, 10.0), (sign.on(p), 6.0 + hides)]
        } else {
            let beside = |dx: f64| sign.on(at(p.x + dx, p.y));
            vec![
                (sign.on(p), 0.0),
                (beside(w / 2.0 + 7.0), 40.0),
                (beside(-w / 2.0 - 7.0), 42.0),
            ]
        }
    }

    /// Whether a sign would touch no box and no other sign.
    pub(crate) fn free(&self, i: usize, standing: &Standing) -> bool {
        let others = self.routed.iter().enumerate().filter(|(j, _)| *j != i);
        let mut others = others
            .filter_map(|(_, r)| r.as_ref())
            .flat_map(|r| r.standing.rects());
        let clear = |rect: Rect| {
            let room = rect.grown(5.0);
            !self.boxes.iter().any(|b| b.overlaps(&room)) && !self.start.overlaps(&room)
        };
        standing.rects().all(clear)
            && !others.any(|o| standing.rects().any(|r| r.grown(4.0).overlaps(&o)))
    }

    /// What it costs that lines run under a sign: others' much, its own where it should stand beside it.
    fn seen(&self, i: usize, standing: &Standing, points: &[Point], extra: f64) -> f64 {
        let others = self.routed.iter().enumerate().filter(|(j, _)| *j != i);
        let others: f64 = others
            .filter_map(|(_, r)| r.as_ref())
            .flat_map(|r| {
                standing
                    .rects()
                    .map(move |s| hits(&s.grown(2.0), &r.points))
            })
            .sum();
        let beside = standing.gate.is_none() && extra >= 10.0;
        let own = match standing.label.filter(|_| beside) {
            Some(label) => hits(&label, points),
            None => 0.0,
        };
        250.0 * others + 12.0 * own
    }
}

fn extent(points: &[Point]) -> Rect {
    let spots = points.iter().map(|p| Rect::around(*p, 0.0, 0.0));
    spots.reduce(|a, b| a.with(&b)).unwrap_or_default()
}

fn hits(rect: &Rect, points: &[Point]) -> f64 {
    points.iter().filter(|p| rect.holds(**p)).count() as f64
}

/// What it costs that the middles of two parallel edges are too near.
fn parallel(a: &[Point], b: &[Point]) -> f64 {
    let apart = a[a.len() / 2].distance(b[b.len() / 2]);
    (1.0 - apart / PARALLEL).max(0.0) * 260.0
}

fn shared_ends(a: &[Point], b: &[Point]) -> f64 {
    let ends = |points: &[Point]| [points[0], points[points.len() - 1]];
    let pairs = ends(a)
        .into_iter()
        .flat_map(|p| ends(b).map(|q| p.distance(q)));
    pairs.filter(|d| *d < 9.0).count() as f64
}

fn crossings(a: &[Point], b: &Routed) -> f64 {
    let side = |p: Point, q: Point, r: Point| (q.x - p.x) * (r.y - p.y) - (q.y - p.y) * (r.x - p.x);
    let mut count = 0.0;
    let zone = b.extent.grown(14.0);
    for s in a
        .windows(2)
        .filter(|s| zone.holds(s[0]) || zone.holds(s[1]))
    {
        for t in b.points.windows(2) {
            let apart = s[0].x.max(s[1].x) < t[0].x.min(t[1].x)
                || t[0].x.max(t[1].x) < s[0].x.min(s[1].x)
                || s[0].y.max(s[1].y) < t[0].y.min(t[1].y)
                || t[0].y.max(t[1].y) < s[0].y.min(s[1].y);
            if !apart
                && side(s[0], s[1], t[0]) * side(s[0], s[1], t[1]) < 0.0
                && side(t[0], t[1], s[0]) * side(t[0], t[1], s[1]) < 0.0
            {
                count += 1.0;
            }
        }
    }
    count
}

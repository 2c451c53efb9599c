//! A way around boxes where no curve finds one: along level and upright lines beside the boxes, with as few bends as may be.

use std::{cmp::Ordering, collections::BinaryHeap};

use crate::geometry::{Path, Point, Rect, at};

/// How far the way keeps from boxes.
const CLEAR: f64 = 14.0;
const BEND: f64 = 40.0;

/// A way from the border of `boxes[from]` to that of `boxes[to]` that touches no other box. None when the boxes leave no room.
pub(crate) fn around(boxes: &[Rect], from: usize, to: usize) -> Option<Path> {
    let grid = Grid::of(boxes);
    let mut best: Vec<[f64; 4]> = vec![[f64::INFINITY; 4]; grid.xs.len() * grid.ys.len()];
    let mut came = vec![[None; 4]; best.len()];
    let mut open = BinaryHeap::new();
    let taken = |p: Point| boxes.iter().any(|r| r.grown(4.0).holds(p));
    let doors = grid.doors(boxes[from]).into_iter();
    for (direction, spot) in doors.filter(|d| !taken(grid.point(d.1))) {
        best[spot][direction] = 0.0;
        open.push(Reached {
            cost: 0.0,
            spot,
            direction,
        });
    }
    let goals = grid.doors(boxes[to]);
    while let Some(Reached {
        cost,
        spot,
        direction,
    }) = open.pop()
    {
        if cost > best[spot][direction] {
            continue;
        }
        if goals
            .iter()
            .any(|(out, goal)| *goal == spot && opposite(*out) == direction)
        {
            return Some(grid.path(boxes, (from, to), &came, (spot, direction)));
        }
        for next in 0..4 {
            let Some(neighbour) = grid
                .step(spot, next)
                .filter(|_| next != opposite(direction))
            else {
                continue;
            };
            let (a, b) = (grid.point(spot), grid.point(neighbour));
            if boxes
                .iter()
                .any(|r| r.grown(CLEAR - 2.0).holds(b) || blocks(r, a, b))
            {
                continue;
            }
            let bend = if next == direction { 0.0 } else { BEND };
            let total = cost + a.distance(b) + bend;
            if total < best[neighbour][next] {
                best[neighbour][next] = total;
                came[neighbour][next] = Some((spot, direction));
                open.push(Reached {
                    cost: total,
                    spot: neighbour,
                    direction: next,
                });
            }
        }
    }
    None
}

/// Left, up, right, down.
const STEPS: [(f64, f64); 4] = [(-1.0, 0.0), (0.0, -1.0), (1.0, 0.0), (0.0, 1.0)];

const fn opposite(direction: usize) -> usize {
    (direction + 2) % 4
}

/// Whether the box touches the level or upright line between two points.
fn blocks(rect: &Rect, a: Point, b: Point) -> bool {
    let line = Rect {
        x: a.x.min(b.x) - 0.5,
        y: a.y.min(b.y) - 0.5,
        w: (a.x - b.x).abs() + 1.0,
        h: (a.y - b.y).abs() + 1.0,
    };
    rect.grown(4.0).overlaps(&line)
}

/// The lines beside and through the middles of all boxes.
struct Grid {
    xs: Vec<f64>,
    ys: Vec<f64>,
}

impl Grid {
    fn of(boxes: &[Rect]) -> Self {
        let sorted = |mut lines: Vec<f64>| {
            lines.sort_by(f64::total_cmp);
            lines.dedup();
            lines
        };
        let xs = boxes
            .iter()
            .flat_map(|r| [r.x - CLEAR, r.middle().x, r.right() + CLEAR]);
        let ys = boxes
            .iter()
            .flat_map(|r| [r.y - CLEAR, r.middle().y, r.bottom() + CLEAR]);
        Self {
            xs: sorted(xs.collect()),
            ys: sorted(ys.collect()),
        }
    }

    fn point(&self, spot: usize) -> Point {
        at(self.xs[spot % self.xs.len()], self.ys[spot / self.xs.len()])
    }

    fn step(&self, spot: usize, direction: usize) -> Option<usize> {
        let (x, y) = (spot % self.xs.len(), spot / self.xs.len());
        match direction {
            0 if x > 0 => Some(spot - 1),
            1 if y > 0 => Some(spot - self.xs.len()),
            2 if x + 1 < self.xs.len() => Some(spot + 1),
            3 if y + 1 < self.ys.len() => Some(spot + self.xs.len()),
            _ => None,
        }
    }

    /// The four spots right outside the middles of a box's sides, with the way out.
    fn doors(&self, rect: Rect) -> Vec<(usize, usize)> {
        let find = |lines: &[f64], value: f64| lines.binary_search_by(|l| l.total_cmp(&value)).ok();
        let middle = rect.middle();
        let outside = [
            (rect.x - CLEAR, middle.y),
            (middle.x, rect.y - CLEAR),
            (rect.right() + CLEAR, middle.y),
            (middle.x, rect.bottom() + CLEAR),
        ];
        let spot = |(x, y)| Some(find(&self.ys, y)? * self.xs.len() + find(&self.xs, x)?);
        let doors = outside.into_iter().enumerate();
        doors
            .filter_map(|(direction, p)| Some((direction, spot(p)?)))
            .collect()
    }

    fn path(
        &self,
        boxes: &[Rect],
        (from, to): (usize, usize),
        came: &[[Option<(usize, usize)>; 4]],
        end: (usize, usize),
    ) -> Path {
        let mut spots = vec![end];
        while let Some(before) = spots.last().and_then(|(spot, dir)| came[*spot][*dir]) {
            spots.push(before);
        }
        spots.reverse();
        let border = |rect: Rect, out: usize| {
            let (dx, dy) = STEPS[out];
            let middle = rect.middle();
            at(middle.x + dx * rect.w / 2.0, middle.y + dy * rect.h / 2.0)
        };
        let start = border(boxes[from], spots[0].1);
        let goal = border(boxes[to], opposite(end.1));
        let mut corners: Vec<Point> = Vec::new();
        for pair in spots.windows(2).filter(|p| p[0].1 != p[1].1) {
            corners.push(self.point(pair[0].0));
        }
        corners.push(goal);
        Path::from(start).round(&corners, CLEAR).path()
    }
}

struct Reached {
    cost: f64,
    spot: usize,
    direction: usize,
}

impl Ord for Reached {
    fn cmp(&self, other: &Self) -> Ordering {
        let by_cost = other.cost.total_cmp(&self.cost);
        by_cost.then_with(|| (other.spot, other.direction).cmp(&(self.spot, self.direction)))
    }
}
impl PartialOrd for Reached {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}
impl PartialEq for Reached {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other) == Ordering::Equal
    }
}
impl Eq for Reached {}

//! The ways an edge could run between two boxes that stand where somebody put them: straight, in one curve from side to side, or bowed
//! beside its parallels. Cheapest first; which of them is free is judged elsewhere.

use crate::{
    arrow::Arrow,
    geometry::{Cubic, Path, Point, Rect, at},
};

/// A way and what it costs where nothing is in its way.
#[derive(Clone, Debug)]
pub(crate) struct Curve {
    pub path: Path,
    pub cost: f64,
}

/// A place on a box's border, with the way out of it.
#[derive(Clone, Copy)]
struct Port {
    p: Point,
    out: Point,
    /// How far from the middle of its side, as a share.
    aside: f64,
    side: Side,
}

#[derive(Clone, Copy, PartialEq)]
enum Side {
    Left,
    Top,
    Right,
    Bottom,
}

/// All ways of `arrow`, cheapest first.
pub(crate) fn curves(arrow: &Arrow, from: Rect, to: Rect) -> Vec<Curve> {
    let mut found = Vec::new();
    let (starts, ends) = (ports(from), ports(to));
    for a in &starts {
        for b in &ends {
            let sides = 14.0 * (a.aside + b.aside) + side_cost(arrow, *a) + side_cost(arrow, *b);
            straight(arrow, *a, *b, sides, &mut found);
            bent(arrow, *a, *b, sides, &mut found);
        }
    }
    bowed(arrow, from, to, &mut found);
    found.sort_by(|a, b| a.cost.total_cmp(&b.cost));
    found
}

fn ports(rect: Rect) -> Vec<Port> {
    let m = rect.middle();
    let mut ports = Vec::new();
    for share in [0.0, -0.28, 0.28] {
        let y = m.y + share * rect.h;
        let aside = f64::abs(share);
        ports.push(Port {
            p: at(rect.x, y),
            out: at(-1.0, 0.0),
            aside,
            side: Side::Left,
        });
        ports.push(Port {
            p: at(rect.right(), y),
            out: at(1.0, 0.0),
            aside,
            side: Side::Right,
        });
    }
    for share in [0.0, -0.22, 0.22, -0.42, 0.42] {
        let x = m.x + share * rect.w;
        let aside = f64::abs(share);
        ports.push(Port {
            p: at(x, rect.y),
            out: at(0.0, -1.0),
            aside,
            side: Side::Top,
        });
        ports.push(Port {
            p: at(x, rect.bottom()),
            out: at(0.0, 1.0),
            aside,
            side: Side::Bottom,
        });
    }
    ports
}

/// Back edges belong to the top and the right, and leave these to themselves.
fn side_cost(arrow: &Arrow, port: Port) -> f64 {
    match (arrow.back, port.side) {
        (true, Side::Top | Side::Right) => 0.0,
        (true, _) => 130.0,
        (false, Side::Top) => 12.0,
        (false, _) => 0.0,
    }
}

fn straight(arrow: &Arrow, a: Port, b: Port, sides: f64, found: &mut Vec<Curve>) {
    let (dx, dy) = (b.p.x - a.p.x, b.p.y - a.p.y);
    let length = dx.hypot(dy);
    let faces = (a.out.x * dx + a.out.y * dy > 0.0) && (b.out.x * dx + b.out.y * dy < 0.0);
    let level = (a.out.x != 0.0 && dy.abs() < 0.5) || (a.out.y != 0.0 && dx.abs() < 0.5);
    // A straight way back would look like a way on.
    if faces && level && !arrow.back {
        let path = Path::from(a.p).line(b.p).path();
        found.push(Curve {
            path,
            cost: length + sides - 40.0,
        });
    }
}

fn bent(arrow: &Arrow, a: Port, b: Port, sides: f64, found: &mut Vec<Curve>) {
    let distance = a.p.distance(b.p);
    let bend = if arrow.back { 12.0 } else { 26.0 };
    for handle in [
        0.35 * distance,
        0.55 * distance,
        0.8 * distance,
        60.0,
        110.0,
        170.0,
    ] {
        let one = at(a.p.x + a.out.x * handle, a.p.y + a.out.y * handle);
        let two = at(b.p.x + b.out.x * handle, b.p.y + b.out.y * handle);
        let cubic = Cubic(a.p, one, two, b.p);
        let legs = [(a.p, one), (one, two), (two, b.p)];
        let hull: f64 = legs.iter().map(|(p, q)| p.distance(*q)).sum();
        let bends = corner(legs[0], legs[1]) + corner(legs[1], legs[2]);
        let length = f64::midpoint(hull, distance);
        let cost = length + bend * bends + sides + 16.0;
        found.push(Curve {
            path: Path(vec![cubic]),
            cost,
        });
    }
}

/// How sharply two legs turn, in radians.
fn corner((a, b): (Point, Point), (c, d): (Point, Point)) -> f64 {
    let (u, v) = ((b.x - a.x, b.y - a.y), (d.x - c.x, d.y - c.y));
    let cross = u.0 * v.1 - u.1 * v.0;
    cross.atan2(u.0 * v.0 + u.1 * v.1).abs()
}

/// Between sides that face each other, bowed by multiples of 28 to either side.
fn bowed(arrow: &Arrow, from: Rect, to: Rect, found: &mut Vec<Curve>) {
    let (a, b) = (from.middle(), to.middle());
    let level = (a.x - b.x).abs() >= (a.y - b.y).abs();
    let aside_cost = if arrow.back { 150.0 } else { 30.0 };
    for step in [-3.0, -2.0, -1.0, 1.0, 2.0, 3.0_f64] {
        let off = 28.0 * step;
        let aside = 0.28 * step.signum();
        let (p, q, shift) = if level {
            let right = a.x < b.x;
            let edge = |r: Rect, outer: bool| if outer { r.right() } else { r.x };
            let p = at(edge(from, right), a.y + aside * from.h);
            let q = at(edge(to, !right), b.y + aside * to.h);
            (p, q, at(0.0, off))
        } else {
            let down = a.y < b.y;
            let edge = |r: Rect, outer: bool| if outer { r.bottom() } else { r.y };
            let p = at(a.x + aside * from.w, edge(from, down));
            let q = at(b.x + aside * to.w, edge(to, !down));
            (p, q, at(off, 0.0))
        };
        // The middle of the curve lies three quarters of the handles' shift off the straight line.
        let bow = |at_share: f64| {
            let on = p.towards(q, at_share);
            at(on.x + shift.x / 0.75, on.y + shift.y / 0.75)
        };
        let cubic = Cubic(p, bow(0.3), bow(0.7), q);
        let cost = p.distance(q) + aside_cost + 0.9 * off.abs();
        found.push(Curve {
            path: Path(vec![cubic]),
            cost,
        });
    }
}

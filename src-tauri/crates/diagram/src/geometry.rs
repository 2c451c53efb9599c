//! Points, boxes and smooth paths.

/// A point in pixels; x grows to the right, y downwards.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Point {
    /// To the right.
    pub x: f64,
    /// Downwards.
    pub y: f64,
}

/// The point at `x`, `y`.
pub(crate) const fn at(x: f64, y: f64) -> Point {
    Point { x, y }
}

impl Point {
    pub(crate) fn towards(self, other: Self, share: f64) -> Self {
        at(
            self.x + (other.x - self.x) * share,
            self.y + (other.y - self.y) * share,
        )
    }
    pub(crate) fn distance(self, other: Self) -> f64 {
        (self.x - other.x).hypot(self.y - other.y)
    }
}

/// An upright rectangle.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Rect {
    /// Left edge.
    pub x: f64,
    /// Upper edge.
    pub y: f64,
    /// Width.
    pub w: f64,
    /// Height.
    pub h: f64,
}

impl Rect {
    /// The rectangle of that size around a middle.
    pub(crate) fn around(middle: Point, w: f64, h: f64) -> Self {
        let (x, y) = (middle.x - w / 2.0, middle.y - h / 2.0);
        Self { x, y, w, h }
    }
    /// Its middle.
    pub fn middle(&self) -> Point {
        at(self.x + self.w / 2.0, self.y + self.h / 2.0)
    }
    /// Its right edge.
    pub fn right(&self) -> f64 {
        self.x + self.w
    }
    /// Its lower edge.
    pub fn bottom(&self) -> f64 {
        self.y + self.h
    }
    /// It, larger on each side.
    pub fn grown(&self, by: f64) -> Self {
        Self {
            x: self.x - by,
            y: self.y - by,
            w: self.w + 2.0 * by,
            h: self.h + 2.0 * by,
        }
    }
    /// Whether the two share more than an edge.
    pub fn overlaps(&self, other: &Self) -> bool {
        self.x < other.right()
            && other.x < self.right()
            && self.y < other.bottom()
            && other.y < self.bottom()
    }
    /// Whether the point lies inside, edges apart.
    pub fn holds(&self, p: Point) -> bool {
        p.x > self.x && p.x < self.right() && p.y > self.y && p.y < self.bottom()
    }
    /// The smallest rectangle around both.
    pub(crate) fn with(&self, other: &Self) -> Self {
        let (x, y) = (self.x.min(other.x), self.y.min(other.y));
        Self {
            x,
            y,
            w: self.right().max(other.right()) - x,
            h: self.bottom().max(other.bottom()) - y,
        }
    }
}

/// A piece of a path: a cubic Bézier curve; a straight one has its handles on the line.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Cubic(pub Point, pub Point, pub Point, pub Point);

impl Cubic {
    fn at(&self, t: f64) -> Point {
        self.split(t).0.3
    }

    fn split(&self, t: f64) -> (Self, Self) {
        let (a, b, c) = (
            self.0.towards(self.1, t),
            self.1.towards(self.2, t),
            self.2.towards(self.3, t),
        );
        let (d, e) = (a.towards(b, t), b.towards(c, t));
        let middle = d.towards(e, t);
        (Self(self.0, a, d, middle), Self(middle, e, c, self.3))
    }

    fn straight(&self) -> bool {
        let off = |p: Point| {
            let (dx, dy) = (self.3.x - self.0.x, self.3.y - self.0.y);
            (dx * (p.y - self.0.y) - dy * (p.x - self.0.x)).abs()
        };
        off(self.1) < 0.01 && off(self.2) < 0.01
    }

    /// How many chords stand for it where lengths and collisions are measured.
    fn chords(&self) -> usize {
        if self.straight() {
            return 1 + (self.0.distance(self.3) / 12.0) as usize;
        }
        let hull = self.0.distance(self.1) + self.1.distance(self.2) + self.2.distance(self.3);
        (hull / 9.0).clamp(6.0, 48.0) as usize
    }
}

/// A path from one box to another.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Path(pub(crate) Vec<Cubic>);

impl Path {
    pub(crate) fn from(start: Point) -> Pen {
        Pen {
            now: start,
            done: Vec::new(),
        }
    }

    /// Points along it, at most 12 pixels apart on the straight.
    pub fn points(&self) -> Vec<Point> {
        let mut points: Vec<Point> = self.0.first().map(|c| c.0).into_iter().collect();
        for cubic in &self.0 {
            let n = cubic.chords();
            points.extend((1..=n).map(|i| cubic.at(i as f64 / n as f64)));
        }
        points
    }

    /// Its length, as its chords measure it.
    pub(crate) fn length(&self) -> f64 {
        self.points().windows(2).map(|p| p[0].distance(p[1])).sum()
    }

    /// Cut in two, so far from its start.
    pub(crate) fn cut(&self, distance: f64) -> (Self, Self) {
        let mut left = distance.max(0.0);
        for (i, cubic) in self.0.iter().enumerate() {
            let n = cubic.chords();
            let mut from = cubic.0;
            for k in 1..=n {
                let to = cubic.at(k as f64 / n as f64);
                let step = from.distance(to);
                if step >= left && step > 0.0 {
                    let t = (k as f64 - 1.0 + left / step) / n as f64;
                    let (before, after) = cubic.split(t);
                    let mut first = self.0[..i].to_vec();
                    first.push(before);
                    let mut second = vec![after];
                    second.extend_from_slice(&self.0[i + 1..]);
                    return (Self(first), Self(second));
                }
                left -= step;
                from = to;
            }
        }
        (self.clone(), Self::default())
    }

    /// The point so far from its start.
    pub(crate) fn along(&self, distance: f64) -> Point {
        let end = self.cut(distance).0;
        end.0.last().map_or(Point::default(), |c| c.3)
    }

    /// How far from its start the point lies that is nearest to `p`.
    pub(crate) fn nearest(&self, p: Point) -> f64 {
        let points = self.points();
        let (mut best, mut best_at, mut walked) = (f64::INFINITY, 0.0, 0.0);
        for pair in points.windows(2) {
            let step = pair[0].distance(pair[1]);
            let (dx, dy) = (pair[1].x - pair[0].x, pair[1].y - pair[0].y);
            let share = ((p.x - pair[0].x) * dx + (p.y - pair[0].y) * dy) / (step * step).max(1e-9);
            let share = share.clamp(0.0, 1.0);
            let off = pair[0].towards(pair[1], share).distance(p);
            if off < best {
                (best, best_at) = (off, walked + step * share);
            }
            walked += step;
        }
        best_at
    }

    /// It as SVG path data, to a tenth of a pixel.
    pub fn data(&self) -> String {
        let Some(first) = self.0.first() else {
            return String::new();
        };
        let mut data = format!("M{} {}", short(first.0.x), short(first.0.y));
        for c in &self.0 {
            let to = format!("{} {}", short(c.3.x), short(c.3.y));
            if c.straight() {
                data.push_str(&format!("L{to}"));
            } else {
                data.push_str(&format!(
                    "C{} {} {} {} {to}",
                    short(c.1.x),
                    short(c.1.y),
                    short(c.2.x),
                    short(c.2.y)
                ));
            }
        }
        data
    }
}

/// A path in the making.
#[derive(Debug)]
pub(crate) struct Pen {
    now: Point,
    done: Vec<Cubic>,
}

impl Pen {
    /// Straight on; nothing when it is there already.
    pub(crate) fn line(mut self, to: Point) -> Self {
        if self.now.distance(to) > 0.05 {
            let (a, b) = (
                self.now.towards(to, 1.0 / 3.0),
                self.now.towards(to, 2.0 / 3.0),
            );
            self.done.push(Cubic(self.now, a, b, to));
            self.now = to;
        }
        self
    }
    /// Along handles.
    pub(crate) fn curve(mut self, a: Point, b: Point, to: Point) -> Self {
        self.done.push(Cubic(self.now, a, b, to));
        self.now = to;
        self
    }
    /// To a point at another height, leaving and arriving level.
    pub(crate) fn sway(self, to: Point) -> Self {
        if (self.now.y - to.y).abs() < 0.05 {
            return self.line(to);
        }
        let half = (self.now.x + to.x) / 2.0;
        let (a, b) = (at(half, self.now.y), at(half, to.y));
        self.curve(a, b, to)
    }
    /// Through corners that are rounded as far as their legs allow, up to `radius`.
    pub(crate) fn round(mut self, corners: &[Point], radius: f64) -> Self {
        for (i, corner) in corners.iter().enumerate() {
            let Some(next) = corners.get(i + 1) else {
                return self.line(*corner);
            };
            let (before, after) = (self.now.distance(*corner), corner.distance(*next));
            let last = i + 2 == corners.len();
            let r = radius
                .min(before)
                .min(if last { after } else { after / 2.0 });
            if r < 0.5 {
                self = self.line(*corner);
                continue;
            }
            let (enter, leave) = (
                corner.towards(self.now, r / before),
                corner.towards(*next, r / after),
            );
            let (a, b) = (enter.towards(*corner, 0.55), leave.towards(*corner, 0.55));
            self = self.line(enter).curve(a, b, leave);
        }
        self
    }
    pub(crate) fn path(self) -> Path {
        Path(self.done)
    }
}

/// A number with at most one digit after the point.
pub(crate) fn short(n: f64) -> String {
    let tenths = (n * 10.0).round() as i64;
    let sign = if tenths < 0 { "-" } else { "" };
    match (tenths.abs() / 10, tenths.abs() % 10) {
        (whole, 0) => format!("{sign}{whole}"),
        (whole, tenth) => format!("{sign}{whole}.{tenth}"),
    }
}

//! Signs on edges: the label (who, name) and the gate (pill or disc), and how much room they want.

use model::{Gate, Transition};

use crate::{
    Size,
    arrow::Taker,
    geometry::{Point, Rect, at},
    icon::Icon,
    metrics::{Face, width},
};

/// Height of a label.
pub(crate) const LABEL_H: f64 = 16.0;
/// Height of a pill.
pub(crate) const PILL_H: f64 = 20.0;
/// Side of an icon in a label or pill.
pub(crate) const ICON: f64 = 12.0;
const DISC: f64 = 18.0;
/// Side of the disc that says what differs.
pub(crate) const MARK: f64 = 16.0;
pub(crate) const PILL_PAD: f64 = 8.0;
/// Between the pills of one gate.
pub(crate) const PILL_GAP: f64 = 4.0;
/// Between an icon and what follows it.
pub(crate) const ICON_GAP: f64 = 5.0;
/// Between the line or pill and the label above it.
const LIFT: f64 = 3.0;

/// The room that an edge's label and gate want.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Sign {
    /// Width of the label, if it is shown.
    pub label: Option<f64>,
    /// Width and height of the pills or the disc, if there is a gate to show.
    pub gate: Option<(f64, f64)>,
}

/// How an edge is shown.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Look {
    pub size: Size,
    pub lit: bool,
    /// The drawing shows signs on the lit edge only.
    pub quiet: bool,
    /// A disc before the label says what differs.
    pub marked: bool,
}

/// The room for `transition`'s label and gate.
pub(crate) fn sign(t: &Transition, taker: Taker, look: Look) -> Sign {
    let Look {
        size,
        lit,
        quiet,
        marked,
    } = look;
    let spelled = size == Size::Full || lit;
    let label = spelled.then(|| {
        let icons = icons(t, taker).count() as f64;
        let mark = if marked { MARK + ICON_GAP } else { 0.0 };
        (mark + icons * (ICON + ICON_GAP) + width(t.name.as_str(), Face::Label) + 6.0).ceil()
    });
    let gate = t.gate.as_ref().filter(|_| lit || !quiet);
    let gate = gate.map(|gate| {
        if spelled {
            let pills: Vec<f64> = pills(gate).map(|pill| pill_width(&pill)).collect();
            let gaps = PILL_GAP * pills.len().saturating_sub(1) as f64;
            (pills.iter().sum::<f64>() + gaps, PILL_H)
        } else {
            (DISC, DISC)
        }
    });
    Sign { label, gate }
}

/// What a gate's pills say, one for each role.
pub(crate) fn pills(gate: &Gate) -> impl Iterator<Item = String> + use<'_> {
    gate.seats.iter().map(|(role, n)| format!("{n} × {role}"))
}

/// The width of a pill that says `seats`.
pub(crate) fn pill_width(seats: &str) -> f64 {
    (width(seats, Face::Pill) + ICON + ICON_GAP + 2.0 * PILL_PAD).ceil()
}

/// The icons that say who, and whether there is a glass to break.
pub(crate) fn icons(t: &Transition, taker: Taker) -> impl Iterator<Item = Icon> + use<> {
    let who: &[Icon] = match taker {
        Taker::Person => &[Icon::User],
        Taker::Bot => &[Icon::Bot],
        Taker::Either => &[Icon::Bot, Icon::User],
        Taker::Nobody => &[Icon::Ban],
        Taker::Glass => &[],
    };
    let glass = t.break_glass.as_ref().map(|_| Icon::Siren);
    who.iter().copied().chain(glass)
}

impl Sign {
    /// The width of the whole sign.
    pub(crate) fn width(&self) -> f64 {
        self.label
            .unwrap_or(0.0)
            .max(self.gate.map_or(0.0, |g| g.0))
    }
    /// How far it reaches above a level line it stands on.
    pub(crate) fn above(&self) -> f64 {
        let gate = self.gate.map_or(0.0, |g| g.1 / 2.0);
        gate + self.label.map_or(0.0, |_| LIFT + LABEL_H)
    }
    /// How far it reaches below that line.
    pub(crate) fn below(&self) -> f64 {
        self.gate.map_or(0.0, |g| g.1 / 2.0)
    }
    /// Gate on the point, label above it or, without a gate, above the line.
    pub(crate) fn over(&self, p: Point) -> Standing {
        let gate = self.gate.map(|(w, h)| Rect::around(p, w, h));
        let up = self.gate.map_or(0.0, |g| g.1 / 2.0) + LIFT + LABEL_H / 2.0;
        let label = self
            .label
            .map(|w| Rect::around(at(p.x, p.y - up), w, LABEL_H));
        Standing { label, gate }
    }
    /// As [`Sign::over`], but a label without a gate stands on the point itself.
    pub(crate) fn on(&self, p: Point) -> Standing {
        match self.gate {
            Some(_) => self.over(p),
            None => Standing {
                label: self.label.map(|w| Rect::around(p, w, LABEL_H)),
                gate: None,
            },
        }
    }
}

/// Where a label and a gate stand.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(crate) struct Standing {
    pub label: Option<Rect>,
    pub gate: Option<Rect>,
}

impl Standing {
    pub(crate) fn rects(&self) -> impl Iterator<Item = Rect> + use<> {
        self.label.into_iter().chain(self.gate)
    }
    pub(crate) fn moved(&self, dx: f64, dy: f64) -> Self {
        let shift = |r: Rect| Rect {
            x: r.x + dx,
            y: r.y + dy,
            ..r
        };
        Self {
            label: self.label.map(shift),
            gate: self.gate.map(shift),
        }
    }
}

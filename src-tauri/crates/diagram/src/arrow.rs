//! What is to be drawn: one arrow for every state that a transition starts in, with who takes it, whether it leads back, and how much
//! room its label and gate want.

use std::collections::BTreeMap;

use model::{Gate, Kind, StateName, Transition, Who, Workflow};

use crate::{
    Layout, Options, Placed, Route, Size,
    geometry::{Path, Rect, at},
    label::{Look, Sign, Standing, sign},
    marks::Mark,
    metrics::Metrics,
    rank,
};

/// Radius of the start's dot.
pub(crate) const START_R: f64 = 5.0;
/// From the dot to the initial state.
const START_LINE: f64 = 22.0;
/// Around everything.
const MARGIN: f64 = 16.0;

/// Who takes an edge, as far as the workflow alone tells.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Taker {
    /// People only.
    Person,
    /// Bots only.
    Bot,
    /// Bots and people; also whoever holds a role or bears a handle, because the workflow does not say of which kind they are.
    Either,
    /// Nobody: `by` is empty.
    Nobody,
    /// Nobody but in an emergency: `by` is empty, and some may break the glass.
    Glass,
}

impl Taker {
    pub(crate) fn of(transition: &Transition) -> Self {
        let by = &transition.by;
        let all = |kind| by.iter().all(|w| *w == Who::Kind(kind));
        match by[..] {
            [] if transition.break_glass.is_some() => Self::Glass,
            [] => Self::Nobody,
            _ if all(Kind::Person) => Self::Person,
            _ if all(Kind::Bot) => Self::Bot,
            _ => Self::Either,
        }
    }
}

/// A workflow as boxes and arrows, by index.
#[derive(Debug)]
pub(crate) struct Drawing<'a> {
    pub workflow: &'a Workflow,
    pub metrics: &'static Metrics,
    pub size: Size,
    /// Widths of the boxes.
    pub widths: Vec<f64>,
    pub arrows: Vec<Arrow<'a>>,
    pub initial: usize,
}

/// A transition from one of its states.
#[derive(Debug)]
pub(crate) struct Arrow<'a> {
    /// Which transition of the workflow it is.
    pub number: usize,
    pub from: usize,
    pub to: usize,
    pub transition: &'a Transition,
    pub taker: Taker,
    pub back: bool,
    pub lit: bool,
    pub mark: Option<Mark>,
    /// The room that its label and gate want.
    pub sign: Sign,
}

impl Arrow<'_> {
    pub(crate) fn turns(&self) -> bool {
        self.from == self.to
    }
    pub(crate) fn gate(&self) -> Option<&Gate> {
        self.transition.gate.as_ref()
    }
    /// Whether the two join the same boxes, in whichever direction.
    pub(crate) fn beside(&self, other: &Self) -> bool {
        (self.from, self.to) == (other.from, other.to)
            || (self.from, self.to) == (other.to, other.from)
    }
}

impl<'a> Drawing<'a> {
    pub(crate) fn of(workflow: &'a Workflow, options: &Options) -> Self {
        let index: BTreeMap<&StateName, usize> = workflow
            .states
            .iter()
            .enumerate()
            .map(|(i, s)| (&s.name, i))
            .collect();
        let metrics = Metrics::of(options.size);
        let mut arrows = Vec::new();
        for (number, transition) in workflow.transitions.iter().enumerate() {
            let Some(&to) = index.get(&transition.to) else {
                continue;
            };
            for name in &transition.from {
                let Some(&from) = index.get(name) else {
                    continue;
                };
                let lit = options
                    .lit
                    .as_ref()
                    .is_some_and(|(state, lit)| state == name && *lit == transition.name);
                let taker = Taker::of(transition);
                let mark = options.marks.edges.get(&(number, name.clone())).copied();
                let look = Look {
                    size: options.size,
                    lit,
                    quiet: options.size == Size::Small && options.lit.is_some(),
                    marked: mark.is_some(),
                };
                arrows.push(Arrow {
                    number,
                    from,
                    to,
                    transition,
                    taker,
                    back: false,
                    lit,
                    mark,
                    sign: sign(transition, taker, look),
                });
            }
        }
        let initial = index.get(&workflow.initial).copied().unwrap_or_default();
        let mut loops = vec![0; workflow.states.len()];
        for arrow in arrows.iter().filter(|a| a.turns()) {
            loops[arrow.from] += 1;
        }
        let widths = workflow.states.iter().zip(loops);
        let widths = widths.map(|(s, n)| metrics.box_width(s, n));
        let ends: Vec<(usize, usize)> = arrows.iter().map(|a| (a.from, a.to)).collect();
        let back = rank::back_edges(workflow.states.len(), initial, &ends);
        for (arrow, back) in arrows.iter_mut().zip(back) {
            arrow.back = back;
        }
        Self {
            workflow,
            metrics,
            size: options.size,
            widths: widths.collect(),
            arrows,
            initial,
        }
    }
    /// Where the start's dot stands: left of the initial state, with a line into it.
    pub(crate) fn start(&self, boxes: &[Rect]) -> Rect {
        let Some(first) = boxes.get(self.initial) else {
            return Rect::default();
        };
        let middle = at(first.x - START_LINE - START_R, first.middle().y);
        Rect::around(middle, 2.0 * START_R, 2.0 * START_R)
    }

    /// The finished layout, from the boxes and the way and sign of every arrow.
    pub(crate) fn layout(&self, boxes: Vec<Rect>, routed: Vec<(Path, Standing)>) -> Layout {
        let mut bounds = self.start(&boxes);
        for rect in &boxes {
            bounds = bounds.with(rect);
        }
        for (path, standing) in &routed {
            for rect in standing.rects() {
                bounds = bounds.with(&rect);
            }
            for point in path.points() {
                bounds = bounds.with(&Rect::around(point, 0.0, 0.0));
            }
        }
        let name = |i: usize| self.workflow.states[i].name.clone();
        let routes = self
            .arrows
            .iter()
            .zip(routed)
            .map(|(arrow, (path, standing))| Route {
                from: name(arrow.from),
                transition: arrow.transition.name.clone(),
                to: name(arrow.to),
                taker: arrow.taker,
                back: arrow.back && !arrow.turns(),
                path,
                label: standing.label,
                gate: standing.gate,
            });
        let routes = routes.collect();
        let boxes = boxes.into_iter().enumerate();
        let boxes = boxes.map(|(i, rect)| Placed {
            state: name(i),
            rect,
        });
        Layout {
            bounds: bounds.grown(MARGIN),
            boxes: boxes.collect(),
            routes,
        }
    }
}

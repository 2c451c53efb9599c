//! A workflow as a drawing: where its boxes stand, how its edges run, and the SVG of it. The same workflow and options give the same
//! bytes. Every text from the workflow is escaped. Never here: files, fonts, a screen.

mod around;
mod arrow;
mod beside;
mod columns;
mod curve;
mod draw;
mod geometry;
mod icon;
mod judge;
mod label;
mod lanes;
mod marks;
mod metrics;
mod order;
mod placed;
mod rank;
mod settle;
mod simplex;
mod style;
mod words;

use model::{StateName, TransitionName, Workflow};

pub use arrow::Taker;
pub use geometry::{Path, Point, Rect};
pub use marks::{Mark, Marks};
pub use style::stylesheet;

/// How large a drawing is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Size {
    /// Boxes 44 high, every edge with its label.
    #[default]
    Full,
    /// Boxes 26 high, gates as discs, a label on the lit edge only.
    Small,
}

/// Where a drawing will be shown.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Style {
    /// A file of its own: it carries its colours, light and dark, and its ground.
    #[default]
    Alone,
    /// Inside a page that has [`stylesheet`] and a ground of `--canvas`: it carries class names only, as a strict CSP asks.
    Page,
}

/// What to draw besides the workflow itself.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Options {
    /// How large.
    pub size: Size,
    /// Where.
    pub style: Style,
    /// The state to fill with ink: where a ticket is.
    pub current: Option<StateName>,
    /// The edge to light, named by where it starts; all others turn quiet.
    pub lit: Option<(StateName, TransitionName)>,
    /// What differs from another version.
    pub marks: Marks,
    /// What the ids in the drawing start with, so that several drawings share a page. Letters, digits, `-` and `_` are kept.
    pub prefix: String,
}

/// A drawing before it is drawn.
#[derive(Clone, Debug, PartialEq)]
pub struct Layout {
    /// Everything lies inside.
    pub bounds: Rect,
    /// The boxes, in the order of the workflow's states.
    pub boxes: Vec<Placed>,
    /// The edges: transitions in the workflow's order, each once for every state it starts in.
    pub routes: Vec<Route>,
}

/// A state's box.
#[derive(Clone, Debug, PartialEq)]
pub struct Placed {
    /// Whose.
    pub state: StateName,
    /// Where.
    pub rect: Rect,
}

/// An edge.
#[derive(Clone, Debug, PartialEq)]
pub struct Route {
    /// Where it starts.
    pub from: StateName,
    /// Its name.
    pub transition: TransitionName,
    /// Where it ends.
    pub to: StateName,
    /// Who takes it.
    pub taker: Taker,
    /// Whether it leads back to where a ticket has been.
    pub back: bool,
    /// From the border of one box to that of the other.
    pub path: Path,
    /// Where who and name stand; none where the drawing is too small for them.
    pub label: Option<Rect>,
    /// The gate's pills or disc, in the middle of the edge.
    pub gate: Option<Rect>,
}

/// A drawing in pieces.
#[derive(Clone, Debug, PartialEq)]
pub struct Pieces {
    /// Everything lies inside.
    pub bounds: Rect,
    /// The boxes, in the order of the workflow's states.
    pub boxes: Vec<Placed>,
    /// The edges.
    pub edges: Vec<Piece>,
    /// The start's dot and line, as SVG.
    pub start: String,
    /// All edges as they are seen from afar, below half their size: single strokes, discs for gates, no words.
    pub far: String,
}

/// An edge, drawn by itself.
#[derive(Clone, Debug, PartialEq)]
pub struct Piece {
    /// Which transition of the workflow it is, by its place there.
    pub transition: usize,
    /// Its strokes, head and signs, as SVG on the classes of [`stylesheet`].
    pub svg: String,
    /// Its way.
    pub route: Route,
}

/// The drawing in pieces, for a canvas.
pub fn pieces(workflow: &Workflow) -> Pieces {
    let options = Options {
        style: Style::Page,
        ..Options::default()
    };
    draw::pieces(workflow, &options, plan(workflow, &options))
}

/// Where everything stands at full size.
pub fn layout(workflow: &Workflow) -> Layout {
    plan(workflow, &Options::default())
}

/// The drawing as SVG.
pub fn svg(workflow: &Workflow, options: &Options) -> String {
    draw::svg(workflow, options, &plan(workflow, options))
}

fn plan(workflow: &Workflow, options: &Options) -> Layout {
    let drawing = arrow::Drawing::of(workflow, options);
    placed::plan(&drawing).unwrap_or_else(|| lanes::plan(&drawing))
}

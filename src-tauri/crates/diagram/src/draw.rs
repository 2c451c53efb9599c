//! The SVG: edges, then boxes, then signs, so that nothing is drawn over what is read. Heads are polygons, because not every engine
//! draws markers alike.

use crate::{
    Layout, Options, Piece, Pieces, Placed, Route, Size, Style,
    arrow::{Arrow, Drawing, START_R},
    draw::edge::{edge, halo, tidy},
    geometry::{Point, Rect, at, short},
    icon::Icon,
    label::{ICON, ICON_GAP, MARK, PILL_GAP, PILL_PAD, icons, pill_width, pills},
    marks::Mark,
    metrics::{Metrics, width},
    style,
    words::{description, escaped},
};
use model::{Colour, Gate, Workflow, workflow::State};

mod edge;
mod far;

const BOX_RADIUS: f64 = 8.0;
/// Free room around a place where a box stood.
const GHOST: f64 = 16.0;

/// The drawing of `layout`.
pub(crate) fn svg(workflow: &Workflow, options: &Options, layout: &Layout) -> String {
    let prefix = prefix(&options.prefix);
    let ghosts = ghosts(options, layout);
    let b = ghosts
        .iter()
        .fold(layout.bounds, |all, (was, _)| all.with(&was.grown(GHOST)));
    let small = if options.size == Size::Small {
        " ow-small"
    } else {
        ""
    };
    let mut out = format!(
        r#"<svg xmlns="http://www.w3.org/2000/svg" class="ow-diagram{small}" role="img" aria-labelledby="{prefix}-title {prefix}-desc" viewBox="{} {} {} {}" width="{}" height="{}">"#,
        short(b.x),
        short(b.y),
        short(b.w),
        short(b.h),
        short(b.w),
        short(b.h)
    );
    out.push_str(&format!(
        r#"<title id="{prefix}-title">{}</title><desc id="{prefix}-desc">{}</desc>"#,
        escaped(workflow.name.as_str()),
        escaped(&description(workflow, options))
    ));
    if options.style == Style::Alone {
        out.push_str(&format!("<style>{}</style>", style::alone()));
        out.push_str(&rect("ow-ground", b, 0.0));
    }
    let drawing = Drawing::of(workflow, options);
    let quiet = drawing.arrows.iter().any(|a| a.lit);
    let edges = || drawing.arrows.iter().zip(&layout.routes);
    for (was, is) in &ghosts {
        let line = tidy(was.middle(), is.middle());
        out.push_str(&format!(r#"<path class="ow-was" d="{line}"/>"#));
        out.push_str(&rect("ow-was", *was, BOX_RADIUS));
    }
    for (arrow, route) in edges().filter(|(a, _)| a.lit || a.mark.is_some()) {
        out.push_str(&halo(arrow, route));
    }
    for (arrow, route) in edges() {
        out.push_str(&edge(&drawing, arrow, route, quiet && !arrow.lit));
    }
    out.push_str(&start(&drawing, layout));
    for (state, placed) in workflow.states.iter().zip(&layout.boxes) {
        out.push_str(&state_box(options, placed, state));
    }
    for (arrow, route) in edges().filter(|(a, _)| a.lit || !quiet) {
        out.push_str(&sign(arrow, route));
    }
    out.push_str("</svg>");
    out
}

/// The drawing in pieces, each to be put where it stands: for a canvas, whose boxes are moved by hand.
pub(crate) fn pieces(workflow: &Workflow, options: &Options, layout: Layout) -> Pieces {
    let drawing = Drawing::of(workflow, options);
    let edges = drawing.arrows.iter().zip(&layout.routes);
    let piece = |(arrow, route): (&Arrow, &Route)| Piece {
        transition: arrow.number,
        svg: edge(&drawing, arrow, route, false) + &sign(arrow, route),
        route: route.clone(),
    };
    Pieces {
        edges: edges.map(piece).collect(),
        start: start(&drawing, &layout),
        far: far::far(&drawing, &layout),
        bounds: layout.bounds,
        boxes: layout.boxes,
    }
}

/// What ids start with: only characters that an id can hold anywhere.
fn prefix(wanted: &str) -> String {
    let kept = |c: &char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_');
    let kept: String = wanted.chars().filter(kept).collect();
    format!("ow{}{kept}", if kept.is_empty() { "" } else { "-" })
}

fn rect(class: &str, r: Rect, radius: f64) -> String {
    format!(
        r#"<rect class="{class}" x="{}" y="{}" width="{}" height="{}" rx="{}"/>"#,
        short(r.x),
        short(r.y),
        short(r.w),
        short(r.h),
        short(radius)
    )
}

fn text(class: &str, x: f64, y: f64, words: &str) -> String {
    let (x, y) = (short(x), short(y));
    format!(
        r#"<text class="{class}" x="{x}" y="{y}">{}</text>"#,
        escaped(words)
    )
}

fn icon(icon: Icon, x: f64, y: f64) -> String {
    format!(
        r#"<path class="{}" transform="translate({} {}) scale({})" d="{}"/>"#,
        icon.class(),
        short(x),
        short(y),
        ICON / 24.0,
        icon.data()
    )
}

fn start(drawing: &Drawing, layout: &Layout) -> String {
    let boxes: Vec<Rect> = layout.boxes.iter().map(|b| b.rect).collect();
    let Some(first) = boxes.get(drawing.initial) else {
        return String::new();
    };
    let dot = drawing.start(&boxes).middle();
    let line = tidy(dot, at(first.x, dot.y));
    format!(
        r#"<path class="ow-start-line" d="{line}"/><circle class="ow-start" cx="{}" cy="{}" r="{}"/>"#,
        short(dot.x),
        short(dot.y),
        short(START_R)
    )
}

fn state_box(options: &Options, placed: &Placed, state: &State) -> String {
    let r = placed.rect;
    let (radius, inset, drop) = match options.size {
        Size::Full => (BOX_RADIUS, 3.0, 4.6),
        Size::Small => (5.0, 2.5, 3.9),
    };
    let mark = options.marks.states.get(&state.name).copied();
    let mut out = String::new();
    if let Some(mark) = mark {
        out.push_str(&rect(
            &format!("ow-around ow-around-{}", mark.class()),
            r.grown(4.0),
            radius + 4.0,
        ));
    }
    let class = match (mark, options.current.as_ref() == Some(&state.name)) {
        (Some(Mark::Removed), _) => r#" class="ow-gone""#,
        (_, true) => r#" class="ow-now""#,
        _ => "",
    };
    out.push_str(&format!("<g{class}>"));
    let class = state
        .colour
        .map_or(String::new(), |colour| format!(" ow-{}", colour.as_str()));
    out.push_str(&rect(&format!("ow-box{class}"), r, radius));
    if state.terminal {
        out.push_str(&rect(
            &format!("ow-end{class}"),
            r.grown(-inset),
            radius - inset,
        ));
    }
    let m = r.middle();
    let name = placed.state.as_str();
    let mut x = m.x;
    if let Some(colour) = state.colour {
        let face = Metrics::of(options.size).name;
        x += (ICON + ICON_GAP) / 2.0;
        let left = x - width(name, face) / 2.0 - ICON_GAP - ICON;
        out.push_str(&icon(sign_of(colour), left, m.y - ICON / 2.0));
    }
    out.push_str(&text("ow-name", x, m.y + drop, name));
    out.push_str("</g>");
    if let Some(mark) = mark {
        out.push_str(&disc(mark, at(r.x, r.y)));
    }
    out
}

/// A colour is never alone.
const fn sign_of(colour: Colour) -> Icon {
    match colour {
        Colour::Green => Icon::CircleCheck,
        Colour::Amber => Icon::Hourglass,
        Colour::Red => Icon::CircleX,
    }
}

/// Where boxes stood, and where they stand: for those that stand where their author put them.
fn ghosts(options: &Options, layout: &Layout) -> Vec<(Rect, Rect)> {
    let moved = |placed: &Placed| {
        let (x, y) = *options.marks.moved.get(&placed.state)?;
        let was = Rect::around(at(x, y), placed.rect.w, placed.rect.h);
        (options.size == Size::Full).then_some((was, placed.rect))
    };
    layout.boxes.iter().filter_map(moved).collect()
}

/// What differs, around `middle`.
fn disc(mark: Mark, middle: Point) -> String {
    let sign = match mark {
        Mark::Added => Icon::Plus,
        Mark::Changed => Icon::Pencil,
        Mark::Removed => Icon::Minus,
    };
    let class = format!("ow-disc ow-disc-{}", mark.class());
    let round = rect(&class, Rect::around(middle, MARK, MARK), MARK / 2.0);
    let half = ICON / 2.0;
    round + &icon(sign, middle.x - half, middle.y - half)
}

fn sign(arrow: &Arrow, route: &Route) -> String {
    let transition = arrow.transition;
    let gone = arrow.mark == Some(Mark::Removed);
    let mut out = String::new();
    if gone {
        out.push_str(r#"<g class="ow-gone">"#);
    }
    if let Some(label) = route.label {
        out.push_str(&rect("ow-patch", label, 3.0));
        let mut x = label.x + 3.0;
        if let Some(mark) = arrow.mark {
            out.push_str(&disc(mark, at(x + MARK / 2.0, label.middle().y)));
            x += MARK + ICON_GAP;
        }
        for one in icons(transition, route.taker) {
            out.push_str(&icon(one, x, label.y + (label.h - ICON) / 2.0));
            x += ICON + ICON_GAP;
        }
        let baseline = label.middle().y + 4.3;
        out.push_str(&text("ow-label", x, baseline, transition.name.as_str()));
    }
    if let (Some(r), Some(gate)) = (route.gate, &transition.gate) {
        out.push_str(&pills_of(gate, r));
    }
    if gone {
        out.push_str("</g>");
    }
    out
}

/// A pill for each role whose seats are to be filled; a disc where there is no room for words.
fn pills_of(gate: &Gate, place: Rect) -> String {
    let m = place.middle();
    if place.w <= place.h {
        let disc = rect("ow-pill", place, place.h / 2.0);
        return disc + &icon(Icon::Lock, m.x - ICON / 2.0, m.y - ICON / 2.0);
    }
    let mut out = String::new();
    let mut x = place.x;
    for seats in pills(gate) {
        let w = pill_width(&seats);
        out.push_str(&rect("ow-pill", Rect { x, w, ..place }, place.h / 2.0));
        out.push_str(&icon(Icon::Lock, x + PILL_PAD, m.y - ICON / 2.0));
        let words = x + PILL_PAD + ICON + ICON_GAP;
        out.push_str(&text("ow-pill-text", words, m.y + 4.3, &seats));
        x += w + PILL_GAP;
    }
    out
}

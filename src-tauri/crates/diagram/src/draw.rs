//! The SVG: edges, then boxes, then signs, so that nothing is drawn over what is read. Heads are polygons, because not every engine
//! draws markers alike.

use crate::{
    Layout, Options, Piece, Pieces, Placed, Route, Size, Style,
    arrow::{Arrow, Drawing, START_R},
    draw::edge::{edge, halo, tidy},
    geometry::{Rect, at, short},
    icon::Icon,
    label::{ICON, ICON_GAP, PILL_GAP, PILL_PAD, icons, pill_width, pills},
    style,
    words::{description, escaped},
};
use model::{Gate, Transition, Workflow};

mod edge;

/// The drawing of `layout`.
pub(crate) fn svg(workflow: &Workflow, options: &Options, layout: &Layout) -> String {
    let prefix = prefix(&options.prefix);
    let b = layout.bounds;
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
    for (arrow, route) in edges().filter(|(a, _)| a.lit) {
        out.push_str(&halo(arrow, route));
    }
    for (arrow, route) in edges() {
        out.push_str(&edge(&drawing, arrow, route, quiet && !arrow.lit));
    }
    out.push_str(&start(&drawing, layout));
    for (state, placed) in workflow.states.iter().zip(&layout.boxes) {
        let now = options.current.as_ref() == Some(&state.name);
        out.push_str(&state_box(options.size, placed, state.terminal, now));
    }
    for (arrow, route) in edges().filter(|(a, _)| a.lit || !quiet) {
        out.push_str(&sign(arrow.transition, route));
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
        svg: edge(&drawing, arrow, route, false) + &sign(arrow.transition, route),
        route: route.clone(),
    };
    Pieces {
        edges: edges.map(piece).collect(),
        start: start(&drawing, &layout),
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

fn state_box(size: Size, placed: &Placed, terminal: bool, now: bool) -> String {
    let r = placed.rect;
    let (radius, inset, drop) = match size {
        Size::Full => (8.0, 3.0, 4.6),
        Size::Small => (5.0, 2.5, 3.9),
    };
    let mut out = format!("<g{}>", if now { r#" class="ow-now""# } else { "" });
    out.push_str(&rect("ow-box", r, radius));
    if terminal {
        out.push_str(&rect("ow-end", r.grown(-inset), radius - inset));
    }
    let m = r.middle();
    out.push_str(&text("ow-name", m.x, m.y + drop, placed.state.as_str()));
    out.push_str("</g>");
    out
}

fn sign(transition: &Transition, route: &Route) -> String {
    let mut out = String::new();
    if let Some(label) = route.label {
        out.push_str(&rect("ow-patch", label, 3.0));
        let mut x = label.x + 3.0;
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

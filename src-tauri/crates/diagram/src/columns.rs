//! The columns of a layered drawing. Boxes stand in the even ones; the odd ones between them hold signs. An edge passes every column
//! between its ends as an item of its own, so that nothing else stands there.

use crate::{
    arrow::{Arrow, Drawing},
    rank::Ranks,
};

/// What stands in a column.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum What {
    /// A state's box, with the lanes and self-loops above it.
    State(usize),
    /// An edge passing through.
    Pass(usize),
    /// An edge with its sign.
    Sign(usize),
}

/// One thing in one column. It reaches from `y - up` to `y + down`.
#[derive(Clone, Debug)]
pub(crate) struct Item {
    pub what: What,
    pub column: usize,
    pub up: f64,
    pub down: f64,
    pub y: f64,
    /// Stands on the straight row.
    pub spine: bool,
    /// Neighbours in the column before and after: item, how strongly they pull, and how far from their `y` the edge meets them.
    pub before: Vec<(usize, f64, f64)>,
    pub after: Vec<(usize, f64, f64)>,
}

/// All items, column by column from top to bottom.
#[derive(Debug)]
pub(crate) struct Columns {
    pub items: Vec<Item>,
    pub columns: Vec<Vec<usize>>,
    /// For each arrow the items it passes, from the left; empty for self-loops.
    pub chains: Vec<Vec<usize>>,
}

/// Above a box: its self-loops, and the lanes on which back edges come and go.
#[derive(Clone, Debug, Default)]
pub(crate) struct Roof {
    pub loops: Vec<usize>,
    /// Back edges that start here; the first takes the lowest lane.
    pub leaving: Vec<usize>,
    /// Back edges that end here; the first takes the lowest lane.
    pub entering: Vec<usize>,
}

impl Roof {
    /// How high the self-loops with their labels reach over the box.
    pub(crate) fn loops_height(&self, drawing: &Drawing) -> f64 {
        let (_, rise) = drawing.metrics.turn;
        let tops = self.loops.iter().enumerate();
        let tops = tops.map(|(i, a)| {
            rise + i as f64 * loop_step(drawing) + drawing.arrows[*a].sign.above() + 4.0
        });
        tops.fold(0.0, f64::max)
    }

    /// How high the `nth` lane of the edges that start here runs above the box: leftwards, away from the self-loops.
    pub(crate) fn leaving_lane(drawing: &Drawing, nth: usize) -> f64 {
        let (first, step) = drawing.metrics.lane;
        first + nth as f64 * step
    }

    /// How high the `nth` lane of the edges that end here runs above the box: over the self-loops.
    pub(crate) fn entering_lane(&self, drawing: &Drawing, nth: usize) -> f64 {
        let loops = self.loops_height(drawing);
        let over = if loops > 0.0 { loops + 10.0 } else { 0.0 };
        Self::leaving_lane(drawing, nth).max(over + nth as f64 * drawing.metrics.lane.1)
    }

    fn height(&self, drawing: &Drawing) -> f64 {
        let top = |count: usize, lane: &dyn Fn(usize) -> f64| match count {
            0 => 0.0,
            n => lane(n - 1) + 8.0,
        };
        let leaving = top(self.leaving.len(), &|n| Self::leaving_lane(drawing, n));
        let entering = top(self.entering.len(), &|n| self.entering_lane(drawing, n));
        self.loops_height(drawing).max(leaving).max(entering)
    }

    /// Whether lines come down beside the self-loops.
    pub(crate) fn shared(&self) -> bool {
        self.loops.len() > 1 || !self.leaving.is_empty() || !self.entering.is_empty()
    }
}

/// How much higher each further self-loop of a box is.
pub(crate) fn loop_step(drawing: &Drawing) -> f64 {
    let tallest = drawing.arrows.iter().filter(|a| a.turns());
    tallest
        .map(|a| a.sign.above() + a.sign.below())
        .fold(6.0, f64::max)
        + 6.0
}

/// The roofs of all boxes, back edges in the drawing's order.
pub(crate) fn roofs(drawing: &Drawing) -> Vec<Roof> {
    let mut roofs = vec![Roof::default(); drawing.widths.len()];
    for (i, arrow) in drawing.arrows.iter().enumerate().filter(|(_, a)| a.back) {
        if arrow.turns() {
            roofs[arrow.from].loops.push(i);
        } else {
            roofs[arrow.from].leaving.push(i);
            roofs[arrow.to].entering.push(i);
        }
    }
    roofs
}

/// The left and the right end of an arrow: a back edge runs the other way.
pub(crate) fn span(arrow: &Arrow) -> (usize, usize) {
    if arrow.back {
        (arrow.to, arrow.from)
    } else {
        (arrow.from, arrow.to)
    }
}

/// The items of `drawing`; those of back edges first, so that they begin above the rows.
pub(crate) fn columns(drawing: &Drawing, ranks: &Ranks, roofs: &[Roof]) -> Columns {
    let last = ranks.of.iter().max().map_or(0, |r| 2 * r);
    let mut made = Columns {
        items: Vec::new(),
        columns: vec![Vec::new(); last + 1],
        chains: vec![Vec::new(); drawing.arrows.len()],
    };
    let on_spine: Vec<usize> = ranks.spine.clone();
    let mut spine_states = vec![false; drawing.widths.len()];
    for edge in &on_spine {
        spine_states[drawing.arrows[*edge].from] = true;
        spine_states[drawing.arrows[*edge].to] = true;
    }
    let signs = sign_columns(drawing, ranks, last);
    let back_first = drawing.arrows.iter().map(|a| !a.back);
    let mut order: Vec<(bool, bool, usize)> = back_first
        .enumerate()
        .map(|(i, forward)| (forward, !on_spine.contains(&i), i))
        .collect();
    order.sort_unstable();
    let half = drawing.metrics.box_h / 2.0;
    let state = |i: usize| Item {
        what: What::State(i),
        column: 2 * ranks.of[i],
        up: half + roofs[i].height(drawing),
        down: half,
        y: 0.0,
        spine: spine_states[i],
        before: Vec::new(),
        after: Vec::new(),
    };
    // INVARIANT: the item of state `i` is item `i`.
    for i in 0..drawing.widths.len() {
        made.items.push(state(i));
    }
    let place_states = |made: &mut Columns, spine: bool| {
        for i in (0..drawing.widths.len()).filter(|i| spine_states[*i] == spine) {
            made.columns[2 * ranks.of[i]].push(i);
        }
    };
    let mut states_placed = false;
    for (forward, _, i) in order {
        if forward && !states_placed {
            place_states(&mut made, true);
            place_states(&mut made, false);
            states_placed = true;
        }
        if !drawing.arrows[i].turns() {
            pass(
                &mut made,
                drawing,
                ranks,
                roofs,
                (i, signs[i]),
                on_spine.contains(&i),
            );
        }
    }
    if !states_placed {
        place_states(&mut made, true);
        place_states(&mut made, false);
    }
    made
}

/// In which odd column each sign stands: of those the edge passes, the one with the fewest so far, the middle one first.
fn sign_columns(drawing: &Drawing, ranks: &Ranks, last: usize) -> Vec<usize> {
    let mut load = vec![0_usize; last + 1];
    let choose = |arrow: &Arrow| {
        let (left, right) = span(arrow);
        let (from, to) = (2 * ranks.of[left] + 1, 2 * ranks.of[right]);
        let middle = usize::midpoint(from, to);
        let best = (from..to)
            .step_by(2)
            .min_by_key(|c| (load[*c], c.abs_diff(middle), *c))
            .unwrap_or(from);
        if arrow.sign.width() > 0.0 {
            load[best] += 1;
        }
        best
    };
    let mut choose = choose;
    let chosen = drawing.arrows.iter();
    chosen
        .map(|a| if a.turns() { 0 } else { choose(a) })
        .collect()
}

fn pass(
    made: &mut Columns,
    drawing: &Drawing,
    ranks: &Ranks,
    roofs: &[Roof],
    (i, sign_column): (usize, usize),
    spine: bool,
) {
    let arrow = &drawing.arrows[i];
    let (left, right) = span(arrow);
    let nth = |list: &[usize]| list.iter().position(|a| *a == i).unwrap_or_default();
    let half = drawing.metrics.box_h / 2.0;
    let (left_lift, right_lift) = if arrow.back {
        let enter = roofs[left].entering_lane(drawing, nth(&roofs[left].entering));
        let leave = Roof::leaving_lane(drawing, nth(&roofs[right].leaving));
        (-half - enter, -half - leave)
    } else {
        (0.0, 0.0)
    };
    let mut previous = (left, left_lift);
    for column in 2 * ranks.of[left] + 1..2 * ranks.of[right] {
        let signed = column == sign_column && arrow.sign.width() > 0.0;
        let (what, up, down) = if signed {
            let sign = &arrow.sign;
            (What::Sign(i), sign.above() + 2.0, sign.below().max(2.0))
        } else {
            (What::Pass(i), 4.0, 4.0)
        };
        let id = made.items.len();
        made.items.push(Item {
            what,
            column,
            up,
            down,
            y: 0.0,
            spine,
            before: Vec::new(),
            after: Vec::new(),
        });
        made.columns[column].push(id);
        made.chains[i].push(id);
        join(made, previous, (id, 0.0));
        previous = (id, 0.0);
    }
    join(made, previous, (right, right_lift));
}

/// Ties two neighbours; the pull grows where neither end is a box, so that long edges run straight.
fn join(made: &mut Columns, (left, left_off): (usize, f64), (right, right_off): (usize, f64)) {
    let is_state = |id: usize| matches!(made.items[id].what, What::State(_));
    let pull = match (is_state(left), is_state(right)) {
        (false, false) => 8.0,
        _ if left_off != 0.0 || right_off != 0.0 => 0.6,
        _ => 2.0,
    };
    made.items[left].after.push((right, pull, right_off));
    made.items[right].before.push((left, pull, left_off));
}

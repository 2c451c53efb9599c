//! How high each item stands: near its neighbours, in its column's order, with the room it wants. A column is solved exactly by pooling
//! items that would push into each other (isotonic regression), the columns in turn until they rest. The spine stays at height 0.

use crate::{
    arrow::Drawing,
    columns::{Columns, What},
};

const SWEEPS: usize = 24;
const STRAIGHTEN: usize = 3;
const FIXED: f64 = 1e9;
/// From middle to middle of parallel edges.
const PARALLEL: f64 = 56.0;

/// Gives every item its `y`.
pub(crate) fn settle(made: &mut Columns, drawing: &Drawing) {
    for sweep in 0..SWEEPS {
        let count = made.columns.len();
        for step in 0..count {
            let column = if sweep % 2 == 0 {
                step
            } else {
                count - 1 - step
            };
            let sides = match sweep {
                0 => Sides::Before,
                1 => Sides::After,
                _ => Sides::Both,
            };
            level(made, drawing, column, sides);
        }
    }
    for _ in 0..STRAIGHTEN {
        straighten(made, drawing);
    }
}

/// Takes the kinks out of long edges: runs of items that could all stand at one height do.
fn straighten(made: &mut Columns, drawing: &Drawing) {
    let mut place = vec![0; made.items.len()];
    for column in &made.columns {
        for (nth, id) in column.iter().enumerate() {
            place[*id] = nth;
        }
    }
    for chain in made.chains.clone() {
        let mut rest = &chain[..];
        while let Some(first) = rest.first() {
            if made.items[*first].spine {
                break;
            }
            let (mut low, mut high) = (f64::NEG_INFINITY, f64::INFINITY);
            let mut count = 0;
            for id in rest {
                let (above, below) = room(made, drawing, *id, place[*id]);
                if low.max(above) > high.min(below) {
                    break;
                }
                (low, high, count) = (low.max(above), high.min(below), count + 1);
            }
            let (run, after) = rest.split_at(count.max(1));
            let mean = match ends(made, run) {
                Some((left, right)) if run.len() == chain.len() => f64::midpoint(left, right),
                _ => run.iter().map(|id| made.items[*id].y).sum::<f64>() / run.len() as f64,
            };
            if count > 0 {
                for id in run {
                    made.items[*id].y = mean.max(low).min(high);
                }
            }
            rest = after;
        }
    }
}

/// How high the lanes are that a back edge connects; none for other edges.
fn ends(made: &Columns, run: &[usize]) -> Option<(f64, f64)> {
    let lane = |near: &[(usize, f64, f64)]| {
        let (id, _, off) = near.first()?;
        (*off < 0.0).then(|| made.items[*id].y + off)
    };
    let left = lane(&made.items[*run.first()?].before)?;
    Some((left, lane(&made.items[*run.last()?].after)?))
}

/// Between which heights an item could stand, its neighbours staying.
fn room(made: &Columns, drawing: &Drawing, id: usize, place: usize) -> (f64, f64) {
    let column = &made.columns[made.items[id].column];
    let above = place.checked_sub(1).map(|p| column[p]);
    let above = above.map(|a| made.items[a].y + apart(made, drawing, a, id));
    let below = column.get(place + 1);
    let below = below.map(|b| made.items[*b].y - apart(made, drawing, id, *b));
    (
        above.unwrap_or(f64::NEG_INFINITY),
        below.unwrap_or(f64::INFINITY),
    )
}

#[derive(Clone, Copy, PartialEq)]
enum Sides {
    Before,
    After,
    Both,
}

fn level(made: &mut Columns, drawing: &Drawing, column: usize, sides: Sides) {
    let ids = made.columns[column].clone();
    let mut offset = 0.0;
    // Pools of items that touch: weighted sum of wishes, weight, how many.
    let mut pools: Vec<(f64, f64, usize)> = Vec::new();
    let mut offsets = Vec::with_capacity(ids.len());
    for (place, id) in ids.iter().enumerate() {
        if place > 0 {
            offset += apart(made, drawing, ids[place - 1], *id);
        }
        offsets.push(offset);
        let (wish, weight) = wish(made, *id, sides);
        pools.push(((wish - offset) * weight, weight, 1));
        while let [.., above, below] = &pools[..] {
            if above.0 / above.1 <= below.0 / below.1 {
                break;
            }
            let joined = (above.0 + below.0, above.1 + below.1, above.2 + below.2);
            pools.pop();
            pools.pop();
            pools.push(joined);
        }
    }
    let mut place = 0;
    for (sum, weight, count) in pools {
        for _ in 0..count {
            made.items[ids[place]].y = sum / weight + offsets[place];
            place += 1;
        }
    }
}

/// Where an item would like to stand, and how much.
fn wish(made: &Columns, id: usize, sides: Sides) -> (f64, f64) {
    let item = &made.items[id];
    if item.spine {
        return (0.0, FIXED);
    }
    let before = item.before.iter().filter(|_| sides != Sides::After);
    let after = item.after.iter().filter(|_| sides != Sides::Before);
    let (sum, weight) = before
        .chain(after)
        .fold((0.0, 0.0), |(s, w), (n, pull, off)| {
            (s + (made.items[*n].y + off) * pull, w + pull)
        });
    if weight == 0.0 {
        (item.y, 0.1)
    } else {
        (sum / weight, weight)
    }
}

/// The least distance between the lines of two neighbours.
fn apart(made: &Columns, drawing: &Drawing, above: usize, below: usize) -> f64 {
    let (a, b) = (&made.items[above], &made.items[below]);
    let gap = match (a.what, b.what) {
        (What::State(_), What::State(_)) => drawing.metrics.gap_y,
        (What::State(_), _) | (_, What::State(_)) => drawing.metrics.gap_y * 0.6,
        _ => 6.0,
    };
    let least = a.down + gap + b.up;
    match (a.what, b.what) {
        (What::Sign(x), What::Sign(y)) if drawing.arrows[x].beside(&drawing.arrows[y]) => {
            least.max(PARALLEL)
        }
        _ => least,
    }
}

//! Who stands above whom in a column: sweeps by barycentre, then swaps of neighbours, as long as edges cross less often.

use crate::columns::Columns;

const SWEEPS: usize = 12;
/// Beyond so many items the swaps cost more than they please.
const SWAP_ITEMS_MAX: usize = 6_000;

/// Reorders every column so that fewer edges cross; keeps the best order seen.
pub(crate) fn untangle(made: &mut Columns) {
    let mut best = (crossings(made), made.columns.clone());
    for sweep in 0..SWEEPS {
        let forward = sweep % 2 == 0;
        let count = made.columns.len();
        for step in 1..count {
            let column = if forward { step } else { count - 1 - step };
            by_barycentre(made, column, forward);
        }
        if made.items.len() <= SWAP_ITEMS_MAX {
            swap_neighbours(made);
        }
        let now = crossings(made);
        if now < best.0 {
            best = (now, made.columns.clone());
        }
        if best.0 == 0 {
            break;
        }
    }
    made.columns = best.1;
}

/// Positions of all items in their columns. An edge that meets an item above its middle counts as a little higher.
fn positions(made: &Columns) -> Vec<f64> {
    let mut position = vec![0.0; made.items.len()];
    for column in &made.columns {
        for (place, id) in column.iter().enumerate() {
            position[*id] = place as f64;
        }
    }
    position
}

fn met(position: &[f64], (id, _, off): &(usize, f64, f64)) -> f64 {
    position[*id] + if *off < 0.0 { -0.4 } else { 0.0 }
}

fn by_barycentre(made: &mut Columns, column: usize, forward: bool) {
    let position = positions(made);
    let mut keyed: Vec<(f64, usize)> = made.columns[column]
        .iter()
        .map(|id| {
            let item = &made.items[*id];
            let near = if forward { &item.before } else { &item.after };
            let key = if near.is_empty() {
                position[*id]
            } else {
                near.iter().map(|n| met(&position, n)).sum::<f64>() / near.len() as f64
            };
            (key, *id)
        })
        .collect();
    keyed.sort_by(|a, b| a.0.total_cmp(&b.0));
    made.columns[column] = keyed.into_iter().map(|(_, id)| id).collect();
}

fn swap_neighbours(made: &mut Columns) {
    for column in 0..made.columns.len() {
        let mut position = positions(made);
        let mut better = true;
        let mut rounds = 0;
        while better && rounds < 8 {
            (better, rounds) = (false, rounds + 1);
            for place in 1..made.columns[column].len() {
                let (a, b) = (made.columns[column][place - 1], made.columns[column][place]);
                if cost(made, &position, b, a) < cost(made, &position, a, b) {
                    made.columns[column].swap(place - 1, place);
                    (position[a], position[b]) = (place as f64, place as f64 - 1.0);
                    better = true;
                }
            }
        }
    }
}

/// How often the edges of `upper` and `lower` cross when they stand in this order.
fn cost(made: &Columns, position: &[f64], upper: usize, lower: usize) -> usize {
    let (u, l) = (&made.items[upper], &made.items[lower]);
    let between = |a: &[(usize, f64, f64)], b: &[(usize, f64, f64)]| {
        let pairs = a.iter().flat_map(|x| b.iter().map(move |y| (x, y)));
        pairs
            .filter(|(x, y)| met(position, x) > met(position, y))
            .count()
    };
    between(&u.before, &l.before) + between(&u.after, &l.after)
}

fn crossings(made: &Columns) -> usize {
    let position = positions(made);
    let mut total = 0;
    for column in &made.columns {
        let mut ends: Vec<f64> = Vec::new();
        for id in column {
            let after = made.items[*id].after.iter();
            let mut to: Vec<f64> = after.map(|n| met(&position, n)).collect();
            to.sort_by(f64::total_cmp);
            ends.extend(to);
        }
        total += inversions(&mut ends);
    }
    total
}

/// Pairs that stand in the wrong order, counted while sorting by merging.
fn inversions(values: &mut [f64]) -> usize {
    if values.len() < 2 {
        return 0;
    }
    let half = values.len() / 2;
    let mut count = inversions(&mut values[..half]) + inversions(&mut values[half..]);
    let (left, right) = (values[..half].to_vec(), values[half..].to_vec());
    let (mut l, mut r) = (0, 0);
    for slot in values.iter_mut() {
        let from_left = r == right.len() || (l < left.len() && left[l] <= right[r]);
        if from_left {
            *slot = left[l];
            l += 1;
        } else {
            count += left.len() - l;
            *slot = right[r];
            r += 1;
        }
    }
    count
}

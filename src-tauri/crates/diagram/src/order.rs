//! Who stands above whom in a column, so that few edges cross: sweeps by medians and barycentres with swaps of neighbours (Gansner,
//! Koutsofios, North, Vo, "A Technique for Drawing Directed Graphs", 1993, section 3), then each box with all its edges where they
//! cross least.

mod mend;

use crate::columns::Columns;

/// Sweeps that bring nothing end a search.
const PATIENCE: usize = 4;
const SWEEPS: usize = 40;
/// Rounds of swaps after each sweep.
const ROUNDS: usize = 12;

/// Reorders every column so that fewer edges cross; keeps the best order seen.
pub(crate) fn untangle(made: &mut Columns) {
    let graph = Graph::of(made);
    let starts = [made.columns.clone(), graph.walked(&made.columns)];
    let mut best: Option<(usize, Order)> = None;
    for start in &starts {
        for key in [barycentre as Key, median] {
            let mut order = Order::of(&graph, start.clone());
            let crossings = order.swept(key);
            if best.as_ref().is_none_or(|(least, _)| crossings < *least) {
                best = Some((crossings, order));
            }
        }
    }
    if let Some((_, mut order)) = best {
        order.mended(&made.chains);
        made.columns = order.columns;
    }
}

type Key = fn(&[f64]) -> f64;

/// Who is tied to whom in the columns before and after, with how much higher an edge meets it.
struct Graph {
    before: Vec<Vec<(usize, f64)>>,
    after: Vec<Vec<(usize, f64)>>,
    column: Vec<usize>,
}

impl Graph {
    fn of(made: &Columns) -> Self {
        // An edge that meets a box above its middle counts as a little higher.
        let lifted = |near: &[(usize, f64, f64)]| {
            let near = near.iter();
            near.map(|(id, _, off)| (*id, if *off < 0.0 { -0.4 } else { 0.0 }))
                .collect()
        };
        let items = &made.items;
        Self {
            before: items.iter().map(|i| lifted(&i.before)).collect(),
            after: items.iter().map(|i| lifted(&i.after)).collect(),
            column: items.iter().map(|i| i.column).collect(),
        }
    }

    /// The order in which a walk over everything meets the items.
    fn walked(&self, from: &[Vec<usize>]) -> Vec<Vec<usize>> {
        let mut columns = vec![Vec::new(); from.len()];
        let mut seen = vec![false; self.column.len()];
        for start in from.iter().flatten() {
            let mut stack = vec![*start];
            while let Some(id) = stack.pop() {
                if std::mem::replace(&mut seen[id], true) {
                    continue;
                }
                columns[self.column[id]].push(id);
                let near = self.before[id].iter().chain(&self.after[id]);
                stack.extend(near.map(|(n, _)| *n).filter(|n| !seen[*n]));
            }
        }
        columns
    }
}

#[derive(Clone)]
struct Order<'a> {
    graph: &'a Graph,
    columns: Vec<Vec<usize>>,
    /// Where in its column each item stands.
    place: Vec<f64>,
}

impl<'a> Order<'a> {
    fn of(graph: &'a Graph, columns: Vec<Vec<usize>>) -> Self {
        let mut order = Self {
            graph,
            columns,
            place: vec![0.0; graph.column.len()],
        };
        for column in 0..order.columns.len() {
            order.counted(column);
        }
        order
    }

    /// Says anew where the items of a column stand.
    fn counted(&mut self, column: usize) {
        for (place, id) in self.columns[column].iter().enumerate() {
            self.place[*id] = place as f64;
        }
    }

    fn swept(&mut self, key: Key) -> usize {
        let mut best = (self.crossings(), self.columns.clone());
        let mut idle = 0;
        let count = self.columns.len();
        for sweep in 0..SWEEPS {
            let forward = sweep % 2 == 0;
            for step in 1..count {
                let column = if forward { step } else { count - 1 - step };
                self.sorted(column, forward, sweep % 4 < 2, key);
            }
            self.swapped(sweep % 4 < 2);
            let now = self.crossings();
            idle += 1;
            if now < best.0 {
                best = (now, self.columns.clone());
                idle = 0;
            }
            if best.0 == 0 || idle > PATIENCE {
                break;
            }
        }
        *self = Self::of(self.graph, best.1);
        best.0
    }

    /// Sorts a column by where its items' neighbours stand; who has none keeps its place. Of equals the last comes first where `flip`.
    fn sorted(&mut self, column: usize, forward: bool, flip: bool, key: Key) {
        let mut keyed: Vec<(f64, usize)> = Vec::new();
        let mut free = Vec::new();
        let mut places: Vec<f64> = Vec::new();
        for (place, id) in self.columns[column].iter().enumerate() {
            let near = if forward {
                &self.graph.before[*id]
            } else {
                &self.graph.after[*id]
            };
            if near.is_empty() {
                free.push((place, *id));
                continue;
            }
            places.clear();
            places.extend(near.iter().map(|(n, lift)| self.place[*n] + lift));
            places.sort_by(f64::total_cmp);
            keyed.push((key(&places), *id));
        }
        if flip {
            keyed.reverse();
        }
        keyed.sort_by(|a, b| a.0.total_cmp(&b.0));
        let mut order: Vec<usize> = keyed.into_iter().map(|(_, id)| id).collect();
        for (place, id) in free {
            order.insert(place.min(order.len()), id);
        }
        self.columns[column] = order;
        self.counted(column);
    }

    /// Swaps neighbours as long as that helps.
    fn swapped(&mut self, flip: bool) {
        let count = self.columns.len();
        let mut fresh = vec![true; count];
        for round in 0..ROUNDS {
            let mut again = vec![false; count];
            for column in (0..count).filter(|c| fresh[*c]) {
                for place in 1..self.columns[column].len() {
                    let (a, b) = (self.columns[column][place - 1], self.columns[column][place]);
                    let (now, then) = (self.between(a, b), self.between(b, a));
                    if then < now || (flip && round == 0 && then == now) {
                        self.columns[column].swap(place - 1, place);
                        (self.place[a], self.place[b]) = (place as f64, place as f64 - 1.0);
                    }
                    if then < now {
                        again[column.saturating_sub(1)..(column + 2).min(count)].fill(true);
                    }
                }
            }
            if !again.contains(&true) {
                break;
            }
            fresh = again;
        }
    }

    /// How often the edges of two items of a column cross when they stand in this order.
    fn between(&self, upper: usize, lower: usize) -> usize {
        let pairs = |a: &[(usize, f64)], b: &[(usize, f64)]| {
            let mut count = 0;
            for (x, lift) in a {
                let x = self.place[*x] + lift;
                count += b
                    .iter()
                    .filter(|(y, lift)| x > self.place[*y] + lift)
                    .count();
            }
            count
        };
        let graph = self.graph;
        pairs(&graph.before[upper], &graph.before[lower])
            + pairs(&graph.after[upper], &graph.after[lower])
    }

    fn crossings(&self) -> usize {
        let mut total = 0;
        let mut ends: Vec<f64> = Vec::new();
        for column in &self.columns {
            ends.clear();
            for id in column {
                let start = ends.len();
                ends.extend(
                    self.graph.after[*id]
                        .iter()
                        .map(|(n, lift)| self.place[*n] + lift),
                );
                ends[start..].sort_by(f64::total_cmp);
            }
            total += inversions(&mut ends);
        }
        total
    }
}

fn barycentre(near: &[f64]) -> f64 {
    near.iter().sum::<f64>() / near.len() as f64
}

/// The middle of sorted places; of two middles the one where the places are closer weighs more.
fn median(near: &[f64]) -> f64 {
    let m = near.len() / 2;
    if near.len() % 2 == 1 {
        return near[m];
    }
    let (left, right) = (near[m - 1] - near[0], near[near.len() - 1] - near[m]);
    if left + right == 0.0 {
        return f64::midpoint(near[m - 1], near[m]);
    }
    (near[m - 1] * right + near[m] * left) / (left + right)
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

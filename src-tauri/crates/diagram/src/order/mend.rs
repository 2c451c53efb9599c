//! Takes a box with its edges out of an order and lays them anew where they cross least, all else staying. The best way of an edge
//! is found exactly: column by column, each gap between two items is reached the cheapest way.

use super::Order;

/// Rounds over all boxes.
const ROUNDS: usize = 12;
/// How many pairs of gaps are weighed at most.
const WORK_MAX: usize = 20_000_000;

/// Costs of the gaps of a column, and for each column on the way there from which gap of the one before each gap is reached.
struct Reached {
    costs: Vec<usize>,
    from: Vec<Vec<usize>>,
}

impl Order<'_> {
    /// Lays boxes with their edges anew as long as that helps. `chains` are the items of each edge, from the left.
    pub(super) fn mended(&mut self, chains: &[Vec<usize>]) {
        let mut ties: Vec<Vec<&[usize]>> = vec![Vec::new(); self.place.len()];
        for chain in chains.iter().filter(|c| !c.is_empty()) {
            let (left, right) = self.ends(chain);
            ties[left].push(chain);
            ties[right].push(chain);
        }
        let mut clock = Clock::of(self.columns.len(), ties.len());
        let mut work = 0;
        for _ in 0..ROUNDS {
            let mut better = false;
            for (state, ties) in ties.iter().enumerate().filter(|(_, ties)| !ties.is_empty()) {
                let near = ties.iter().flat_map(|chain| chain.iter());
                let columns = near.chain([&state]).map(|id| self.graph.column[*id]);
                let (first, last) = columns.fold((usize::MAX, 0), |(l, r), c| (l.min(c), r.max(c)));
                if clock.is_new(state, first, last) {
                    work += ties.iter().map(|chain| self.pairs(chain)).sum::<usize>();
                    if work > WORK_MAX {
                        return;
                    }
                    let (least, now) = self.replant(state, ties);
                    better |= now < least;
                    clock.seen(state, (now < least).then_some((first, last)));
                }
            }
            if !better {
                break;
            }
        }
    }

    /// The boxes that an edge joins, the left one first.
    fn ends(&self, chain: &[usize]) -> (usize, usize) {
        (
            self.graph.before[chain[0]][0].0,
            self.graph.after[chain[chain.len() - 1]][0].0,
        )
    }

    /// How many pairs of gaps are weighed to lay an edge.
    fn pairs(&self, chain: &[usize]) -> usize {
        let gaps = |id: &usize| self.columns[self.graph.column[*id]].len();
        chain
            .windows(2)
            .map(|pair| gaps(&pair[0]) * gaps(&pair[1]))
            .sum()
    }

    fn take_out(&mut self, id: usize) {
        let column = self.graph.column[id];
        self.columns[column].remove(self.place[id] as usize);
        self.counted(column);
        self.place[id] = f64::NAN;
    }

    fn put(&mut self, id: usize, gap: usize) {
        let column = self.graph.column[id];
        self.columns[column].insert(gap, id);
        self.counted(column);
    }

    /// Takes an edge up; returns how many others it crossed.
    fn take_up(&mut self, chain: &[usize]) -> usize {
        let (left, right) = self.ends(chain);
        let last = chain[chain.len() - 1];
        let (leaves, enters) = (
            self.graph.before[chain[0]][0].1,
            self.graph.after[last][0].1,
        );
        let mut at = self.place[left] + leaves;
        let mut crossed = 0;
        for id in chain.iter().chain([&right]) {
            let to = self.place[*id] + if *id == right { enters } else { 0.0 };
            crossed += self.over(self.graph.column[*id], at, to);
            at = to;
        }
        for id in chain {
            self.take_out(*id);
        }
        crossed
    }

    /// How many edges into `column` cross one that comes from `at` in the column before to `to`.
    fn over(&self, column: usize, at: f64, to: f64) -> usize {
        let mut crossed = 0;
        for id in &self.columns[column] {
            for (other, lift) in &self.graph.before[*id] {
                let (from, into) = (self.place[*other] + lift, self.place[*id]);
                crossed += usize::from((from - at) * (into - to) < 0.0);
            }
        }
        crossed
    }

    /// Puts the items of an edge that was taken up where it crosses least; returns how many others.
    fn lay(&mut self, chain: &[usize]) -> usize {
        let (left, right) = self.ends(chain);
        let first = self.graph.column[left] + 1;
        let last = first + chain.len() - 1;
        let mut reached = self.reached(left, self.graph.before[chain[0]][0].1, first..=last);
        let end = self.place[right] + self.graph.after[chain[chain.len() - 1]][0].1;
        for (cost, more) in reached
            .costs
            .iter_mut()
            .zip(self.to_gaps(last, end, Side::After))
        {
            *cost += more;
        }
        let mut gap = cheapest(&reached.costs);
        let crossed = reached.costs[gap];
        for (id, from) in chain
            .iter()
            .rev()
            .zip(reached.from.iter().rev().map(Some).chain([None]))
        {
            self.put(*id, gap);
            gap = from.map_or(0, |from| from[gap]);
        }
        crossed
    }

    /// What it costs to get from a box to each gap of the last of `columns`.
    fn reached(&self, state: usize, lift: f64, columns: impl Iterator<Item = usize>) -> Reached {
        let here = self.graph.column[state];
        let mut reached = Reached {
            costs: Vec::new(),
            from: Vec::new(),
        };
        let mut previous = here;
        for column in columns {
            if previous == here {
                let side = if column > here {
                    Side::Before
                } else {
                    Side::After
                };
                reached.costs = self.to_gaps(column, self.place[state] + lift, side);
            } else {
                self.step(&mut reached, previous, column);
            }
            previous = column;
        }
        reached
    }

    /// How many edges each gap of a column has between itself and what stands at `end` in the column beside it.
    fn to_gaps(&self, column: usize, end: f64, side: Side) -> Vec<usize> {
        let items = &self.columns[column];
        let (mut above, mut below) = (vec![0; items.len() + 1], vec![0; items.len() + 1]);
        for (place, id) in items.iter().enumerate() {
            let near = match side {
                Side::Before => &self.graph.before[*id],
                Side::After => &self.graph.after[*id],
            };
            for (other, lift) in near {
                let at = self.place[*other] + lift;
                above[place + 1] += usize::from(at > end);
                below[place] += usize::from(at < end);
            }
        }
        for i in 1..above.len() {
            above[i] += above[i - 1];
        }
        for i in (1..below.len()).rev() {
            below[i - 1] += below[i];
        }
        above.iter().zip(below).map(|(a, b)| a + b).collect()
    }

    /// From the gaps of one column to those of the one beside it.
    fn step(&self, reached: &mut Reached, column: usize, next: usize) {
        let (m, n) = (self.columns[column].len(), self.columns[next].len());
        let width = n + 1;
        // How many edges begin above a gap here and end above a gap there.
        let mut both = vec![0_usize; (m + 1) * width];
        let mut above = vec![0_usize; width];
        for (place, id) in self.columns[next].iter().enumerate() {
            let near = if next > column {
                &self.graph.before[*id]
            } else {
                &self.graph.after[*id]
            };
            for at in near
                .iter()
                .map(|(other, _)| self.place[*other])
                .filter(|at| !at.is_nan())
            {
                both[(at as usize + 1) * width + place + 1] += 1;
                above[place + 1] += 1;
            }
        }
        for q in 1..=n {
            above[q] += above[q - 1];
        }
        for p in 1..=m {
            let mut row = 0;
            for q in 1..=n {
                row += both[p * width + q];
                both[p * width + q] = row + both[(p - 1) * width + q];
            }
        }
        let mut costs = vec![usize::MAX; width];
        let mut from = vec![0; width];
        for p in 0..=m {
            let row = &both[p * width..(p + 1) * width];
            for q in 0..=n {
                let cost = reached.costs[p] + row[n] + above[q] - 2 * row[q];
                if cost < costs[q] {
                    (costs[q], from[q]) = (cost, p);
                }
            }
        }
        reached.costs = costs;
        reached.from.push(from);
    }

    /// Puts a box with all its edges where they cross least; stays where that brings nothing. Returns how often they crossed others
    /// and each other before, and then.
    fn replant(&mut self, state: usize, ties: &[&[usize]]) -> (usize, usize) {
        let items = || ties.iter().flat_map(|chain| chain.iter()).chain([&state]);
        let mut least = 0;
        let mut stood = Vec::new();
        for chain in ties {
            stood.push(
                chain
                    .iter()
                    .map(|id| self.place[*id] as usize)
                    .collect::<Vec<_>>(),
            );
            least += self.take_up(chain);
        }
        let home = self.place[state] as usize;
        self.take_out(state);
        let column = self.graph.column[state];
        let mut costs = vec![0; self.columns[column].len() + 1];
        for chain in ties {
            let (left, right) = self.ends(chain);
            let reached = if left == state {
                let lift = self.graph.after[chain[chain.len() - 1]][0].1;
                self.reached(right, lift, (column..self.graph.column[right]).rev())
            } else {
                let lift = self.graph.before[chain[0]][0].1;
                self.reached(left, lift, self.graph.column[left] + 1..=column)
            };
            for (cost, more) in costs.iter_mut().zip(reached.costs) {
                *cost += more;
            }
        }
        self.put(state, cheapest(&costs));
        let now = ties.iter().rev().map(|chain| self.lay(chain)).sum();
        if now > least {
            for id in items() {
                self.take_out(*id);
            }
            self.put(state, home);
            for (chain, stood) in ties.iter().zip(&stood).rev() {
                for (id, gap) in chain.iter().zip(stood) {
                    self.put(*id, *gap);
                }
            }
            return (least, least);
        }
        (least, now)
    }
}

/// When each column changed last, and when each box was looked at.
struct Clock {
    now: usize,
    changed: Vec<usize>,
    looked: Vec<usize>,
}

impl Clock {
    fn of(columns: usize, states: usize) -> Self {
        Self {
            now: 1,
            changed: vec![1; columns],
            looked: vec![0; states],
        }
    }

    /// Whether anything between two columns changed since `state` was looked at.
    fn is_new(&self, state: usize, first: usize, last: usize) -> bool {
        self.changed[first..=last]
            .iter()
            .any(|at| *at > self.looked[state])
    }

    fn seen(&mut self, state: usize, changed: Option<(usize, usize)>) {
        if let Some((first, last)) = changed {
            self.now += 1;
            self.changed[first..=last].fill(self.now);
        } else {
            self.looked[state] = self.now;
        }
    }
}

#[derive(Clone, Copy)]
enum Side {
    Before,
    After,
}

fn cheapest(costs: &[usize]) -> usize {
    let gaps = costs.iter().enumerate();
    gaps.min_by_key(|(_, cost)| **cost)
        .map_or(0, |(gap, _)| gap)
}

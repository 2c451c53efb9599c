//! Columns for boxes such that all edges together are as short as can be: network simplex. A tree of edges that are as short as they
//! may be holds all boxes; as long as an edge of it would be better off longer, another takes its place.

/// What keeps `to` at least `least` columns right of `from`, and what each further column costs.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Tie {
    from: usize,
    to: usize,
    least: i64,
    weight: i64,
}

impl Tie {
    /// An edge.
    pub(crate) fn along(from: usize, to: usize) -> Self {
        Self {
            from,
            to,
            least: 1,
            weight: 1,
        }
    }

    /// Only keeps `to` from standing left of `from`.
    pub(crate) fn loose(from: usize, to: usize) -> Self {
        Self {
            from,
            to,
            least: 0,
            weight: 0,
        }
    }

    fn slack(&self, column: &[i64]) -> i64 {
        column[self.to] - column[self.from] - self.least
    }
}

/// Columns from 0, from any that keep to the `ties`.
pub(crate) fn shortened(mut column: Vec<i64>, ties: &[Tie]) -> Vec<usize> {
    let mut tree = Tree::grown(&mut column, ties);
    // Each exchange makes the whole shorter or leaves it; the bound is for those that only turn in a circle.
    for _ in 0..4 * ties.len() {
        tree.rooted(column.len(), ties);
        let Some(leaving) = tree.wasteful(ties) else {
            break;
        };
        let Some(entering) = tree.instead(leaving, &column, ties) else {
            break;
        };
        let slack = ties[entering].slack(&column);
        let inner = tree.child(leaving, ties);
        // What hangs on the inner end moves towards where the new edge leads.
        let by = if ties[leaving].from == inner {
            -slack
        } else {
            slack
        };
        for (node, column) in column.iter_mut().enumerate() {
            if tree.under(node, inner) {
                *column += by;
            }
        }
        tree.ties.retain(|tie| *tie != leaving);
        tree.ties.push(entering);
    }
    let first = column.iter().min().copied().unwrap_or_default();
    let from_first = column.iter().map(|c| usize::try_from(c - first));
    from_first.map(Result::unwrap_or_default).collect()
}

/// The ties that hold, as a tree (or one for each part that nothing joins), seen from its roots.
struct Tree {
    ties: Vec<usize>,
    /// By which tie each box hangs on the one nearer the root.
    above: Vec<Option<usize>>,
    /// Boxes, each after the one it hangs on.
    order: Vec<usize>,
    /// Where in `order` a box stands, and where the last of those under it.
    reach: Vec<(usize, usize)>,
}

impl Tree {
    /// Moves the columns until ties without slack hold everything together.
    fn grown(column: &mut [i64], ties: &[Tie]) -> Self {
        let nodes = column.len();
        let mut held = vec![false; nodes];
        let mut tree = Vec::new();
        for root in 0..nodes {
            if held[root] {
                continue;
            }
            held[root] = true;
            loop {
                let out = ties.iter().enumerate();
                let out = out.filter(|(_, t)| held[t.from] != held[t.to]);
                let Some((nearest, tie)) = out.min_by_key(|(_, t)| t.slack(column)) else {
                    break;
                };
                let slack = tie.slack(column);
                let by = if held[tie.from] { slack } else { -slack };
                for node in (0..nodes).filter(|n| held[*n]) {
                    column[node] += by;
                }
                (held[tie.from], held[tie.to]) = (true, true);
                tree.push(nearest);
            }
        }
        Self {
            ties: tree,
            above: Vec::new(),
            order: Vec::new(),
            reach: Vec::new(),
        }
    }

    fn rooted(&mut self, nodes: usize, ties: &[Tie]) {
        let mut near = vec![Vec::new(); nodes];
        for tie in &self.ties {
            near[ties[*tie].from].push((*tie, ties[*tie].to));
            near[ties[*tie].to].push((*tie, ties[*tie].from));
        }
        self.above = vec![None; nodes];
        self.reach = vec![(usize::MAX, 0); nodes];
        self.order.clear();
        for root in 0..nodes {
            if self.reach[root].0 != usize::MAX {
                continue;
            }
            let mut stack = vec![(root, None)];
            while let Some((node, tie)) = stack.pop() {
                self.above[node] = tie;
                self.reach[node] = (self.order.len(), self.order.len());
                self.order.push(node);
                let on = near[node].iter().filter(|(next, _)| Some(*next) != tie);
                stack.extend(on.map(|(tie, next)| (*next, Some(*tie))));
            }
        }
        for node in self.order.iter().rev() {
            if let Some(tie) = self.above[*node] {
                let parent = ties[tie].from + ties[tie].to - node;
                self.reach[parent].1 = self.reach[parent].1.max(self.reach[*node].1);
            }
        }
    }

    /// The tie of the tree whose length, longer, makes the rest shorter by most.
    fn wasteful(&self, ties: &[Tie]) -> Option<usize> {
        let mut out = vec![0_i64; self.order.len()];
        for tie in ties {
            out[tie.from] += tie.weight;
            out[tie.to] -= tie.weight;
        }
        let mut worst: Option<(i64, usize)> = None;
        for node in self.order.iter().rev() {
            let Some(tie) = self.above[*node] else {
                continue;
            };
            let parent = ties[tie].from + ties[tie].to - node;
            out[parent] += out[*node];
            // INVARIANT: `out` is now what leaves all under `node` less what enters: the cut value of the tie above it.
            let cut = if ties[tie].from == *node {
                out[*node]
            } else {
                -out[*node]
            };
            if cut < 0 && worst.is_none_or(|(least, _)| cut < least) {
                worst = Some((cut, tie));
            }
        }
        worst.map(|(_, tie)| tie)
    }

    /// The end of a tie of the tree that hangs on the other.
    fn child(&self, tie: usize, ties: &[Tie]) -> usize {
        let Tie { from, to, .. } = ties[tie];
        if self.above[from] == Some(tie) {
            from
        } else {
            to
        }
    }

    fn under(&self, node: usize, top: usize) -> bool {
        let (first, last) = self.reach[top];
        (first..=last).contains(&self.reach[node].0)
    }

    /// The tie with the least slack that joins the two halves the other way.
    fn instead(&self, leaving: usize, column: &[i64], ties: &[Tie]) -> Option<usize> {
        let inner = self.child(leaving, ties);
        let outwards = ties[leaving].from == inner;
        let joins = |tie: &Tie| {
            let (from, to) = (self.under(tie.from, inner), self.under(tie.to, inner));
            from != to && to == outwards
        };
        let joining = ties.iter().enumerate().filter(|(_, tie)| joins(tie));
        joining
            .min_by_key(|(_, tie)| tie.slack(column))
            .map(|(i, _)| i)
    }
}

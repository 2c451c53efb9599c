//! Which edges lead back, and in which column each box stands. "Back" is found by walking depth first from the initial state in the
//! file's order: an edge to where the walk still is leads back. The rest has no cycle, and each box stands one column right of
//! the farthest box before it.

use petgraph::{
    Incoming,
    algo::toposort,
    graph::{DiGraph, NodeIndex},
};

use crate::simplex::{Tie, shortened};

/// Whether each edge leads back (or to itself), the walk starting at `initial`.
pub(crate) fn back_edges(nodes: usize, initial: usize, ends: &[(usize, usize)]) -> Vec<bool> {
    let mut leaving = vec![Vec::new(); nodes];
    for (edge, (from, _)) in ends.iter().enumerate() {
        leaving[*from].push(edge);
    }
    let mut back = vec![false; ends.len()];
    let mut state = vec![Visit::New; nodes];
    let starts = std::iter::once(initial).chain(0..nodes);
    for start in starts.filter(|s| *s < nodes) {
        if state[start] != Visit::New {
            continue;
        }
        state[start] = Visit::Open;
        let mut stack = vec![(start, 0)];
        while let Some((node, next)) = stack.last_mut() {
            let Some(&edge) = leaving[*node].get(*next) else {
                state[*node] = Visit::Done;
                stack.pop();
                continue;
            };
            *next += 1;
            let to = ends[edge].1;
            match state[to] {
                Visit::Open => back[edge] = true,
                Visit::New => {
                    state[to] = Visit::Open;
                    stack.push((to, 0));
                }
                Visit::Done => {}
            }
        }
    }
    back
}

#[derive(Clone, Copy, PartialEq)]
enum Visit {
    New,
    Open,
    Done,
}

/// Columns of the boxes, and the way that is drawn as a straight row.
#[derive(Debug)]
pub(crate) struct Ranks {
    /// The column of each box, from 0.
    pub of: Vec<usize>,
    /// The longest way from the initial state, as edges; of equally long ones the first in the file.
    pub spine: Vec<usize>,
}

/// Ranks the boxes along `forward` edges (index, from, to), which have no cycle, so that all edges together pass as few columns as
/// can be: network simplex, after Gansner, Koutsofios, North, Vo, "A Technique for Drawing Directed Graphs" (1993), section 2.
/// Nothing stands left of the initial box but what leads to it.
pub(crate) fn ranks(nodes: usize, initial: usize, forward: &[(usize, usize, usize)]) -> Ranks {
    let mut graph: DiGraph<(), usize> = DiGraph::new();
    for _ in 0..nodes {
        graph.add_node(());
    }
    for (edge, from, to) in forward {
        graph.add_edge(NodeIndex::new(*from), NodeIndex::new(*to), *edge);
    }
    let order =
        toposort(&graph, None).expect("forward edges have no cycle: back edges are left out");
    let mut before = vec![false; nodes];
    for node in order.iter().rev() {
        let mut after = graph.neighbors(*node);
        before[node.index()] = node.index() == initial || after.any(|n| before[n.index()]);
    }
    let mut ties: Vec<Tie> = forward
        .iter()
        .map(|(_, from, to)| Tie::along(*from, *to))
        .collect();
    let led_to = |node: &NodeIndex| graph.neighbors_directed(*node, Incoming).count() > 0;
    let starts = order.iter().filter(|n| !led_to(n) && !before[n.index()]);
    ties.extend(starts.map(|n| Tie::loose(initial, n.index())));
    let mut of = vec![0_i64; nodes];
    for node in &order {
        for next in graph.neighbors(*node) {
            of[next.index()] = of[next.index()].max(of[node.index()] + 1);
        }
    }
    let of = shortened(of, &ties);
    Ranks {
        spine: spine(nodes, initial, forward, &order, &of),
        of,
    }
}

/// The longest chain of edges from `initial`, each one column long.
fn spine(
    nodes: usize,
    initial: usize,
    forward: &[(usize, usize, usize)],
    order: &[NodeIndex],
    of: &[usize],
) -> Vec<usize> {
    let mut leaving = vec![Vec::new(); nodes];
    for (edge, from, to) in forward {
        if of[*to] == of[*from] + 1 {
            leaving[*from].push((*edge, *to));
        }
    }
    let mut longest: Vec<(usize, Option<(usize, usize)>)> = vec![(0, None); nodes];
    for node in order.iter().rev().map(|n| n.index()) {
        for (edge, to) in &leaving[node] {
            if longest[*to].0 + 1 > longest[node].0 {
                longest[node] = (longest[*to].0 + 1, Some((*edge, *to)));
            }
        }
    }
    let mut way = Vec::new();
    let mut node = initial;
    while let Some((edge, to)) = longest.get(node).and_then(|l| l.1) {
        way.push(edge);
        node = to;
    }
    way
}

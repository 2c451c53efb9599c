//! Which states a ticket can get to, and from which it cannot get away. A transition that nobody may take leads nowhere (law 5).

use std::collections::BTreeSet;

use model::{StateName, Transition, Workflow};
use petgraph::{
    graphmap::DiGraphMap,
    visit::{Dfs, Reversed},
};

/// The states that a ticket can get to from the initial one.
pub fn reachable(workflow: &Workflow) -> BTreeSet<StateName> {
    let graph = graph(workflow);
    let mut seen = Dfs::new(&graph, &workflow.initial);
    std::iter::from_fn(|| seen.next(&graph).cloned()).collect()
}

/// The reachable states, terminal ones apart, from which no terminal state can be reached; in the file's order.
pub fn dead_ends(workflow: &Workflow) -> Vec<StateName> {
    let graph = graph(workflow);
    let mut escapes = BTreeSet::new();
    for end in workflow.states.iter().filter(|s| s.terminal) {
        let mut back = Dfs::new(Reversed(&graph), &end.name);
        while let Some(state) = back.next(Reversed(&graph)) {
            escapes.insert(state);
        }
    }
    let reached = reachable(workflow);
    let stuck = |name: &&StateName| reached.contains(*name) && !escapes.contains(name);
    let names = workflow.states.iter().map(|s| &s.name);
    names.filter(stuck).cloned().collect()
}

fn graph(workflow: &Workflow) -> DiGraphMap<&StateName, ()> {
    let mut graph = DiGraphMap::new();
    for state in &workflow.states {
        graph.add_node(&state.name);
    }
    let opens = |t: &&Transition| !t.by.is_empty() || t.break_glass.is_some();
    for transition in workflow.transitions.iter().filter(opens) {
        for from in &transition.from {
            graph.add_edge(from, &transition.to, ());
        }
    }
    graph
}

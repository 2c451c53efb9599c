//! The layered layout beside Graphviz's dot, on one seeded corpus: machines of 10 to 300 states, 1.6 edges a state, of which a tenth
//! leads back and a twentieth each are self-loops and parallels, a label on each. Both draw whole ways, and the ways' crossings are
//! counted by the same ruler. `OPENWEAVE_MACHINES=200` takes the whole corpus.

use std::{
    io::Write,
    process::{Command, Stdio},
    time::{Duration, Instant},
};

use model::{StateName, Workflow};
use openweave_diagram::{Layout, layout};
use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;

use crate::machines::{faults, machine, transition};

/// All machines of the corpus.
const CORPUS: usize = 200;
/// How many of them a quick run takes, spread over all sizes.
const FEW: usize = 20;
/// How far apart in the file's order the ends of most edges are.
const NEAR: usize = 9;

/// The `nth` machine of the corpus, larger with each.
fn of_corpus(nth: usize) -> Workflow {
    sized(nth as u64, 10 + nth * 290 / (CORPUS - 1))
}

/// A machine of so many states.
fn sized(seed: u64, states: usize) -> Workflow {
    let mut luck = ChaCha8Rng::seed_from_u64(seed);
    let names: Vec<String> = (0..states).map(|i| format!("State {i}")).collect();
    let edges = states * 16 / 10;
    let (back, turns, twins) = (edges / 10, edges / 20, edges / 20);
    let mut ends: Vec<(usize, usize)> = Vec::new();
    // Each state is led to by one before it, so that all of it hangs together.
    for to in 1..states {
        ends.push((to - luck.random_range(1..=NEAR.min(to)), to));
    }
    for _ in 0..turns {
        let state = luck.random_range(0..states);
        ends.push((state, state));
    }
    for _ in 0..twins {
        let twin = ends[luck.random_range(0..states - 1)];
        ends.push(twin);
    }
    for _ in 0..back {
        let from = luck.random_range(1..states);
        ends.push((from, from - luck.random_range(1..=NEAR.min(from))));
    }
    while ends.len() < edges {
        let to = luck.random_range(1..states);
        ends.push((to - luck.random_range(1..=NEAR.min(to)), to));
    }
    let verbs = ["Submit", "Send back to the author", "Accept", "Roll out"];
    let transitions = ends.iter().enumerate().map(|(i, (from, to))| {
        let name = format!("{} {i}", verbs[i % verbs.len()]);
        transition(&name, &names[*from], &names[*to])
    });
    machine(&names, transitions.collect())
}

/// Ways as broken lines.
type Ways = Vec<Vec<(f64, f64)>>;

fn ways(drawn: &Layout) -> Ways {
    let points = drawn.routes.iter().map(|r| r.path.points());
    points
        .map(|p| p.iter().map(|p| (p.x, p.y)).collect())
        .collect()
}

/// What dot draws, and how long it takes: from left to right, with labels, as itself.
fn dot(workflow: &Workflow) -> (Ways, Duration) {
    let number = |state: &StateName| {
        let mut states = workflow.states.iter();
        states.position(|s| s.name == *state).unwrap()
    };
    let mut source = "digraph { rankdir=LR; node [shape=box];\n".to_owned();
    for (i, state) in workflow.states.iter().enumerate() {
        source += &format!("{i} [label=\"{}\"];\n", state.name);
    }
    for t in &workflow.transitions {
        let (from, to) = (number(&t.from[0]), number(&t.to));
        source += &format!("{from} -> {to} [label=\"{}\"];\n", t.name);
    }
    source += "}\n";
    let before = Instant::now();
    let mut child = Command::new("dot")
        .arg("-Tplain")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("graphviz is installed");
    let mut entry = child.stdin.take().unwrap();
    entry.write_all(source.as_bytes()).unwrap();
    drop(entry);
    let output = child.wait_with_output().unwrap();
    let took = before.elapsed();
    let text = String::from_utf8(output.stdout).unwrap();
    let edges = text.lines().filter(|line| line.starts_with("edge "));
    let splines: Ways = edges.map(spline).collect();
    assert_eq!(splines.len(), workflow.transitions.len());
    (splines, took)
}

/// `edge tail head n x1 y1 … xn yn label …`: cubic pieces that share their ends.
fn spline(line: &str) -> Vec<(f64, f64)> {
    let mut words = line.split(' ').skip(3);
    let n: usize = words.next().unwrap().parse().unwrap();
    let mut numbers = words.map(|w| w.parse::<f64>().unwrap_or_default());
    let points: Vec<(f64, f64)> = (0..n)
        .map(|_| (numbers.next().unwrap(), numbers.next().unwrap()))
        .collect();
    let mut way = vec![points[0]];
    for piece in points[..].windows(4).step_by(3) {
        way.extend((1..=16).map(|i| cubic(piece, f64::from(i) / 16.0)));
    }
    way
}

fn cubic(p: &[(f64, f64)], t: f64) -> (f64, f64) {
    let u = 1.0 - t;
    let weights = [u * u * u, 3.0 * u * u * t, 3.0 * u * t * t, t * t * t];
    let sum = |pick: fn(&(f64, f64)) -> f64| p.iter().zip(weights).map(|(p, w)| pick(p) * w).sum();
    (sum(|p| p.0), sum(|p| p.1))
}

/// How often ways cross: pairs of pieces of two ways that properly cut each other.
fn crossings(ways: &Ways) -> usize {
    let bounds: Vec<[f64; 4]> = ways.iter().map(|w| around(w)).collect();
    let mut count = 0;
    for (i, one) in ways.iter().enumerate() {
        for (j, other) in ways[..i].iter().enumerate() {
            if !meet(bounds[i], bounds[j]) {
                continue;
            }
            for a in one.windows(2).filter(|a| meet(around(a), bounds[j])) {
                count += other.windows(2).filter(|b| cut(a, b)).count();
            }
        }
    }
    count
}

fn around(points: &[(f64, f64)]) -> [f64; 4] {
    let none = [f64::INFINITY, f64::INFINITY, -f64::INFINITY, -f64::INFINITY];
    points.iter().fold(none, |[l, t, r, b], (x, y)| {
        [l.min(*x), t.min(*y), r.max(*x), b.max(*y)]
    })
}

fn meet(a: [f64; 4], b: [f64; 4]) -> bool {
    a[0] <= b[2] && b[0] <= a[2] && a[1] <= b[3] && b[1] <= a[3]
}

fn cut(a: &[(f64, f64)], b: &[(f64, f64)]) -> bool {
    let side = |p: (f64, f64), q: (f64, f64), r: (f64, f64)| {
        (q.0 - p.0) * (r.1 - p.1) - (q.1 - p.1) * (r.0 - p.0)
    };
    side(a[0], a[1], b[0]) * side(a[0], a[1], b[1]) < 0.0
        && side(b[0], b[1], a[0]) * side(b[0], b[1], a[1]) < 0.0
}

fn median(mut values: Vec<usize>) -> usize {
    values.sort_unstable();
    values[values.len() / 2]
}

fn quickest(tries: usize, mut work: impl FnMut()) -> Duration {
    let tries = (0..tries).map(|_| {
        let before = Instant::now();
        work();
        before.elapsed()
    });
    tries.min().unwrap()
}

#[test]
fn fewer_ways_cross_than_where_dot_draws_and_no_sign_meets_another() {
    let asked = std::env::var("OPENWEAVE_MACHINES").ok();
    let few = asked.map_or(FEW, |n| n.parse().unwrap());
    let (mut ours, mut dots) = (Vec::new(), Vec::new());
    let (mut our_time, mut dots_time) = (Duration::ZERO, Duration::ZERO);
    for nth in (0..CORPUS).step_by(CORPUS / few) {
        let workflow = of_corpus(nth);
        our_time += quickest(3, || drop(layout(&workflow)));
        let drawn = layout(&workflow);
        assert_eq!(faults(&drawn), Vec::<String>::new(), "machine {nth}");
        let (splines, took) = dot(&workflow);
        dots_time += took;
        ours.push(crossings(&ways(&drawn)));
        dots.push(crossings(&splines));
    }
    let (ours, dots) = (median(ours), median(dots));
    println!("crossings, median: {ours}, dot {dots}; time {our_time:?}, dot {dots_time:?}");
    assert!(ours <= dots, "median {ours}, dot's {dots}");
    assert!(
        our_time * 4 <= dots_time,
        "{our_time:?} beside dot's {dots_time:?}"
    );
}

#[test]
fn a_thousand_states_take_little_longer_than_five_hundred() {
    let (middle, large) = (sized(1, 500), sized(1, 1_000));
    let half = quickest(3, || drop(layout(&middle)));
    let whole = quickest(3, || drop(layout(&large)));
    println!("500 states: {half:?}, 1,000 states: {whole:?}");
    assert!(
        whole < half * 6,
        "500 states: {half:?}, 1,000 states: {whole:?}"
    );
    if std::env::var("OPENWEAVE_STRICT").is_ok() {
        assert!(half <= Duration::from_millis(100), "500 states: {half:?}");
        assert!(
            whole <= Duration::from_millis(400),
            "1,000 states: {whole:?}"
        );
    }
}

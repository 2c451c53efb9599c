//! What the product promises of its speed and weight: ratios within one run, never absolute rates, which are the machine's.

use super::{
    growth::{APPEND, VERIFY_HASH},
    moves::{IN_PROCESS, OVER_HTTP, REFUSALS},
    told::Line,
};

/// A bench, at how many clients (all, when absent), and how much of the plain rate it reaches at least.
const RATIOS: [(&str, Option<usize>, f64); 6] = [
    (IN_PROCESS, Some(64), 0.5),
    (IN_PROCESS, Some(256), 0.5),
    (OVER_HTTP, Some(64), 0.25),
    (REFUSALS, Some(64), 0.25),
    (VERIFY_HASH, None, 0.7),
    (APPEND, None, 0.8),
];

/// How many times the middle wait of moves in process the longest but one in a hundred is, at most.
const P99_MAX: f64 = 20.0;

/// How many bytes an entry is, at most: log, tiles and tables at the demo's mix.
const BYTES_MAX: f64 = 1_000.0;

/// A sentence for each that is missed.
pub fn missed(lines: &[Line]) -> Vec<String> {
    lines.iter().filter_map(misses).collect()
}

fn misses(line: &Line) -> Option<String> {
    match line {
        Line::Figures(figures) => {
            let target = RATIOS.iter().find(|(name, clients, _)| {
                *name == figures.name && clients.is_none_or(|clients| clients == figures.clients)
            });
            let (name, clients, entries) = (figures.name, figures.clients, figures.entries);
            if let Some((_, _, least)) = target
                && figures.ratio() < *least
            {
                return Some(format!(
                    "{name} at {clients} clients and {entries} entries: the ratio is {:.2}, and should be {least} or more.",
                    figures.ratio()
                ));
            }
            let (p50, p99) = (figures.wait_ms(50), figures.wait_ms(99));
            (name == IN_PROCESS && clients > 1 && p99 > P99_MAX * p50).then(|| {
                format!(
                    "{name} at {clients} clients: one call in a hundred waits {p99:.1} ms or more, over {P99_MAX} times the middle one."
                )
            })
        }
        Line::Weight(weight) => (weight.per_entry() > BYTES_MAX).then(|| {
            format!(
                "disk: an entry is {:.0} bytes, and should be {BYTES_MAX} or less.",
                weight.per_entry()
            )
        }),
        Line::Memory { .. } => None,
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use host::bench::{Figures, Weight};

    use super::*;

    fn figures(name: &'static str, clients: usize, ms: u64) -> Line {
        Line::Figures(Figures {
            name,
            clients,
            entries: 1_000,
            done: 1_000,
            took: Duration::from_millis(ms),
            bare_done: 1_000,
            bare: Duration::from_millis(500),
            waits: vec![Duration::from_millis(1)],
        })
    }

    #[test]
    fn a_ratio_below_its_target_is_named() {
        assert_eq!(missed(&[figures(IN_PROCESS, 64, 1_000)]), [""; 0]);
        let late = missed(&[
            figures(IN_PROCESS, 64, 1_001),
            figures(IN_PROCESS, 1, 9_000),
        ]);
        assert_eq!(late.len(), 1, "{late:?}");
        assert!(late[0].starts_with("moves_in_process at 64"), "{late:?}");
        assert_eq!(missed(&[figures(APPEND, 64, 700)]).len(), 1);
    }

    #[test]
    fn a_long_tail_and_a_heavy_entry_are_named() {
        let Line::Figures(slow) = figures(IN_PROCESS, 64, 500) else {
            unreachable!("figures are figures")
        };
        let waits = vec![Duration::from_millis(1), Duration::from_millis(21)];
        let tail = missed(&[Line::Figures(Figures { waits, ..slow })]);
        assert!(tail[0].contains("one call in a hundred"), "{tail:?}");
        let heavy = Weight {
            entries: 10,
            log: 10_001,
            ..Weight::default()
        };
        assert_eq!(missed(&[Line::Weight(heavy)]).len(), 1);
    }
}

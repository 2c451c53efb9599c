//! What a measurement came to.

use std::time::Duration;

/// What a measurement came to: so much done in so long, and how long the same took plainly.
#[derive(Clone, Debug)]
pub struct Figures {
    /// What was measured.
    pub name: &'static str,
    /// How many called at once.
    pub clients: usize,
    /// How many entries the log had at the end.
    pub entries: u64,
    /// How many entries were written or read.
    pub done: u64,
    /// How long that took.
    pub took: Duration,
    /// How many were written or read plainly.
    pub bare_done: u64,
    /// How long that took.
    pub bare: Duration,
    /// How long each call took, shortest first; never empty.
    pub waits: Vec<Duration>,
}

impl Figures {
    /// Entries a second.
    pub fn per_s(&self) -> f64 {
        rate(self.done, self.took)
    }

    /// Entries a second, plainly.
    pub fn bare_per_s(&self) -> f64 {
        rate(self.bare_done, self.bare)
    }

    /// How much of the plain rate is reached.
    pub fn ratio(&self) -> f64 {
        self.per_s() / self.bare_per_s()
    }

    /// The wait in milliseconds that so many in a hundred calls did not exceed.
    pub fn wait_ms(&self, percent: usize) -> f64 {
        let rank = (self.waits.len() * percent).div_ceil(100).max(1);
        self.waits[rank - 1].as_secs_f64() * 1_000.0
    }

    /// The one with the middle ratio: a machine is never quite alone.
    pub fn middle(mut rounds: Vec<Self>) -> Option<Self> {
        rounds.sort_by(|a, b| a.ratio().total_cmp(&b.ratio()));
        let middle = rounds.len() / 2;
        rounds.into_iter().nth(middle)
    }
}

fn rate(done: u64, took: Duration) -> f64 {
    done as f64 / took.as_secs_f64().max(f64::MIN_POSITIVE)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn figures(ms: u64) -> Figures {
        Figures {
            name: "moves",
            clients: 1,
            entries: 100,
            done: 100,
            took: Duration::from_millis(ms),
            bare_done: 200,
            bare: Duration::from_secs(1),
            waits: (1..=100).map(Duration::from_millis).collect(),
        }
    }

    #[test]
    fn a_ratio_is_of_rates_and_a_percentile_is_a_wait_that_happened() {
        let figures = figures(500);
        assert_eq!((figures.per_s(), figures.bare_per_s()), (200.0, 200.0));
        assert_eq!(figures.ratio(), 1.0);
        assert_eq!((figures.wait_ms(50), figures.wait_ms(99)), (50.0, 99.0));
    }

    #[test]
    fn the_middle_of_three_rounds_is_told() {
        let rounds = [900, 100, 500].map(figures);
        let middle = Figures::middle(rounds.into()).expect("three rounds");
        assert_eq!(middle.took, Duration::from_millis(500));
        assert!(Figures::middle(Vec::new()).is_none());
    }
}

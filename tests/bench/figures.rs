//! What a measurement came to.

use std::{fmt, time::Duration};

use super::Way;

/// What stands above [`Figures`] in a table.
pub const HEADINGS: &str =
    "way         clients   moves  batches   moves/s    bare/s  ratio   p50 ms   p99 ms";

/// What a measurement came to. As text it is a line of a table.
#[derive(Clone, Debug)]
pub struct Figures {
    /// How the moves came.
    pub way: Way,
    /// How many clients moved at once.
    pub clients: usize,
    /// In how many transactions the moves were written.
    pub batches: usize,
    /// How long all moves took.
    pub took: Duration,
    /// How long the bare loop took for the same rows.
    pub bare: Duration,
    /// How long each move took, shortest first.
    pub waits: Vec<Duration>,
}

impl Figures {
    /// Moves a second.
    pub fn rate(&self) -> f64 {
        self.waits.len() as f64 / self.took.as_secs_f64()
    }

    /// The bare loop's.
    pub fn bare_rate(&self) -> f64 {
        self.waits.len() as f64 / self.bare.as_secs_f64()
    }

    /// Moves a second for each of the bare loop's.
    pub fn ratio(&self) -> f64 {
        self.bare.as_secs_f64() / self.took.as_secs_f64()
    }

    /// The wait in milliseconds that so many in a hundred moves did not exceed.
    pub fn wait_ms(&self, percent: usize) -> f64 {
        let rank = (self.waits.len() * percent).div_ceil(100).max(1);
        self.waits[rank - 1].as_secs_f64() * 1_000.0
    }
}

impl fmt::Display for Figures {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (way, rate, bare) = (self.way.to_string(), self.rate(), self.bare_rate());
        write!(
            f,
            "{way:<10} {:>8} {:>7} {:>8} {rate:>9.0} {bare:>9.0} {:>6.2} {:>8.2} {:>8.2}",
            self.clients,
            self.waits.len(),
            self.batches,
            self.ratio(),
            self.wait_ms(50),
            self.wait_ms(99),
        )
    }
}

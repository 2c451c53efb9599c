//! How much is measured: enough for a figure, or just enough to see that it runs.

/// How much is measured.
pub struct Plan {
    /// Clients, and how many calls they make in all.
    pub in_process: &'static [(usize, usize)],
    /// The same over HTTP.
    pub http: &'static [(usize, usize)],
    /// The same for refusals over HTTP.
    pub refusals: &'static [(usize, usize)],
    /// How often each is measured; told is the one in the middle.
    pub rounds: usize,
    /// How long the log is at which it is measured, each time.
    pub lengths: Vec<u64>,
    /// How many tickets it is about.
    pub tickets: usize,
    /// How often one of them has moved.
    pub history: usize,
    /// How many calls append to it each time, by how many clients.
    pub appended: (usize, usize),
    /// How often; told is the quickest.
    pub append_rounds: usize,
    /// How often it is read.
    pub reads: usize,
    /// How many tickets the demo has whose mix is weighed.
    pub demo_tickets: u32,
}

/// Where growth begins to be measured.
const SHORTEST: u64 = 10_000;

impl Plan {
    /// What figures need, with a log that grows tenfold each time until it has `entries`.
    pub fn up_to(entries: u64) -> Self {
        let tenfold = |length: &u64| length.checked_mul(10);
        let lengths = std::iter::successors(Some(SHORTEST), tenfold);
        let mut lengths: Vec<u64> = lengths.take_while(|length| *length < entries).collect();
        lengths.push(entries);
        Self {
            in_process: &[(1, 1_000), (64, 20_000), (256, 40_000)],
            http: &[(1, 1_000), (64, 20_000)],
            refusals: &[(64, 20_000)],
            rounds: 3,
            lengths,
            tickets: 1_000,
            history: 999,
            appended: (64, 10_000),
            append_rounds: 5,
            reads: 50,
            demo_tickets: 400,
        }
    }

    /// Everything once and in small.
    pub fn quick() -> Self {
        Self {
            in_process: &[(1, 4), (64, 128), (256, 256)],
            http: &[(1, 4), (64, 128)],
            refusals: &[(64, 64)],
            rounds: 1,
            lengths: vec![300, 600],
            tickets: 20,
            history: 19,
            appended: (8, 64),
            append_rounds: 1,
            reads: 2,
            demo_tickets: 5,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_log_grows_tenfold_to_the_length_that_was_asked_for() {
        assert_eq!(Plan::up_to(1_000_000).lengths, [10_000, 100_000, 1_000_000]);
        assert_eq!(Plan::up_to(50_000).lengths, [10_000, 50_000]);
        assert_eq!(Plan::up_to(5_000).lengths, [5_000]);
    }
}

//! The same refusal over and over: the first is an entry at once, the rest are counted and told every ten seconds. Never silence.

use std::{
    collections::BTreeMap,
    mem,
    sync::{Mutex, PoisonError},
    time::{Duration, Instant},
};

/// How long refusals are counted before the count is told.
const COUNT_FOR: Duration = Duration::from_secs(10);

/// Refusals that may repeat, by what makes two of them the same.
pub(crate) struct Floods<K>(Mutex<BTreeMap<K, Running>>);

struct Running {
    since: Instant,
    more: u64,
}

impl<K> Default for Floods<K> {
    fn default() -> Self {
        Self(Mutex::new(BTreeMap::new()))
    }
}

impl<K: Ord + Clone> Floods<K> {
    /// Whether this one is to be an entry. If not, it has been counted.
    pub(crate) fn first(&self, key: K, now: Instant) -> bool {
        let mut running = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(flood) = running.get_mut(&key) {
            flood.more += 1;
            return false;
        }
        running.insert(
            key,
            Running {
                since: now,
                more: 0,
            },
        );
        true
    }

    /// What has been counted for ten seconds and is to be told now. What did not repeat is forgotten.
    pub(crate) fn due(&self, now: Instant) -> Vec<(K, u64)> {
        self.taken(
            |flood| now.saturating_duration_since(flood.since) >= COUNT_FOR,
            now,
        )
    }

    /// All that has been counted, however short: before the process ends.
    pub(crate) fn rest(&self, now: Instant) -> Vec<(K, u64)> {
        self.taken(|_| true, now)
    }

    fn taken(&self, over: impl Fn(&Running) -> bool, now: Instant) -> Vec<(K, u64)> {
        let mut running = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let mut told = Vec::new();
        running.retain(|key, flood| {
            if !over(flood) {
                return true;
            }
            let more = mem::take(&mut flood.more);
            flood.since = now;
            if more > 0 {
                told.push((key.clone(), more));
            }
            more > 0
        });
        told
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_is_told_at_once_and_the_rest_as_a_count() {
        let floods = Floods::default();
        let start = Instant::now();
        assert!(floods.first("a", start));
        assert!(!floods.first("a", start));
        assert!(!floods.first("a", start));
        assert!(floods.first("b", start));
        assert_eq!(floods.due(start + Duration::from_secs(9)), vec![]);
        assert_eq!(floods.due(start + Duration::from_secs(10)), vec![("a", 2)]);
        assert!(
            !floods.first("a", start + Duration::from_secs(11)),
            "the flood still runs"
        );
        assert!(
            floods.first("b", start + Duration::from_secs(11)),
            "this one had stopped"
        );
        assert_eq!(floods.rest(start + Duration::from_secs(12)), vec![("a", 1)]);
    }
}

//! How many calls a credential may make: a bucket that fills at its rate and holds its burst.

use std::{
    collections::HashMap,
    sync::{Mutex, PoisonError},
    time::{Duration, Instant},
};

use model::{TokenId, deed::Rate};

/// The buckets of all tokens that have called.
#[derive(Default)]
pub(crate) struct Rates(Mutex<HashMap<TokenId, Bucket>>);

struct Bucket {
    calls: f64,
    filled: Instant,
}

impl Rates {
    /// Takes one call, or says after how many seconds there will be one.
    pub(crate) fn spend(&self, token: TokenId, rate: Rate, now: Instant) -> Result<(), u32> {
        let mut buckets = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let bucket = buckets.entry(token).or_insert(Bucket {
            calls: f64::from(rate.burst),
            filled: now,
        });
        bucket.spend(rate, now)
    }
}

impl Bucket {
    fn spend(&mut self, rate: Rate, now: Instant) -> Result<(), u32> {
        let waited = now.saturating_duration_since(self.filled);
        self.filled = now;
        let per_second = f64::from(rate.per_second);
        self.calls = waited
            .as_secs_f64()
            .mul_add(per_second, self.calls)
            .min(f64::from(rate.burst));
        if self.calls >= 1.0 {
            self.calls -= 1.0;
            return Ok(());
        }
        let missing = (1.0 - self.calls) / per_second.max(f64::MIN_POSITIVE);
        Err(Duration::try_from_secs_f64(missing.ceil())
            .map_or(u32::MAX, |d| u32::try_from(d.as_secs()).unwrap_or(u32::MAX))
            .max(1))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_burst_goes_at_once_and_then_the_rate_holds() {
        let rates = Rates::default();
        let token = TokenId::new(uuid::Uuid::from_u128(1));
        let rate = Rate {
            per_second: 2,
            burst: 3,
        };
        let start = Instant::now();
        for _ in 0..3 {
            assert_eq!(rates.spend(token, rate, start), Ok(()));
        }
        assert_eq!(rates.spend(token, rate, start), Err(1));
        assert_eq!(
            rates.spend(token, rate, start + Duration::from_millis(500)),
            Ok(())
        );
        assert_eq!(
            rates.spend(token, rate, start + Duration::from_millis(501)),
            Err(1)
        );
        let never = Rate {
            per_second: 0,
            burst: 1,
        };
        let other = TokenId::new(uuid::Uuid::from_u128(2));
        assert_eq!(rates.spend(other, never, start), Ok(()));
        assert_eq!(
            rates.spend(other, never, start + Duration::from_secs(9)),
            Err(u32::MAX)
        );
    }
}

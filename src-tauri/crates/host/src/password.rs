//! Passwords: argon2id, the same work for a name nobody has, and an account that slows down under wrong guesses.

use std::{
    collections::HashMap,
    sync::{Mutex, PoisonError},
    time::{Duration, Instant},
};

use argon2::{
    Algorithm, Argon2, Params, PasswordHash, PasswordHasher, PasswordVerifier, Version,
    password_hash::SaltString,
};
use zeroize::Zeroizing;

use crate::luck;

/// The shortest password, in characters.
pub(crate) const PASSWORD_CHARS_MIN: usize = 12;
/// The longest, in bytes: more is work for nothing.
pub(crate) const PASSWORD_BYTES_MAX: usize = 1_024;
/// Wrong guesses in a row that cost nothing.
const FREE_GUESSES: u32 = 3;
/// The longest wait between two guesses.
const WAIT_MAX: Duration = Duration::from_secs(30);
/// How many names are remembered; beyond that the oldest go.
const NAMES_MAX: usize = 10_000;

/// What a password record costs to check.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Cost {
    /// Memory in KiB.
    pub memory_kib: u32,
    /// Passes over it.
    pub passes: u32,
    /// Lanes.
    pub lanes: u32,
}

impl Default for Cost {
    /// OWASP's recommendation: 19 MiB, two passes, one lane.
    fn default() -> Self {
        Self {
            memory_kib: 19_456,
            passes: 2,
            lanes: 1,
        }
    }
}

impl Cost {
    /// The least that argon2 takes: for tests, which sign in often.
    pub const MINIMUM: Self = Self {
        memory_kib: 8,
        passes: 1,
        lanes: 1,
    };

    /// So many bytes of a password and a salt, for `out`.
    pub(crate) fn derive(
        self,
        password: &[u8],
        salt: &[u8],
        out: &mut [u8],
    ) -> Result<(), PasswordError> {
        let fail = |e: argon2::Error| PasswordError(e.to_string());
        let argon2 = self.argon2().map_err(fail)?;
        argon2.hash_password_into(password, salt, out).map_err(fail)
    }

    fn argon2(self) -> Result<Argon2<'static>, argon2::Error> {
        let params = Params::new(self.memory_kib, self.passes, self.lanes, None)?;
        Ok(Argon2::new(Algorithm::Argon2id, Version::V0x13, params))
    }
}

/// A password cannot be turned into a record, or a record not be read.
#[derive(Debug, thiserror::Error)]
#[error("The password record cannot be made or read: {0}.")]
pub struct PasswordError(String);

/// The record to keep for a password, in PHC form. Takes as long as `cost` says: never on an async thread.
pub(crate) fn record(password: &Zeroizing<String>, cost: Cost) -> Result<String, PasswordError> {
    let fail = |e: &dyn std::fmt::Display| PasswordError(e.to_string());
    let salt = SaltString::encode_b64(&luck::bytes32()[..16]).map_err(|e| fail(&e))?;
    let argon2 = cost.argon2().map_err(|e| fail(&e))?;
    let hash = argon2
        .hash_password(password.as_bytes(), &salt)
        .map_err(|e| fail(&e))?;
    Ok(hash.to_string())
}

/// Whether `password` is the one of `record`. Without a record, the same work and no.
pub(crate) fn verify(password: &Zeroizing<String>, record: Option<&str>, decoy: &str) -> bool {
    let parsed = PasswordHash::new(record.unwrap_or(decoy));
    let right = parsed.is_ok_and(|hash| {
        Argon2::default()
            .verify_password(password.as_bytes(), &hash)
            .is_ok()
    });
    right && record.is_some()
}

/// Who has guessed wrong lately, by the name that was typed.
#[derive(Default)]
pub(crate) struct Guesses(Mutex<HashMap<String, Wrong>>);

struct Wrong {
    times: u32,
    last: Instant,
}

impl Wrong {
    fn wait(&self) -> Duration {
        let over = self.times.saturating_sub(FREE_GUESSES);
        if over == 0 {
            return Duration::ZERO;
        }
        Duration::from_secs(1u64.checked_shl(over - 1).unwrap_or(u64::MAX)).min(WAIT_MAX)
    }
}

impl Guesses {
    /// How many seconds `name` has yet to wait before the next guess; 0: none.
    pub(crate) fn wait(&self, name: &str, now: Instant) -> u32 {
        let wrong = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let left = wrong.get(name).map_or(Duration::ZERO, |w| {
            (w.last + w.wait()).saturating_duration_since(now)
        });
        u32::try_from(left.as_millis().div_ceil(1_000)).unwrap_or(u32::MAX)
    }

    /// Another wrong one.
    pub(crate) fn wrong(&self, name: &str, now: Instant) {
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if all.len() >= NAMES_MAX && !all.contains_key(name) {
            let oldest = all
                .iter()
                .min_by_key(|(_, w)| w.last)
                .map(|(n, _)| n.clone());
            oldest.and_then(|n| all.remove(&n));
        }
        let wrong = all.entry(name.to_owned()).or_insert(Wrong {
            times: 0,
            last: now,
        });
        wrong.times = wrong.times.saturating_add(1);
        wrong.last = now;
    }

    /// The right one: all is forgiven.
    pub(crate) fn right(&self, name: &str) {
        self.0
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .remove(name);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn password(text: &str) -> Zeroizing<String> {
        Zeroizing::new(text.to_owned())
    }

    #[test]
    fn the_default_cost_is_owasps() {
        let record = record(&password("correct horse battery"), Cost::default()).unwrap();
        assert!(
            record.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"),
            "{record}"
        );
    }

    #[test]
    fn the_right_password_fits_and_no_record_never_does() {
        let decoy = record(&password("decoy"), Cost::MINIMUM).unwrap();
        let kept = record(&password("correct horse battery"), Cost::MINIMUM).unwrap();
        assert!(verify(
            &password("correct horse battery"),
            Some(&kept),
            &decoy
        ));
        assert!(!verify(&password("correct horse"), Some(&kept), &decoy));
        assert!(!verify(&password("decoy"), None, &decoy));
    }

    #[test]
    fn wrong_guesses_slow_down_one_name_and_the_right_one_ends_it() {
        let guesses = Guesses::default();
        let now = Instant::now();
        for expected in [0, 0, 0, 1, 2, 4, 8, 16, 30, 30] {
            guesses.wrong("ada", now);
            assert_eq!(guesses.wait("ada", now), expected);
        }
        assert_eq!(guesses.wait("ben", now), 0);
        assert_eq!(guesses.wait("ada", now + WAIT_MAX), 0);
        guesses.right("ada");
        assert_eq!(guesses.wait("ada", now), 0);
    }
}

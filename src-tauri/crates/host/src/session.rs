//! Sessions: 256 bits, kept only as their digest, in memory alone. They end with the process, when idle, and after half a day.

use std::{
    collections::HashMap,
    sync::{Mutex, PoisonError},
    time::{Duration, Instant},
};

use model::{Digest, PersonId, SessionId, Timestamp};
use zeroize::Zeroizing;

use crate::{luck, signing::Keys};

/// The longest a session lasts.
const LASTS: Duration = Duration::from_secs(12 * 60 * 60);
/// How many sessions one person has at most; the oldest goes.
const PER_PERSON_MAX: usize = 20;

/// The secret of a session: the cookie's value, or what the desktop shell keeps.
#[derive(Clone)]
pub struct SessionToken(Zeroizing<String>);

impl SessionToken {
    /// The secret as text, 64 hex digits.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl std::fmt::Debug for SessionToken {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("SessionToken")
    }
}

/// What a call says about whoever is at the window.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Presence {
    /// They do something.
    Acts,
    /// The window looks for news by itself.
    Watches,
}

/// A moment by both clocks: the monotonic one stands still while a laptop sleeps, the other one can be set.
#[derive(Clone, Copy)]
pub(crate) struct Moment {
    pub(crate) steady: Instant,
    pub(crate) wall: Timestamp,
}

impl Moment {
    /// How long ago `earlier` was, by whichever clock says longer.
    fn since(self, earlier: Self) -> Duration {
        let wall = u64::try_from(self.wall.since(earlier.wall).as_seconds()).unwrap_or(0);
        self.steady
            .saturating_duration_since(earlier.steady)
            .max(Duration::from_secs(wall))
    }
}

struct Session {
    id: SessionId,
    person: PersonId,
    keys: Keys,
    opened: Moment,
    used: Moment,
}

/// All sessions of this process.
pub(crate) struct Sessions {
    idle: Duration,
    open: Mutex<HashMap<Digest, Session>>,
}

impl Sessions {
    pub(crate) fn new(idle: Duration) -> Self {
        Self {
            idle,
            open: Mutex::default(),
        }
    }

    pub(crate) const fn idle(&self) -> Duration {
        self.idle
    }

    /// Opens one for `person`, who has just proved who they are.
    pub(crate) fn open(
        &self,
        id: SessionId,
        person: PersonId,
        keys: Keys,
        now: Moment,
    ) -> SessionToken {
        let secret = luck::secret();
        let mut open = self.open.lock().unwrap_or_else(PoisonError::into_inner);
        open.retain(|_, s| self.lives(s, now));
        let theirs = open.iter().filter(|(_, s)| s.person == person);
        if theirs.clone().count() >= PER_PERSON_MAX {
            let oldest = theirs.min_by_key(|(_, s)| s.used.steady).map(|(d, _)| *d);
            oldest.and_then(|d| open.remove(&d));
        }
        open.insert(
            Digest::of(secret.as_bytes()),
            Session {
                id,
                person,
                keys,
                opened: now,
                used: now,
            },
        );
        SessionToken(Zeroizing::new(secret))
    }

    /// Whose session this is, if it still is one.
    pub(crate) fn find(
        &self,
        secret: &str,
        presence: Presence,
        now: Moment,
    ) -> Option<(PersonId, SessionId, Keys)> {
        let digest = Digest::of(secret.as_bytes());
        let mut open = self.open.lock().unwrap_or_else(PoisonError::into_inner);
        let session = open.get_mut(&digest)?;
        if !self.lives(session, now) {
            open.remove(&digest);
            return None;
        }
        if presence == Presence::Acts {
            session.used = now;
        }
        Some((session.person, session.id, session.keys.clone()))
    }

    /// Ends one.
    pub(crate) fn close(&self, id: SessionId) {
        let mut open = self.open.lock().unwrap_or_else(PoisonError::into_inner);
        open.retain(|_, s| s.id != id);
    }

    fn lives(&self, session: &Session, now: Moment) -> bool {
        now.since(session.used) < self.idle && now.since(session.opened) < LASTS
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Cost, seal::Sealing};
    use model::Span;
    use uuid::Uuid;

    fn keys(person: PersonId) -> Keys {
        let password = Zeroizing::new("correct horse battery".to_owned());
        Keys::new(
            Sealing::derive(person, &password, Cost::MINIMUM).unwrap(),
            Vec::new(),
        )
    }

    #[test]
    fn a_session_ends_when_idle_by_either_clock_and_after_half_a_day() {
        let start = Moment {
            steady: Instant::now(),
            wall: Timestamp::from_micros(0),
        };
        let later = |seconds: u64| Moment {
            steady: start.steady + Duration::from_secs(seconds),
            wall: start.wall,
        };
        let slept = |seconds: i64| Moment {
            steady: start.steady,
            wall: start.wall.plus(Span::seconds(seconds)),
        };
        let sessions = Sessions::new(Duration::from_secs(900));
        let (id, ada) = (
            SessionId::new(Uuid::from_u128(1)),
            PersonId::new(Uuid::from_u128(2)),
        );
        let open = || sessions.open(id, ada, keys(ada), start);
        let find = |secret: &SessionToken, at| {
            let found = sessions.find(secret.as_str(), Presence::Acts, at);
            found.map(|(person, id, _)| (person, id))
        };

        let secret = open();
        assert_eq!(find(&secret, later(899)), Some((ada, id)));
        assert_eq!(
            find(&secret, later(899 + 899)),
            Some((ada, id)),
            "a call keeps it open"
        );
        assert_eq!(find(&secret, later(899 + 899 + 900)), None);

        let watched = open();
        assert!(
            sessions
                .find(watched.as_str(), Presence::Watches, later(899))
                .is_some()
        );
        assert_eq!(
            find(&watched, later(900)),
            None,
            "looking for news does not keep it open"
        );

        let asleep = open();
        assert_eq!(
            find(&asleep, slept(901)),
            None,
            "a laptop that slept is locked"
        );

        let busy = open();
        for seconds in (0..43_200).step_by(600) {
            assert!(find(&busy, later(seconds)).is_some());
        }
        assert_eq!(find(&busy, later(43_200)), None);
        assert_eq!(find(&open(), start), Some((ada, id)));
        sessions.close(id);
        assert!(sessions.find("guess", Presence::Acts, start).is_none());
    }
}

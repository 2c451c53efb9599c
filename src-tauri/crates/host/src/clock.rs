//! What time it is, and ids that carry it. The one place that asks: everywhere else both come in as arguments.
#![expect(
    clippy::disallowed_methods,
    reason = "this is the file that the ban in .clippy.toml points at"
)]

use std::sync::{
    Arc,
    atomic::{AtomicI64, Ordering},
};

use chrono::Utc;
use model::Timestamp;
use uuid::Uuid;

/// Where `now` comes from.
#[derive(Clone, Debug)]
pub(crate) enum Clock {
    /// The machine.
    Wall,
    /// The demo, while it seeds an empty folder.
    Simulated(SimulatedClock),
}

impl Clock {
    /// What time it is.
    pub(crate) fn now(&self) -> Timestamp {
        match self {
            Self::Wall => Timestamp::from_micros(Utc::now().timestamp_micros()),
            Self::Simulated(clock) => clock.now(),
        }
    }

    /// The same for the store, which asks before it decides.
    pub(crate) fn shared(&self) -> Arc<dyn Fn() -> Timestamp + Send + Sync> {
        let clock = self.clone();
        Arc::new(move || clock.now())
    }

    /// Timers run on the machine's clock only; a simulated one is moved by hand.
    pub(crate) const fn ticks(&self) -> bool {
        matches!(self, Self::Wall)
    }
}

/// A clock that is set by hand. Only a folder whose logs are empty can be opened with one.
#[derive(Clone, Debug)]
pub struct SimulatedClock(Arc<AtomicI64>);

impl SimulatedClock {
    pub(crate) fn at(start: Timestamp) -> Self {
        Self(Arc::new(AtomicI64::new(start.micros())))
    }
    /// It is `now` from here on.
    pub fn set(&self, now: Timestamp) {
        self.0.store(now.micros(), Ordering::SeqCst);
    }
    /// What it says.
    pub fn now(&self) -> Timestamp {
        Timestamp::from_micros(self.0.load(Ordering::SeqCst))
    }
}

/// What the machine's clock says, whatever a demo pretends: for programs that seed up to now.
pub fn wall() -> Timestamp {
    Clock::Wall.now()
}

/// When a file says it was changed.
pub(crate) fn of_file(at: std::time::SystemTime) -> Option<Timestamp> {
    let since = at.duration_since(std::time::UNIX_EPOCH).ok()?;
    Some(Timestamp::from_micros(
        i64::try_from(since.as_micros()).ok()?,
    ))
}

/// A new id (UUID v7, RFC 9562): ordered by time, 74 random bits.
pub(crate) fn id() -> Uuid {
    Uuid::now_v7()
}

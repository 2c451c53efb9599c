//! Dry runs: what `decide` would say, on the committed world, without a trace. The window shows it before anybody clicks.

use engine::World;
use model::{Actor, Command, Refusal, Timestamp, view::tickets::May};

/// What `decide` would say to `command` now.
pub(crate) fn may(world: &World, actor: &Actor, command: &Command, now: Timestamp) -> May {
    answer(engine::decide(world, actor, command, at(world, now)).map(drop))
}

/// Yes, or no with its reason.
pub(crate) fn answer(verdict: Result<(), Refusal>) -> May {
    match verdict {
        Ok(()) => May {
            allowed: true,
            code: None,
            because: None,
        },
        Err(refusal) => May {
            allowed: false,
            code: Some(refusal.code()),
            because: Some(refusal.to_string()),
        },
    }
}

/// `now` as a decision sees it: never before the last entry (law 10).
pub(crate) fn at(world: &World, now: Timestamp) -> Timestamp {
    world.last_at().map_or(now, |last| last.max(now))
}

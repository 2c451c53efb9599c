//! A log on its way past the rules: one command may have led to several entries, which stand next to each other.

use std::collections::VecDeque;

use model::{Entry, Event, Seq, Timestamp};

use super::{Disagreement, Ruling, stands};
use crate::VERSION;

/// How an entry was told again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Told {
    /// The rules give it, as it stands.
    Again,
    /// The rules could not be asked: a refusal, of which only what it was about was looked at.
    Unasked,
    /// An older engine decided it; today's rules may answer otherwise, and were not asked.
    Older,
}

/// Goes along a log, entry by entry, and holds each to what the rules give.
#[derive(Clone, Debug)]
pub struct Retelling {
    engine: u32,
    /// The first entry of the command whose others are still to come.
    first: (Seq, Timestamp),
    ahead: VecDeque<Event>,
}

impl Default for Retelling {
    /// Before the first entry, by the rules of this release.
    fn default() -> Self {
        Self {
            engine: VERSION,
            first: (Seq(0), Timestamp::from_micros(0)),
            ahead: VecDeque::new(),
        }
    }
}

impl Retelling {
    /// The next entry; `rules` asks what [`again`](super::again) says of it, and is not called where it follows from the one before.
    ///
    /// # Errors
    /// [`Disagreement`]. The next entry can be told all the same, if the world follows this one.
    pub fn next(
        &mut self,
        entry: &Entry,
        rules: impl FnOnce() -> Result<Ruling, Disagreement>,
    ) -> Result<Told, Disagreement> {
        let interrupted = match self.ahead.pop_front() {
            None => None,
            Some(event) if self.same_breath(entry) && stands(&event, entry) => {
                return Ok(Told::Again);
            }
            Some(_) => self.ends(),
        };
        self.ahead.clear();
        let told = self.afresh(entry, rules);
        interrupted.map_or(told, Err)
    }

    /// What is missing if the log ends here.
    pub fn rest(&self) -> Option<Disagreement> {
        self.ahead.front()?;
        self.ends()
    }

    const fn ends(&self) -> Option<Disagreement> {
        let after = self.first.0;
        Some(Disagreement::Interrupted { after })
    }

    /// All that a command leads to is written at once.
    fn same_breath(&self, entry: &Entry) -> bool {
        entry.at == self.first.1 && entry.engine == self.engine
    }

    fn afresh(
        &mut self,
        entry: &Entry,
        rules: impl FnOnce() -> Result<Ruling, Disagreement>,
    ) -> Result<Told, Disagreement> {
        match entry.engine {
            engine if engine == self.engine => {}
            1.. if entry.engine < self.engine => return Ok(Told::Older),
            unknown => return Err(Disagreement::UnknownEngine(unknown)),
        }
        match rules()? {
            Ruling::Same { then } => {
                self.first = (entry.seq, entry.at);
                self.ahead = then.into();
                Ok(Told::Again)
            }
            Ruling::Unasked => Ok(Told::Unasked),
        }
    }
}

#[cfg(test)]
mod tests {
    use model::{Action, Actor, Code, Deed, Outcome, entry::FORMAT};

    use super::*;

    fn entry(seq: u64, deed: Option<Deed>) -> Entry {
        let done = deed.is_some();
        Entry {
            v: FORMAT,
            seq: Seq(seq),
            at: Timestamp::from_micros(7),
            by: Actor::CLOCK,
            action: deed.as_ref().map_or(Action::Call, Deed::action),
            about: Default::default(),
            outcome: if done {
                Outcome::Done
            } else {
                Outcome::Refused
            },
            code: (!done).then_some(Code::Malformed),
            named: None,
            previous: None,
            key: None,
            count: None,
            trace: None,
            engine: VERSION,
            deed,
        }
    }

    fn confirmed() -> Event {
        Event {
            by: Actor::CLOCK,
            about: Default::default(),
            deed: Deed::ConfirmClock,
        }
    }

    /// One entry that leads to another.
    fn begun() -> Retelling {
        let mut log = Retelling::default();
        let then = vec![confirmed()];
        let told = log.next(&entry(0, Some(Deed::ConfirmClock)), || {
            Ok(Ruling::Same { then })
        });
        assert_eq!(told, Ok(Told::Again));
        log
    }

    fn asked() -> Result<Ruling, Disagreement> {
        Ok(Ruling::Unasked)
    }

    #[test]
    fn what_follows_in_the_same_breath_is_not_asked_for_again() {
        let mut log = begun();
        let follows = entry(1, Some(Deed::ConfirmClock));
        assert!(log.rest().is_some());
        let told = log.next(&follows, || panic!("nobody asked for it"));
        assert_eq!((told, log.rest()), (Ok(Told::Again), None));
    }

    #[test]
    fn what_stands_between_is_told_of_once() {
        let after = Seq(0);
        let late = Entry {
            at: Timestamp::from_micros(8),
            ..entry(1, Some(Deed::ConfirmClock))
        };
        for other in [entry(1, None), late] {
            let mut log = begun();
            let interrupted = Err(Disagreement::Interrupted { after });
            assert_eq!(log.next(&other, asked), interrupted);
            assert_eq!(log.next(&entry(2, None), asked), Ok(Told::Unasked));
        }
        let rest = begun().rest();
        assert_eq!(rest, Some(Disagreement::Interrupted { after }));
    }

    #[test]
    fn an_older_engine_is_passed_over_and_one_to_come_is_not() {
        let mut log = Retelling {
            engine: 3,
            ..Retelling::default()
        };
        for (engine, told) in [
            (0, Err(Disagreement::UnknownEngine(0))),
            (1, Ok(Told::Older)),
            (2, Ok(Told::Older)),
            (3, Ok(Told::Unasked)),
            (4, Err(Disagreement::UnknownEngine(4))),
        ] {
            let entry = Entry {
                engine,
                ..entry(0, None)
            };
            assert_eq!(log.next(&entry, asked), told);
        }
    }
}

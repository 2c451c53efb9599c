//! Attends on whoever sits at the window: keeps the tray at what waits for them, and notifies them when something starts to.
//! Their session may end meanwhile; then it is counted, and what it is about stays untold.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::Duration;

use host::{Heads, Host, Sitter, Waiting, Waits};
use tokio::sync::mpsc::UnboundedSender;
use tokio::time::Instant;

use crate::desk::Wish;
use crate::notices::{About, Notices};
use crate::session::Session;
use crate::tray::{Told, Tray};
use crate::words::{about_what, how_many, what_waits};

/// How often the logs are looked at.
const EVERY: Duration = Duration::from_secs(1);
/// How old what is known of them gets: time alone can end a delegation or a request.
const FRESH: Duration = Duration::from_secs(30);
/// More than so many at once are told as a number.
const EACH_MAX: usize = 3;

/// Attends until the process ends.
pub async fn attend(
    host: Host,
    session: Arc<Session>,
    tray: Tray,
    notices: Notices,
    wishes: UnboundedSender<Wish>,
) {
    let mut attendant = Attendant {
        host,
        tray,
        notices,
        wishes,
        sitter: None,
        told: Told::default(),
        looked: None,
    };
    let mut every = tokio::time::interval(EVERY);
    loop {
        every.tick().await;
        attendant.look(session.held()).await;
    }
}

/// Where what waits is to be read.
pub fn way_to(waiting: &Waiting) -> Wish {
    let path = match waiting.what {
        Waits::Request(id) => format!("/approvals/{id}"),
        Waits::Review(id) => format!("/approvals/reviews/{id}"),
    };
    Wish::Open(Some(waiting.workspace), path)
}

/// Where all that waits is listed.
pub fn inbox() -> Wish {
    Wish::Open(None, "/approvals".to_owned())
}

/// What is to be notified.
#[derive(Debug, PartialEq, Eq)]
enum News<'a> {
    /// Each of these; there may be none.
    Each(Vec<&'a Waiting>),
    /// How much waits, and nothing of what it is.
    Count,
}

/// What started to wait between `before` and `now`.
fn news<'a>(before: &Told, now: &'a Told) -> News<'a> {
    let known: BTreeSet<Waits> = before.waiting.iter().map(|w| w.what).collect();
    let fresh = now.waiting.iter().filter(|w| !known.contains(&w.what));
    let fresh: Vec<&Waiting> = fresh.collect();
    match fresh.len() {
        0 => News::Each(fresh),
        count if now.locked || count > EACH_MAX => News::Count,
        _ => News::Each(fresh),
    }
}

struct Attendant {
    host: Host,
    tray: Tray,
    notices: Notices,
    wishes: UnboundedSender<Wish>,
    /// Who sits there, by which session.
    sitter: Option<(String, Sitter)>,
    told: Told,
    /// How far the logs were when they were last looked at, and when that was.
    looked: Option<(Heads, Instant)>,
}

impl Attendant {
    async fn look(&mut self, held: Option<String>) {
        let locked = self.recognise(held).await;
        let heads = self.host.heads();
        let known = self.looked.as_ref();
        let fresh = known.is_some_and(|(before, at)| *before == heads && at.elapsed() < FRESH);
        if fresh && locked == self.told.locked {
            return;
        }
        let is_first = known.is_none();
        let told = match &self.sitter {
            None => Ok(Told::default()),
            Some((_, sitter)) => self.host.waits_for(sitter).await.map(|waiting| Told {
                who: Some(sitter.name().to_owned()),
                locked,
                waiting,
            }),
        };
        match told {
            Ok(told) => {
                self.looked = Some((heads, Instant::now()));
                self.tell(told, is_first).await;
            }
            Err(error) => tracing::warn!(%error, "what waits could not be read"),
        }
    }

    /// Finds out who sits there; whether they would have to sign in again. Another person, or none, is another beginning.
    async fn recognise(&mut self, held: Option<String>) -> bool {
        let known = self.sitter.as_ref().map(|(secret, _)| secret);
        if known != held.as_ref() {
            self.sitter = None;
            self.looked = None;
        }
        let Some(secret) = held else {
            return false;
        };
        let sitter = self.host.sitter(&secret).await;
        let locked = sitter.is_none();
        if self.sitter.is_none() {
            self.sitter = sitter.map(|sitter| (secret, sitter));
        }
        locked
    }

    async fn tell(&mut self, told: Told, is_first: bool) {
        let waits = |what: Waits| told.waiting.iter().any(|waiting| waiting.what == what);
        self.notices.keep(|about| match about {
            About::Waiting(what) => !told.locked && waits(what),
            About::Count => !told.waiting.is_empty(),
            About::Window => true,
        });
        match news(&self.told, &told) {
            _ if is_first => {}
            News::Each(fresh) => fresh
                .into_iter()
                .for_each(|waiting| self.notify_of(waiting)),
            News::Count => self.notify_of_count(&told),
        }
        if told != self.told {
            self.tray.tell(told.clone()).await;
            self.told = told;
        }
    }

    fn notify_of(&self, waiting: &Waiting) {
        let (wishes, wish) = (self.wishes.clone(), way_to(waiting));
        self.notices.show(
            About::Waiting(waiting.what),
            what_waits(waiting),
            about_what(waiting),
            move || drop(wishes.send(wish)),
        );
    }

    fn notify_of_count(&self, told: &Told) {
        let body = match told.locked {
            true => "Sign in to read what.",
            false => "Open Approvals to read what.",
        };
        let wishes = self.wishes.clone();
        self.notices.show(
            About::Count,
            how_many(told.waiting.len()),
            body.to_owned(),
            move || drop(wishes.send(inbox())),
        );
    }
}

#[cfg(test)]
mod tests {
    use host::{Waiting, Waits};
    use model::{RequestId, Timestamp, WorkspaceId};

    use super::{News, news};
    use crate::tray::Told;

    fn waiting(number: u128) -> Waiting {
        Waiting {
            workspace: WorkspaceId::new(uuid::Uuid::nil()),
            what: Waits::Request(RequestId::new(uuid::Uuid::from_u128(number))),
            who: "deploy-bot".to_owned(),
            transition: "Deploy".to_owned(),
            key: "PAY-1".parse().expect("a key"),
            title: None,
            until: Timestamp::from_micros(0),
        }
    }

    fn told(numbers: std::ops::Range<u128>, locked: bool) -> Told {
        Told {
            who: Some("Ana".to_owned()),
            locked,
            waiting: numbers.map(waiting).collect(),
        }
    }

    #[test]
    fn only_what_started_to_wait_is_news() {
        let (before, now) = (told(0..2, false), told(0..3, false));
        assert_eq!(news(&before, &now), News::Each(vec![&waiting(2)]));
        assert_eq!(news(&now, &before), News::Each(Vec::new()));
    }

    #[test]
    fn many_at_once_are_told_as_a_number() {
        assert_eq!(news(&told(0..0, false), &told(0..4, false)), News::Count);
    }

    #[test]
    fn after_the_session_ended_nothing_of_what_waits_is_told() {
        assert_eq!(news(&told(0..1, true), &told(0..2, true)), News::Count);
        let quiet = told(0..2, true);
        assert_eq!(news(&quiet, &quiet), News::Each(Vec::new()));
    }
}

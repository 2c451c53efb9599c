//! A start from a snapshot comes to the same world as one that reads the whole log, whatever was done since.

use std::{collections::BTreeMap, fs};

use engine::{AtRest, World};
use model::{Asked, Command, Digest, Part, TicketKey, Verdict};

use crate::{
    house::{Files, House, key, log_key, reopened, text},
    resealing::{renamed, sealed},
};

impl House {
    async fn edit(&self, ticket: &TicketKey, part: Part, words: &str) {
        let row = self.space.ticket(ticket).await.unwrap().unwrap();
        let words = text(words);
        let command = Command::EditTicket {
            ticket: ticket.clone(),
            expected: row.ticket.version,
            changes: BTreeMap::from([(part, Some(words.digest()))]),
        };
        let texts = vec![words];
        self.done(Asked {
            texts,
            ..Asked::new(self.bot, command)
        })
        .await;
    }

    async fn asks(&self, ticket: &TicketKey) -> model::RequestId {
        let asked = self.done(self.take(ticket, "Finish")).await;
        asked.entries[0].entry.about.request.unwrap()
    }

    async fn decides(&self, request: model::RequestId, verdict: Verdict) {
        self.done(self.says(self.bob, request, verdict)).await;
    }

    async fn moves(&self, ticket: &TicketKey, transition: &str) {
        self.done(self.take(ticket, transition)).await;
    }
}

fn place() -> Part {
    Part::Field("place".parse().unwrap())
}

/// A log that goes on behind its snapshot in every way that a ticket can: as a crash leaves it.
async fn behind() -> (House, Files) {
    let house = House::open().await;
    let (idle, edited, asked) = (
        house.ticket().await,
        house.ticket().await,
        house.ticket().await,
    );
    let (waits, waiting) = house.waiting().await;
    for ticket in [&edited, &asked] {
        house.edit(ticket, place(), "here").await;
        house.moves(ticket, "Start").await;
    }
    let (rejected, no) = house.waiting().await;
    let house = house.reopen().await;

    house.done(house.comment(&idle, "one")).await;
    house.space.submit(house.take(&idle, "Back")).await.unwrap();
    house.decides(waiting, Verdict::Approve).await;
    house.done(house.comment(&waits, "thanks")).await;
    house.decides(no, Verdict::Reject).await;
    house.edit(&rejected, Part::Title, "Buy more milk").await;
    // Asked with what it had before; changed after that, so that the row no longer says what was shown.
    let shown = house.asks(&edited).await;
    house.edit(&edited, place(), "there").await;
    assert!(
        house.space.world(|world| world.request(shown).is_none()),
        "it is stale"
    );
    house.edit(&edited, Part::Body, "at length").await;
    house.moves(&edited, "Back").await;
    // Waits now, and did not before.
    house.edit(&asked, place(), "elsewhere").await;
    house.asks(&asked).await;
    house.done(house.comment(&asked, "please")).await;
    let new = house.ticket().await;
    house.moves(&new, "Start").await;
    house.asks(&new).await;
    let mut keyed = house.comment(&idle, "once");
    keyed.key = key("k", "once");
    house.done(keyed).await;
    let files = Files::of(&house.folder());
    (house, files)
}

fn at_rest(world: &World) -> String {
    serde_json::to_string(&AtRest::of(world)).unwrap()
}

#[tokio::test]
async fn a_start_from_a_snapshot_is_the_same_as_one_from_the_first_entry() {
    let (house, files) = behind().await;
    let dir = house.folder();
    let (name, other) = (
        house.space.world(|w| w.name().unwrap()),
        Digest::of(b"other"),
    );
    let working = house.space.world(at_rest);
    house.close().await;

    let mut without = files.clone();
    without.edit("snapshot").clear();
    without.put(&dir);
    let space = reopened(&dir, &house.time).await.unwrap();
    let whole = space.world(Clone::clone);
    space.close().await;
    assert_eq!(at_rest(&whole), working);

    // Under another name, so that one sees which of the two it was.
    let forged = renamed(files.bytes("snapshot"), name, other);
    files.put(&dir);
    fs::write(dir.join("snapshot"), sealed(&forged, &log_key())).unwrap();
    let space = reopened(&dir, &house.time).await.unwrap();
    let resumed = space.world(at_rest);
    assert_eq!(space.world(|world| world.name()), Some(other));
    assert_eq!(
        resumed.replace(&other.to_string(), &name.to_string()),
        working
    );
    space.close().await;

    files.put(&dir);
    let space = reopened(&dir, &house.time).await.unwrap();
    assert!(
        space.world(|world| *world == whole),
        "and nothing else is loaded"
    );
    space.close().await;
    house.verify().await.unwrap();
}

#[tokio::test]
async fn keys_from_before_the_snapshot_and_since_are_known_after_a_crash() {
    let house = House::open().await;
    let ticket = house.ticket().await;
    let mut before = house.take(&ticket, "Start");
    before.key = key("before", "start");
    let started = house.done(before.clone()).await;
    let house = house.reopen().await;
    let mut since = house.comment(&ticket, "once");
    since.key = key("since", "once");
    let said = house.done(since.clone()).await;
    let files = Files::of(&house.folder());
    house.close().await;
    files.put(&house.folder());
    let house = house.again().await;
    for (asked, done) in [(before, started), (since, said)] {
        let again = house.done(asked).await;
        assert!(again.replayed);
        assert_eq!(again.entries, done.entries);
    }
    house.verify().await.unwrap();
}

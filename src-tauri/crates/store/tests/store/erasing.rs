//! What an owner erases is gone from every file of the folder, and the log still holds.

use std::collections::{BTreeMap, BTreeSet};

use model::{
    Actor, Asked, Code, Command, CommentId, Digest, Part, RequestId, Seq, Text, Verdict,
    command::Take,
};
use sqlx::Connection;
use tokio::task::JoinSet;
use uuid::Uuid;

use crate::{
    house::{Files, House, Luck, text},
    intruder::run,
};

impl House {
    fn erase(&self, by: Actor, texts: impl IntoIterator<Item = Digest>) -> Asked<Command> {
        let reason = text("they asked us to");
        let command = Command::Erase {
            texts: texts.into_iter().collect(),
            reason: Some(reason.digest()),
        };
        Asked {
            texts: vec![reason],
            ..Asked::new(by, command)
        }
    }

    /// The files in which these words stand now, the shared memory and the reserve among them.
    fn holding(&self, words: &str) -> Vec<String> {
        let files = Files::of(&self.folder());
        files
            .holding(words)
            .into_iter()
            .map(str::to_owned)
            .collect()
    }
}

fn said(comment: &Asked<Command>) -> Digest {
    comment.texts[0].digest()
}

#[tokio::test]
async fn what_is_erased_is_gone_from_every_file_at_once() {
    let house = House::open().await;
    let ticket = house.ticket().await;
    let secret = house.comment(&ticket, "Herbert lives in Xanadu");
    let digest = said(&secret);
    house.done(secret).await;
    house
        .done(house.comment(&ticket, "and others elsewhere"))
        .await;
    assert!(!house.holding("Xanadu").is_empty());
    let texts = house.verify().await.unwrap().texts;

    for (by, code) in [
        (house.bob, Code::NotPermitted),
        (house.bot, Code::NotPermitted),
    ] {
        let refused = house.space.submit(house.erase(by, [digest])).await.unwrap();
        assert_eq!(refused.refusal.unwrap().code(), code);
    }
    let mut silent = house.erase(house.ada, [digest]);
    silent.command = Command::Erase {
        texts: BTreeSet::from([digest]),
        reason: None,
    };
    assert!(house.space.submit(silent).await.unwrap().refusal.is_some());
    assert!(!house.holding("Xanadu").is_empty());

    house.done(house.erase(house.ada, [digest])).await;
    assert_eq!(house.holding("Xanadu"), Vec::<String>::new());
    assert_eq!(house.holding("Herbert"), Vec::<String>::new());
    let shm = std::fs::read(house.folder().join("log.db-shm")).unwrap();
    assert!(!shm.windows(6).any(|window| window == b"Xanadu"));
    assert!(house.space.texts(&[digest]).await.unwrap().is_empty());
    assert_eq!(house.ticket_comments(&ticket).await, 2, "the comment stays");
    let report = house.verify().await.unwrap();
    assert_eq!(report.texts, texts, "one less, and the reason");
    let house = house.reopen().await;
    house.verify().await.unwrap();
}

#[tokio::test]
async fn what_is_erased_without_an_entry_is_found() {
    let house = House::open().await;
    house.live_in().await;
    house
        .tamper("DELETE FROM t_text WHERE text = 'thanks'")
        .await;
    let broken = house.verify().await.unwrap_err();
    assert_eq!(broken.first_bad(), Some(Seq(13)), "{broken}");
}

#[tokio::test]
async fn whoever_reads_meanwhile_keeps_it_no_longer_than_they_read() {
    let house = House::open().await;
    let ticket = house.ticket().await;
    let secret = house.comment(&ticket, "Xanadu");
    let digest = said(&secret);
    house.done(secret).await;
    let mut reader = house.intruder().await;
    run(&mut reader, "BEGIN; SELECT count(*) FROM t_text").await;
    house.done(house.erase(house.ada, [digest])).await;
    assert_eq!(house.holding("Xanadu"), ["log.db-wal"]);
    reader.close().await.unwrap();
    house.done(house.comment(&ticket, "the next batch")).await;
    assert_eq!(house.holding("Xanadu"), Vec::<String>::new());
}

/// SQLite's `secure_delete` leaves copies behind where rows move between pages; erasing must not rely on it.
#[tokio::test]
async fn texts_of_all_lengths_erased_in_any_order_leave_nothing() {
    let house = House::open().await;
    let ticket = house.ticket().await;
    let (mut texts, mut luck) = (Vec::new(), Luck(4));
    for round in 0..60 {
        let mut asked = JoinSet::new();
        for n in 0..luck.below(30) {
            let word = format!("Xanadu{round:02}{n:02}/");
            let comment = house.comment(&ticket, &word.repeat(1 + luck.below(60)));
            texts.push((said(&comment), word));
            let space = house.space.clone();
            asked.spawn(async move { space.submit(comment).await.unwrap() });
        }
        asked.join_all().await;
        let mut erased = Vec::new();
        for _ in 0..luck.below(28).min(texts.len()) {
            erased.push(texts.swap_remove(luck.below(texts.len())));
        }
        let digests = erased.iter().map(|(digest, _)| *digest);
        house.done(house.erase(house.ada, digests)).await;
        let files = Files::of(&house.folder());
        for (_, word) in &erased {
            assert_eq!(files.holding(word), Vec::<&str>::new(), "{word}");
        }
    }
    house.verify().await.unwrap();
}

#[tokio::test]
async fn what_a_request_waits_with_may_be_erased_before_it_moves() {
    let house = House::open().await;
    let ticket = house.ticket().await;
    house.done(house.take(&ticket, "Start")).await;
    let place = text("Xanadu");
    let take = Take {
        ticket,
        transition: "Finish".parse().unwrap(),
        expected: None,
        arguments: BTreeMap::from([(Part::Field("place".parse().unwrap()), Some(place.digest()))]),
        note: None,
        request: RequestId::new(Uuid::from_u128(77)),
    };
    let digest = place.digest();
    let asked = Asked {
        texts: vec![place],
        ..Asked::new(house.bot, Command::Move(Box::new(take)))
    };
    let asked = house.done(asked).await;
    house.done(house.erase(house.ada, [digest])).await;
    let request = asked.entries[0].entry.about.request.unwrap();
    let said = house.says(house.bob, request, Verdict::Approve);
    let moved = house.done(said).await;
    assert!(moved.entries[1].entry.texts().contains(&digest));
    house.verify().await.unwrap();
}

#[tokio::test]
async fn a_text_erased_in_the_batch_that_brings_it_is_not_kept() {
    let house = House::open().await;
    let ticket = house.ticket().await;
    let Text { salt, text } = text("Xanadu");
    let text = Text { salt, text };
    let comment = Command::Comment {
        ticket,
        comment: CommentId::new(Uuid::from_u128(78)),
        text: text.digest(),
    };
    let digest = text.digest();
    let comment = Asked {
        texts: vec![text],
        ..Asked::new(house.bot, comment)
    };
    let held = house.hold().await;
    let (said, erased, ()) = tokio::join!(
        house.space.submit(comment),
        house.space.submit(house.erase(house.ada, [digest])),
        async {
            tokio::time::sleep(std::time::Duration::from_millis(100)).await;
            drop(held);
        }
    );
    let (said, erased) = (said.unwrap(), erased.unwrap());
    assert_eq!((said.refusal, erased.refusal), (None, None));
    assert_eq!(house.holding("Xanadu"), Vec::<String>::new());
    house.verify().await.unwrap();
}

//! What a command leaves behind.

use model::{Action, Code, Command, Deed, Outcome, Refusal, Seq, Verdict, entry::About};

use crate::{
    house::{House, text},
    intruder::run,
};

#[tokio::test]
async fn commands_that_wait_together_are_written_together_in_the_order_they_came() {
    let house = House::open().await;
    let ticket = house.ticket().await;
    let held = house.hold().await;
    let mut waiting = Vec::new();
    for n in 0..200 {
        let (space, asked) = (house.space.clone(), house.comment(&ticket, &n.to_string()));
        waiting.push(tokio::spawn(async move { space.submit(asked).await }));
        // One task after the other reaches the queue.
        tokio::task::yield_now().await;
    }
    tokio::time::sleep(std::time::Duration::from_millis(100)).await;
    drop(held);
    let mut at = std::collections::BTreeSet::new();
    let mut seqs = std::collections::BTreeSet::new();
    for done in waiting {
        let done = done.await.unwrap().unwrap();
        assert_eq!(done.entries.len(), 1);
        at.insert(done.entries[0].entry.at);
        seqs.insert(done.entries[0].entry.seq);
    }
    assert_eq!(seqs.len(), 200, "each has its own place");
    let (first, last) = (seqs.first().unwrap().0, seqs.last().unwrap().0);
    assert_eq!(last - first, 199, "without gaps");
    assert!(at.len() <= 4, "{} batches for 200 commands", at.len());
    house.verify().await.unwrap();
}

#[tokio::test]
async fn one_asker_s_commands_keep_their_order() {
    let house = House::open().await;
    let ticket = house.ticket().await;
    let held = house.hold().await;
    let moves = ["Start", "Back", "Start", "Back", "Start"];
    let all = moves.map(|m| house.take(&ticket, m));
    let [a, b, c, d, e] = all.map(|asked| house.space.submit(asked));
    let together = async { tokio::join!(a, b, c, d, e) };
    let (answers, ()) = tokio::join!(together, async {
        tokio::time::sleep(std::time::Duration::from_millis(50)).await;
        drop(held);
    });
    let (a, b, c, d, e) = answers;
    let seqs: Vec<u64> = [a, b, c, d, e]
        .map(|done| {
            let done = done.unwrap();
            assert_eq!(done.refusal, None);
            done.entries[0].entry.seq.0
        })
        .to_vec();
    assert!(seqs.is_sorted());
    let row = house.space.ticket(&ticket).await.unwrap().unwrap();
    assert_eq!(row.ticket.state.as_str(), "Doing");
    assert_eq!(row.ticket.version.0, 6);
}

#[tokio::test]
async fn a_refusal_is_an_entry() {
    let house = House::open().await;
    let ticket = house.ticket().await;
    let before = house.space.ticket(&ticket).await.unwrap().unwrap();
    let named = text("Teleport");
    let mut asked = house.take(&ticket, "Finish");
    asked.named = Some(named.clone());
    asked.trace = Some("0af7651916cd43dd8448eb211c80319c".to_owned());
    let refused = house.space.submit(asked).await.unwrap();
    assert!(matches!(
        refused.refusal,
        Some(Refusal::NoSuchTransition { .. })
    ));
    let [stored] = &refused.entries[..] else {
        panic!("one entry, not {}", refused.entries.len())
    };
    let entry = &stored.entry;
    assert_eq!(
        (entry.outcome, entry.code),
        (Outcome::Refused, Some(Code::NoSuchTransition))
    );
    assert_eq!((entry.action, &entry.deed), (Action::Move, &None));
    assert_eq!(entry.about.ticket, Some(before.ticket.id));
    assert_eq!(entry.previous, Some(before.ticket.last));
    assert_eq!(entry.trace.as_deref().map(str::len), Some(32));
    let texts = house.space.texts(&[named.digest()]).await.unwrap();
    assert_eq!(
        texts.get(&named.digest()).map(String::as_str),
        Some("Teleport")
    );
    let after = house.space.ticket(&ticket).await.unwrap().unwrap();
    assert_eq!(after.ticket.last, (entry.seq, stored.leaf));
    assert_eq!(after.ticket.state, before.ticket.state);
    assert_eq!(
        after.changed_at, before.changed_at,
        "a refusal changes nothing"
    );
    house.verify().await.unwrap();
}

#[tokio::test]
async fn the_last_approval_moves_the_ticket_in_the_same_breath() {
    let house = House::open().await;
    let (ticket, request) = house.waiting().await;
    let done = house
        .done(house.says(house.bob, request, Verdict::Approve))
        .await;
    let [said, moved] = &done.entries[..] else {
        panic!("two entries, not {}", done.entries.len())
    };
    assert!(matches!(said.entry.deed, Some(Deed::Decide { .. })));
    assert_eq!(said.entry.by, house.bob);
    assert!(matches!(moved.entry.deed, Some(Deed::Move { .. })));
    assert_eq!(moved.entry.by, house.bot);
    assert_eq!(moved.entry.previous, Some((said.entry.seq, said.leaf)));
    let row = house.space.ticket(&ticket).await.unwrap().unwrap();
    assert_eq!(
        (row.ticket.state.as_str(), row.ticket.request),
        ("Done", None)
    );
    let late = house
        .space
        .submit(house.says(house.bob, request, Verdict::Approve))
        .await
        .unwrap();
    assert_ne!(
        late.refusal.map(|r| r.code()),
        Some(Code::NotFound),
        "a closed request is still there to be asked about"
    );
    assert_eq!(late.entries[0].entry.about.request, Some(request));
    house.verify().await.unwrap();
}

#[tokio::test]
async fn asking_for_what_is_so_already_writes_nothing() {
    let house = House::open().await;
    let (ticket, _) = house.waiting().await;
    let head = house.space.world(|w| w.head());
    let again = house.done(house.take(&ticket, "Finish")).await;
    assert_eq!(again.entries, []);
    assert_eq!(house.space.world(|w| w.head()), head);
}

#[tokio::test]
async fn what_a_door_turned_away_is_counted() {
    let house = House::open().await;
    let counted = Command::Counted {
        tried: Action::Move,
        code: Code::TooManyRequests,
        count: 17,
    };
    let done = house.done(model::Asked::new(house.bot, counted)).await;
    let entry = &done.entries[0].entry;
    assert_eq!(
        (entry.outcome, entry.count, entry.code),
        (Outcome::Counted, Some(17), Some(Code::TooManyRequests))
    );
    assert_eq!(entry.about, About::default());
}

#[tokio::test]
async fn a_keeper_s_exclusion_reaches_the_request_that_nobody_named() {
    let house = House::open().await;
    let (_, request) = house.waiting().await;
    let (Some(bot), Some(bob)) = (house.bot.id.bot(), house.bob.id.person()) else {
        panic!("a bot and a person")
    };
    let change = Command::ChangeKeeper { bot, keeper: bob };
    house.done(model::Asked::new(house.ada, change)).await;
    let row = house.space.request(request).await.unwrap().unwrap();
    assert!(row.request.excluded.contains_key(&bob));
    let refused = house
        .space
        .submit(house.says(house.bob, request, Verdict::Approve))
        .await
        .unwrap();
    assert_eq!(refused.refusal.unwrap().code(), Code::OwnBot);
    house.verify().await.unwrap();
}

#[tokio::test]
async fn entries_cannot_be_changed_deleted_or_skipped() {
    let house = House::open().await;
    let mut db = house.intruder().await;
    for sql in [
        "UPDATE log SET entry = '{}' WHERE seq = 1",
        "DELETE FROM log WHERE seq = 1",
        "INSERT INTO log (seq, entry) VALUES (1000, '{}')",
        "INSERT OR REPLACE INTO log (seq, entry) VALUES (1, '{}')",
        "DELETE FROM w_source",
    ] {
        let tried = sqlx::raw_sql(sql).execute(&mut db).await;
        assert!(tried.is_err(), "{sql}");
    }
    run(&mut db, "SELECT 1").await;
    assert!(
        house
            .space
            .entry(Seq(1))
            .await
            .unwrap()
            .is_some_and(|e| e.json.len() > 2)
    );
}

#[cfg(unix)]
#[tokio::test]
async fn only_the_owner_of_the_account_can_look_inside() {
    use std::os::unix::fs::PermissionsExt;
    let house = House::open().await;
    let mode = |path: &std::path::Path| path.metadata().unwrap().permissions().mode() & 0o777;
    let keys = house.folder().join("keys");
    let mut files = 0;
    for folder in [house.folder(), keys.clone()] {
        assert_eq!(mode(&folder), 0o700);
        for file in folder.read_dir().unwrap().map(|file| file.unwrap().path()) {
            if file != keys {
                assert_eq!(mode(&file), 0o600, "{}", file.display());
                files += 1;
            }
        }
    }
    assert_eq!(
        files, 6,
        "the file, its -wal and -shm; mark, reserve and key"
    );
}

//! What readers see: what is durable, all of it, and nothing else.

use std::time::Duration;

use model::{ActorId, Kind, Outcome, Seq, Verdict};
use openweave_store::{EntryFilter, HostLog, StoreError, TicketFilter, Workspace, WorkspaceReads};

use crate::house::{House, log_key, read_workflow, reopened};

#[tokio::test]
async fn readers_see_nothing_before_it_is_durable() {
    let house = House::open().await;
    let ticket = house.ticket().await;
    let head = house.space.world(|w| w.head());
    let mut changes = house.space.changes();
    changes.borrow_and_update();
    let held = house.hold().await;
    let (space, asked) = (house.space.clone(), house.take(&ticket, "Start"));
    let waiting = tokio::spawn(async move { space.submit(asked).await });
    tokio::time::sleep(Duration::from_millis(100)).await;
    assert!(!waiting.is_finished());
    assert_eq!(house.space.world(|w| w.head()), head);
    assert!(!changes.has_changed().unwrap());
    assert_eq!(
        house.space.entries_after(head, 10).await.unwrap(),
        [],
        "reads do not wait for writes"
    );
    drop(held);
    let done = waiting.await.unwrap().unwrap();
    changes.changed().await.unwrap();
    assert_eq!(*changes.borrow(), Some(done.entries[0].entry.seq));
    assert_eq!(
        house.space.entries_after(head, 10).await.unwrap(),
        done.entries
    );
}

#[tokio::test]
async fn a_ticket_s_history_is_every_entry_about_it() {
    let house = House::open().await;
    let (ticket, request) = house.waiting().await;
    let other = house.ticket().await;
    house.done(house.comment(&other, "elsewhere")).await;
    house
        .done(house.says(house.bob, request, Verdict::Approve))
        .await;
    let id = house
        .space
        .ticket(&ticket)
        .await
        .unwrap()
        .unwrap()
        .ticket
        .id;
    let history = house.space.history(id).await.unwrap();
    let filter = EntryFilter {
        ticket: Some(id),
        ..EntryFilter::default()
    };
    let scanned = house.space.entries(&filter, None, 100).await.unwrap();
    assert_eq!(history, scanned);
    assert_eq!(history.len(), 5, "create, start, request, approve, move");
}

#[tokio::test]
async fn filters_narrow_and_pages_follow_one_another() {
    let house = House::open().await;
    let ticket = house.ticket().await;
    for n in 0..5 {
        house.done(house.comment(&ticket, &n.to_string())).await;
    }
    let refused = house
        .space
        .submit(house.take(&ticket, "Finish"))
        .await
        .unwrap();
    let of = |filter: EntryFilter| {
        let space = house.space.clone();
        async move { space.entries(&filter, None, 1_000).await.unwrap() }
    };
    let all = of(EntryFilter::default()).await;
    assert_eq!(all.len() as u64, all[0].entry.seq.0 + 1);
    let outcome = Some(Outcome::Refused);
    let no = of(EntryFilter {
        outcome,
        ..EntryFilter::default()
    })
    .await;
    assert_eq!(no, refused.entries);
    let kind = Some(Kind::Bot);
    let bots = of(EntryFilter {
        kind,
        ..EntryFilter::default()
    })
    .await;
    assert_eq!(bots.len(), 7);
    let actor = Some(house.ada.id);
    let hers = of(EntryFilter {
        actor,
        ..EntryFilter::default()
    })
    .await;
    assert_eq!(hers.len(), 6);
    let project = Some("PAY".parse().unwrap());
    let pay = of(EntryFilter {
        project,
        ..EntryFilter::default()
    })
    .await;
    assert_eq!(pay.len(), 8, "its making, and all about its ticket");
    let from = Some(all[2].entry.at);
    assert_eq!(
        of(EntryFilter {
            from,
            ..EntryFilter::default()
        })
        .await,
        all[..3]
    );
    let to = from;
    assert_eq!(
        of(EntryFilter {
            to,
            ..EntryFilter::default()
        })
        .await,
        all[3..]
    );
    let page = house
        .space
        .entries(&EntryFilter::default(), Some(all[1].entry.seq), 2)
        .await;
    assert_eq!(page.unwrap(), all[2..4]);
}

#[tokio::test]
async fn projections_are_read_by_what_is_asked_of_them() {
    let house = House::open().await;
    let (waiting, request) = house.waiting().await;
    let (moved, other) = house.waiting().await;
    house
        .done(house.says(house.bob, other, Verdict::Reject))
        .await;
    let open = house.space.open_requests().await.unwrap();
    assert_eq!(open.iter().map(|r| r.id).collect::<Vec<_>>(), [request]);
    let closed = house.space.closed_requests(None, 10).await.unwrap();
    assert_eq!(
        closed.iter().map(|r| r.request.id).collect::<Vec<_>>(),
        [other]
    );
    assert_eq!(
        house
            .space
            .closed_requests(closed[0].closed, 10)
            .await
            .unwrap(),
        []
    );
    let state = Some("Doing".parse().unwrap());
    let filter = TicketFilter {
        state,
        project: None,
    };
    let tickets = house.space.tickets(&filter).await.unwrap();
    let keys: Vec<_> = tickets.iter().map(|t| &t.ticket.key).collect();
    assert_eq!(keys, [&waiting, &moved]);
    assert_eq!(tickets[0].ticket.request, Some(request));
    assert!(tickets[0].opened_at < tickets[0].changed_at);
    assert_eq!(
        house
            .space
            .requests_of(tickets[1].ticket.id)
            .await
            .unwrap()
            .len(),
        1
    );
    let seen = house.space.last_use(house.bob.id).await.unwrap().unwrap();
    assert_eq!(
        Some(seen.0),
        house.space.world(|w| w.head()),
        "bob rejected last"
    );
    assert_eq!(house.space.last_use(ActorId::Clock).await.unwrap(), None);
}

#[tokio::test]
async fn decide_can_be_asked_without_doing() {
    let house = House::open().await;
    let ticket = house.ticket().await;
    let asked = house.take(&ticket, "Start");
    let now = house.space.world(|w| w.last_at()).unwrap();
    let allowed = house
        .space
        .with_ticket(&ticket, |world| {
            engine::decide(world, &asked.by, &asked.command, now)
        })
        .await;
    assert!(allowed.unwrap().is_ok());
    assert!(house.space.world(|w| w.ticket(&ticket).is_none()));
    let nowhere = "PAY-99".parse().unwrap();
    let found = house
        .space
        .with_ticket(&nowhere, |w| w.ticket(&nowhere).is_some());
    assert!(!found.await.unwrap());
}

#[tokio::test]
async fn another_program_reads_beside_the_writer_and_cannot_write() {
    let house = House::open().await;
    let reads = WorkspaceReads::open(&house.folder()).await.unwrap();
    let ticket = house.ticket().await;
    let row = reads.ticket(&ticket).await.unwrap().unwrap();
    assert_eq!(row.ticket.key, ticket);
    reads.close().await;
    house.space.clone().close().await;
    let mut files: Vec<_> = house
        .folder()
        .read_dir()
        .unwrap()
        .map(|file| file.unwrap().file_name().into_string().unwrap())
        .collect();
    files.sort();
    assert_eq!(
        files,
        ["keys", "log.db", "mark", "reserve", "snapshot"],
        "a closed log is one file, with what stands beside it"
    );
    assert!(matches!(
        house.space.submit(house.take(&ticket, "Start")).await,
        Err(StoreError::Closed)
    ));
    let after = WorkspaceReads::open(&house.folder()).await.unwrap();
    assert_eq!(after.ticket(&ticket).await.unwrap(), Some(row));
}

#[tokio::test]
async fn a_reopened_log_is_the_same_world() {
    let house = House::open().await;
    let (_, request) = house.waiting().await;
    let before = house.space.world(Clone::clone);
    let house = house.reopen().await;
    assert_eq!(house.space.world(Clone::clone), before);
    house
        .done(house.says(house.bob, request, Verdict::Approve))
        .await;
    house.verify().await.unwrap();
}

#[tokio::test]
async fn what_is_not_ours_is_not_opened() {
    let house = House::open().await;
    let space = house.folder();
    let again = Workspace::create(&space, &log_key(), house.time.clock(), read_workflow).await;
    assert!(matches!(again, Err(StoreError::Exists(_))));
    let host = house.dir.path().join("host");
    std::fs::create_dir(&host).unwrap();
    for left in ["host.db.new", "host.db.new-wal"] {
        std::fs::write(host.join(left), "by a crash").unwrap();
    }
    HostLog::create(&host, &log_key(), house.time.clock())
        .await
        .unwrap();
    std::fs::copy(host.join("host.db"), host.join("log.db")).unwrap();
    let foreign = reopened(&host, &house.time).await;
    assert!(matches!(foreign, Err(StoreError::Foreign(_))));
    let absent = reopened(house.dir.path(), &house.time).await;
    assert!(matches!(absent, Err(StoreError::Absent(_))));
    let house = House {
        space: house.space.clone(),
        ..house
    };
    let mut db = house.intruder().await;
    crate::intruder::run(&mut db, "PRAGMA user_version = 7").await;
    let other = reopened(&space, &house.time).await;
    let Err(error @ StoreError::OtherFormat { found: 7, .. }) = other else {
        panic!("another format was opened")
    };
    assert!(error.to_string().contains("format 7"));
    assert_eq!(house.space.entry(Seq(9_999)).await.unwrap(), None);
}

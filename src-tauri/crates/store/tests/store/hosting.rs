//! The host's log: the same writer, other commands.

use std::sync::Arc;

use model::{
    Actor, Asked, Code, HostCommand, HostId, Outcome, PersonId, Seq, SessionId, Timestamp,
    WorkspaceId,
};
use openweave_store::{Against, EntryFilter, HostLog, HostReads, verify_host};
use uuid::Uuid;

use crate::house::{log_key, named, text};

#[tokio::test]
async fn people_sign_ins_and_workspaces_are_entries_of_the_host() {
    let dir = tempfile::TempDir::new().unwrap();
    let clock: openweave_store::Clock = Arc::new(|| Timestamp::from_micros(1_772_000_000_000_000));
    let host = HostLog::create(dir.path(), &log_key(), clock.clone())
        .await
        .unwrap();
    let id = PersonId::new(Uuid::from_u128(1));
    let ada = Actor::person(id, SessionId::new(Uuid::from_u128(2)));
    let (handle, name, password) = (text("ada"), text("Ada"), text("argon2id$…"));
    let found = HostCommand::FoundHost {
        host: HostId::new(Uuid::from_u128(4)),
        simulated: false,
        key: named(&log_key()),
    };
    host.submit(Asked::new(ada, found)).await.unwrap();
    let add = HostCommand::AddPerson {
        person: id,
        handle: handle.digest(),
        name: name.digest(),
        password: password.digest(),
    };
    let texts = vec![handle, name.clone(), password];
    let asked = Asked {
        texts,
        ..Asked::new(ada, add)
    };
    host.submit(asked).await.unwrap();
    let failed = HostCommand::SignIn {
        person: Some(id),
        right: false,
    };
    let failed = host
        .submit(Asked::new(Actor::STRANGER, failed))
        .await
        .unwrap();
    assert_eq!(failed.refusal.unwrap().code(), Code::Unauthenticated);
    assert_eq!(failed.entries[0].entry.outcome, Outcome::Refused);
    let made = HostCommand::AddWorkspace {
        workspace: WorkspaceId::new(Uuid::from_u128(3)),
        founder: id,
    };
    host.submit(Asked::new(ada, made)).await.unwrap();
    assert_eq!(host.world(|w| w.workspaces().len()), 1);
    assert_eq!(
        host.texts(&[name.digest()]).await.unwrap()[&name.digest()],
        "Ada"
    );
    assert_eq!(
        verify_host(dir.path(), &Against::default())
            .await
            .unwrap()
            .entries,
        4
    );

    host.close().await;
    let reads = HostReads::open(dir.path()).await.unwrap();
    let all = reads.entries(&EntryFilter::default(), None, 10).await;
    assert_eq!(all.unwrap().len(), 4);
    let again = HostLog::open(dir.path(), clock).await.unwrap();
    assert!(again.world(|w| w.people().contains_key(&id)));
    assert_eq!(again.world(|w| w.head()), Some(Seq(3)));
}

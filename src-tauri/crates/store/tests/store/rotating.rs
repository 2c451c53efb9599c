//! The log's key hands over to the next, and no crash on the way leaves the log without one.

use std::fs;

use ledger::SecretKey;
use model::{Asked, Code, Command, Deed, command::Rotation};
use openweave_store::{PutBack, StoreError, Workspace};

use crate::{
    house::{Files, House, log_key, named, read_workflow, secret},
    intruder::run,
    taking_on::epoch,
};

impl House {
    fn prepared(&self, next: &SecretKey) -> Rotation {
        let now = self.space.world(|world| world.last_at().unwrap());
        self.space.rotation(next, now).unwrap()
    }

    fn rotate(&self, rotation: Rotation) -> Asked<Command> {
        Asked::new(self.ada, Command::RotateKey(Box::new(rotation)))
    }

    /// Whose key lies in which file.
    pub fn keys(&self) -> Vec<(String, Vec<u8>)> {
        let files = Files::of(&self.folder());
        let keys = files.names().filter(|name| name.starts_with("keys/"));
        keys.map(|name| (name.to_owned(), files.bytes(name).to_vec()))
            .collect()
    }
}

pub fn only(key: &SecretKey) -> Vec<(String, Vec<u8>)> {
    vec![("keys/log".to_owned(), key.seed().to_vec())]
}

#[tokio::test]
async fn checkpoints_before_are_by_the_old_key_and_after_by_the_new() {
    let house = House::open().await;
    let ticket = house.ticket().await;
    let (old, new) = (house.signer(log_key()), house.signer(secret(5)));
    let before = house.checkpoint().await;
    let done = house.done(house.rotate(house.prepared(&secret(5)))).await;
    assert!(matches!(
        done.entries[0].entry.deed,
        Some(Deed::RotateKey { .. })
    ));
    let after = house.checkpoint().await;
    assert!(old.verifier().open(before.as_bytes()).is_ok());
    assert!(new.verifier().open(before.as_bytes()).is_err());
    assert!(new.verifier().open(after.as_bytes()).is_ok());
    assert!(old.verifier().open(after.as_bytes()).is_err());
    assert_eq!(house.keys(), only(&secret(5)), "the old one is gone");

    house.done(house.comment(&ticket, "by the new key")).await;
    let house = house.reopen().await;
    house.done(house.comment(&ticket, "and again")).await;
    house.done(house.rotate(house.prepared(&secret(6)))).await;
    let report = house.verify_against(&[before, after]).await.unwrap();
    assert_eq!((report.kept.count, report.signatures), (2, 4));
    let again = house.rotate(house.prepared(&secret(6)));
    assert!(house.space.submit(again).await.unwrap().refusal.is_some());
}

#[tokio::test]
async fn a_key_that_waits_and_never_comes_is_harmless() {
    let house = House::open().await;
    let ticket = house.ticket().await;
    house.prepared(&secret(5));
    assert_eq!(house.keys().len(), 2);
    house.done(house.comment(&ticket, "by the old key")).await;
    let house = house.reopen().await;
    house.done(house.comment(&ticket, "still")).await;
    house.verify().await.unwrap();
    house.done(house.rotate(house.prepared(&secret(6)))).await;
    let house = house.reopen().await;
    assert_eq!(
        house.keys(),
        only(&secret(6)),
        "what waited in vain is gone"
    );
    house.verify().await.unwrap();
}

#[tokio::test]
async fn a_crash_between_the_entry_and_the_key_s_place_is_made_up_for() {
    let house = House::open().await;
    let ticket = house.ticket().await;
    let rotation = house.prepared(&secret(5));
    let waiting = Files::of(&house.folder());
    house.done(house.rotate(rotation)).await;
    let after = house.close().await;
    let keys: Vec<&str> = waiting.names().filter(|n| n.starts_with("keys/")).collect();
    assert_eq!(keys.len(), 2);
    after.with(&keys, &waiting).put(&house.folder());
    let house = house.again().await;
    assert_eq!(house.keys(), only(&secret(5)));
    house.done(house.comment(&ticket, "by the new key")).await;
    house.verify().await.unwrap();
}

#[tokio::test]
async fn a_rotation_that_is_not_written_leaves_the_old_key_in_its_place() {
    let house = House::open().await;
    let ticket = house.ticket().await;
    let rotation = house.prepared(&secret(5));
    let mut db = house.intruder().await;
    let trip =
        "CREATE TRIGGER trip BEFORE UPDATE ON tile BEGIN SELECT RAISE(ABORT, 'tripped'); END";
    run(&mut db, trip).await;
    let failed = house.space.submit(house.rotate(rotation.clone())).await;
    assert!(failed.unwrap_err().to_string().contains("tripped"));
    run(&mut db, "DROP TRIGGER trip").await;
    house.done(house.comment(&ticket, "by the old key")).await;
    let house = house.reopen().await;
    house.done(house.comment(&ticket, "still")).await;
    house.verify().await.unwrap();
    house.done(house.rotate(house.prepared(&secret(5)))).await;
    house.verify().await.unwrap();
}

#[tokio::test]
async fn of_two_rotations_one_is_refused_and_the_log_keeps_a_key() {
    let house = House::open().await;
    let ticket = house.ticket().await;
    let (one, two) = (house.prepared(&secret(5)), house.prepared(&secret(6)));
    let (one, two) = tokio::join!(
        house.space.submit(house.rotate(one)),
        house.space.submit(house.rotate(two))
    );
    assert_eq!(one.unwrap().refusal, None);
    let refused = two.unwrap().refusal.unwrap();
    assert_eq!(refused.code(), Code::NotSigned);
    house.done(house.comment(&ticket, "by the first")).await;
    let house = house.reopen().await;
    assert_eq!(house.keys(), only(&secret(5)));
    house.verify().await.unwrap();
}

#[tokio::test]
async fn a_rotation_to_a_key_that_is_not_there_does_not_happen() {
    let house = House::open().await;
    let ticket = house.ticket().await;
    let rotation = house.prepared(&secret(5));
    for (name, _) in house.keys() {
        if name != "keys/log" {
            fs::remove_file(house.folder().join(name)).unwrap();
        }
    }
    let failed = house.space.submit(house.rotate(rotation)).await;
    assert!(failed.unwrap_err().to_string().contains("The key"));
    house.done(house.comment(&ticket, "by the old key")).await;
    house.verify().await.unwrap();
}

#[tokio::test]
async fn a_log_put_back_from_before_its_rotation_goes_on_with_a_key_of_its_own() {
    let house = House::open().await;
    house.ticket().await;
    let before = house.close().await;
    let house = house.again().await;
    house.done(house.rotate(house.prepared(&secret(5)))).await;
    let after = house.close().await;
    after.with(&["log.db"], &before).put(&house.folder());
    let house = house.again().await;
    assert!(house.space.read_only().is_some());
    house.close().await;
    let (clock, next) = (house.time.clock(), secret(6));
    let put_back = (PutBack::AsItLies, &next);
    let taken = Workspace::take_on(&house.folder(), clock, read_workflow, put_back).await;
    let (space, heads) = taken.unwrap();
    let (command, reason) = epoch(heads, &next);
    let texts = vec![reason];
    let asked = Asked {
        texts,
        ..Asked::new(house.ada, command)
    };
    assert_eq!(space.submit(asked).await.unwrap().refusal, None);
    space.close().await;
    assert_eq!(house.keys(), only(&next));
    house.again().await.verify().await.unwrap();
}

#[tokio::test]
async fn making_a_log_where_there_is_one_leaves_its_key_alone() {
    let house = House::open().await;
    let (dir, key) = (house.folder(), secret(5));
    let again = Workspace::create(&dir, &key, house.time.clock(), read_workflow);
    assert!(matches!(again.await.err(), Some(StoreError::Exists(_))));
    assert_eq!(house.keys(), only(&log_key()));
    assert_eq!(house.space.own_key().unwrap(), named(&log_key()));
}

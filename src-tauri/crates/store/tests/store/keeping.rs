//! The snapshot beside a log: when it is written, and who is believed.

use std::{fs, time::Duration};

use ledger::SecretKey;
use model::{Asked, Command, Holder, RoleName, Seq};
use tokio::task::JoinSet;

use crate::{
    house::{Files, House, Luck, log_key, reopened, seen},
    marking::two_days,
    resealing::{granted, sealed, signed},
};

/// A house as a crash leaves it: a snapshot of entries 0 to 14, and seven more in the log.
async fn crashed() -> (House, Files, String) {
    let house = House::open().await;
    house.live_in().await;
    let house = house.reopen().await;
    house.live_in().await;
    let files = Files::of(&house.folder());
    let seen = seen(&house.space).await.unwrap();
    house.close().await;
    (house, files, seen)
}

#[tokio::test]
async fn a_closed_log_has_a_snapshot_of_its_key_that_only_its_owner_reads() {
    use std::os::unix::fs::PermissionsExt;
    let house = House::open().await;
    let path = house.folder().join("snapshot");
    assert!(!path.exists(), "so short a log is kept when it is closed");
    let first = house.close().await;
    assert!(signed(first.bytes("snapshot"), &log_key()));
    let mode = fs::metadata(&path).unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o600);
    let written = fs::metadata(&path).unwrap().modified().unwrap();
    let house = house.again().await;
    house.close().await;
    let again = fs::metadata(&path).unwrap().modified().unwrap();
    assert_eq!(written, again, "nothing new, nothing written");
    let house = house.again().await;
    house.ticket().await;
    let second = house.close().await;
    assert_ne!(first.bytes("snapshot"), second.bytes("snapshot"));
    house.verify().await.unwrap();
}

#[tokio::test]
async fn whatever_is_changed_in_a_snapshot_the_log_opens_the_same() {
    let (house, files, whole) = crashed().await;
    let dir = house.folder();
    let size = files.bytes("snapshot").len();
    let mut luck = Luck(9);
    let mut changed = vec![Vec::new(), vec![0; size], files.bytes("mark").to_vec()];
    for byte in (0..120)
        .chain((120..size).step_by(60))
        .chain(size - 70..size)
    {
        let mut flipped = files.bytes("snapshot").to_vec();
        flipped[byte] ^= 1 << luck.below(8);
        changed.push(flipped);
    }
    for cut in (0..size).step_by(400) {
        changed.push(files.bytes("snapshot")[..cut].to_vec());
    }
    files.put(&dir);
    let space = reopened(&dir, &house.time).await.unwrap();
    let world = space.world(Clone::clone);
    space.close().await;
    for bytes in changed {
        files.put(&dir);
        fs::write(dir.join("snapshot"), &bytes).unwrap();
        let space = reopened(&dir, &house.time).await.unwrap();
        assert_eq!(space.read_only(), None);
        assert!(space.world(|now| *now == world));
        assert_eq!(seen(&space).await.unwrap(), whole);
        space.close().await;
    }
    house.verify().await.unwrap();
}

#[tokio::test]
async fn nobody_gives_themselves_a_role_in_a_snapshot_without_the_log_s_key() {
    let (house, files, _) = crashed().await;
    let dir = house.folder();
    let forged = granted(files.bytes("snapshot"));
    let bob = Holder::Person(house.bob.id.person().unwrap());
    let unsigned = [
        &forged[..],
        &files.bytes("snapshot")[files.bytes("snapshot").len() - 64..],
    ];
    for (snapshot, believed) in [
        (unsigned.concat(), false),
        (sealed(&forged, &SecretKey::from_seed(&[9; 32])), false),
        (sealed(&forged, &log_key()), true),
    ] {
        files.put(&dir);
        fs::write(dir.join("snapshot"), &snapshot).unwrap();
        let found = house.verify().await;
        let space = reopened(&dir, &house.time).await.unwrap();
        let owner = space.world(|world| world.access().holds(bob, RoleName::OWNER));
        space.close().await;
        assert_eq!(owner, believed);
        assert_eq!(found.is_err(), believed, "what can be believed is compared");
        if let Err(broken) = found {
            assert!(broken.to_string().contains("its snapshot"), "{broken}");
        }
    }
}

#[tokio::test]
async fn an_old_entry_that_was_edited_is_found_by_verify_and_a_late_one_by_starting() {
    let house = House::open().await;
    let ticket = house.ticket().await;
    let early = Files::of(&house.folder());
    let mut asked = JoinSet::new();
    for n in 0..2_600 {
        let (space, comment) = (house.space.clone(), house.comment(&ticket, &n.to_string()));
        asked.spawn(async move { space.submit(comment).await.unwrap() });
    }
    asked.join_all().await;
    let files = house.close().await;
    let dir = house.folder();
    let edit = async |seq: u64| {
        files.put(&dir);
        let sql = format!("UPDATE log SET entry = entry || ' ' WHERE seq = {seq}");
        house.tamper(&sql).await;
        reopened(&dir, &house.time).await
    };
    let space = edit(8).await.unwrap();
    assert_eq!(space.read_only(), None, "it was not read");
    let said = house.comment(&ticket, "on");
    assert_eq!(space.submit(said).await.unwrap().refusal, None);
    space.close().await;
    assert_eq!(house.verify().await.unwrap_err().first_bad(), Some(Seq(8)));
    assert!(edit(2_000).await.is_err(), "the last are hashed again");
    assert!(edit(2_608).await.is_err());

    files.clone().with(&["mark"], &early).put(&dir);
    let space = reopened(&dir, &house.time).await.unwrap();
    assert_eq!(space.read_only(), None, "a mark of long ago is of this log");
    space.close().await;
    let without = files.clone().with(&["snapshot"], &early);
    without.put(&dir);
    house
        .tamper("UPDATE log SET entry = entry || ' ' WHERE seq = 8")
        .await;
    assert!(reopened(&dir, &house.time).await.is_err(), "read whole");
}

#[tokio::test]
async fn a_snapshot_of_what_was_lost_is_passed_over_and_written_anew() {
    let (house, yesterday, today, _) = two_days().await;
    let dir = house.folder();
    let back = yesterday.clone().with(&["snapshot"], &today);
    back.put(&dir);
    let space = reopened(&dir, &house.time).await.unwrap();
    assert_eq!(space.world(|world| world.head()), Some(Seq(14)));
    let ticket = "PAY-1".parse().unwrap();
    for _ in 0..10 {
        let comment = house.comment(&ticket, "another today");
        space.submit(comment).await.unwrap();
    }
    let longer = Files::of(&dir);
    assert_eq!(longer.bytes("snapshot"), today.bytes("snapshot"));
    let (world, then) = (space.world(Clone::clone), seen(&space).await.unwrap());
    space.close().await;
    assert_ne!(Files::of(&dir).bytes("snapshot"), today.bytes("snapshot"));
    house.verify().await.unwrap();

    longer.put(&dir);
    let space = reopened(&dir, &house.time).await.unwrap();
    assert_eq!(space.read_only(), None);
    assert!(space.world(|now| *now == world));
    assert_eq!(seen(&space).await.unwrap(), then);
    space.close().await;
}

#[tokio::test]
async fn a_new_key_signs_a_new_snapshot_beside_the_work() {
    let house = House::open().await;
    let house = house.reopen().await;
    let next = SecretKey::from_seed(&[5; 32]);
    let now = house.space.world(|world| world.last_at().unwrap());
    let rotation = house.space.rotation(&next, now).unwrap();
    let rotate = Command::RotateKey(Box::new(rotation));
    house.done(Asked::new(house.ada, rotate)).await;
    let path = house.folder().join("snapshot");
    for _ in 0..500 {
        if signed(&fs::read(&path).unwrap(), &next) {
            return;
        }
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    panic!("the old key's snapshot is still there");
}

#[tokio::test]
async fn where_no_snapshot_can_be_written_all_else_goes_on() {
    let house = House::open().await;
    let path = house.folder().join("snapshot");
    fs::create_dir(&path).unwrap();
    let ticket = house.ticket().await;
    let house = house.reopen().await;
    assert_eq!(house.space.read_only(), None);
    house.done(house.comment(&ticket, "on")).await;
    house.close().await;
    assert!(!house.folder().join("snapshot.new").exists());
    house.verify().await.unwrap();
}

//! One bit flipped in one file of a small workspace: harmless to everything that a reader can see, or reported.

use std::{
    path::{Path, PathBuf},
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::{Duration, Instant},
};

use openweave_store::{Against, Workspace, verify_workspace};
use tempfile::TempDir;

use crate::house::{Files, House, Luck, read_workflow, reopened, seen};

/// `all` flips a bit in every byte, however long it takes; `5000` so many; `log.db:6278:0` that one.
const FLIPS: &str = "OPENWEAVE_FLIPS";
const DRAWN: usize = 600;
const BUDGET: Duration = Duration::from_secs(20);
const SEED: u64 = 4;

/// Where, and which bit.
#[derive(Clone, Debug)]
struct Flip {
    file: String,
    byte: usize,
    bit: u8,
}

/// What to flip: of every file in turn, and of each more at its beginning and end.
fn drawn(files: &Files, flips: usize) -> Vec<Flip> {
    let mut luck = Luck(SEED);
    let names = [
        "log.db",
        "log.db-wal",
        "log.db",
        "mark",
        "snapshot",
        "keys/log",
    ];
    let draw = |turn: usize| {
        let file = names[turn % names.len()];
        let size = files.bytes(file).len();
        let byte = match luck.below(4) {
            0 => luck.below(size.min(100)),
            1 => luck.below(size.min(8_192)),
            2 => size - 1 - luck.below(size.min(8_192)),
            _ => luck.below(size),
        };
        Flip {
            file: file.to_owned(),
            byte,
            bit: luck.next() as u8 % 8,
        }
    };
    (0..flips).map(draw).collect()
}

/// The one that is named.
fn one(name: &str) -> Vec<Flip> {
    let mut parts = name.split(':');
    let mut part = || parts.next().expect("file:byte:bit");
    vec![Flip {
        file: part().to_owned(),
        byte: part().parse().unwrap(),
        bit: part().parse().unwrap(),
    }]
}

/// One in every byte.
fn all(files: &Files) -> Vec<Flip> {
    let mut luck = Luck(SEED);
    let mut flips = Vec::new();
    for file in files.names() {
        flips.extend((0..files.bytes(file).len()).map(|byte| Flip {
            file: file.to_owned(),
            byte,
            bit: luck.next() as u8 % 8,
        }));
    }
    flips
}

/// A small workspace as a power cut leaves it: some of it in the file, some in the write-ahead log.
struct Small {
    house: House,
    files: Files,
    seen: String,
}

impl Small {
    async fn new() -> Self {
        let house = House::open().await;
        house.live_in().await;
        let house = house.reopen().await;
        let (ticket, _) = house.waiting().await;
        house
            .done(house.comment(&ticket, "still in the write-ahead log"))
            .await;
        let files = Files::of(&house.folder());
        assert!(files.bytes("log.db-wal").len() > 4_096);
        let seen = seen(&house.space).await.unwrap();
        house.close().await;
        Self { house, files, seen }
    }

    /// Whether the flip was reported. A difference that was not is a failure.
    async fn reported(&self, dir: &Path, flip: &Flip) -> bool {
        let mut flipped = self.files.clone();
        flipped.edit(&flip.file)[flip.byte] ^= 1 << flip.bit;
        flipped.put(dir);
        let verified = verify_workspace(dir, read_workflow, &Against::default()).await;
        let Ok(space) = reopened(dir, &self.house.time).await else {
            return true;
        };
        let standing = space.read_only();
        let now = seen(&space).await;
        space.close().await;
        if verified.is_err() || standing.is_some() {
            return true;
        }
        let same = now.as_ref().is_ok_and(|now| *now == self.seen);
        assert!(same, "{flip:?} was missed: {:?}", now.err());
        false
    }
}

/// A folder that costs no syncs, where the system has such.
fn in_memory() -> TempDir {
    TempDir::new_in("/dev/shm").unwrap_or_else(|_| TempDir::new().unwrap())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_flipped_bit_is_missed() {
    let small = Arc::new(Small::new().await);
    let (flips, budget) = match std::env::var(FLIPS).as_deref() {
        Ok("all") => (all(&small.files), Duration::MAX),
        Ok(named) => match named.parse() {
            Ok(flips) => (drawn(&small.files, flips), Duration::MAX),
            Err(_) => (one(named), Duration::MAX),
        },
        Err(_) => (drawn(&small.files, DRAWN), BUDGET),
    };
    let one = flips.len() == 1;
    let (flips, next) = (Arc::new(flips), Arc::new(AtomicUsize::new(0)));
    let started = Instant::now();
    let mut tasks = tokio::task::JoinSet::new();
    for _ in 0..3 {
        let (small, flips, next) = (Arc::clone(&small), Arc::clone(&flips), Arc::clone(&next));
        tasks.spawn(async move {
            let dir = in_memory();
            let space: PathBuf = dir.path().join("space");
            let (mut done, mut reported) = (0, 0);
            while started.elapsed() < budget {
                let Some(flip) = flips.get(next.fetch_add(1, Ordering::Relaxed)) else {
                    break;
                };
                reported += usize::from(small.reported(&space, flip).await);
                done += 1;
            }
            (done, reported)
        });
    }
    let (mut done, mut reported) = (0, 0);
    while let Some(task) = tasks.join_next().await {
        let (some, told) = task.unwrap();
        (done, reported) = (done + some, reported + told);
    }
    println!("{done} flips, {reported} reported, the others harmless");
    assert!(one || (1..done).contains(&reported), "{reported} of {done}");
}

/// A key that was changed is noticed before anything is signed by it.
#[tokio::test]
async fn a_flipped_key_is_not_signed_with() {
    let small = Small::new().await;
    let dir = small.house.folder();
    for byte in [0, 15, 31] {
        let flip = Flip {
            file: "keys/log".to_owned(),
            byte,
            bit: 3,
        };
        assert!(small.reported(&dir, &flip).await);
        let opened: Result<Workspace, _> = reopened(&dir, &small.house.time).await;
        let error = opened.err().expect("it was opened");
        assert!(error.to_string().contains("The key"), "{error}");
    }
}

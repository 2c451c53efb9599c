//! Checking a log: hashes alone, with the replay, and all of `verify`, each beside plain SHA-256 over the same rows; signatures; weight.

use std::{
    path::Path,
    time::{Duration, Instant},
};

use ledger::{DecisionStatement, SecretKey};
use model::{Digest, RequestId, Timestamp, Verdict, WorkspaceId};
use store::{
    Against,
    bench::{Depth, Plain, Weight, walk_workspace, weigh},
};
use uuid::Uuid;

use super::{BenchError, Figures, reading::Taken};
use crate::open::read_workflow;

/// Hashes every entry of the log in `log` and holds it to its tree.
///
/// # Errors
/// [`BenchError::Verify`] when it does not hold.
pub async fn hashing(log: &Path, rounds: usize) -> Result<Figures, BenchError> {
    walked("verify_hash", log, rounds, Depth::Hashes).await
}

/// Follows every entry, too, and compares the tables that come of it.
///
/// # Errors
/// [`BenchError::Verify`] when it does not hold.
pub async fn replaying(log: &Path, rounds: usize) -> Result<Figures, BenchError> {
    walked("verify_replay", log, rounds, Depth::Replay).await
}

async fn walked(
    name: &'static str,
    log: &Path,
    rounds: usize,
    depth: Depth,
) -> Result<Figures, BenchError> {
    let mut walks = Vec::with_capacity(rounds);
    for _ in 0..rounds {
        let mut taken = Taken::default();
        let begun = Instant::now();
        let entries = walk_workspace(log, read_workflow, depth).await?.entries;
        taken.note(count(entries), begun.elapsed());
        hashed(log, &mut taken).await?;
        walks.push(taken.figures(name, entries));
    }
    Figures::middle(walks).ok_or_else(|| BenchError::odd(name, "no round"))
}

/// All of `verify`: SQLite's own check, texts, hashes, tree, replay, signatures, tables, mark.
///
/// # Errors
/// [`BenchError::Verify`] when it does not hold.
pub async fn whole(log: &Path, rounds: usize) -> Result<Figures, BenchError> {
    let (mut taken, mut entries) = (Taken::default(), 0);
    for _ in 0..rounds {
        let begun = Instant::now();
        let against = Against::default();
        let report = store::verify_workspace(log, read_workflow, &against).await?;
        entries = report.entries;
        taken.note(count(entries), begun.elapsed());
        hashed(log, &mut taken).await?;
    }
    Ok(taken.figures("verify", entries))
}

/// What the entries that are signed cost to decide again, their signatures above all, beside as many of one kind checked plainly.
///
/// # Errors
/// [`BenchError::Verify`] when it does not hold.
pub async fn signing(log: &Path, rounds: usize) -> Result<Figures, BenchError> {
    let (mut taken, mut entries) = (Taken::default(), 0);
    for _ in 0..rounds {
        let walked = walk_workspace(log, read_workflow, Depth::Signatures).await?;
        taken.note(count(walked.signatures), walked.attesting);
        taken.note_bare(count(walked.signatures), plainly(walked.signatures));
        entries = walked.entries;
    }
    Ok(taken.figures("verify_signatures", entries))
}

/// How many bytes an entry of the log in `log` is, and where they lie.
///
/// # Errors
/// The store's.
pub async fn weight(log: &Path) -> Result<Weight, BenchError> {
    Ok(weigh(log).await?)
}

async fn hashed(log: &Path, taken: &mut Taken) -> Result<(), BenchError> {
    let mut plain = Plain::open(log).await?;
    let begun = Instant::now();
    let entries = plain.hashed().await?;
    taken.note_bare(count(entries), begun.elapsed());
    Ok(plain.close().await?)
}

/// How long it takes to check one signature (Ed25519) so many times.
fn plainly(signatures: u64) -> Duration {
    let key = SecretKey::from_seed(&[7; 32]);
    let decision = DecisionStatement {
        workspace: WorkspaceId::new(Uuid::nil()),
        request: RequestId::new(Uuid::nil()),
        verdict: Verdict::Approve,
        shown: Digest::of(b"shown"),
        reason: None,
        at: Timestamp::FIRST,
        under: None,
        reauthenticated: false,
    };
    let (public, signed) = (key.public(), decision.sign(&key));
    let begun = Instant::now();
    for _ in 0..signatures {
        decision
            .verify(&public, &signed)
            .expect("a signature that was just made");
    }
    begun.elapsed()
}

fn count(entries: u64) -> usize {
    usize::try_from(entries).unwrap_or(usize::MAX)
}

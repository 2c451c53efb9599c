//! The full check of a workspace's log beside its work: one at a time, with progress, to be stopped at will. What it finds
//! broken is only read from then on.

use std::{
    path::PathBuf,
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicU64, Ordering},
    },
};

use model::{ActorId, Timestamp};
use store::{Against, Report, StoreError, VerifyError, verify_workspace};
use tokio_util::sync::CancellationToken;

use crate::{Host, anchor, open::read_workflow, place::Place};

/// What is known of the checks of one log, since OpenWeave was started.
#[derive(Default)]
pub(crate) struct Checks(Mutex<Known>);

#[derive(Default)]
struct Known {
    running: Option<Arc<Run>>,
    last: Option<Ended>,
}

/// A check under way.
pub(crate) struct Run {
    pub(crate) by: ActorId,
    pub(crate) since: Timestamp,
    pub(crate) done: AtomicU64,
    pub(crate) all: AtomicU64,
    stop: CancellationToken,
}

/// A check that ended.
#[derive(Clone)]
pub(crate) struct Ended {
    pub(crate) by: ActorId,
    pub(crate) since: Timestamp,
    pub(crate) took_ms: u64,
    pub(crate) found: Found,
}

/// How it ended.
#[derive(Clone)]
pub(crate) enum Found {
    Verified(Result<Box<Report>, VerifyError>),
    Stopped { done: u64 },
}

impl Checks {
    /// The one under way.
    pub(crate) fn running(&self) -> Option<Arc<Run>> {
        let known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        known.running.clone()
    }

    /// The last one that ended.
    pub(crate) fn last(&self) -> Option<Ended> {
        let known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        known.last.clone()
    }

    /// Stops the one under way, if there is one.
    pub(crate) fn stop(&self) {
        if let Some(run) = self.running() {
            run.stop.cancel();
        }
    }

    /// Begins one, unless one is under way.
    fn begin(&self, run: Run) -> Option<Arc<Run>> {
        let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if known.running.is_some() {
            return None;
        }
        let run = Arc::new(run);
        known.running = Some(run.clone());
        Some(run)
    }

    fn end(&self, ended: Ended) {
        let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        known.running = None;
        // One that was stopped says nothing new: the last full check stays what it was.
        let keeps = matches!(ended.found, Found::Stopped { .. }) && known.last.is_some();
        if !keeps {
            known.last = Some(ended);
        }
    }
}

impl Host {
    /// Starts a check of the workspace's log, for `by`. Where one runs, that one goes on.
    pub(crate) fn check(&self, place: &Arc<Place>, by: ActorId) {
        let run = Run {
            by,
            since: self.inner.clock.now(),
            done: AtomicU64::new(0),
            all: AtomicU64::new(0),
            stop: self.inner.stop.child_token(),
        };
        let Some(run) = place.checks.begin(run) else {
            return;
        };
        let (host, place) = (self.clone(), place.clone());
        self.inner.tasks.spawn(async move {
            let begun = std::time::Instant::now();
            let folder = host.folder_of(&place);
            let verified = run
                .stop
                .run_until_cancelled(host.checked(&place, &run, folder))
                .await;
            let found = match verified {
                None => Found::Stopped {
                    done: run.done.load(Ordering::Relaxed),
                },
                Some(verified) => {
                    consequences(&place, &verified);
                    Found::Verified(verified.map(Box::new))
                }
            };
            place.checks.end(Ended {
                by: run.by,
                since: run.since,
                took_ms: u64::try_from(begun.elapsed().as_millis()).unwrap_or(u64::MAX),
                found,
            });
        });
    }

    /// Held against every anchor that can be reached.
    async fn checked(
        &self,
        place: &Arc<Place>,
        run: &Run,
        folder: PathBuf,
    ) -> Result<Report, VerifyError> {
        let mut checkpoints = Vec::new();
        for anchor in self.anchors_of(place).await {
            match anchor::kept(&anchor.at).await {
                Ok(notes) => checkpoints.extend(notes),
                Err(error) => {
                    tracing::warn!(place = %anchor.at.display(), %error, "an anchor is out of reach");
                }
            }
        }
        let progress = |done, all| {
            run.done.store(done, Ordering::Relaxed);
            run.all.store(all, Ordering::Relaxed);
        };
        let against = Against {
            checkpoints: &checkpoints,
            progress: Some(&progress),
        };
        verify_workspace(&folder, read_workflow, &against).await
    }
}

/// What is broken is only read; what holds again may go on.
fn consequences(place: &Place, verified: &Result<Report, VerifyError>) {
    match verified {
        Ok(_) => place.store.trust(),
        Err(
            broken @ (VerifyError::Broken(_) | VerifyError::Unreadable(StoreError::Damaged { .. })),
        ) => place.store.distrust(&broken.to_string()),
        Err(VerifyError::Unreadable(_)) => {}
    }
}

//! What happens by itself: every second, requests whose time ran out are recorded as such, and counted refusals are told;
//! every quarter of an hour, checkpoints are kept elsewhere.

use std::time::{Duration, Instant};

use model::{Actor, Asked, Command, RequestId};

use crate::{Host, anchor, may, place::Place};

/// How late an expiry may be recorded. Nobody can approve in between: `decide` looks at the clock itself.
const EVERY: Duration = Duration::from_secs(1);

impl Host {
    /// Starts the timers. A simulated clock is moved by hand, and [`Host::expire_due`] asked by hand.
    pub(crate) fn start_timers(&self) {
        let (host, stop) = (self.clone(), self.inner.stop.clone());
        // Apart from the other: a share that does not answer holds up no expiry.
        self.inner.tasks.spawn(async move {
            let mut every = tokio::time::interval(anchor::EVERY);
            while stop.run_until_cancelled(every.tick()).await.is_some() {
                host.anchor().await;
            }
        });
        let (host, stop) = (self.clone(), self.inner.stop.clone());
        self.inner.tasks.spawn(async move {
            let mut every = tokio::time::interval(EVERY);
            loop {
                tokio::select! {
                    () = stop.cancelled() => return,
                    _ = every.tick() => {}
                }
                for (flood, count) in host.inner.floods.due(Instant::now()) {
                    host.tell_count(flood, count).await;
                }
                if host.inner.clock.ticks() {
                    host.expire_due().await;
                }
            }
        });
    }

    /// Records the expiry of all requests that are over by now, in every workspace.
    pub async fn expire_due(&self) {
        for place in self.places() {
            for request in self.over(&place) {
                let asked = Asked::new(Actor::CLOCK, Command::Expire { request });
                if let Err(error) = place.store.submit(asked).await {
                    tracing::error!(%error, %request, "an expiry could not be recorded");
                }
            }
        }
    }

    /// Requests that are over, where the clock is beyond doubt.
    fn over(&self, place: &Place) -> Vec<RequestId> {
        place.world(|world| {
            let now = may::at(world, self.inner.clock.now());
            if world.clock_in_doubt(now) {
                return Vec::new();
            }
            world
                .open_requests()
                .filter(|r| now >= r.expires)
                .map(|r| r.id)
                .collect()
        })
    }
}

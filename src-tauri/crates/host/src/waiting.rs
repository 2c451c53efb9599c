//! A bot's own request: how it stands, and the wait until it is over.

use std::time::Duration;

use model::{Request, RequestId, RequestState, Verdict, view::requests::RequestStatus};

use crate::{
    Bot, Result,
    lookups::unfit,
    overview::WAIT_MAX,
    requests::{count, moved_at, still_to_decide},
};

impl Bot {
    /// How a request of mine stands; waits for its end for up to `wait`.
    ///
    /// # Errors
    /// 404 for others' requests too.
    pub async fn request(&self, id: &str, wait: Duration) -> Result<RequestStatus> {
        let mine = match id.parse().map(RequestId::new) {
            Ok(id) => self
                .place
                .request(id)
                .await?
                .filter(|r| r.requester == self.actor.id),
            Err(_) => None,
        };
        let request = self.found(mine, "request", id).await?;
        self.ended(request.id, wait).await;
        let request = self.place.request(request.id).await?.ok_or_else(unfit)?;
        self.status(request).await
    }

    /// Returns when the request is no longer pending, the time is up, or the host stops.
    async fn ended(&self, id: RequestId, wait: Duration) {
        let mut changes = self.place.store.changes();
        let open = || {
            self.place.world(|w| {
                w.request(id)
                    .is_some_and(|r| r.state == RequestState::Pending)
            })
        };
        let over = changes.wait_for(|_| !open());
        let waited = tokio::time::timeout(
            wait.min(WAIT_MAX),
            self.host.inner.stop.run_until_cancelled(over),
        );
        drop(waited.await);
    }

    async fn status(&self, request: Request) -> Result<RequestStatus> {
        let names = self.names().await?;
        let mut said = request.decisions.iter().rev();
        let no = said.find(|d| d.verdict != Verdict::Approve);
        let no = no.and_then(|d| d.reason);
        let reason = self.place.texts(no).await?;
        let may_approve = self.place.world(|w| still_to_decide(w, &request));
        Ok(RequestStatus {
            id: request.id,
            state: request.state.word().to_owned(),
            ticket: request.key.clone(),
            transition: request.transition.clone(),
            approvals: count(request.approvals().count()),
            needed: request.gate.needed(),
            may_approve: may_approve.into_iter().map(|p| names.person(p)).collect(),
            expires: request.expires,
            reason: no.and_then(|d| reason.get(&d).cloned()),
            stale: match request.state {
                RequestState::Stale { because, .. } => Some(because),
                _ => None,
            },
            moved_seq: moved_at(&request),
        })
    }
}

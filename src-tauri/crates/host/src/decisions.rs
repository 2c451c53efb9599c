//! Decisions on requests: approved, rejected, sent back for changes, taken back. What they come to is `decide`'s to say.

use model::{
    Action, Command, Deed, RequestId, Verdict,
    view::{
        access::Recorded,
        requests::{Decide, Decided},
    },
};

use crate::{
    Answer, Member, Meta, Refused, Result,
    acting::{entries, last_seq},
    lookups::unfit,
    requests::count,
    signing::Said,
    taking::moved,
    texts::Texts,
    values, wording,
};

impl Member {
    /// Approves, rejects or asks for changes.
    ///
    /// # Errors
    /// 400 for an endless reason, 403 for a wrong password, else what `decide` says.
    pub async fn decide(&self, id: &str, mut said: Decide, meta: &Meta) -> Result<Answer<Decided>> {
        let password = said.password.take();
        let meta = &meta.saying(&said);
        let request = self.request_id(id, Action::Decide, meta).await?;
        let reason = said
            .reason
            .as_deref()
            .map(str::trim)
            .filter(|r| !r.is_empty());
        let reason = reason
            .map(|reason| values::said("reason", reason))
            .transpose();
        let reason = self.parsed(reason, Action::Decide, id, meta).await?;
        let reauthenticated = self.proven(password, Action::Decide, id, meta).await?;
        let mut texts = Texts::default();
        let reason = reason.map(|r| texts.fresh(&r));
        let unsigned = Said {
            request,
            verdict: said.verdict,
            shown: said.shown,
            reason,
            under: said.under,
            reauthenticated,
        };
        let signed = self.place.world(|w| self.sign(w, unsigned));
        let signed = self.parsed(signed, Action::Decide, id, meta).await?;
        let command = Command::Decide(Box::new(signed));
        let done = self.ask(command, texts.into_fresh(), id, meta).await?;
        let seq = entries(&done)
            .find(|e| matches!(e.deed, Some(Deed::Decide { .. })))
            .map(|e| e.seq);
        let now = self.place.request(request).await?.ok_or_else(unfit)?;
        let ending = entries(&done).find_map(|e| match &e.deed {
            Some(Deed::EndRequest { ending }) => Some(wording::ending_word(ending)),
            Some(Deed::Move { .. }) => Some("moved"),
            _ => None,
        });
        let standing = match said.verdict {
            Verdict::Changes => "returned",
            Verdict::Approve | Verdict::Reject => "pending",
        };
        let body = Decided {
            seq: seq.unwrap_or_else(|| last_seq(&done, None)),
            state: ending.unwrap_or(standing).to_owned(),
            approvals: count(now.approvals().count()),
            needed: now.gate.needed(),
            moved: entries(&done).find_map(moved),
        };
        Ok(Answer {
            status: 200,
            body,
            replayed: done.replayed,
        })
    }

    /// Takes a request of mine back.
    ///
    /// # Errors
    /// What `decide` says.
    pub async fn withdraw(&self, id: &str, meta: &Meta) -> Result<Answer<Recorded>> {
        let request = self.request_id(id, Action::EndRequest, meta).await?;
        let done = self
            .ask(Command::Withdraw { request }, Vec::new(), id, meta)
            .await?;
        Ok(Answer {
            status: 200,
            body: Recorded {
                seq: last_seq(&done, None),
            },
            replayed: done.replayed,
        })
    }

    async fn request_id(&self, id: &str, tried: Action, meta: &Meta) -> Result<RequestId> {
        match id.parse() {
            Ok(id) => Ok(id),
            Err(_) => Err(self
                .record(Refused::not_found("request"), tried, id, meta)
                .await),
        }
    }
}

//! The approver's inbox: what I can decide, what waits for others and why, what is over.

use std::collections::BTreeMap;

use engine::{Voice, World};
use model::{
    Part, Request, RequestState, Timestamp,
    view::{
        requests::{Inbox, RequestCard},
        tickets::May,
    },
};

use crate::{Member, Result, may, requests::text_of};

/// How many requests that are over are shown.
const DECIDED_MAX: u32 = 200;

/// Under which names I may decide, or why not.
type Standing = std::result::Result<Vec<Voice>, May>;

impl Member {
    /// What waits for me, for others, and what is over.
    ///
    /// # Errors
    /// Only the store's.
    pub async fn inbox(&self) -> Result<Inbox> {
        let names = self.names().await?;
        let mut open: Vec<(Request, Standing)> = self.place.world(|w| {
            w.open_requests()
                .map(|r| (r.clone(), self.standing_on(w, r)))
                .collect()
        });
        open.sort_by_key(|(request, _)| (request.expires, request.opened));
        let closed = self.place.store.closed_requests(None, DECIDED_MAX).await?;
        let requests = open
            .iter()
            .map(|(r, _)| r)
            .chain(closed.iter().map(|row| &row.request));
        let titles = requests.filter_map(|r| r.content.get(&Part::Title).copied());
        let texts = self.place.texts(titles).await?;
        let ends = self
            .ends(closed.iter().filter_map(|row| row.closed))
            .await?;
        let (mut for_me, mut for_others): (Vec<RequestCard>, Vec<RequestCard>) =
            (Vec::new(), Vec::new());
        for (request, standing) in open {
            let list = match standing {
                Ok(_) => &mut for_me,
                Err(_) => &mut for_others,
            };
            let title = text_of(&request, &texts);
            list.push(self.card(&request, &names, title, (&standing, None)));
        }
        let over = |row: &store::RequestRow| {
            let refusal = model::Refusal::NotPending {
                state: row.request.state.word(),
            };
            let ended = row.closed.and_then(|seq| ends.get(&seq).copied());
            let title = text_of(&row.request, &texts);
            let standing = Err(may::answer(Err(refusal)));
            self.card(&row.request, &names, title, (&standing, ended))
        };
        Ok(Inbox {
            for_me,
            for_others,
            decided: closed.iter().map(over).collect(),
        })
    }

    /// Under which names I may decide on an open request, or why not.
    fn standing_on(&self, world: &World, request: &Request) -> Standing {
        match request.state {
            RequestState::Pending => self.voices(world, request),
            _ => Err(may::answer(Err(model::Refusal::NotPending {
                state: request.state.word(),
            }))),
        }
    }

    /// How many requests wait for me.
    pub(crate) fn waiting(&self, world: &World) -> u64 {
        let open = world.pending_requests();
        open.filter(|r| self.may_decide(world, r).allowed).count() as u64
    }

    /// When these entries were written.
    async fn ends(
        &self,
        seqs: impl Iterator<Item = model::Seq>,
    ) -> Result<BTreeMap<model::Seq, Timestamp>> {
        let mut ends = BTreeMap::new();
        for seq in seqs {
            ends.extend(
                self.place
                    .store
                    .entry(seq)
                    .await?
                    .map(|stored| (seq, stored.entry.at)),
            );
        }
        Ok(ends)
    }
}

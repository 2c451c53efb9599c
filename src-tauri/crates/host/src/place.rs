//! An open workspace: its log, and the names and texts that views need.

use std::{
    collections::{BTreeMap, BTreeSet, HashMap},
    sync::{Arc, PoisonError, RwLock},
};

use engine::World;
use model::{ActorId, BotId, Digest, PersonId, Request, RequestId, Ticket, TicketKey, WorkspaceId};
use store::{StoreError, Workspace};

use crate::{
    checking::Checks,
    names::{BotName, Names},
    people::People,
};

/// An open workspace.
pub(crate) struct Place {
    pub(crate) id: WorkspaceId,
    pub(crate) store: Workspace,
    /// Handles of bots and the workspace's name, by digest. Whoever erases a text empties this.
    spoken: RwLock<HashMap<Digest, String>>,
    /// Held while a name is looked up and taken, so that no two bots get the same one.
    pub(crate) naming: tokio::sync::Mutex<()>,
    /// Held while a draft is saved.
    pub(crate) drafting: tokio::sync::Mutex<()>,
    pub(crate) checks: Checks,
}

impl Place {
    pub(crate) fn new(id: WorkspaceId, store: Workspace) -> Self {
        Self {
            id,
            store,
            spoken: RwLock::default(),
            naming: tokio::sync::Mutex::default(),
            drafting: tokio::sync::Mutex::default(),
            checks: Checks::default(),
        }
    }

    /// The committed world: access, workflows, open requests and their tickets. No other ticket is in it.
    pub(crate) fn world<T>(&self, read: impl FnOnce(&World) -> T) -> T {
        self.store.world(read)
    }

    pub(crate) fn is_member(&self, person: PersonId) -> bool {
        self.world(|w| w.access().members.contains_key(&person))
    }

    /// Its name; a sentence when erased.
    pub(crate) async fn name(&self) -> Result<String, StoreError> {
        let digest = self.world(World::name);
        let texts = self.spoken(digest.into_iter().collect()).await?;
        let name = digest.and_then(|d| texts.get(&d).cloned());
        Ok(name.unwrap_or_else(|| "A workspace without a name".to_owned()))
    }

    /// Who is who here.
    pub(crate) async fn names(&self, people: Arc<People>) -> Result<Names, StoreError> {
        let bots: Vec<(BotId, Digest, PersonId)> = self.world(|w| {
            let bots = w.access().bots.iter();
            bots.map(|(id, bot)| (*id, bot.handle, bot.keeper))
                .collect()
        });
        let handles = self
            .spoken(bots.iter().map(|(_, handle, _)| *handle).collect())
            .await?;
        let named = bots.into_iter().map(|(id, handle, keeper)| {
            let handle = handles
                .get(&handle)
                .cloned()
                .unwrap_or_else(|| "an erased bot".to_owned());
            (id, BotName { handle, keeper })
        });
        Ok(Names {
            people,
            bots: named.collect(),
        })
    }

    /// Texts that are asked for all the time; read once.
    async fn spoken(
        &self,
        digests: BTreeSet<Digest>,
    ) -> Result<HashMap<Digest, String>, StoreError> {
        let mut found: HashMap<Digest, String> = {
            let spoken = self.spoken.read().unwrap_or_else(PoisonError::into_inner);
            digests
                .iter()
                .filter_map(|d| Some((*d, spoken.get(d)?.clone())))
                .collect()
        };
        if found.len() < digests.len() {
            let missing: Vec<Digest> = digests
                .into_iter()
                .filter(|d| !found.contains_key(d))
                .collect();
            let read = self.store.texts(&missing).await?;
            found.extend(read.iter().map(|(d, t)| (*d, t.clone())));
            self.spoken
                .write()
                .unwrap_or_else(PoisonError::into_inner)
                .extend(read);
        }
        Ok(found)
    }

    /// Forgets what was read once: something was erased.
    pub(crate) fn forget(&self) {
        self.spoken
            .write()
            .unwrap_or_else(PoisonError::into_inner)
            .clear();
    }

    /// The texts behind `digests`; erased ones are absent.
    pub(crate) async fn texts(
        &self,
        digests: impl IntoIterator<Item = Digest>,
    ) -> Result<BTreeMap<Digest, String>, StoreError> {
        let wanted: BTreeSet<Digest> = digests.into_iter().collect();
        if wanted.is_empty() {
            return Ok(BTreeMap::new());
        }
        let wanted: Vec<Digest> = wanted.into_iter().collect();
        Ok(self.store.texts(&wanted).await?.into_iter().collect())
    }

    /// `read` on the committed world with the ticket in it; nothing when there is no such ticket.
    pub(crate) async fn with_ticket<T>(
        &self,
        key: &TicketKey,
        read: impl FnOnce(&World, &Ticket) -> T,
    ) -> Result<Option<T>, StoreError> {
        self.store
            .with_ticket(key, |world| {
                world.ticket(key).map(|ticket| read(world, ticket))
            })
            .await
    }

    /// A request, open or over.
    pub(crate) async fn request(&self, id: RequestId) -> Result<Option<Request>, StoreError> {
        if let Some(open) = self.world(|w| w.request(id).cloned()) {
            return Ok(Some(open));
        }
        Ok(self.store.request(id).await?.map(|row| row.request))
    }

    /// The open request by `actor` on a ticket.
    pub(crate) fn waiting_on(&self, key: &TicketKey, actor: ActorId) -> Option<Request> {
        self.world(|w| {
            w.open_requests()
                .find(|r| r.key == *key && r.requester == actor)
                .cloned()
        })
    }
}

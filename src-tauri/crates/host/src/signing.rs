//! Who can sign here: keys enrolled at the first sign-in, opened by the password at each, held while somebody is signed in.

use std::{
    collections::{BTreeMap, BTreeSet},
    path::PathBuf,
    sync::{Arc, PoisonError, RwLock},
};

use engine::{Voice, World};
use ledger::{DecisionStatement, SecretKey};
use model::{
    Actor, Code, Command, DelegationId, Digest, InvitationId, PersonId, PublicKey, Request,
    Signature, WorkspaceId, command::Decide, deed::HeldBy, view::tickets::May,
};
use zeroize::Zeroizing;

use crate::{
    Acting, Console, Host, Member, Meta, Refused, Result, luck, may,
    password::{Cost, PasswordError},
    place::Place,
    seal::{self, Sealing},
};

/// A person's keys while they are signed in. Clones are handles to the same ones.
#[derive(Clone)]
pub(crate) struct Keys(Arc<Held>);

struct Held {
    /// As keys are sealed now.
    sealing: Sealing,
    /// As some were sealed when it cost another price.
    before: Vec<Sealing>,
    open: RwLock<BTreeMap<WorkspaceId, Arc<SecretKey>>>,
}

impl Keys {
    pub(crate) fn new(sealing: Sealing, before: Vec<Sealing>) -> Self {
        Self(Arc::new(Held {
            sealing,
            before,
            open: RwLock::default(),
        }))
    }

    /// The key for a workspace, if the password opened it.
    pub(crate) fn of(&self, workspace: WorkspaceId) -> Option<Arc<SecretKey>> {
        let open = self.0.open.read().unwrap_or_else(PoisonError::into_inner);
        open.get(&workspace).cloned()
    }

    fn unseal(&self, workspace: WorkspaceId, sealed: &[u8]) -> Option<SecretKey> {
        let mut sealings = std::iter::once(&self.0.sealing).chain(&self.0.before);
        sealings.find_map(|sealing| sealing.open(workspace, sealed))
    }

    fn hold(&self, workspace: WorkspaceId, key: SecretKey) {
        let mut open = self.0.open.write().unwrap_or_else(PoisonError::into_inner);
        open.insert(workspace, Arc::new(key));
    }
}

impl Host {
    /// Derives what seals and opens a person's keys. Costs what a password costs, and again for each price that was asked before.
    pub(crate) async fn sealing(
        &self,
        person: PersonId,
        password: Zeroizing<String>,
    ) -> Result<Keys> {
        let _turn = self.inner.hashing.acquire().await.map_err(|_| unsealed())?;
        let cost = self.inner.options.argon2;
        let folders: Vec<PathBuf> = self
            .places()
            .iter()
            .map(|place| self.folder_of(place))
            .collect();
        let derived = tokio::task::spawn_blocking(move || {
            let kept = folders.iter().flat_map(|folder| seal::kept(folder, person));
            let costs: BTreeSet<Cost> = kept.filter_map(|sealed| seal::cost_of(&sealed)).collect();
            let derive = |cost| Sealing::derive(person, &password, cost);
            let before = costs.into_iter().filter(|before| *before != cost);
            let before: std::result::Result<_, PasswordError> = before.map(derive).collect();
            Ok::<_, PasswordError>(Keys::new(derive(cost)?, before?))
        });
        let keys = derived.await.map_err(|_| unsealed())?;
        keys.map_err(|error| Refused::new(Code::Busy, error.to_string()))
    }

    /// Where a workspace lies.
    pub(crate) fn folder_of(&self, place: &Place) -> PathBuf {
        self.workspaces_folder().join(place.id.to_string())
    }

    /// Opens the person's key in every workspace of theirs; where they have none yet, one is made and enrolled.
    /// A log that cannot be written keeps nobody from reading: it is told, and signing waits for the next sign-in.
    pub(crate) async fn admit_everywhere(&self, actor: Actor, keys: &Keys) {
        let Some(person) = actor.id.person() else {
            return;
        };
        for place in self
            .places()
            .into_iter()
            .filter(|place| place.is_member(person))
        {
            if let Err(refused) = self.admit(&place, actor, keys).await {
                tracing::error!(%refused, workspace = %place.id, "a key was not enrolled");
            }
        }
    }

    /// The same in one workspace.
    pub(crate) async fn admit(&self, place: &Arc<Place>, actor: Actor, keys: &Keys) -> Result<()> {
        let Some(person) = actor.id.person() else {
            return Ok(());
        };
        let folder = self.folder_of(place);
        match place.world(|w| w.key_in_use(person).map(|key| key.key)) {
            None => self.enrol(place, actor, keys, None).await,
            Some(known) => {
                let kept = seal::kept(&folder, person);
                let opened = kept
                    .iter()
                    .filter_map(|sealed| keys.unseal(place.id, sealed));
                let ours = opened
                    .into_iter()
                    .find(|key| key.public().bytes() == known.bytes());
                if let Some(key) = ours {
                    keys.hold(place.id, key);
                }
                Ok(())
            }
        }
    }

    /// Makes a key, seals it, and has the workspace's log name it.
    pub(crate) async fn enrol(
        &self,
        place: &Arc<Place>,
        actor: Actor,
        keys: &Keys,
        readmitted: Option<(InvitationId, Digest)>,
    ) -> Result<()> {
        let Some(person) = actor.id.person() else {
            return Ok(());
        };
        let folder = self.folder_of(place);
        let key = SecretKey::from_seed(&Zeroizing::new(luck::bytes32()));
        let sealed = keys.0.sealing.seal(place.id, &key).ok_or_else(unsealed)?;
        seal::prepare(&folder, person, &sealed)?;
        let acting = Acting {
            host: self.clone(),
            place: place.clone(),
            actor,
        };
        let command = Command::EnrolKey {
            key: PublicKey::new(*key.public().bytes()),
            held_by: match self.inner.options.console {
                Console::Window => HeldBy::Window,
                Console::Served => HeldBy::Host,
            },
            readmitted,
        };
        acting
            .ask(command, Vec::new(), "", &Meta::once("enrol"))
            .await?;
        seal::keep(&folder, person);
        keys.hold(place.id, key);
        Ok(())
    }
}

impl Member {
    /// Signs a decision, at this moment, with the key that is open.
    pub(crate) fn sign(&self, world: &World, said: Said) -> Result<Decide> {
        let key = self.key.as_ref().ok_or_else(closed_key)?;
        let statement = DecisionStatement {
            workspace: self.place.id,
            request: said.request,
            verdict: said.verdict,
            shown: said.shown,
            reason: said.reason,
            at: may::at(world, self.now()),
            under: said.under,
            reauthenticated: said.reauthenticated,
        };
        Ok(Decide {
            request: said.request,
            verdict: said.verdict,
            shown: said.shown,
            reason: said.reason,
            at: statement.at,
            under: said.under,
            reauthenticated: said.reauthenticated,
            signature: Signature::new(*statement.sign(key).bytes()),
        })
    }
}

impl Member {
    /// The names under which I may approve `request` now, my own first; why not, if there is none.
    pub(crate) fn voices(
        &self,
        world: &World,
        request: &Request,
    ) -> std::result::Result<Vec<Voice>, May> {
        if self.key.is_none() {
            return Err(closed_key().into_may());
        }
        self.entitled(world, request)
    }

    /// The same, whether or not I could sign it now.
    pub(crate) fn entitled(
        &self,
        world: &World,
        request: &Request,
    ) -> std::result::Result<Vec<Voice>, May> {
        let now = may::at(world, self.now());
        let may = |under| engine::may_approve(world, &self.actor, request, under, now);
        let own = may(None);
        let mut voices = engine::voices(world, request, self.person, now);
        voices.retain(|voice| match voice.under {
            None => own.is_ok(),
            under => may(under).is_ok(),
        });
        match own {
            Err(refusal) if voices.is_empty() => Err(may::answer(Err(refusal))),
            _ => Ok(voices),
        }
    }

    /// Whether I may decide on `request` now.
    pub(crate) fn may_decide(&self, world: &World, request: &Request) -> May {
        match self.voices(world, request) {
            Ok(_) => may::answer(Ok(())),
            Err(no) => no,
        }
    }
}

fn closed_key() -> Refused {
    let detail = "Your key here is not open. Sign out and in again, then decide.";
    Refused::new(Code::NotSigned, detail)
}

/// A decision before it is signed.
pub(crate) struct Said {
    pub(crate) request: model::RequestId,
    pub(crate) verdict: model::Verdict,
    pub(crate) shown: Digest,
    pub(crate) reason: Option<Digest>,
    pub(crate) under: Option<DelegationId>,
    pub(crate) reauthenticated: bool,
}

fn unsealed() -> Refused {
    Refused::later(
        Code::Busy,
        "Your keys could not be opened now. Try again in a moment.",
        1,
    )
}

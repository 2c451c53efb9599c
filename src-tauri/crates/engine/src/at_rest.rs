//! A world put down so that it can be taken up again: what is resident of it, and of its workflows all but their rules.
//! Those are read again from the published files, which the log holds to their digests: nobody's rules come from anywhere else.

use std::{collections::BTreeMap, sync::Arc};

use model::{
    ActorId, Digest, Handle, Holder, Published, Seq, Timestamp, Workflow, WorkflowName, WorkflowRef,
};
use serde::{Deserialize, Serialize};

use crate::{World, world::PublishedAt};

/// A workspace at rest. Of tickets, those are in it on which a request waits; of requests, the open ones.
#[derive(Serialize, Deserialize)]
pub struct AtRest {
    #[serde(with = "World")]
    world: World,
    workflows: BTreeMap<WorkflowName, Vec<Version>>,
}

/// A published version without its rules.
#[derive(Serialize, Deserialize)]
struct Version {
    at: WorkflowRef,
    rules_digest: Digest,
    bound: BTreeMap<Handle, Holder>,
    seq: Seq,
    published: Timestamp,
    by: ActorId,
}

impl AtRest {
    /// `world`, put down.
    pub fn of(world: &World) -> Self {
        let workflows = world.workflows.iter().map(|(name, versions)| {
            let versions = versions.iter().map(Version::of).collect();
            (name.clone(), versions)
        });
        Self {
            workflows: workflows.collect(),
            world: resident(world),
        }
    }

    /// The world, taken up; `rules` reads the published file of a digest.
    ///
    /// # Errors
    /// The first that `rules` has.
    pub fn wake<E>(self, rules: impl Fn(Digest) -> Result<Workflow, E>) -> Result<World, E> {
        let mut world = self.world;
        for (name, versions) in self.workflows {
            let versions: Result<_, E> = versions.into_iter().map(|v| v.with(&rules)).collect();
            world.workflows.insert(name, versions?);
        }
        Ok(world)
    }
}

impl Version {
    fn of(version: &PublishedAt) -> Self {
        let PublishedAt {
            published,
            seq,
            at,
            by,
        } = version;
        Self {
            at: published.at.clone(),
            rules_digest: published.rules_digest,
            bound: published.bound.clone(),
            seq: *seq,
            published: *at,
            by: *by,
        }
    }

    fn with<E>(self, rules: impl Fn(Digest) -> Result<Workflow, E>) -> Result<PublishedAt, E> {
        let published = Published {
            workflow: rules(self.at.digest)?,
            at: self.at,
            rules_digest: self.rules_digest,
            bound: self.bound,
        };
        Ok(PublishedAt {
            published: Arc::new(published),
            seq: self.seq,
            at: self.published,
            by: self.by,
        })
    }
}

/// `world` without what was only loaded into it.
fn resident(world: &World) -> World {
    let requests = world.requests.iter();
    let requests = requests.filter(|(_, request)| request.state.is_open());
    let tickets = world.tickets.iter();
    let tickets = tickets.filter(|(_, ticket)| ticket.request.is_some());
    let tickets: BTreeMap<_, _> = tickets.map(|(id, t)| (*id, t.clone())).collect();
    World {
        requests: requests.map(|(id, r)| (*id, r.clone())).collect(),
        keys: tickets.iter().map(|(id, t)| (t.key.clone(), *id)).collect(),
        tickets,
        workflows: BTreeMap::new(),
        taught: BTreeMap::new(),
        id: world.id,
        simulated: world.simulated,
        name: world.name,
        head: world.head,
        last_at: world.last_at,
        clock_in_doubt: world.clock_in_doubt,
        log_keys: world.log_keys.clone(),
        rotated_at: world.rotated_at,
        signing: world.signing.clone(),
        epochs: world.epochs.clone(),
        restored: world.restored,
        anchors: world.anchors.clone(),
        access: world.access.clone(),
        projects: world.projects.clone(),
        frozen: world.frozen.clone(),
        delegations: world.delegations.clone(),
        reviews: world.reviews.clone(),
        drafts: world.drafts.clone(),
        migrations: world.migrations.clone(),
        governed: world.governed,
    }
}

/// A map whose keys are no text, as a list of pairs.
pub(crate) mod pairs {
    use std::collections::BTreeMap;

    use serde::{Deserialize, Deserializer, Serialize, Serializer};

    pub fn serialize<K, V, S>(map: &BTreeMap<K, V>, to: S) -> Result<S::Ok, S::Error>
    where
        K: Serialize,
        V: Serialize,
        S: Serializer,
    {
        to.collect_seq(map)
    }

    pub fn deserialize<'de, K, V, D>(from: D) -> Result<BTreeMap<K, V>, D::Error>
    where
        K: Deserialize<'de> + Ord,
        V: Deserialize<'de>,
        D: Deserializer<'de>,
    {
        let pairs: Vec<(K, V)> = Deserialize::deserialize(from)?;
        Ok(pairs.into_iter().collect())
    }
}

/// A map of such maps.
pub(crate) mod held {
    use std::collections::BTreeMap;

    use serde::{Deserialize, Deserializer, Serialize, Serializer};

    use model::{Holder, RoleName, Seq};

    type Roles = BTreeMap<RoleName, BTreeMap<Holder, Seq>>;

    #[derive(Serialize, Deserialize)]
    #[serde(transparent)]
    struct Held(#[serde(with = "super::pairs")] BTreeMap<Holder, Seq>);

    pub fn serialize<S: Serializer>(roles: &Roles, to: S) -> Result<S::Ok, S::Error> {
        to.collect_map(roles.iter().map(|(role, held)| (role, Held(held.clone()))))
    }

    pub fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<Roles, D::Error> {
        let roles: BTreeMap<RoleName, Held> = Deserialize::deserialize(from)?;
        Ok(roles
            .into_iter()
            .map(|(role, held)| (role, held.0))
            .collect())
    }
}

//! Keys and codes, as the log tells it; what is signed; and what it thinks of changing any of that.

use std::collections::BTreeMap;

use ledger::{DecisionStatement, Origin, RotationStatement};
use model::{
    Actor, ActorId, AnchorId, Command, Deed, Digest, Entry, InvitationId, Kind, PersonId,
    PublicKey, Refusal, RoleName, Seq, Signature, Span, Timestamp, Who,
    command::{Decide, Rotation},
    deed::HeldBy,
    refusal::Thing,
};

use super::{Naive, Opinion, plainly, requests::Asked};

/// What hands wrote in this history: each statement, whose key signed it, and the signature. It knows nothing of Ed25519:
/// whatever is not here, nobody signed.
#[derive(Clone, Default)]
pub struct Hands {
    pub decisions: Vec<(PublicKey, DecisionStatement, Signature)>,
    pub rotations: Vec<(PublicKey, RotationStatement, Signature)>,
}

/// A member's key, as its entry says.
pub struct Enrolled<'a> {
    pub entry: &'a Entry,
    pub person: PersonId,
    pub key: PublicKey,
    pub held_by: HeldBy,
    pub code: Option<InvitationId>,
}

/// A code for a member who cannot sign any more, as its entry says.
pub struct Vouched {
    pub id: InvitationId,
    pub code: Digest,
    pub person: PersonId,
    pub by: PersonId,
    pub expires: Timestamp,
}

impl<'a> Naive<'a> {
    /// Every key that anybody ever enrolled, oldest first.
    pub fn enrolled(self) -> Vec<Enrolled<'a>> {
        self.done()
            .filter_map(|(entry, deed)| match deed {
                Deed::EnrolKey {
                    person,
                    key,
                    held_by,
                    readmitted,
                } => Some(Enrolled {
                    entry,
                    person: *person,
                    key: *key,
                    held_by: *held_by,
                    code: *readmitted,
                }),
                _ => None,
            })
            .collect()
    }

    pub fn keys_of(self, person: PersonId) -> Vec<Enrolled<'a>> {
        let mut keys = self.enrolled();
        keys.retain(|enrolled| enrolled.person == person);
        keys
    }

    /// The key that `person` enrolled last, unless everybody has to enrol one since.
    pub fn key_in_use(self, person: PersonId) -> Option<PublicKey> {
        let mut key = None;
        for (_, deed) in self.done() {
            match deed {
                Deed::EnrolKey {
                    person: who,
                    key: enrolled,
                    ..
                } if *who == person => key = Some(*enrolled),
                Deed::Epoch { restored: true, .. } => key = None,
                _ => {}
            }
        }
        key
    }

    pub fn codes(self) -> Vec<Vouched> {
        self.done()
            .filter_map(|(entry, deed)| match deed {
                Deed::Readmit {
                    invitation,
                    code,
                    person,
                    expires,
                } => Some(Vouched {
                    id: *invitation,
                    code: *code,
                    person: *person,
                    by: entry.by.id.person()?,
                    expires: *expires,
                }),
                _ => None,
            })
            .collect()
    }

    pub fn code(self, id: InvitationId) -> Option<Vouched> {
        self.codes().into_iter().find(|made| made.id == id)
    }

    pub fn code_used(self, id: InvitationId) -> bool {
        self.enrolled().iter().any(|key| key.code == Some(id))
    }

    /// Where checkpoints are kept.
    pub fn anchors(self) -> BTreeMap<AnchorId, Digest> {
        let mut anchors = BTreeMap::new();
        for (_, deed) in self.done() {
            match deed {
                Deed::AddAnchor { anchor, place } => drop(anchors.insert(*anchor, *place)),
                Deed::RemoveAnchor { anchor } => drop(anchors.remove(anchor)),
                _ => {}
            }
        }
        anchors
    }

    /// The log's own keys, each with the entry that named it, oldest first.
    pub fn log_keys(self) -> Vec<(Seq, PublicKey)> {
        self.done()
            .filter_map(|(entry, deed)| match deed {
                Deed::FoundWorkspace { key, .. }
                | Deed::RotateKey { new: key, .. }
                | Deed::Epoch { key, .. } => Some((entry.seq, *key)),
                _ => None,
            })
            .collect()
    }

    /// The rotations so far, oldest first.
    pub fn rotations(self) -> Vec<Rotation> {
        self.done()
            .filter_map(|(_, deed)| match deed {
                Deed::RotateKey {
                    old,
                    new,
                    at,
                    by_old,
                    by_new,
                } => Some(Rotation {
                    old: *old,
                    new: *new,
                    at: *at,
                    by_old: *by_old,
                    by_new: *by_new,
                }),
                _ => None,
            })
            .collect()
    }

    /// Whether whoever made the newest code that `person` used stands behind `asked`, and 30 days are not over.
    pub fn too_new(self, person: PersonId, asked: &Asked<'_>, now: Timestamp) -> bool {
        let mut keys = self.keys_of(person);
        keys.retain(|enrolled| enrolled.code.is_some());
        let Some(newest) = keys.pop() else {
            return false;
        };
        let maker = newest.code.and_then(|id| self.code(id)).unwrap().by;
        let young = now.since(newest.entry.at) < Span::days(30);
        young && self.excluded(asked).contains_key(&maker)
    }

    /// The keys that signed exactly what is said.
    pub fn signers(self, said: &Decide) -> Vec<PublicKey> {
        let statement = DecisionStatement {
            workspace: self.workspace(),
            request: said.request,
            verdict: said.verdict,
            shown: said.shown,
            reason: said.reason,
            at: said.at,
            under: said.under,
            reauthenticated: said.reauthenticated,
        };
        let all = self.hands.decisions.iter();
        all.filter(|(_, signed, signature)| *signed == statement && *signature == said.signature)
            .map(|(key, ..)| *key)
            .collect()
    }

    /// Whether `said` was signed between the asking and now.
    pub fn in_time(self, asked: &Asked<'_>, said: &Decide, now: Timestamp) -> bool {
        asked.entry.at <= said.at && said.at <= now
    }

    /// Whether `person` signed `said` as they must.
    pub fn is_signed(
        self,
        person: PersonId,
        asked: &Asked<'_>,
        said: &Decide,
        now: Timestamp,
    ) -> bool {
        let key = self.key_in_use(person);
        let theirs = key.is_some_and(|key| self.signers(said).contains(&key));
        theirs && self.in_time(asked, said, now)
    }

    /// Whether `rotation` is from the log's key to another one, both signed it, and it comes after the last one.
    pub fn hands_over(self, rotation: &Rotation, now: Timestamp) -> bool {
        let signed = |key: PublicKey, signature: Signature| {
            self.hands.rotations.iter().any(|(by, statement, mark)| {
                let says = (
                    statement.origin,
                    PublicKey::new(*statement.old.bytes()),
                    PublicKey::new(*statement.new.bytes()),
                    statement.at,
                );
                let meant = Origin::Workspace(self.workspace());
                *by == key
                    && *mark == signature
                    && says == (meant, rotation.old, rotation.new, rotation.at)
            })
        };
        let before = self.rotations().into_iter().map(|r| r.at).max();
        let current = self.log_keys().pop().map(|(_, key)| key);
        current == Some(rotation.old)
            && rotation.new != rotation.old
            && signed(rotation.old, rotation.by_old)
            && signed(rotation.new, rotation.by_new)
            && before < Some(rotation.at)
            && rotation.at <= now
    }

    pub fn of_keys(self, by: &Actor, command: &Command, now: Timestamp) -> Opinion {
        match command.clone() {
            Command::EnrolKey {
                key,
                held_by,
                readmitted,
            } => self.of_enrolling(by, (key, held_by), readmitted, now),
            Command::Readmit {
                invitation,
                code,
                person,
                expires,
            } => {
                if !self.member(person) {
                    return Opinion::no(Refusal::NotFound(Thing::Person));
                }
                let mut opinion = self.owners_only(by);
                opinion.unless(
                    by.id != ActorId::Person(person),
                    Refusal::NotPermitted {
                        allowed: vec![Who::Role(RoleName::owner())],
                    },
                );
                let known = self.code(invitation).is_some();
                opinion.unless(!known, Refusal::AlreadyExists(Thing::Invitation));
                let deed = Deed::Readmit {
                    invitation,
                    code,
                    person,
                    expires,
                };
                opinion.then(|| plainly(by, deed))
            }
            Command::RotateKey(rotation) => {
                let mut opinion = self.owners_only(by);
                opinion.unless(self.hands_over(&rotation, now), Refusal::NotSigned);
                let deed = Deed::RotateKey {
                    old: rotation.old,
                    new: rotation.new,
                    at: rotation.at,
                    by_old: rotation.by_old,
                    by_new: rotation.by_new,
                };
                opinion.then(|| plainly(by, deed))
            }
            Command::Erase { texts, reason } => {
                let mut opinion = self.owners_only(by);
                let explained = reason.is_some() || texts.is_empty();
                opinion.unless(explained, Refusal::ReasonNeeded);
                opinion.then(|| match texts.is_empty() {
                    true => Vec::new(),
                    false => plainly(by, Deed::Erase { texts, reason }),
                })
            }
            Command::BeginEpoch(epoch) => {
                let deed = Deed::Epoch {
                    size: epoch.kept.0,
                    root: epoch.kept.1,
                    lost_size: epoch.lost.0,
                    lost_root: epoch.lost.1,
                    key: epoch.key,
                    restored: epoch.restored,
                    reason: epoch.reason,
                };
                let mut opinion = self.owners_only(by);
                let a_key = ledger::PublicKey::from_bytes(epoch.key.bytes()).is_ok();
                opinion.unless(a_key, Refusal::NotValid(Thing::Key));
                let known = self.log_keys().iter().any(|(_, key)| *key == epoch.key);
                opinion.unless(!known, Refusal::AlreadyExists(Thing::Key));
                opinion.then(|| plainly(by, deed))
            }
            Command::AddAnchor { anchor, place } => {
                let mut opinion = self.owners_only(by);
                let known = self.anchors().contains_key(&anchor);
                opinion.unless(!known, Refusal::AlreadyExists(Thing::Anchor));
                opinion.then(|| plainly(by, Deed::AddAnchor { anchor, place }))
            }
            Command::RemoveAnchor { anchor } => {
                if !self.anchors().contains_key(&anchor) {
                    return Opinion::no(Refusal::NotFound(Thing::Anchor));
                }
                let opinion = self.owners_only(by);
                opinion.then(|| plainly(by, Deed::RemoveAnchor { anchor }))
            }
            other => unreachable!("{other:?} is about something else"),
        }
    }

    fn of_enrolling(
        self,
        by: &Actor,
        (key, held_by): (PublicKey, HeldBy),
        readmitted: Option<(InvitationId, Digest)>,
        now: Timestamp,
    ) -> Opinion {
        let mut opinion = Opinion::default();
        let person = by.id.person();
        opinion.unless(
            person.is_some(),
            Refusal::NotPermitted {
                allowed: vec![Who::Kind(Kind::Person)],
            },
        );
        if let Some((id, word)) = readmitted {
            let code = self.code(id);
            let code = code.filter(|made| made.code == word && Some(made.person) == person);
            let Some(code) = code else {
                return Opinion::no(Refusal::NotFound(Thing::Invitation));
            };
            let good = !self.code_used(id) && now < code.expires;
            opinion.unless(good, Refusal::NotValid(Thing::Invitation));
        } else {
            let has_one = person.is_some_and(|person| self.key_in_use(person).is_some());
            opinion.unless(!has_one, Refusal::AlreadyExists(Thing::Key));
        }
        let a_key = ledger::PublicKey::from_bytes(key.bytes()).is_ok();
        opinion.unless(a_key, Refusal::NotValid(Thing::Key));
        let known = self.enrolled().iter().any(|enrolled| enrolled.key == key);
        opinion.unless(!known, Refusal::AlreadyExists(Thing::Key));
        let readmitted = readmitted.map(|(id, _)| id);
        let deed = |person| Deed::EnrolKey {
            person,
            key,
            held_by,
            readmitted,
        };
        opinion.then(|| person.map_or(Vec::new(), |p| plainly(by, deed(p))))
    }
}

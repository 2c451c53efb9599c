//! Keys in people's hands: what they sign, rightly or not; what is enrolled, and what is handed over.

use std::collections::BTreeSet;

use ledger::{DecisionStatement, Origin, RotationStatement};
use model::{
    Actor, AnchorId, Command, Deed, DelegationId, Entry, Event, InvitationId, PublicKey, RequestId,
    Signature, Timestamp, Verdict, WorkspaceId,
    command::{Decide, Epoch, Rotation},
    deed::HeldBy,
    entry::About,
};
use openweave_engine::attest;
use proptest::{prelude::*, test_runner::TestCaseError};

use super::{
    Scene,
    cast::{self, nothing, person, text},
    pick::of,
    step::{Ask, Click, Fault, Hand, NewKey, Slip, Turn},
};
use crate::naive::{Asked, written};

/// What stands under a decision until it is known who decides.
pub const UNSIGNED: Signature = Signature::new([0; 64]);

impl Scene {
    /// Puts the signature under a decision.
    pub fn signed(&mut self, by: &Actor, ask: &Ask, command: Command) -> Command {
        let (Ask::Decide { hand, stead, .. }, Command::Decide(said)) = (ask, &command) else {
            return command;
        };
        let mut said = said.clone();
        said.under = stead.map(|n| {
            let person = by.id.person();
            let given = person.map_or_else(Vec::new, |p| self.naive().given_to(p));
            let chosen = given.iter().rev().nth(n as usize % given.len().max(1));
            chosen.copied().unwrap_or(DelegationId::new(nothing()))
        });
        if let Hand::Copied(n) = hand {
            return self.copied(*n, said.request).unwrap_or(command);
        }
        let naive = self.naive();
        let keys = by.id.person().map_or_else(Vec::new, |p| naive.keys_of(p));
        let newest = keys.last().map_or(cast::keys()[0].0, |own| own.key);
        let key = match hand {
            Hand::Former => keys.iter().nth_back(1).map_or(newest, |own| own.key),
            Hand::Anybodys(n) => {
                let all = naive.enrolled();
                all[*n as usize % all.len()].key
            }
            _ => newest,
        };
        let mut statement = DecisionStatement {
            workspace: naive.workspace(),
            request: said.request,
            verdict: said.verdict,
            shown: said.shown,
            reason: said.reason,
            at: said.at,
            under: said.under,
            reauthenticated: said.reauthenticated,
        };
        if let Hand::Slip(slip) = hand {
            slipped(&mut statement, *slip);
        }
        said.signature = self.sign(key, statement);
        if let Hand::Smudged = hand {
            said.signature = smudged(said.signature);
        }
        Command::Decide(said)
    }

    /// Everything that is signed is written down, by whatever key.
    fn sign(&mut self, key: PublicKey, statement: DecisionStatement) -> Signature {
        let signature = Signature::new(*statement.sign(cast::secret(key)).bytes());
        self.hands.decisions.push((key, statement, signature));
        signature
    }

    /// What was said on `request` already, as the log has it.
    fn copied(&self, n: u8, request: RequestId) -> Option<Command> {
        let said = self.naive().decisions(request);
        let (entry, ..) = said.get(n as usize % said.len().max(1))?;
        let Some(Deed::Decide {
            verdict,
            shown,
            reason,
            at,
            under,
            reauthenticated,
            signature,
        }) = entry.deed
        else {
            return None;
        };
        Some(Command::Decide(Box::new(Decide {
            request,
            verdict,
            shown,
            reason,
            at,
            under,
            reauthenticated,
            signature,
        })))
    }

    /// When a decision on `asked` says it was made.
    pub fn moment(&self, click: Click, asked: Option<&Asked<'_>>) -> Timestamp {
        let asking = asked.map_or(self.now, |asked| asked.entry.at);
        match click {
            Click::Now => self.now,
            Click::Ahead => beside(self.now, 1),
            Click::WithTheAsking => asking,
            Click::BeforeTheAsking => beside(asking, -1),
        }
    }

    /// A key that the log does not name; were there none left, one that it does.
    pub fn fresh_key(&self) -> PublicKey {
        let naive = self.naive();
        let members = naive.enrolled().into_iter().map(|enrolled| enrolled.key);
        let logs = naive.log_keys().into_iter().map(|(_, key)| key);
        let named: BTreeSet<_> = members.chain(logs).collect();
        let mut all = cast::keys().iter().map(|(key, _)| *key);
        all.find(|key| !named.contains(key))
            .unwrap_or(cast::keys()[0].0)
    }

    pub fn on_keys(&mut self, ask: &Ask) -> Command {
        let minted = self.mint();
        match ask {
            Ask::Enrol { key, code } => {
                let naive = self.naive();
                let mut keys = naive.enrolled();
                keys.reverse();
                let mut codes = naive.codes();
                codes.reverse();
                let code = code.map(|(which, right)| {
                    let made = of(&codes, which);
                    let id = made.map_or(InvitationId::new(nothing()), |made| made.id);
                    let word = made.filter(|_| right).map(|made| made.code);
                    (id, word.unwrap_or_else(|| text("wrong", 0)))
                });
                Command::EnrolKey {
                    key: match key {
                        NewKey::Known(n) => keys[*n as usize % keys.len()].key,
                        other => self.key_for(*other),
                    },
                    held_by: if minted.as_u128().is_multiple_of(2) {
                        HeldBy::Window
                    } else {
                        HeldBy::Host
                    },
                    readmitted: code,
                }
            }
            Ask::Readmit {
                new,
                person: n,
                life,
            } => {
                let known = self.naive().codes().pop().filter(|_| !new);
                Command::Readmit {
                    invitation: known.map_or(InvitationId::new(minted), |made| made.id),
                    code: text("code", self.minted),
                    person: person(*n),
                    expires: self.now.plus(*life),
                }
            }
            Ask::Rotate { turn, fault } => {
                Command::RotateKey(Box::new(self.rotation(*turn, *fault)))
            }
            Ask::RotateAgain => {
                let rotations = self.naive().rotations();
                let (current, _) = self.log_keys();
                let again = rotations.iter().find(|r| r.old == current).cloned();
                let again = again.or(rotations.last().cloned());
                let again = again.unwrap_or_else(|| self.rotation(Turn::Fresh, None));
                Command::RotateKey(Box::new(again))
            }
            Ask::Erase { texts, reason } => Command::Erase {
                texts: texts.then(|| text("reason", 0)).into_iter().collect(),
                reason: reason.then(|| text("reason", 1)),
            },
            Ask::Anchor { new } => {
                let known = self.naive().anchors().into_keys().next_back();
                self.anchoring(known.filter(|_| !new), minted)
            }
            Ask::Unanchor => match self.naive().anchors().into_keys().next() {
                Some(anchor) => Command::RemoveAnchor { anchor },
                None => self.anchoring(None, minted),
            },
            Ask::Epoch { restored, key } => Command::BeginEpoch(Box::new(Epoch {
                kept: (self.log.len() as u64, text("root", 0)),
                lost: (self.log.len() as u64 + self.minted, text("root", 1)),
                key: self.key_for(*key),
                restored: *restored,
                reason: None,
            })),
            other => unreachable!("{other:?} is about no key"),
        }
    }

    fn anchoring(&self, known: Option<AnchorId>, minted: uuid::Uuid) -> Command {
        Command::AddAnchor {
            anchor: known.unwrap_or(AnchorId::new(minted)),
            place: text("place", self.minted),
        }
    }

    /// A key to be the log's.
    fn key_for(&self, key: NewKey) -> PublicKey {
        match key {
            NewKey::Fresh => self.fresh_key(),
            NewKey::Known(n) => {
                let keys = self.naive().log_keys();
                keys[n as usize % keys.len()].1
            }
            NewKey::None => PublicKey::new([0; 32]),
        }
    }

    /// The log's key and the one before it.
    fn log_keys(&self) -> (PublicKey, PublicKey) {
        let keys = self.naive().log_keys();
        let (_, current) = keys[keys.len() - 1];
        let (_, former) = keys[keys.len().saturating_sub(2)];
        (current, former)
    }

    fn rotation(&mut self, turn: Turn, fault: Option<Fault>) -> Rotation {
        let naive = self.naive();
        let (current, former) = self.log_keys();
        let fresh = self.fresh_key();
        let new = match turn {
            Turn::Fresh => fresh,
            Turn::Back => former,
            Turn::Same => current,
        };
        let last = naive.rotations().pop().map(|r| r.at);
        let (mut old, mut at) = (current, self.now);
        let mut origin = Origin::Workspace(naive.workspace());
        match fault {
            Some(Fault::OtherOld) => old = naive.enrolled()[0].key,
            Some(Fault::Early) => at = last.unwrap_or(at),
            Some(Fault::Late) => at = beside(at, 1),
            Some(Fault::OtherLog) => origin = Origin::Workspace(WorkspaceId::new(nothing())),
            _ => {}
        }
        let other = naive.enrolled()[0].key;
        let (by_old, by_new) = match fault {
            Some(Fault::ByOld) => (other, new),
            Some(Fault::ByNew) => (old, other),
            Some(Fault::Swapped) => (new, old),
            _ => (old, new),
        };
        let statement = RotationStatement {
            origin,
            old: cast::secret(old).public(),
            new: cast::secret(new).public(),
            at,
        };
        let mut sign = |key| {
            let signature = Signature::new(*statement.sign(cast::secret(key)).bytes());
            self.hands.rotations.push((key, statement, signature));
            signature
        };
        Rotation {
            old,
            new,
            at,
            by_old: sign(by_old),
            by_new: sign(by_new),
        }
    }

    /// What `verify` says of the signatures, were `command` in the log whatever was decided: the naive engine says the same.
    pub fn attested(&self, by: &Actor, command: &Command) -> Result<(), TestCaseError> {
        let naive = self.naive();
        let Some(forged) = self.forged(by, command) else {
            return Ok(());
        };
        let (right, signatures) = match command {
            Command::RotateKey(rotation) => (naive.hands_over(rotation, self.now), 2),
            Command::Decide(said) => {
                let asked = naive.asked(said.request);
                let person = by.id.person();
                let right = person
                    .zip(asked)
                    .is_some_and(|(person, asked)| naive.is_signed(person, &asked, said, self.now));
                (right, 1)
            }
            other => unreachable!("{other:?} is not signed"),
        };
        prop_assert_eq!(
            attest(&self.world, &forged).ok(),
            right.then_some(signatures),
            "what is attested of {:?} by {:?}",
            command,
            by
        );
        Ok(())
    }

    /// The entry that a signed `command` would be.
    fn forged(&self, by: &Actor, command: &Command) -> Option<Entry> {
        let deed = match command.clone() {
            Command::RotateKey(rotation) => Deed::RotateKey {
                old: rotation.old,
                new: rotation.new,
                at: rotation.at,
                by_old: rotation.by_old,
                by_new: rotation.by_new,
            },
            Command::Decide(said) => Deed::Decide {
                verdict: said.verdict,
                shown: said.shown,
                reason: said.reason,
                at: said.at,
                under: said.under,
                reauthenticated: said.reauthenticated,
                signature: said.signature,
            },
            _ => return None,
        };
        let about = About {
            request: command.request(),
            ..About::default()
        };
        let event = Event {
            by: *by,
            about,
            deed,
        };
        Some(written(event, self.log.len(), self.now))
    }
}

fn slipped(statement: &mut DecisionStatement, slip: Slip) {
    match slip {
        Slip::Verdict => {
            statement.verdict = match statement.verdict {
                Verdict::Approve => Verdict::Reject,
                Verdict::Reject => Verdict::Changes,
                Verdict::Changes => Verdict::Approve,
            }
        }
        Slip::Reason => {
            statement.reason = match statement.reason {
                Some(_) => None,
                None => Some(text("reason", 0)),
            }
        }
        Slip::Shown => statement.shown = text("not read", 1),
        Slip::Moment => statement.at = beside(statement.at, -1),
        Slip::Request => statement.request = RequestId::new(nothing()),
        Slip::Workspace => statement.workspace = WorkspaceId::new(nothing()),
        Slip::Stead => {
            statement.under = match statement.under {
                Some(_) => None,
                None => Some(DelegationId::new(nothing())),
            }
        }
        Slip::Password => statement.reauthenticated = !statement.reauthenticated,
    }
}

fn smudged(signature: Signature) -> Signature {
    let mut bytes = *signature.bytes();
    bytes[40] ^= 1;
    Signature::new(bytes)
}

/// So many microseconds after `moment`, or before it.
fn beside(moment: Timestamp, micros: i64) -> Timestamp {
    Timestamp::from_micros(moment.micros() + micros)
}

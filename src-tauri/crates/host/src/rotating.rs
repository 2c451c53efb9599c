//! A log gets another key: the old one and the new one sign that, and the old one is wiped.

use engine::host::HostWorld;
use ledger::SecretKey;
use model::{
    Command, Holder, HostCommand, PublicKey, RoleName, Signature, Timestamp, command::Rotation,
    view::access::Recorded,
};
use zeroize::Zeroizing;

use crate::{Answer, Member, Meta, Person, Result, acting::last_seq, luck, may};

impl Member {
    /// Gives the workspace's log another key.
    ///
    /// # Errors
    /// What `decide` says.
    pub async fn rotate_key(&self, meta: &Meta) -> Result<Answer<Recorded>> {
        let next = fresh();
        let at = self.place.world(|w| may::at(w, self.now()));
        let me = Holder::Person(self.person);
        let owns = self.place.world(|w| w.access().holds(me, RoleName::OWNER));
        let rotation = if owns {
            self.place.store.rotation(&next, at)?
        } else {
            unsigned(&next, at)
        };
        self.record_change(Command::RotateKey(Box::new(rotation)), "", meta)
            .await
    }
}

impl Person {
    /// Gives the host's log another key: whoever founded a workspace here may.
    ///
    /// # Errors
    /// What `decide` says.
    pub async fn rotate_host_key(&self, meta: &Meta) -> Result<Answer<Recorded>> {
        let log = &self.host.inner.log;
        let (next, now) = (fresh(), self.host.inner.clock.now());
        let at = log
            .world(HostWorld::last_at)
            .map_or(now, |last| now.max(last));
        let founded = log.world(|w| w.workspaces().values().any(|by| *by == self.id));
        let rotation = if founded {
            log.rotation(&next, at)?
        } else {
            unsigned(&next, at)
        };
        let command = HostCommand::RotateKey(Box::new(rotation));
        let done = log
            .submit(meta.ask(self.actor(), command, Vec::new(), None))
            .await?;
        if let Some(refusal) = &done.refusal {
            return Err(refusal.into());
        }
        Ok(Answer {
            status: 200,
            body: Recorded {
                seq: last_seq(&done, log.world(HostWorld::head)),
            },
            replayed: done.replayed,
        })
    }
}

fn fresh() -> SecretKey {
    SecretKey::from_seed(&Zeroizing::new(luck::bytes32()))
}

/// A rotation that nobody signed. Signing lays the new key beside the old one, which is not done for somebody who will be refused.
fn unsigned(next: &SecretKey, at: Timestamp) -> Rotation {
    let key = PublicKey::new(*next.public().bytes());
    let nobodys = Signature::new([0; 64]);
    Rotation {
        old: key,
        new: key,
        at,
        by_old: nobodys,
        by_new: nobodys,
    }
}

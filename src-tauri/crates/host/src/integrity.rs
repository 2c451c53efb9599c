//! The Integrity room: how far the log is proved and by what, the full check, the anchors. For auditors and
//! owners; what changes something is an owner's and an entry.

use std::{path::Path, sync::atomic::Ordering};

use engine::World;
use model::{
    Action, AnchorId, Command, Deed, PublicKey,
    view::{
        access::Recorded,
        integrity::{
            AnchorMade, CheckFound, CheckRunning, EpochView, FindingView, FullCheck, Holding,
            Integrity, LogKey, NewAnchor, Proof, ProofBy, SigningKey, Standing, StandingKind,
        },
        tickets::May,
    },
};
use store::{ReadOnly, VerifyError};
use uuid::Uuid;

use crate::{
    Answer, Member, Meta, Refused, Result,
    acting::{entries, last_seq},
    anchor,
    checking::{Ended, Found},
    clock, may,
    names::Names,
    texts::Texts,
    values,
};

impl Member {
    /// How far this log is proved, and by what.
    ///
    /// # Errors
    /// 403 for whoever is neither auditor nor owner.
    pub async fn integrity(&self) -> Result<Integrity> {
        self.audits("integrity").await?;
        let names = self.names().await?;
        let epochs = self.epochs(&names).await?;
        let proofs = self.proofs().await?;
        let anchored = proofs.iter().any(|proof| proof.place.is_some());
        let (now, actor) = (self.now(), self.actor);
        let standing = self.place.store.read_only();
        let running = self.place.checks.running().map(|run| CheckRunning {
            by: names.who(run.by),
            since: run.since,
            done: run.done.load(Ordering::Relaxed),
            all: run.all.load(Ordering::Relaxed),
        });
        let last = self.place.checks.last();
        Ok(self.place.world(|w| Integrity {
            size: w.head().map_or(0, |seq| seq.0 + 1),
            last_at: w.last_at(),
            standing: standing.as_ref().map(standing_view),
            proofs,
            running,
            last: last.map(|ended| checked(ended, &names)),
            keys: signing_keys(w, &names),
            log_keys: log_keys(w),
            epochs,
            next_anchoring: self.host.inner.anchors.next().filter(|_| anchored),
            may_change: owners_only(may::may(w, &actor, &any_anchor(), now)),
        }))
    }

    /// Starts a full check. Where one runs, that one goes on.
    ///
    /// # Errors
    /// 403.
    pub async fn check_log(&self) -> Result<()> {
        self.audits("a full check").await?;
        self.host.check(&self.place, self.actor.id);
        Ok(())
    }

    /// Stops the check that runs; the last one that ended stays the last.
    ///
    /// # Errors
    /// 403.
    pub async fn stop_checking(&self) -> Result<()> {
        self.audits("a full check").await?;
        self.place.checks.stop();
        Ok(())
    }

    /// Keeps the newest checkpoint elsewhere now.
    ///
    /// # Errors
    /// 403. What a place says against it stands in its proof.
    pub async fn anchor_now(&self) -> Result<()> {
        self.audits("anchoring").await?;
        self.host.anchor_workspace(&self.place).await;
        Ok(())
    }

    /// Names another place for checkpoints, and keeps the newest there.
    ///
    /// # Errors
    /// 400 for what is no such place, else what `decide` says.
    pub async fn add_anchor(&self, new: NewAnchor, meta: &Meta) -> Result<Answer<AnchorMade>> {
        let named = new.place.trim().to_owned();
        let fits = self.fits(&named);
        let place = self.parsed(fits, Action::AddAnchor, &named, meta).await?;
        let mut texts = Texts::default();
        let command = Command::AddAnchor {
            anchor: AnchorId::new(clock::id()),
            place: texts.fresh(&place),
        };
        let done = self.ask(command, texts.into_fresh(), &place, meta).await?;
        let anchor = entries(&done).find_map(|entry| match &entry.deed {
            Some(Deed::AddAnchor { anchor, .. }) => Some(*anchor),
            _ => None,
        });
        self.host.anchor_workspace(&self.place).await;
        Ok(Answer {
            status: 201,
            body: AnchorMade {
                anchor: anchor.ok_or_else(crate::lookups::unfit)?,
                seq: last_seq(&done, None),
            },
            replayed: done.replayed,
        })
    }

    /// Keeps no more checkpoints there. What is there stays.
    ///
    /// # Errors
    /// What `decide` says.
    pub async fn remove_anchor(&self, id: &str, meta: &Meta) -> Result<Answer<Recorded>> {
        let anchor: AnchorId = self.id(id, "anchor", Action::RemoveAnchor, meta).await?;
        let known = self.host.anchors_of(&self.place).await;
        let answer = self
            .record_change(Command::RemoveAnchor { anchor }, id, meta)
            .await?;
        for known in known.iter().filter(|known| known.id == Some(anchor)) {
            self.host.inner.anchors.forget(self.place.id, &known.at);
        }
        Ok(answer)
    }

    /// The path of a folder that is there, outside of what it is to guard.
    fn fits(&self, named: &str) -> Result<String> {
        let place = values::said("place", named)?;
        let path = Path::new(&place);
        let no = |detail: String| Err(Refused::malformed("place", detail));
        if !path.is_absolute() {
            return no(format!(
                "{place} is not a whole path. Begin with /, like /media/backup."
            ));
        }
        let Ok(real) = path.canonicalize().and_then(|real| {
            real.is_dir()
                .then_some(real)
                .ok_or(std::io::ErrorKind::NotADirectory.into())
        }) else {
            return no(format!(
                "There is no folder {place}. Make it, or connect the disk, then try again."
            ));
        };
        let data = self.host.inner.options.data.canonicalize();
        if data.is_ok_and(|data| real.starts_with(data)) {
            return no(format!(
                "{place} lies in the data folder that it is to guard. Choose another disk or share."
            ));
        }
        Ok(place)
    }

    async fn proofs(&self) -> Result<Vec<Proof>> {
        let (size, last_at) = self
            .place
            .world(|w| (w.head().map_or(0, |seq| seq.0 + 1), w.last_at()));
        let own = |by, size| Proof {
            by,
            place: None,
            anchor: None,
            size,
            at: last_at,
            trouble: None,
        };
        let marked = match self.place.store.read_only() {
            Some(ReadOnly::RolledBack { had, .. } | ReadOnly::OtherPast { had }) => had,
            Some(ReadOnly::NoMark) => 0,
            _ => size,
        };
        let mut proofs = vec![own(ProofBy::Log, size), own(ProofBy::Mark, marked)];
        for anchor in self.host.anchors_of(&self.place).await {
            let known = self.host.inner.anchors.of(self.place.id, &anchor.at);
            let git = anchor::is_git(&anchor.at);
            proofs.push(Proof {
                by: if git { ProofBy::Git } else { ProofBy::Folder },
                place: Some(anchor.at.display().to_string()),
                anchor: anchor.id,
                size: known.as_ref().map_or(0, |known| known.size),
                at: known.as_ref().filter(|k| k.size > 0).map(|known| known.at),
                trouble: known.and_then(|known| known.trouble),
            });
        }
        Ok(proofs)
    }

    async fn epochs(&self, names: &Names) -> Result<Vec<EpochView>> {
        let mut epochs = Vec::new();
        for seq in self.place.world(|w| w.epochs().to_vec()) {
            let Some(stored) = self.place.store.entry(seq).await? else {
                continue;
            };
            let Some(Deed::Epoch {
                size,
                lost_size,
                restored,
                reason,
                ..
            }) = stored.entry.deed
            else {
                continue;
            };
            let texts = self.place.texts(reason).await?;
            epochs.push(EpochView {
                seq,
                at: stored.entry.at,
                by: names.who(stored.entry.by.id),
                size,
                lost_size,
                restored,
                reason: texts.into_values().next(),
            });
        }
        Ok(epochs)
    }
}

/// The same, with whom to ask.
fn owners_only(may: May) -> May {
    let because = "An owner names anchors and changes the log's key.";
    May {
        because: may.because.map(|_| because.to_owned()),
        ..may
    }
}

/// Naming no anchor in particular, for a dry run.
fn any_anchor() -> Command {
    Command::AddAnchor {
        anchor: AnchorId::new(Uuid::nil()),
        place: model::Digest::of(b""),
    }
}

fn standing_view(standing: &ReadOnly) -> Standing {
    let (kind, had) = match standing {
        ReadOnly::RolledBack { had, .. } => (StandingKind::RolledBack, Some(*had)),
        ReadOnly::OtherPast { .. } => (StandingKind::OtherPast, None),
        ReadOnly::NoMark => (StandingKind::NoMark, None),
        ReadOnly::Moved { .. } => (StandingKind::Moved, None),
        ReadOnly::Disk { .. } => (StandingKind::Disk, None),
        ReadOnly::Broken { .. } => (StandingKind::Broken, None),
    };
    Standing {
        kind,
        text: standing.to_string(),
        had,
    }
}

fn signing_keys(world: &World, names: &Names) -> Vec<SigningKey> {
    let members = world.access().members.keys();
    let mut keys: Vec<SigningKey> = members
        .filter_map(|person| {
            let key = world.key_in_use(*person)?;
            let who = |person| names.who(model::ActorId::Person(person));
            Some(SigningKey {
                person: *person,
                who: who(*person),
                key: key.key,
                since: key.at,
                seq: key.seq,
                held_by: key.held_by,
                readmitted_by: key.readmitted_by.map(who),
            })
        })
        .collect();
    keys.sort_by(|a, b| a.who.name.cmp(&b.who.name));
    keys
}

fn log_keys(world: &World) -> Vec<LogKey> {
    let view = |(seq, key): &(model::Seq, PublicKey)| LogKey {
        key: *key,
        seq: *seq,
    };
    world.log_keys().all().iter().map(view).collect()
}

fn checked(ended: Ended, names: &Names) -> FullCheck {
    let found = match ended.found {
        Found::Stopped { done } => CheckFound::Stopped { done },
        Found::Verified(Ok(report)) => CheckFound::Holds(Box::new(Holding {
            entries: report.entries,
            decided_again: report.decided_again,
            signatures: report.signatures,
            texts: report.texts,
            erased: report.erased,
            rows: report.rows,
            kept_elsewhere: report.kept.count,
            kept_up_to: report.kept.up_to,
        })),
        Found::Verified(Err(VerifyError::Broken(findings))) => CheckFound::Broken {
            findings: findings
                .into_iter()
                .map(|finding| FindingView {
                    seq: finding.seq,
                    words: finding.words,
                })
                .collect(),
        },
        Found::Verified(Err(VerifyError::Unreadable(store::StoreError::Damaged {
            at,
            because,
        }))) => CheckFound::Broken {
            findings: vec![FindingView {
                seq: at,
                words: because,
            }],
        },
        Found::Verified(Err(error)) => CheckFound::CouldNot {
            because: error.to_string(),
        },
    };
    FullCheck {
        by: names.who(ended.by),
        at: ended.since,
        took_ms: ended.took_ms,
        found,
    }
}

//! Drafts of workflows: saved as they are written, proposed, and made live by an author who did not edit them.
//! Their texts are service state beside the log: to lose one costs the work on it, and changes nothing that happened.

use std::{
    fs,
    path::{Path, PathBuf},
};

use engine::{Draft, World};
use model::{
    Action, Code, Command, Digest, DraftId, Timestamp,
    command::{Proposed, Publication},
    view::{
        access::Recorded,
        drafts::{
            DraftCard, DraftView, Drafts, Govern, ProposalView, PublishProposal, SaveDraft, Saved,
        },
        workflows::PublishedView,
    },
};

use crate::{
    Answer, Member, Meta, Refused, Result,
    acting::{entries, last_seq},
    clock, differences,
    lookups::unfit,
    may,
    names::Names,
    publishing::{bind, file_error, no_workflow, published, unbound},
};

impl Member {
    /// The drafts, for authors; nothing for others.
    ///
    /// # Errors
    /// Only the store's.
    pub async fn drafts(&self) -> Result<Drafts> {
        let names = self.names().await?;
        let migrations = self.migrations(&names).await?;
        let desk = self.desk();
        let now = self.now();
        Ok(self.place.world(|w| {
            let now = may::at(w, now);
            let authors = crate::workflows::may_draft(w, &self.actor, now).allowed;
            let known = w.drafts().iter().filter(|_| authors);
            let mut drafts: Vec<DraftCard> = known
                .map(|(id, draft)| self.draft_card(w, (*id, draft), &desk, &names))
                .collect();
            drafts.sort_by_key(|draft| std::cmp::Reverse(draft.saved));
            let govern = Command::GovernWorkflows {
                review: !w.governed(),
            };
            Drafts {
                drafts,
                migrations,
                governed: w.governed(),
                may_govern: may::may(w, &self.actor, &govern, now),
            }
        }))
    }

    /// A draft in full, for authors.
    ///
    /// # Errors
    /// 404.
    pub async fn draft(&self, id: &str) -> Result<DraftView> {
        let names = self.names().await?;
        let desk = self.desk();
        let now = self.now();
        let found = self.place.world(|w| {
            let id: DraftId = id.parse().ok()?;
            let now = may::at(w, now);
            let authors = crate::workflows::may_draft(w, &self.actor, now).allowed;
            let draft = w.drafts().get(&id).filter(|_| authors)?;
            let source = desk.text(id);
            let proposal = draft.proposal.as_ref();
            let proposed = proposal.and_then(|p| desk.proposed(p.digest));
            let read = source.as_deref().map(formats::read);
            let shown = proposed.as_deref().or(source.as_deref()).map(formats::read);
            let differs = shown.and_then(std::result::Result::ok).and_then(|read| {
                let newest = &w.newest(&read.workflow.name)?.published;
                Some(differences::between(&newest.workflow, &read.workflow))
            });
            Some(DraftView {
                card: self.draft_card(w, (id, draft), &desk, &names),
                errors: match read {
                    Some(Err(problems)) => problems.iter().map(file_error).collect(),
                    _ => Vec::new(),
                },
                changes: differs.as_ref().map_or(Vec::new(), |d| d.changes.clone()),
                difference: differs.map(|d| d.svg),
                text: source.as_deref().map(|text| Digest::of(text.as_bytes())),
                source,
                proposed,
            })
        });
        self.found(found, "draft", id).await
    }

    /// Saves a new draft.
    ///
    /// # Errors
    /// What `decide` says; 503 when the text cannot be kept.
    pub async fn new_draft(&self, save: SaveDraft, meta: &Meta) -> Result<Answer<Saved>> {
        let mut saved = self.save(DraftId::new(clock::id()), save, meta).await?;
        saved.status = 201;
        Ok(saved)
    }

    /// Saves a draft as it is now. That somebody edits it is an entry, once for each person and draft.
    ///
    /// # Errors
    /// What `decide` says; 503 when the text cannot be kept.
    pub async fn save_draft(
        &self,
        id: &str,
        save: SaveDraft,
        meta: &Meta,
    ) -> Result<Answer<Saved>> {
        let id = self.id(id, "draft", Action::EditDraft, meta).await?;
        let known = self
            .place
            .world(|w| Some(w.drafts().get(&id)?.workflow.clone()));
        let workflow = known.unwrap_or_else(|| save.workflow.clone());
        self.save(id, SaveDraft { workflow, ..save }, meta).await
    }

    async fn save(&self, draft: DraftId, save: SaveDraft, meta: &Meta) -> Result<Answer<Saved>> {
        let SaveDraft {
            workflow,
            source,
            base,
        } = save;
        let text = Digest::of(source.as_bytes());
        // Held until the text is on disk: of two windows that save at once, the second sees what the first has saved.
        let _turn = self.place.drafting.lock().await;
        let fits = if source.len() > formats::FILE_BYTES_MAX {
            Err(Refused::malformed(
                "source",
                "A workflow file has at most 2 MiB.",
            ))
        } else {
            self.goes_on(draft, base, text)
        };
        self.parsed(fits, Action::EditDraft, "", meta).await?;
        let command = Command::EditDraft { draft, workflow };
        let done = self.ask(command, Vec::new(), "", meta).await?;
        let edited = entries(&done).find_map(|entry| match entry.deed {
            Some(model::Deed::EditDraft { draft, .. }) => Some((draft, entry.seq)),
            _ => None,
        });
        let id = edited.map_or(draft, |(draft, _)| draft);
        self.desk().save(id, &source)?;
        Ok(Answer {
            status: 200,
            body: Saved {
                id,
                seq: edited.map(|(_, seq)| seq),
                text,
            },
            replayed: done.replayed,
        })
    }

    /// That nobody has saved another text since `base`.
    fn goes_on(&self, draft: DraftId, base: Option<Digest>, text: Digest) -> Result<()> {
        let now = self
            .desk()
            .text(draft)
            .map(|now| Digest::of(now.as_bytes()));
        match (now, base) {
            (Some(now), Some(base)) if now != base && now != text => {
                let detail = "This draft was saved in another window since. Nothing was overwritten: take that text, or keep yours as a draft of its own.";
                Err(Refused::new(Code::Stale, detail))
            }
            _ => Ok(()),
        }
    }

    /// Asks another author to make a draft live, as it was saved last.
    ///
    /// # Errors
    /// 400 for a text with errors, else what `decide` says.
    pub async fn propose(&self, id: &str, meta: &Meta) -> Result<Answer<Recorded>> {
        let tried = Action::ProposeWorkflow;
        let draft = self.id(id, "draft", tried, meta).await?;
        let source = self.desk().text(draft);
        let source = source.ok_or_else(|| Refused::not_found("draft"));
        let source = self.parsed(source, tried, id, meta).await?;
        let read = formats::read(&source).map_err(|problems| no_workflow(&problems));
        let read = self.parsed(read, tried, id, meta).await?;
        let names = self.names().await?;
        let (bound, unknown) = self.place.world(|w| bind(w, &read.workflow, &names));
        let bound = if unknown.is_empty() {
            Ok(bound)
        } else {
            Err(unbound(&unknown))
        };
        let bound = self.parsed(bound, tried, id, meta).await?;
        self.desk().keep_proposed(read.digest, &source)?;
        let proposed = Proposed {
            name: read.workflow.name.clone(),
            digest: read.digest,
            rules_digest: read.rules_digest,
            bound,
        };
        let command = Command::ProposeWorkflow {
            draft,
            proposed: Box::new(proposed),
        };
        let done = self.ask(command, Vec::new(), id, meta).await?;
        Ok(Answer {
            status: 200,
            body: Recorded {
                seq: last_seq(&done, self.place.world(World::head)),
            },
            replayed: done.replayed,
        })
    }

    /// Makes a proposal live: somebody who did not edit it, and who was shown exactly this.
    ///
    /// # Errors
    /// 404 where its text is lost: it has to be proposed again; else what `decide` says.
    pub async fn publish_proposal(
        &self,
        id: &str,
        shown: PublishProposal,
        meta: &Meta,
    ) -> Result<Answer<PublishedView>> {
        let tried = Action::PublishWorkflow;
        let draft = self.id(id, "draft", tried, meta).await?;
        let source = self.desk().proposed(shown.digest);
        let source = source.ok_or_else(|| Refused::not_found("proposal"));
        let source = self.parsed(source, tried, id, meta).await?;
        let read = formats::read(&source).map_err(|problems| no_workflow(&problems));
        let read = self.parsed(read, tried, id, meta).await?;
        let proposal = self
            .place
            .world(|w| w.drafts().get(&draft)?.proposal.clone());
        let publication = Publication {
            workflow: read.workflow,
            digest: read.digest,
            rules_digest: read.rules_digest,
            // Whom names meant when it was proposed; `decide` holds it to the proposal.
            bound: proposal.map(|p| p.bound).unwrap_or_default(),
            draft: Some(draft),
        };
        let command = Command::PublishWorkflow(Box::new(publication));
        let done = self
            .ask_with(command, Vec::new(), id, Some(source), meta)
            .await?;
        let body = entries(&done).find_map(published).ok_or_else(unfit)?;
        self.desk().clear(draft, shown.digest);
        Ok(Answer {
            status: 201,
            body,
            replayed: done.replayed,
        })
    }

    /// Says whether workflows need a second author to go live.
    ///
    /// # Errors
    /// What `decide` says.
    pub async fn govern(&self, govern: Govern, meta: &Meta) -> Result<Answer<Recorded>> {
        let command = Command::GovernWorkflows {
            review: govern.review,
        };
        self.record_change(command, "", meta).await
    }

    fn desk(&self) -> Desk {
        Desk::of(&self.host.folder_of(&self.place))
    }

    fn draft_card(
        &self,
        world: &World,
        (id, draft): (DraftId, &Draft),
        desk: &Desk,
        names: &Names,
    ) -> DraftCard {
        let text = desk.text(id);
        let people = |people: &std::collections::BTreeSet<model::PersonId>| {
            people.iter().map(|p| names.person(*p)).collect()
        };
        let proposal = draft.proposal.as_ref().map(|proposal| ProposalView {
            name: proposal.name.clone(),
            version: world
                .newest(&proposal.name)
                .map_or(1, |n| n.published.at.version + 1),
            digest: proposal.digest,
            by: names.person(proposal.by),
            at: proposal.at,
            seq: proposal.seq,
            editors: people(&proposal.editors),
            may_publish: may::answer(engine::may_publish(world, &self.actor, id)),
        });
        DraftCard {
            id,
            workflow: draft.workflow.clone(),
            name: text.as_deref().and_then(called),
            editors: people(&draft.editors),
            saved: desk.saved(id),
            proposal,
        }
    }
}

/// What a text says its workflow is called, if it can be read.
fn called(source: &str) -> Option<String> {
    let read = formats::read(source).ok()?;
    Some(read.workflow.name.to_string())
}

/// Where a workspace's drafts lie: a file each, and one for each text that is proposed, by its digest.
struct Desk(PathBuf);

impl Desk {
    fn of(folder: &Path) -> Self {
        Self(folder.join("drafts"))
    }

    fn text(&self, id: DraftId) -> Option<String> {
        fs::read_to_string(self.file(&id.to_string())).ok()
    }

    fn saved(&self, id: DraftId) -> Option<Timestamp> {
        let at = fs::metadata(self.file(&id.to_string()))
            .ok()?
            .modified()
            .ok()?;
        clock::of_file(at)
    }

    fn proposed(&self, digest: Digest) -> Option<String> {
        let text = fs::read_to_string(self.file(&digest.to_string())).ok()?;
        (Digest::of(text.as_bytes()) == digest).then_some(text)
    }

    fn save(&self, id: DraftId, source: &str) -> Result<()> {
        self.write(&id.to_string(), source)
    }

    fn keep_proposed(&self, digest: Digest, source: &str) -> Result<()> {
        self.write(&digest.to_string(), source)
    }

    fn clear(&self, id: DraftId, digest: Digest) {
        for name in [id.to_string(), digest.to_string()] {
            // Left behind it harms nobody: no draft names it any more.
            drop(fs::remove_file(self.file(&name)));
        }
    }

    /// Whole or not at all.
    fn write(&self, name: &str, text: &str) -> Result<()> {
        store::private_dir(&self.0)?;
        store::write_private(&self.file(name), text.as_bytes())?;
        Ok(())
    }

    fn file(&self, name: &str) -> PathBuf {
        self.0.join(format!("{name}.toml"))
    }
}

//! The frame around every room: who I am here, what waits for me, what the whole window must say.

use std::{collections::BTreeMap, sync::PoisonError, time::Duration};

use engine::World;
use model::{
    Command, Digest, Holder, InvitationId, ProjectKey, RoleName, Seq, Span, Ticket, Timestamp,
    deed::Freezable,
    view::{
        Changed,
        session::{AnchoredView, Banner, BannerWay, BotMe, Overview},
        tickets::{May, ProjectView},
    },
};
use store::{ReadOnly, TicketFilter};
use uuid::Uuid;

use crate::{
    Acting, Bot, Member, Result, may,
    names::{self, Names},
    workflows,
};

/// How far the clock may be behind the newest entry before that is said.
const BEHIND_MAX: Span = Span::seconds(60);

/// The longest a call waits for news.
pub(crate) const WAIT_MAX: Duration = Duration::from_secs(60);

impl Member {
    /// This workspace at a glance.
    ///
    /// # Errors
    /// Only the store's.
    pub async fn overview(&self) -> Result<Overview> {
        let names = self.names().await?;
        let now = self.now();
        let holder = Holder::Person(self.person);
        let projects = self.projects().await?;
        let name = self.place.name().await?;
        let actor = self.actor;
        let anchored = self
            .host
            .inner
            .anchors
            .best(self.place.id)
            .map(|last| AnchoredView {
                size: last.size,
                at: last.at,
                trouble: last.trouble,
            });
        let frosts = self.place.world(|w| w.frozen().clone());
        let reasons = frosts.values().filter_map(|frost| frost.reason);
        let reasons = self.place.texts(reasons).await?;
        Ok(self.place.world(|w| Overview {
            id: self.place.id,
            name,
            roles: names::roles(w, holder),
            waiting: self.waiting(w),
            reviews: self.to_review(w),
            may_freeze: may::may(w, &actor, &thawing(), now).allowed,
            governed: w.governed(),
            projects,
            seq: w.head(),
            size: w.head().map_or(0, |seq| seq.0 + 1),
            last_at: w.last_at(),
            may_audit: self.may_audit(w),
            may_access: may::may(w, &actor, &any_invitation(now), now).allowed,
            may_publish: workflows::may_draft(w, &actor, now).allowed,
            banners: self.banners(w, &names, &reasons, now),
            bots_door: self.host.bots_door().map(|at| format!("http://{at}")),
            anchored: anchored.clone(),
            my_key: w.key_in_use(self.person).map(|key| key.key),
        }))
    }

    /// Whether I read the Audit room: auditors and owners do.
    pub(crate) fn may_audit(&self, world: &World) -> bool {
        let me = Holder::Person(self.person);
        [RoleName::AUDITOR, RoleName::OWNER]
            .iter()
            .any(|role| world.access().holds(me, role))
    }

    /// Waits until there are entries after `after`, or for `wait`.
    ///
    /// # Errors
    /// None today.
    pub async fn changes(&self, after: Option<Seq>, wait: Duration) -> Result<Changed> {
        let mut changes = self.place.store.changes();
        let news = changes.wait_for(|head| *head > after);
        let waited = tokio::time::timeout(
            wait.min(WAIT_MAX),
            self.host.inner.stop.run_until_cancelled(news),
        );
        drop(waited.await);
        let seq = self.place.world(World::head);
        let size = |seq: Option<Seq>| seq.map_or(0, |s| s.0 + 1);
        Ok(Changed {
            seq,
            entries: size(seq).saturating_sub(size(after)),
        })
    }

    fn banners(
        &self,
        world: &World,
        names: &Names,
        reasons: &BTreeMap<Digest, String>,
        now: Timestamp,
    ) -> Vec<Banner> {
        let banner = |kind: &str, text: String| Banner {
            kind: kind.to_owned(),
            text,
            way: None,
        };
        let mut banners = Vec::new();
        if let Some(standing) = self.place.store.read_only() {
            let kind = match standing {
                ReadOnly::Disk { .. } => "read_only",
                _ => "integrity",
            };
            banners.push(banner(kind, standing.to_string()));
        }
        let broken = world.reviews().iter().filter(|(_, r)| r.closed.is_none());
        banners.extend(broken.map(|(&id, review)| {
            let who = names.person_name(review.by);
            let (transition, key) = (&review.transition, &review.key);
            let text = match self.may_review(world, review).allowed {
                true => "You can review it.",
                false => "Somebody else must review it.",
            };
            let text = format!("Break glass: {who} took {transition} on {key}. {text}");
            Banner {
                way: Some(BannerWay::Review { review: id }),
                ..banner("break_glass", text)
            }
        }));
        if world.clock_in_doubt(may::at(world, now)) {
            banners.push(banner("clock_in_doubt", "The clock is more than 30 days ahead of the last entry, so nothing moves. Check the computer's date; an owner then confirms it in Access.".to_owned()));
        }
        if let Some(last) = world.last_at().filter(|last| last.since(now) > BEHIND_MAX) {
            let minutes = last.since(now).as_seconds() / 60;
            banners.push(banner("clock_behind", format!("The computer's clock is {minutes} min behind the newest entry. Until it has caught up, entries carry that entry's time; their order is right. Check the computer's date.")));
        }
        for (frozen, frost) in world.frozen().iter().rev() {
            let text = match frozen {
                Freezable::Workspace => {
                    "This workspace is frozen: nothing moves until it is thawed.".to_owned()
                }
                Freezable::Workflow(name) => format!(
                    "The workflow {name} is frozen: its tickets do not move until it is thawed."
                ),
                Freezable::Bot(bot) => format!(
                    "The bot {} is frozen: it does nothing until it is thawed.",
                    names.bot_handle(*bot)
                ),
            };
            let target = frozen.clone();
            let thaw = Command::Thaw {
                target: target.clone(),
            };
            let may = may::may(world, &self.actor, &thaw, now);
            banners.push(Banner {
                way: Some(BannerWay::Thaw { target, may }),
                ..banner("frozen", text + &why(frost, names, reasons))
            });
        }
        let door = self
            .host
            .inner
            .bots_door
            .read()
            .unwrap_or_else(PoisonError::into_inner);
        if let Some(Err(because)) = &*door {
            banners.push(banner("door_busy", format!("Bots cannot call: {because}")));
        }
        banners
    }
}

impl Acting {
    /// The projects, by key.
    pub(crate) async fn projects(&self) -> Result<Vec<ProjectView>> {
        let projects = self
            .place
            .world(|w| w.projects().values().cloned().collect::<Vec<_>>());
        let texts = self.place.texts(projects.iter().map(|p| p.name)).await?;
        let open = self.open_tickets().await?;
        let view = |p: &engine::Project| ProjectView {
            key: p.key.clone(),
            name: texts
                .get(&p.name)
                .cloned()
                .unwrap_or_else(|| p.key.to_string()),
            workflow: p.workflow.to_string(),
            open: open.get(&p.key).copied().unwrap_or(0),
        };
        Ok(projects.iter().map(view).collect())
    }

    /// How many tickets of each project are not in a terminal state.
    async fn open_tickets(&self) -> Result<BTreeMap<ProjectKey, u64>> {
        let rows = self.place.store.tickets(&TicketFilter::default()).await?;
        let mut open: BTreeMap<ProjectKey, u64> = BTreeMap::new();
        self.place.world(|w| {
            for ticket in rows
                .into_iter()
                .map(|row| row.ticket)
                .filter(|t| !terminal(w, t))
            {
                *open.entry(ticket.key.project).or_default() += 1;
            }
        });
        Ok(open)
    }
}

/// Whether nothing leaves the state that `ticket` is in.
pub(crate) fn terminal(world: &World, ticket: &Ticket) -> bool {
    let rules = world.published(&ticket.workflow);
    rules
        .and_then(|r| r.workflow.state(&ticket.state))
        .is_some_and(|s| s.terminal)
}

impl Bot {
    /// Who I am, and where I can open tickets.
    ///
    /// # Errors
    /// Only the store's.
    pub async fn me(&self) -> Result<BotMe> {
        let names = self.names().await?;
        let who = names.bot(self.id);
        let creatable = |key: &ProjectKey| -> May {
            self.place
                .world(|w| may::may(w, &self.actor, &any_ticket(key), self.now()))
        };
        let projects = self
            .projects()
            .await?
            .into_iter()
            .filter(|p| creatable(&p.key).allowed);
        Ok(BotMe {
            id: self.id,
            handle: who.name,
            keeper: who.keeper.unwrap_or_default(),
            workspace: self.place.name().await?,
            roles: self.place.world(|w| names::roles(w, Holder::Bot(self.id))),
            token_expires: self.token_expires,
            projects: projects.collect(),
        })
    }
}

/// Opening a ticket without content, for a dry run.
pub(crate) fn any_ticket(project: &ProjectKey) -> Command {
    Command::CreateTicket {
        ticket: model::TicketId::new(Uuid::nil()),
        project: project.clone(),
        content: Default::default(),
    }
}

/// By whom something is frozen, why, and who can thaw it.
fn why(frost: &engine::Frost, names: &Names, reasons: &BTreeMap<Digest, String>) -> String {
    let who = names.who(frost.by).name;
    let reason = frost.reason.and_then(|digest| reasons.get(&digest));
    let reason = reason.map_or(String::new(), |reason| {
        format!(": {}", reason.trim_end_matches('.'))
    });
    let second = match frost.second {
        true => format!(" Somebody other than {who} must thaw it."),
        false => String::new(),
    };
    format!(" Frozen by {who}{reason}.{second}")
}

/// Thawing what is not frozen, for a dry run: whoever may freeze may do that.
fn thawing() -> Command {
    Command::Thaw {
        target: Freezable::Bot(model::BotId::new(Uuid::nil())),
    }
}

/// Inviting nobody in particular, for a dry run: what an owner may do and others may not.
pub(crate) fn any_invitation(now: Timestamp) -> Command {
    Command::Invite {
        invitation: InvitationId::new(Uuid::nil()),
        code: model::Digest::of(b""),
        roles: Default::default(),
        expires: now,
    }
}

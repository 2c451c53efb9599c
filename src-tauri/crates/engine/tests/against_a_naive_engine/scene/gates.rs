//! Delegations, broken glass, drafts and migrations: from a rough step to a command.

use std::collections::BTreeMap;

use model::{
    Category, Command, Deed, DelegationId, DraftId, Finding, Holder, Mapping, MigrationId,
    ReviewId, Scope,
    command::{Break, Proposed, Publication},
};

use super::{
    Scene,
    aim::changes,
    cast::{self, bot, person, role, text},
    step::Ask,
};

impl Scene {
    pub fn on_delegations(&mut self, ask: &Ask) -> Command {
        let minted = self.mint();
        match ask {
            Ask::Delegate {
                to,
                roles,
                only,
                life,
                new,
            } => {
                let known = self.naive().delegations().pop().filter(|_| !new);
                Command::Delegate {
                    delegation: known.map_or(DelegationId::new(minted), |given| given.id),
                    to: person(*to),
                    scope: Scope {
                        roles: roles.iter().map(|r| role(*r)).collect(),
                        workflows: only.map(|which| [self.workflow(which)].into()),
                    },
                    until: self.now.plus(*life),
                }
            }
            Ask::StandIn { to } => {
                let asked = self.naive().pending().into_iter().next();
                let roles = asked.map(|asked| self.naive().gate(&asked).roles());
                let roles = roles.unwrap_or_else(|| [role(3)].into());
                Command::Delegate {
                    delegation: DelegationId::new(minted),
                    to: person(*to),
                    scope: Scope {
                        roles: roles.into_iter().take(1).collect(),
                        workflows: None,
                    },
                    until: self.now.plus(model::Span::hours(48)),
                }
            }
            Ask::Accept { delegation } => Command::AcceptDelegation {
                delegation: self.delegation(*delegation),
            },
            Ask::EndDelegation { delegation } => Command::EndDelegation {
                delegation: self.delegation(*delegation),
            },
            other => unreachable!("{other:?} is no delegation"),
        }
    }

    pub fn on_glass(&mut self, ask: &Ask) -> Command {
        let minted = self.mint();
        match ask {
            Ask::Smash {
                ticket,
                arrow,
                linked,
                known,
                arguments,
                password,
                new,
            } => {
                let ticket = self.ticket(*ticket);
                let naive = self.naive();
                let id = naive.tickets().into_iter().find(|(_, key)| *key == ticket);
                let mut here = id.map_or_else(Vec::new, |(id, _)| naive.leaving(id));
                here.retain(|t| t.break_glass.is_some());
                let glass = here.first().map(|t| t.name.clone());
                let broken = naive.broken().pop().filter(|_| !new);
                Command::BreakGlass(Box::new(Break {
                    transition: glass.unwrap_or_else(|| self.arrow(&ticket, *arrow)),
                    expected: known.map(|known| self.version(&ticket, known)),
                    arguments: changes(arguments),
                    category: Category::Outage,
                    reason: text("reason", self.minted),
                    linked: self.ticket(*linked),
                    review: broken.map_or(ReviewId::new(minted), |broken| broken.id),
                    reauthenticated: *password,
                    ticket,
                }))
            }
            Ask::Review { review } => Command::CloseReview {
                review: self.review(*review),
                finding: match minted.as_u128().is_multiple_of(2) {
                    true => Finding::Justified,
                    false => Finding::NotJustified,
                },
                said: text("found", self.minted),
            },
            other => unreachable!("{other:?} breaks no glass"),
        }
    }

    pub fn on_migrations(&mut self, ask: &Ask) -> Command {
        let minted = self.mint();
        match ask {
            Ask::ProposeMigration {
                workflow,
                from,
                back,
                new,
            } => {
                let workflow = self.workflow(*workflow);
                let naive = self.naive();
                let versions = naive.versions(&workflow);
                let newest = versions.len() as u32;
                let from = newest.saturating_sub(1 + u32::from(*from));
                let old = versions.get((from as usize).saturating_sub(1));
                let new_rules = versions.last().map(|version| version.workflow);
                let states = old.into_iter().flat_map(|old| &old.workflow.states);
                let states = states.enumerate().filter_map(|(n, state)| {
                    let goes_back = back >> n & 1 == 1;
                    let initial = new_rules.filter(|_| goes_back).map(|w| w.initial.clone());
                    let stays_out = back >> (n + 4) & 1 == 1;
                    let to = initial.unwrap_or_else(|| state.name.clone());
                    (!stays_out).then(|| (state.name.clone(), to))
                });
                let mut states: BTreeMap<_, _> = states.collect();
                if old.is_none() {
                    states.insert("Nowhere".parse().unwrap(), "Nowhere".parse().unwrap());
                }
                let known = naive.migrations().pop().filter(|_| !new);
                Command::ProposeMigration {
                    migration: known.map_or(MigrationId::new(minted), |known| known.id),
                    mapping: Box::new(Mapping {
                        workflow,
                        from,
                        to: newest,
                        states,
                    }),
                }
            }
            Ask::AcceptMigration { migration } => Command::AcceptMigration {
                migration: self.migration(*migration),
            },
            Ask::EndMigration { migration } => Command::EndMigration {
                migration: self.migration(*migration),
            },
            Ask::Migrate { ticket, migration } => Command::MigrateTicket {
                ticket: self.ticket(*ticket),
                migration: self.migration(*migration),
            },
            other => unreachable!("{other:?} is no migration"),
        }
    }

    pub fn on_drafts(&mut self, ask: &Ask) -> Command {
        let minted = self.mint();
        let bound = || BTreeMap::from([(cast::handle(), Holder::Bot(bot(0)))]);
        match ask {
            Ask::EditDraft { draft, workflow } => Command::EditDraft {
                draft: draft.map_or(DraftId::new(minted), |which| self.draft(which)),
                workflow: workflow.map(|which| self.workflow(which)),
            },
            Ask::Propose { draft, file } => {
                let digest = self.drafts[*file as usize];
                Command::ProposeWorkflow {
                    draft: self.draft(*draft),
                    proposed: Box::new(Proposed {
                        name: self.files[&digest].name.clone(),
                        digest,
                        rules_digest: text("rules", u64::from(*file)),
                        bound: bound(),
                    }),
                }
            }
            Ask::PublishDraft { draft, file } => {
                let id = self.draft(*draft);
                let proposal = self.naive().draft(id).and_then(|draft| draft.proposal);
                let said = proposal.and_then(|(_, deed)| match deed {
                    Deed::ProposeWorkflow { digest, .. } => Some(*digest),
                    _ => None,
                });
                let other = file.map(|n| self.drafts[n as usize]);
                let digest = other.or(said).unwrap_or(self.drafts[0]);
                let place = self.drafts.iter().position(|d| *d == digest);
                Command::PublishWorkflow(Box::new(Publication {
                    workflow: self.files[&digest].clone(),
                    digest,
                    rules_digest: text("rules", place.unwrap_or(0) as u64),
                    bound: bound(),
                    draft: Some(id),
                }))
            }
            Ask::Govern { review } => Command::GovernWorkflows { review: *review },
            other => unreachable!("{other:?} is no draft"),
        }
    }
}

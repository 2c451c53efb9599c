//! From a rough step to a command: what it names exists as a rule.

use std::collections::BTreeMap;

use model::{
    BotId, Command, CommentId, Holder, InvitationId, ProjectId, RequestId, TicketId, TokenId,
    WorkspaceId,
    command::{Decide, Publication, Take},
    ticket::Changes,
};

use super::{
    Scene,
    cast::{self, nothing, person, role, text},
    files::arrow_name,
    keys::UNSIGNED,
    pick::{no_ticket, of, project_key},
    step::{Ask, Target, Values, Which},
};

impl Scene {
    pub fn command(&mut self, ask: &Ask) -> Command {
        match ask {
            Ask::Create { .. }
            | Ask::Edit { .. }
            | Ask::Comment { .. }
            | Ask::Move { .. }
            | Ask::Again { .. } => self.on_tickets(ask),
            Ask::Smash { .. } | Ask::Review { .. } => self.on_glass(ask),
            Ask::Delegate { .. }
            | Ask::StandIn { .. }
            | Ask::Accept { .. }
            | Ask::EndDelegation { .. } => self.on_delegations(ask),
            Ask::EditDraft { .. }
            | Ask::Propose { .. }
            | Ask::PublishDraft { .. }
            | Ask::Govern { .. } => self.on_drafts(ask),
            Ask::ProposeMigration { .. }
            | Ask::AcceptMigration { .. }
            | Ask::EndMigration { .. }
            | Ask::Migrate { .. } => self.on_migrations(ask),
            Ask::Gated => self.something_gated(),
            Ask::Decide { .. } if self.naive().all_asked().is_empty() => self.something_gated(),
            Ask::Decide { .. } | Ask::Withdraw { .. } | Ask::Expire { .. } => self.on_requests(ask),
            Ask::Project { .. }
            | Ask::Publish { .. }
            | Ask::Freeze { .. }
            | Ask::Thaw { .. }
            | Ask::Mend
            | Ask::ConfirmClock
            | Ask::Found
            | Ask::TurnedAway { .. } => self.on_rules(ask),
            Ask::Enrol { .. }
            | Ask::Readmit { .. }
            | Ask::Rotate { .. }
            | Ask::RotateAgain
            | Ask::Erase { .. }
            | Ask::Epoch { .. }
            | Ask::Anchor { .. }
            | Ask::Unanchor => self.on_keys(ask),
            Ask::Undermine(how) => self
                .undermining(*how)
                .unwrap_or_else(|| self.something_gated()),
            _ => self.on_access(ask),
        }
    }

    /// A move through a gate, on the first ticket from which one starts.
    fn something_gated(&mut self) -> Command {
        let minted = self.mint();
        let naive = self.naive();
        let tickets = naive.tickets();
        let gated = |id: TicketId| naive.leaving(id).iter().any(|t| t.gate.is_some());
        let ticket = tickets.iter().find(|(id, _)| gated(*id));
        let ticket = ticket.or(tickets.first()).map(|(id, _)| *id);
        let arrows = ticket.map_or_else(Vec::new, |id| naive.leaving(id));
        let gated = arrows.iter().find(|t| t.gate.is_some());
        Command::Move(Box::new(Take {
            ticket: ticket.map_or_else(no_ticket, |id| naive.key(id)),
            transition: gated
                .or(arrows.first())
                .map_or_else(|| arrow_name(0), |t| t.name.clone()),
            expected: None,
            arguments: changes(&BTreeMap::from([(2, Some(0))])),
            note: None,
            request: RequestId::new(minted),
        }))
    }

    fn on_tickets(&mut self, ask: &Ask) -> Command {
        let minted = self.mint();
        match ask {
            Ask::Create { project, content } => Command::CreateTicket {
                ticket: TicketId::new(minted),
                project: self.project(*project),
                content: changes(content),
            },
            Ask::Edit {
                ticket,
                known,
                values,
            } => {
                let ticket = self.ticket(*ticket);
                Command::EditTicket {
                    expected: self.version(&ticket, *known),
                    ticket,
                    changes: changes(values),
                }
            }
            Ask::Comment { ticket } => Command::Comment {
                ticket: self.ticket(*ticket),
                comment: CommentId::new(minted),
                text: text("comment", self.minted),
            },
            Ask::Move {
                ticket,
                arrow,
                known,
                arguments,
                note,
            } => {
                let ticket = self.ticket(*ticket);
                Command::Move(Box::new(Take {
                    transition: self.arrow(&ticket, *arrow),
                    expected: known.map(|known| self.version(&ticket, known)),
                    ticket,
                    arguments: changes(arguments),
                    note: note.map(|n| text("note", n.into())),
                    request: RequestId::new(minted),
                }))
            }
            Ask::Again { request } => self.again(*request, RequestId::new(minted)),
            other => unreachable!("{other:?} is about no ticket"),
        }
    }

    fn again(&self, request: Which, minted: RequestId) -> Command {
        let naive = self.naive();
        let asked = naive.asked(self.request(request));
        let take = asked.map_or_else(
            || Take {
                ticket: no_ticket(),
                transition: arrow_name(0),
                expected: None,
                arguments: Changes::new(),
                note: None,
                request: minted,
            },
            |asked| Take {
                ticket: naive.key(asked.ticket),
                transition: asked.transition.clone(),
                expected: None,
                arguments: asked.entry.about.changed.clone(),
                note: asked.note,
                request: minted,
            },
        );
        Command::Move(Box::new(take))
    }

    fn on_requests(&self, ask: &Ask) -> Command {
        match ask {
            Ask::Decide {
                request,
                verdict,
                read,
                reason,
                click,
                password,
                ..
            } => {
                let request = self.request(*request);
                let asked = self.naive().asked(request);
                let shown = asked.as_ref().filter(|_| *read);
                Command::Decide(Box::new(Decide {
                    request,
                    verdict: *verdict,
                    shown: shown.map_or_else(|| text("not read", 0), |asked| asked.shown),
                    reason: reason.then(|| text("reason", 0)),
                    at: self.moment(*click, asked.as_ref()),
                    // Who decides is not known yet: for whom, neither.
                    under: None,
                    reauthenticated: *password,
                    signature: UNSIGNED,
                }))
            }
            Ask::Withdraw { request } => Command::Withdraw {
                request: self.request(*request),
            },
            Ask::Expire { request } => Command::Expire {
                request: self.request(*request),
            },
            other => unreachable!("{other:?} is about no request"),
        }
    }

    fn on_access(&mut self, ask: &Ask) -> Command {
        let minted = self.mint();
        match ask {
            Ask::Grant { role: r, to } => Command::GrantRole {
                role: role(*r),
                holder: self.holder(*to),
            },
            Ask::Revoke { role: r, from } => Command::RevokeRole {
                role: role(*r),
                holder: self.holder(*from),
            },
            Ask::RevokeHeld { nth } => self.revoke_held(*nth),
            Ask::AddBot { new, keeper } => Command::AddBot {
                bot: if *new {
                    BotId::new(minted)
                } else {
                    cast::bot(0)
                },
                handle: text("handle", self.minted),
                keeper: person(*keeper),
            },
            Ask::Keep { bot, keeper } => Command::ChangeKeeper {
                bot: self.bot(*bot),
                keeper: person(*keeper),
            },
            Ask::Issue { bot, new, life } => Command::IssueToken {
                token: if *new {
                    TokenId::new(minted)
                } else {
                    self.token(Which::Nth(0))
                },
                bot: self.bot(*bot),
                secret: text("secret", self.minted),
                expires: self.now.plus(*life),
                rate: None,
            },
            Ask::RevokeToken { token } => Command::RevokeToken {
                token: self.token(*token),
            },
            Ask::Invite { roles, life } => Command::Invite {
                invitation: InvitationId::new(minted),
                code: text("code", self.minted),
                roles: roles.iter().map(|r| role(*r)).collect(),
                expires: self.now.plus(*life),
            },
            Ask::Join { invitation, right } => self.join(*invitation, *right),
            Ask::Remove { person: n } => Command::RemovePerson { person: person(*n) },
            other => unreachable!("{other:?} changes no access"),
        }
    }

    fn revoke_held(&self, nth: u8) -> Command {
        let naive = self.naive();
        let mut held = Vec::new();
        for role in naive.roles() {
            let people = naive.people_with(&role).into_iter().map(Holder::Person);
            let bots = naive.bots().into_iter().map(Holder::Bot);
            let holders = people.chain(bots.filter(|bot| naive.holds(*bot, &role)));
            held.extend(holders.map(|holder| (role.clone(), holder)));
        }
        let (role, holder) = held.swap_remove(nth as usize % held.len());
        Command::RevokeRole { role, holder }
    }

    /// An invitation that is still good, if there is one.
    fn join(&self, invitation: Which, right: bool) -> Command {
        let naive = self.naive();
        let (over, good): (Vec<_>, Vec<_>) = naive
            .invitations()
            .into_iter()
            .partition(|i| naive.redeemed(i.id) || self.now >= i.expires);
        let invited = of(if good.is_empty() { &over } else { &good }, invitation);
        Command::Join {
            invitation: invited.map_or(InvitationId::new(nothing()), |i| i.id),
            code: invited
                .filter(|_| right)
                .map_or_else(|| text("wrong", 0), |i| i.code),
        }
    }

    fn on_rules(&mut self, ask: &Ask) -> Command {
        let minted = self.mint();
        match ask {
            Ask::Project { key, workflow } => Command::CreateProject {
                project: ProjectId::new(minted),
                key: project_key(*key),
                name: text("project", self.minted),
                workflow: self.workflow(*workflow),
            },
            Ask::Publish { file, bound } => {
                let digest = self.drafts[*file as usize];
                Command::PublishWorkflow(Box::new(Publication {
                    workflow: self.files[&digest].clone(),
                    digest,
                    rules_digest: text("rules", u64::from(*file)),
                    bound: BTreeMap::from([(cast::handle(), self.holder(*bound))]),
                    draft: None,
                }))
            }
            Ask::Freeze { target, second } => Command::Freeze {
                target: self.target(*target),
                reason: None,
                second: *second,
            },
            Ask::Thaw { target } => Command::Thaw {
                target: self.target(*target),
            },
            Ask::Mend if self.naive().clock_in_doubt(self.now) => Command::ConfirmClock,
            Ask::Mend => Command::Thaw {
                target: self.target(Target::Frozen),
            },
            Ask::ConfirmClock => Command::ConfirmClock,
            Ask::Found => Command::FoundWorkspace {
                workspace: WorkspaceId::new(minted),
                name: text("name", self.minted),
                simulated: true,
                key: cast::keys()[0].0,
            },
            Ask::TurnedAway {
                tried,
                code,
                count: None,
            } => Command::TurnedAway {
                tried: *tried,
                code: *code,
            },
            Ask::TurnedAway {
                tried,
                code,
                count: Some(count),
            } => Command::Counted {
                tried: *tried,
                code: *code,
                count: *count,
            },
            other => unreachable!("{other:?} makes no rules"),
        }
    }
}

pub fn changes(values: &Values) -> Changes {
    let digest = |value: &Option<u8>| value.map(|n| text("value", n.into()));
    values
        .iter()
        .map(|(part, value)| (cast::part(*part), digest(value)))
        .collect()
}

//! Entries in words: what somebody did or tried, as a sentence without its subject, and one word for how it ended.

use std::collections::BTreeMap;

use model::{
    Action, ActorId, BotId, Deed, Entry, Finding, Outcome, Part, Request, RequestId, TicketId,
    TicketKey, TokenId, Verdict,
    deed::{Ending, Freezable, HeldBy},
    request::Staleness,
    view::{Run, Sentence},
};

use crate::names::{Names, listed};

/// What the words of entries need to know beside them.
pub(crate) struct Lookup {
    pub(crate) names: Names,
    pub(crate) keys: BTreeMap<TicketId, TicketKey>,
    pub(crate) requests: BTreeMap<RequestId, Request>,
    pub(crate) tokens: BTreeMap<TokenId, BotId>,
}

/// A sentence in the making: plain words, and names set strong.
#[derive(Default)]
pub(crate) struct Words(Sentence);

impl Words {
    pub(crate) fn say(mut self, text: impl Into<String>) -> Self {
        self.0.push(Run {
            text: text.into(),
            strong: false,
        });
        self
    }
    pub(crate) fn name(mut self, text: impl Into<String>) -> Self {
        self.0.push(Run {
            text: text.into(),
            strong: true,
        });
        self
    }
    pub(crate) fn done(self) -> Sentence {
        self.0
    }
}

impl Lookup {
    /// What the entry says, without its subject: *moved **PAY-42** by **Deploy***.
    pub(crate) fn sentence(&self, entry: &Entry) -> Sentence {
        let words = match (&entry.deed, entry.outcome) {
            (Some(deed), _) => self.deed(entry, deed),
            (None, Outcome::Counted) => {
                let count = entry.count.unwrap_or(0);
                self.tried(
                    entry,
                    Words::default().say(format!("was turned away {count} more times trying to ")),
                )
            }
            (None, _) => self.tried(entry, Words::default().say("tried to ")),
        };
        words.done()
    }

    fn deed(&self, entry: &Entry, deed: &Deed) -> Words {
        let words = Words::default();
        let names = &self.names;
        match deed {
            Deed::FoundWorkspace { .. } => words.say("made this workspace"),
            Deed::Readmit { person, .. } => {
                words.say("readmitted ").name(names.person_name(*person))
            }
            Deed::EnrolKey {
                readmitted,
                held_by,
                ..
            } => {
                let words = words.say(match readmitted {
                    None => "enrolled their signing key",
                    Some(_) => "enrolled a new signing key, by a code",
                });
                match held_by {
                    HeldBy::Window => words,
                    HeldBy::Host => words.say(", which the host holds while they are signed in"),
                }
            }
            Deed::AddAnchor { .. } => words.say("named a place to keep checkpoints in"),
            Deed::RemoveAnchor { .. } => words.say("took back a place for checkpoints"),
            Deed::RotateKey { .. } => words.say("gave this log another key"),
            Deed::Erase { texts, .. } => words.say(match texts.len() {
                1 => "erased a text".to_owned(),
                n => format!("erased {n} texts"),
            }),
            Deed::Epoch {
                size, lost_size, ..
            } => words.say(format!(
                "took on this log as it was put back: {size} entries of {lost_size}"
            )),
            Deed::Invite { roles, .. } if roles.is_empty() => {
                words.say("invited somebody, with no role yet")
            }
            Deed::Invite { roles, .. } => {
                let roles: Vec<String> = roles.iter().map(ToString::to_string).collect();
                words.say("invited somebody as ").name(listed(&roles))
            }
            Deed::Join { .. } => words.say("joined"),
            Deed::RemovePerson { person } if entry.by.id == ActorId::Person(*person) => {
                words.say("left")
            }
            Deed::RemovePerson { person } => words.say("removed ").name(names.person_name(*person)),
            Deed::GrantRole { role, holder } => words
                .say("gave ")
                .name(role.as_str())
                .say(" to ")
                .name(names.holder(*holder).name),
            Deed::RevokeRole { role, holder } => words
                .say("took ")
                .name(role.as_str())
                .say(" from ")
                .name(names.holder(*holder).name),
            Deed::AddBot { bot, keeper, .. } => words
                .say("made the bot ")
                .name(names.bot_handle(*bot))
                .say(", kept by ")
                .name(names.person_name(*keeper)),
            Deed::ChangeKeeper { bot, keeper } => words
                .say("made ")
                .name(names.person_name(*keeper))
                .say(" keeper of ")
                .name(names.bot_handle(*bot)),
            Deed::IssueToken { bot, .. } => words
                .say("issued a token for ")
                .name(names.bot_handle(*bot)),
            Deed::RevokeToken { token } => match self.tokens.get(token) {
                Some(bot) => words
                    .say("revoked a token of ")
                    .name(names.bot_handle(*bot)),
                None => words.say("revoked a token"),
            },
            Deed::CreateProject { key, workflow, .. } => words
                .say("made the project ")
                .name(key.as_str())
                .say(" on ")
                .name(workflow.as_str()),
            Deed::EditDraft { workflow, .. } => match workflow {
                Some(name) => words.say("edited a draft of ").name(name.as_str()),
                None => words.say("edited a draft of a new workflow"),
            },
            Deed::ProposeWorkflow { name, editors, .. } => {
                let editors: Vec<String> = editors.iter().map(|p| names.person_name(*p)).collect();
                words
                    .say("proposed ")
                    .name(name.as_str())
                    .say(format!(", edited by {}", listed(&editors)))
            }
            Deed::GovernWorkflows { review } => words.say(match review {
                true => "said that workflows need a second author",
                false => "said that workflows need no second author",
            }),
            Deed::BreakGlass { transition, .. } => self
                .ticket(entry, words.say("broke the glass on "))
                .say(" by ")
                .name(transition.as_str()),
            Deed::CloseReview { finding, .. } => words.say(match finding {
                Finding::Justified => "found that a broken glass was justified",
                Finding::NotJustified => "found that a broken glass was not justified",
            }),
            Deed::Delegate { to, scope, .. } => {
                let roles: Vec<String> = scope.roles.iter().map(ToString::to_string).collect();
                words
                    .say("let ")
                    .name(names.person_name(*to))
                    .say(" decide for them as ")
                    .name(listed(&roles))
            }
            Deed::AcceptDelegation { .. } => words.say("accepted to decide for somebody"),
            Deed::EndDelegation { .. } => words.say("ended a delegation"),
            Deed::PublishWorkflow { name, version, .. } => words
                .say("published ")
                .name(name.as_str())
                .say(format!(" version {version}")),
            Deed::ProposeMigration { mapping, .. } => words
                .say("proposed that tickets of ")
                .name(mapping.workflow.as_str())
                .say(format!(
                    " go on from version {} by version {}",
                    mapping.from, mapping.to
                )),
            Deed::AcceptMigration { .. } => words.say("accepted a migration of tickets"),
            Deed::EndMigration { .. } => words.say("ended a migration of tickets"),
            Deed::MigrateTicket { .. } => self
                .ticket(entry, words.say("let "))
                .say(" go on by a newer version of its workflow"),
            Deed::CreateTicket { .. } => self.ticket(entry, words.say("opened ")),
            Deed::EditTicket { .. } => {
                let parts: Vec<String> = entry.about.changed.keys().map(part).collect();
                self.ticket(entry, words.say(format!("edited {} of ", listed(&parts))))
            }
            Deed::Comment { .. } => self.ticket(entry, words.say("commented on ")),
            Deed::Move { transition, .. } => self
                .ticket(entry, words.say("moved "))
                .say(" by ")
                .name(transition.as_str()),
            Deed::Request { transition, .. } => self.ticket(
                entry,
                words
                    .say("asked for ")
                    .name(transition.as_str())
                    .say(" on "),
            ),
            Deed::Decide {
                verdict: Verdict::Approve,
                ..
            } => self.request(entry, words.say("approved ")),
            Deed::Decide {
                verdict: Verdict::Reject,
                ..
            } => self.request(entry, words.say("rejected ")),
            Deed::Decide {
                verdict: Verdict::Changes,
                ..
            } => self.request(entry, words.say("asked for changes of ")),
            Deed::EndRequest { ending } => self.request(entry, words.say(ended(ending))),
            Deed::Freeze { target, .. } => words.say("froze ").name(self.frozen(target)),
            Deed::Thaw { target } => words.say("thawed ").name(self.frozen(target)),
            Deed::ConfirmClock => words.say("confirmed that the clock is right"),
            Deed::FoundHost { .. } => words.say("started this OpenWeave"),
            Deed::AddPerson { person, .. } => words
                .say("became known as ")
                .name(names.person_name(*person)),
            Deed::ChangePassword { .. } => words.say("changed the password"),
            Deed::SignIn { .. } => words.say("signed in"),
            Deed::SignOut { .. } => words.say("signed out"),
            Deed::AddWorkspace { .. } => words.say("added a workspace"),
            Deed::Call => words.say("called"),
        }
    }

    fn tried(&self, entry: &Entry, words: Words) -> Words {
        match entry.action {
            Action::CreateTicket => words.say("open a ticket"),
            Action::EditTicket => self.ticket(entry, words.say("edit ")),
            Action::Comment => self.ticket(entry, words.say("comment on ")),
            Action::Move | Action::Request => self.ticket(entry, words.say("move ")),
            Action::BreakGlass => self.ticket(entry, words.say("break the glass on ")),
            Action::Decide => self.request(entry, words.say("decide on ")),
            Action::EndRequest => self.request(entry, words.say("withdraw ")),
            Action::MigrateTicket => self
                .ticket(entry, words.say("let "))
                .say(" go on by a newer version of its workflow"),
            Action::Call => words.say("call"),
            other => words.say(attempt(other)),
        }
    }

    fn ticket(&self, entry: &Entry, words: Words) -> Words {
        match entry.about.ticket.and_then(|id| self.keys.get(&id)) {
            Some(key) => words.name(key.to_string()),
            None => words.say("a ticket"),
        }
    }

    fn request(&self, entry: &Entry, words: Words) -> Words {
        match entry.about.request.and_then(|id| self.requests.get(&id)) {
            Some(request) => words
                .name(request.transition.as_str())
                .say(" on ")
                .name(request.key.to_string()),
            None => words.say("a request"),
        }
    }

    fn frozen(&self, target: &Freezable) -> String {
        match target {
            Freezable::Bot(bot) => self.names.bot_handle(*bot),
            Freezable::Workflow(name) => name.to_string(),
            Freezable::Workspace => "the workspace".to_owned(),
        }
    }
}

/// The finer word for how an entry ended.
pub(crate) fn result(entry: &Entry) -> &'static str {
    match (entry.outcome, &entry.deed) {
        (Outcome::Refused, _) => "refused",
        (Outcome::Counted, _) => "counted",
        (Outcome::Done, Some(Deed::Move { .. })) => "moved",
        (Outcome::Done, Some(Deed::Request { .. })) => "requested",
        (Outcome::Done, Some(Deed::Decide { verdict, .. })) => match verdict {
            Verdict::Approve => "approved",
            Verdict::Reject => "rejected",
            Verdict::Changes => "returned",
        },
        (Outcome::Done, Some(Deed::BreakGlass { .. })) => "broken",
        (Outcome::Done, Some(Deed::ProposeWorkflow { .. } | Deed::ProposeMigration { .. })) => {
            "proposed"
        }
        (Outcome::Done, Some(Deed::AcceptMigration { .. })) => "accepted",
        (Outcome::Done, Some(Deed::MigrateTicket { .. })) => "migrated",
        (Outcome::Done, Some(Deed::EndRequest { ending })) => ending_word(ending),
        (Outcome::Done, Some(Deed::PublishWorkflow { .. })) => "published",
        (Outcome::Done, _) => "recorded",
    }
}

/// `rejected`, `expired`, `withdrawn` or `stale`.
pub(crate) const fn ending_word(ending: &Ending) -> &'static str {
    match ending {
        Ending::Rejected => "rejected",
        Ending::Expired => "expired",
        Ending::Withdrawn => "withdrawn",
        Ending::Stale(_) => "stale",
    }
}

/// A part of a ticket as people call it.
fn part(part: &Part) -> String {
    match part {
        Part::Title | Part::Body => part.to_string(),
        Part::Field(name) => name.to_string(),
    }
}

/// Why a request is stale.
pub(crate) const fn staleness(because: Staleness) -> &'static str {
    match because {
        Staleness::RequesterEdited => "the requester edited the ticket",
        Staleness::TicketMoved => "the ticket took another move",
        Staleness::TicketMigrated => "the ticket goes on by another version of its workflow",
        Staleness::RequesterCredential => "the requester's credential is worth nothing any more",
        Staleness::RequesterNotPermitted => "the move is no longer open to the requester",
        Staleness::ApproverNotEntitled => "somebody who approved may not approve any more",
    }
}

fn ended(ending: &Ending) -> String {
    match ending {
        Ending::Rejected => "closed as rejected: ".to_owned(),
        Ending::Expired => "let run out: ".to_owned(),
        Ending::Withdrawn => "withdrew ".to_owned(),
        Ending::Stale(because) => format!("made stale, because {}: ", staleness(*because)),
    }
}

fn attempt(action: Action) -> &'static str {
    match action {
        Action::FoundWorkspace | Action::AddWorkspace => "make a workspace",
        Action::Invite => "invite somebody",
        Action::Join => "join",
        Action::RemovePerson => "remove somebody",
        Action::GrantRole => "give a role",
        Action::RevokeRole => "take a role",
        Action::AddBot => "make a bot",
        Action::ChangeKeeper => "change a bot's keeper",
        Action::IssueToken => "issue a token",
        Action::RevokeToken => "revoke a token",
        Action::CreateProject => "make a project",
        Action::EditDraft => "edit a draft",
        Action::ProposeWorkflow => "propose a workflow",
        Action::GovernWorkflows => "say who publishes workflows",
        Action::CloseReview => "close a review",
        Action::Delegate => "let somebody decide for them",
        Action::AcceptDelegation => "accept to decide for somebody",
        Action::EndDelegation => "end a delegation",
        Action::PublishWorkflow => "publish a workflow",
        Action::ProposeMigration => "propose a migration of tickets",
        Action::AcceptMigration => "accept a migration of tickets",
        Action::EndMigration => "end a migration of tickets",
        Action::Freeze => "freeze something",
        Action::Thaw => "thaw something",
        Action::ConfirmClock => "confirm the clock",
        Action::FoundHost => "start a host",
        Action::Readmit => "readmit somebody",
        Action::EnrolKey => "enrol a signing key",
        Action::RotateKey => "give this log another key",
        Action::Erase => "erase texts",
        Action::Epoch => "take on a log that was put back",
        Action::AddAnchor => "name a place to keep checkpoints in",
        Action::RemoveAnchor => "take back a place for checkpoints",
        Action::AddPerson => "become known",
        Action::ChangePassword => "change a password",
        Action::SignIn => "sign in",
        Action::SignOut => "sign out",
        Action::CreateTicket
        | Action::EditTicket
        | Action::Comment
        | Action::Move
        | Action::Request
        | Action::BreakGlass
        | Action::Decide
        | Action::EndRequest
        | Action::MigrateTicket
        | Action::Call => "call",
    }
}

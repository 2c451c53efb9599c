//! Changes of access: invitations, roles, bots, keepers, tokens, projects, freezing. Every one is asked of `decide`.

use model::{
    Action, BotId, Code, Command, Deed, Digest, InvitationId, PersonId, ProjectId, Span, TokenId,
    deed::Freezable,
    view::access::{
        Invited, Issued, Made, NewBot, NewInvitation, NewKeeper, NewProject, NewToken, Recorded,
        RoleChange,
    },
};
use std::sync::PoisonError;
use store::Done;

use crate::{
    Answer, Member, Meta, Refused, Result,
    acting::{entries, last_seq},
    clock,
    lookups::unfit,
    luck,
    texts::Texts,
    token, values,
};

/// How long an invitation can be redeemed.
const INVITATION_LASTS: Span = Span::days(7);
/// The longest a token lasts, in days.
const TOKEN_DAYS_MAX: u32 = 366;

/// The code that a command made, for whoever is to hand it over. A replay answers without it.
pub(crate) fn shown_once(done: &Done, code: String) -> Result<Answer<Invited>> {
    let made = entries(done).find_map(|entry| match &entry.deed {
        Some(
            Deed::Invite {
                invitation,
                expires,
                ..
            }
            | Deed::Readmit {
                invitation,
                expires,
                ..
            },
        ) => Some((*invitation, *expires, entry.seq)),
        _ => None,
    });
    let (id, expires, seq) = made.ok_or_else(unfit)?;
    let code = if done.replayed { String::new() } else { code };
    Ok(Answer {
        status: 201,
        body: Invited {
            id,
            code,
            expires,
            seq,
        },
        replayed: done.replayed,
    })
}

impl Member {
    /// Makes a one-time code for somebody new. It is shown once: a replay answers without it.
    ///
    /// # Errors
    /// What `decide` says.
    pub async fn invite(&self, new: NewInvitation, meta: &Meta) -> Result<Answer<Invited>> {
        let code = luck::code();
        let command = Command::Invite {
            invitation: InvitationId::new(clock::id()),
            code: Digest::of(luck::read_code(&code).as_bytes()),
            roles: new.roles,
            expires: self.now().plus(INVITATION_LASTS),
        };
        let done = self.ask(command, Vec::new(), "", meta).await?;
        shown_once(&done, code)
    }

    /// Gives a role.
    ///
    /// # Errors
    /// What `decide` says.
    pub async fn grant(&self, change: RoleChange, meta: &Meta) -> Result<Answer<Recorded>> {
        let named = change.role.to_string();
        let command = Command::GrantRole {
            role: change.role,
            holder: change.holder,
        };
        self.record_change(command, &named, meta).await
    }

    /// Takes a role.
    ///
    /// # Errors
    /// What `decide` says.
    pub async fn revoke(&self, change: RoleChange, meta: &Meta) -> Result<Answer<Recorded>> {
        let named = change.role.to_string();
        let command = Command::RevokeRole {
            role: change.role,
            holder: change.holder,
        };
        self.record_change(command, &named, meta).await
    }

    /// Ends a membership.
    ///
    /// # Errors
    /// What `decide` says.
    pub async fn remove_person(&self, id: &str, meta: &Meta) -> Result<Answer<Recorded>> {
        let person: PersonId = self.id(id, "member", Action::RemovePerson, meta).await?;
        self.record_change(Command::RemovePerson { person }, id, meta)
            .await
    }

    /// Makes a bot. Its handle is taken by no other bot and no member.
    ///
    /// # Errors
    /// 409 for a handle that is taken, else what `decide` says.
    pub async fn add_bot(&self, new: NewBot, meta: &Meta) -> Result<Answer<Made>> {
        let handle = new.handle.to_string();
        let _alone = self.place.naming.lock().await;
        let names = self.names().await?;
        let taken = self.place.world(|w| names.bound(w, &handle)).is_some();
        let mut texts = Texts::default();
        // The key is looked at first: whoever made this bot and asks again gets the same answer.
        let command = if taken {
            Command::TurnedAway {
                tried: Action::AddBot,
                code: Code::AlreadyExists,
            }
        } else {
            Command::AddBot {
                bot: BotId::new(clock::id()),
                handle: texts.fresh(&handle),
                keeper: new.keeper,
            }
        };
        let done = self
            .ask(command, texts.into_fresh(), &handle, meta)
            .await
            .map_err(|mut refused| {
                if refused.problem.code == Code::AlreadyExists {
                    refused.problem.detail =
                        format!("`{handle}` is taken here. Choose another handle.");
                }
                refused
            })?;
        let made = entries(&done).find_map(|entry| match &entry.deed {
            Some(Deed::AddBot { bot, .. }) => Some(Made {
                id: bot.uuid(),
                seq: entry.seq,
            }),
            _ => None,
        });
        Ok(Answer {
            status: 201,
            body: made.ok_or_else(unfit)?,
            replayed: done.replayed,
        })
    }

    /// Lets another person answer for a bot.
    ///
    /// # Errors
    /// What `decide` says.
    pub async fn change_keeper(
        &self,
        bot: &str,
        new: NewKeeper,
        meta: &Meta,
    ) -> Result<Answer<Recorded>> {
        let id: BotId = self.id(bot, "bot", Action::ChangeKeeper, meta).await?;
        self.record_change(
            Command::ChangeKeeper {
                bot: id,
                keeper: new.keeper,
            },
            bot,
            meta,
        )
        .await
    }

    /// Gives a bot a token. It is shown once: a replay answers without it.
    ///
    /// # Errors
    /// 400 for a life of no or too many days, else what `decide` says.
    pub async fn issue_token(
        &self,
        bot: &str,
        new: NewToken,
        meta: &Meta,
    ) -> Result<Answer<Issued>> {
        let id: BotId = self.id(bot, "bot", Action::IssueToken, meta).await?;
        let days = if (1..=TOKEN_DAYS_MAX).contains(&new.days) {
            Ok(new.days)
        } else {
            Err(Refused::malformed("days", "A token lasts 1 to 366 days."))
        };
        let days = self.parsed(days, Action::IssueToken, bot, meta).await?;
        let credential = TokenId::new(clock::id());
        let (text, secret) = token::mint(credential);
        let command = Command::IssueToken {
            token: credential,
            bot: id,
            secret,
            expires: self.now().plus(Span::days(i64::from(days))),
            rate: Some(new.rate.unwrap_or_default()),
        };
        let done = self.ask(command, Vec::new(), bot, meta).await?;
        let issued = entries(&done).find_map(|entry| match &entry.deed {
            Some(Deed::IssueToken { token, expires, .. }) => Some(Issued {
                id: *token,
                token: if done.replayed {
                    String::new()
                } else {
                    text.clone()
                },
                expires: *expires,
                seq: entry.seq,
            }),
            _ => None,
        });
        let issued = issued.ok_or_else(unfit)?;
        let mut credentials = self
            .host
            .inner
            .credentials
            .write()
            .unwrap_or_else(PoisonError::into_inner);
        credentials.insert(issued.id, self.place.id);
        drop(credentials);
        Ok(Answer {
            status: 201,
            body: issued,
            replayed: done.replayed,
        })
    }

    /// Makes a token worthless, at once.
    ///
    /// # Errors
    /// What `decide` says.
    pub async fn revoke_token(&self, id: &str, meta: &Meta) -> Result<Answer<Recorded>> {
        let token: TokenId = self.id(id, "token", Action::RevokeToken, meta).await?;
        self.record_change(Command::RevokeToken { token }, id, meta)
            .await
    }

    /// Makes a project.
    ///
    /// # Errors
    /// 400 for a name that cannot be one, else what `decide` says.
    pub async fn create_project(&self, new: NewProject, meta: &Meta) -> Result<Answer<Made>> {
        let named = new.key.to_string();
        let name = self
            .parsed(
                values::name("name", &new.name),
                Action::CreateProject,
                &named,
                meta,
            )
            .await?;
        let mut texts = Texts::default();
        let command = Command::CreateProject {
            project: ProjectId::new(clock::id()),
            key: new.key,
            name: texts.fresh(&name),
            workflow: new.workflow,
        };
        let done = self.ask(command, texts.into_fresh(), &named, meta).await?;
        let made = entries(&done).find_map(|entry| match &entry.deed {
            Some(Deed::CreateProject { project, .. }) => Some(Made {
                id: project.uuid(),
                seq: entry.seq,
            }),
            _ => None,
        });
        Ok(Answer {
            status: 201,
            body: made.ok_or_else(unfit)?,
            replayed: done.replayed,
        })
    }

    /// Stops moves; with `second` only somebody else lets them go on.
    ///
    /// # Errors
    /// What `decide` says.
    pub async fn freeze(
        &self,
        target: Freezable,
        (reason, second): (Option<String>, bool),
        meta: &Meta,
    ) -> Result<Answer<Recorded>> {
        let reason = reason.as_deref().map(str::trim).filter(|r| !r.is_empty());
        let reason = reason.map(|r| values::said("reason", r)).transpose();
        let reason = self.parsed(reason, Action::Freeze, "", meta).await?;
        let mut texts = Texts::default();
        let command = Command::Freeze {
            target,
            reason: reason.map(|r| texts.fresh(&r)),
            second,
        };
        let done = self.ask(command, texts.into_fresh(), "", meta).await?;
        Ok(self.recorded(&done))
    }

    /// Lets moves go on.
    ///
    /// # Errors
    /// What `decide` says.
    pub async fn thaw(&self, target: Freezable, meta: &Meta) -> Result<Answer<Recorded>> {
        self.record_change(Command::Thaw { target }, "", meta).await
    }

    /// Says that the clock is right.
    ///
    /// # Errors
    /// What `decide` says.
    pub async fn confirm_clock(&self, meta: &Meta) -> Result<Answer<Recorded>> {
        self.record_change(Command::ConfirmClock, "", meta).await
    }

    pub(crate) async fn record_change(
        &self,
        command: Command,
        named: &str,
        meta: &Meta,
    ) -> Result<Answer<Recorded>> {
        let done = self.ask(command, Vec::new(), named, meta).await?;
        Ok(self.recorded(&done))
    }

    /// The first entry is the change itself; a thaw may let moves follow. Nothing new: it stands in the newest.
    pub(crate) fn recorded(&self, done: &store::Done) -> Answer<Recorded> {
        let first = entries(done).next().map(|e| e.seq);
        let seq = first.unwrap_or_else(|| last_seq(done, self.place.world(engine::World::head)));
        Answer {
            status: 200,
            body: Recorded { seq },
            replayed: done.replayed,
        }
    }

    /// An id in an address: what cannot be one names nothing.
    pub(crate) async fn id<T: std::str::FromStr>(
        &self,
        id: &str,
        what: &str,
        tried: Action,
        meta: &Meta,
    ) -> Result<T> {
        match id.parse() {
            Ok(id) => Ok(id),
            Err(_) => Err(self.record(Refused::not_found(what), tried, id, meta).await),
        }
    }
}

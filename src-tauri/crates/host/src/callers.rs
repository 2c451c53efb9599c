//! Who is calling: a token or a session becomes a bot, a person or a member, or a 401. Nothing is allowed here, only recognised.

use std::sync::{Arc, PoisonError};

use model::{Action, Actor, ActorId, Code, PersonId, SessionId, Timestamp, TokenId, WorkspaceId};

use crate::{
    Host, Refused, Result,
    acting::{Acting, Bot, Member},
    may,
    place::Place,
    session::Presence,
    signing::Keys,
    token::Token,
};

/// Somebody with a session.
#[derive(Clone)]
pub struct Person {
    pub(crate) host: Host,
    pub(crate) id: PersonId,
    pub(crate) session: SessionId,
    pub(crate) keys: Keys,
}

impl Host {
    /// The bot whose token an `Authorization` header holds.
    ///
    /// # Errors
    /// 401. A token that was one is told to its workspace's log, anything else to the host's.
    pub async fn bot(&self, header: Option<&str>) -> Result<Bot> {
        let Some(token) = header.and_then(Token::from_header) else {
            return Err(self
                .stranger("Send `Authorization: Bearer owb_…` with a token of a bot of yours.")
                .await);
        };
        let Some(place) = self.opened_by(token.id) else {
            return Err(self.stranger(UNKNOWN).await);
        };
        let known = place.world(|w| {
            let known = w.access().tokens.get(&token.id)?;
            token
                .is(&known.secret)
                .then(|| (known.clone(), may::at(w, self.inner.clock.now())))
        });
        let Some((known, now)) = known else {
            return Err(self.stranger(UNKNOWN).await);
        };
        let actor = Actor::bot(known.bot, token.id);
        if !known.valid(now) {
            return Err(self.worthless(place, actor, known.revoked).await);
        }
        Ok(Bot {
            acting: Acting {
                host: self.clone(),
                place,
                actor,
            },
            id: known.bot,
            rate: known.rate,
            token_expires: known.expires,
        })
    }

    /// The person whose session this is. It counts as their doing something.
    ///
    /// # Errors
    /// 401.
    pub async fn person(&self, session: Option<&str>) -> Result<Person> {
        self.present(session, Presence::Acts)
    }

    /// The same for a window that looks for news by itself, which keeps no session open.
    ///
    /// # Errors
    /// 401.
    pub async fn watcher(&self, session: Option<&str>) -> Result<Person> {
        self.present(session, Presence::Watches)
    }

    pub(crate) fn present(&self, session: Option<&str>, presence: Presence) -> Result<Person> {
        let found =
            session.and_then(|secret| self.inner.sessions.find(secret, presence, self.moment()));
        let (id, session, keys) = found.ok_or_else(|| {
            Refused::new(
                Code::Unauthenticated,
                "You are signed out. Sign in, then do it again.",
            )
        })?;
        Ok(Person {
            host: self.clone(),
            id,
            session,
            keys,
        })
    }

    fn opened_by(&self, token: TokenId) -> Option<Arc<Place>> {
        let id = *self
            .inner
            .credentials
            .read()
            .unwrap_or_else(PoisonError::into_inner)
            .get(&token)?;
        self.place(id)
    }

    /// 401 for nobody we know: told to the host's log.
    async fn stranger(&self, detail: &str) -> Refused {
        let told = self
            .tell(None, Actor::STRANGER, Action::Call, Code::Unauthenticated)
            .await;
        told.map_or_else(
            |error| error,
            |_| Refused::new(Code::Unauthenticated, detail),
        )
    }

    /// 401 for a bot whose token is over: told to the workspace's log.
    async fn worthless(
        &self,
        place: Arc<Place>,
        actor: Actor,
        revoked: Option<Timestamp>,
    ) -> Refused {
        let told = self
            .tell(Some(place), actor, Action::Call, Code::Unauthenticated)
            .await;
        let how = if revoked.is_some() {
            "is revoked"
        } else {
            "has run out"
        };
        let detail = format!("This token {how}. Ask the bot's keeper for a new one.");
        told.map_or_else(
            |error| error,
            |seq| Refused::new(Code::Unauthenticated, detail).recorded(seq, None),
        )
    }
}

const UNKNOWN: &str =
    "This token is unknown. Check that it was copied whole, or ask the bot's keeper for a new one.";

const LOCKED: &str = "Your password does not open your key in this workspace. Ask an owner of it for a one-time code, and enter that.";

impl Person {
    /// Who.
    pub const fn id(&self) -> PersonId {
        self.id
    }

    pub(crate) const fn actor(&self) -> Actor {
        Actor {
            id: ActorId::Person(self.id),
            via: model::Via::Session(self.session),
        }
    }

    /// The person in a workspace of theirs.
    ///
    /// # Errors
    /// 404 where they do not belong: the same as for a workspace that does not exist. 403 where their password does not open
    /// their key: somebody who restored a password elsewhere is no member here until an owner readmits them.
    pub async fn member(&self, workspace: WorkspaceId) -> Result<Member> {
        let place = self
            .host
            .place(workspace)
            .filter(|place| place.is_member(self.id));
        let place = place.ok_or_else(|| Refused::not_found("workspace"))?;
        let key = self.keys.of(workspace);
        if key.is_none() && place.world(|w| w.key_in_use(self.id).is_some()) {
            return Err(Refused::new(Code::NotPermitted, LOCKED));
        }
        Ok(Member {
            key,
            acting: Acting {
                host: self.host.clone(),
                place,
                actor: self.actor(),
            },
            person: self.id,
        })
    }
}

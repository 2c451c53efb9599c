//! Signing in and out. Every sign-in and every failed one is an entry in the host's log; a wrong name costs what a wrong password costs.

use std::time::Instant;

use model::{
    Action, Actor, Code, HostCommand, PersonId, SessionId,
    view::session::{Session, SignIn, SignedIn, WorkspaceCard},
};
use zeroize::Zeroizing;

use crate::{
    Host, Meta, Person, Refused, Result, SessionToken, clock, demo,
    password::{self, PASSWORD_BYTES_MAX, PASSWORD_CHARS_MIN},
    session::Presence,
    signing::Keys,
    texts,
};

impl Host {
    /// What the window is to show first.
    ///
    /// # Errors
    /// Only the store's.
    pub async fn session(&self, session: Option<&str>) -> Result<Session> {
        if let Ok(person) = self.present(session, Presence::Watches) {
            return Ok(Session::SignedIn(Box::new(
                self.signed_in(person.id).await?,
            )));
        }
        if self.inner.people.now().is_empty() {
            return Ok(Session::Empty {
                code_needed: self.setup_code().is_some(),
            });
        }
        let demo = self.is_demo();
        let people = if demo {
            demo::people(&self.inner.options.data).await
        } else {
            Vec::new()
        };
        Ok(Session::SignedOut { demo, people })
    }

    /// Opens a session for whoever knows the password.
    ///
    /// # Errors
    /// 401 for a wrong name or password, which look the same; 429 when there were too many wrong ones.
    pub async fn sign_in(&self, form: SignIn) -> Result<(SessionToken, SignedIn)> {
        let handle = form.handle.trim().to_lowercase();
        let password = Zeroizing::new(form.password);
        let wait = self.inner.guesses.wait(&handle, Instant::now());
        if wait > 0 {
            self.tell(None, Actor::STRANGER, Action::SignIn, Code::TooManyRequests)
                .await?;
            let detail = format!(
                "There were too many wrong passwords for this name. Wait {wait} s, then try again."
            );
            return Err(Refused::later(Code::TooManyRequests, detail, wait));
        }
        let known = self
            .inner
            .people
            .now()
            .by_handle(&handle)
            .map(|p| (p.id, p.record.clone()));
        let (person, record) = known.map_or((None, None), |(id, record)| (Some(id), record));
        if !self.verify(password.clone(), record).await? {
            self.inner.guesses.wrong(&handle, Instant::now());
            return Err(self.wrong_password(person, &handle).await);
        }
        self.inner.guesses.right(&handle);
        let person = person.ok_or_else(|| Refused::new(Code::Unauthenticated, WRONG))?;
        let keys = self.sealing(person, password).await?;
        self.open_session(person, keys).await
    }

    /// A session for somebody who has just proved who they are, once its entry is written.
    pub(crate) async fn open_session(
        &self,
        person: PersonId,
        keys: Keys,
    ) -> Result<(SessionToken, SignedIn)> {
        let id = SessionId::new(clock::id());
        let command = HostCommand::SignIn {
            person: Some(person),
            right: true,
        };
        let actor = Actor::person(person, id);
        self.host_ask(actor, command, Vec::new()).await?;
        self.admit_everywhere(actor, &keys).await;
        let token = self.inner.sessions.open(id, person, keys, self.moment());
        tracing::info!(session = %id, "signed in");
        Ok((token, self.signed_in(person).await?))
    }

    /// Asks the host's log for something. A refusal comes back as a problem.
    pub(crate) async fn host_ask(
        &self,
        by: Actor,
        command: HostCommand,
        fresh: Vec<model::Text>,
    ) -> Result<()> {
        let done = self
            .inner
            .log
            .submit(Meta::once("").ask(by, command, fresh, None))
            .await?;
        done.refusal
            .map_or(Ok(()), |refusal| Err((&refusal).into()))
    }

    async fn wrong_password(&self, person: Option<PersonId>, handle: &str) -> Refused {
        let command = HostCommand::SignIn {
            person,
            right: false,
        };
        let asked = Meta::once("").ask(Actor::STRANGER, command, Vec::new(), texts::named(handle));
        match self.inner.log.submit(asked).await {
            Ok(_) => Refused::new(Code::Unauthenticated, WRONG),
            Err(error) => error.into(),
        }
    }

    pub(crate) async fn verify(
        &self,
        password: Zeroizing<String>,
        record: Option<String>,
    ) -> Result<bool> {
        let _turn = self.inner.hashing.acquire().await.map_err(|_| busy())?;
        let decoy = self.inner.decoy.clone();
        let checked = tokio::task::spawn_blocking(move || {
            password::verify(&password, record.as_deref(), &decoy)
        });
        checked.await.map_err(|_| busy())
    }

    /// The record to keep for a password somebody chose.
    pub(crate) async fn password_record(&self, password: Zeroizing<String>) -> Result<String> {
        if password.chars().count() < PASSWORD_CHARS_MIN || password.len() > PASSWORD_BYTES_MAX {
            return Err(Refused::malformed(
                "password",
                "A password has 12 characters or more, and at most 1,024 bytes. A few words in a row do well.",
            ));
        }
        let _turn = self.inner.hashing.acquire().await.map_err(|_| busy())?;
        let cost = self.inner.options.argon2;
        let made = tokio::task::spawn_blocking(move || password::record(&password, cost));
        made.await
            .map_err(|_| busy())?
            .map_err(|e| Refused::new(Code::Busy, e.to_string()))
    }

    pub(crate) async fn signed_in(&self, person: PersonId) -> Result<SignedIn> {
        let people = self.inner.people.now();
        let known = people
            .get(person)
            .ok_or_else(|| Refused::new(Code::Unauthenticated, WRONG))?;
        let mut workspaces = Vec::new();
        for place in self.places().into_iter().filter(|p| p.is_member(person)) {
            workspaces.push(WorkspaceCard {
                id: place.id,
                name: place.name().await?,
            });
        }
        Ok(SignedIn {
            demo: self.is_demo(),
            person,
            handle: known.handle.clone(),
            name: known.name.clone(),
            workspaces,
            idle_seconds: self.inner.sessions.idle().as_secs(),
        })
    }
}

impl Person {
    /// Ends the session.
    ///
    /// # Errors
    /// Only the store's; the session is over even then.
    pub async fn sign_out(self) -> Result<()> {
        self.host.inner.sessions.close(self.session);
        let command = HostCommand::SignOut { person: self.id };
        self.host.host_ask(self.actor(), command, Vec::new()).await
    }
}

const WRONG: &str = "Name or password is wrong. Check both, then try again.";

fn busy() -> Refused {
    Refused::later(
        Code::Busy,
        "Too many people sign in at once. Try again in a moment.",
        1,
    )
}

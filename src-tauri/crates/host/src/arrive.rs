//! Becoming known: the first person of an empty host, and whoever redeems an invitation. Each is an entry in the host's log first,
//! then one in the workspace's; should the second be missing, the same code still opens the door for whoever signs in.

use std::sync::{Arc, PoisonError};

use model::{
    Action, Actor, Code, Command, Digest, HostCommand, InvitationId, PersonId, SessionId,
    refusal::Thing,
    view::session::{JoinWorkspace, NewWorkspace, Redeem, Setup, SignedIn, WorkspaceCard},
};
use subtle::ConstantTimeEq;
use zeroize::Zeroizing;

use crate::{
    Acting, Host, Meta, Person, Refused, Result, SessionToken, clock, luck, people::Known,
    place::Place, signing::Keys, texts::Texts, values,
};

impl Host {
    /// First run: the first person, and a workspace of theirs.
    ///
    /// # Errors
    /// 409 when somebody is known already; 401 without the setup code where one is needed; 400.
    pub async fn setup(&self, form: Setup) -> Result<(SessionToken, SignedIn)> {
        let _alone = self.inner.arriving.lock().await;
        if !self.inner.people.now().is_empty() {
            return Err(Refused::new(
                Code::AlreadyExists,
                "This OpenWeave is set up already. Sign in, or redeem an invitation.",
            ));
        }
        self.setup_allowed(form.code.as_deref()).await?;
        let workspace = values::name("workspace", &form.workspace)?;
        let (person, keys) = self
            .add_person(&form.name, &form.handle, form.password)
            .await?;
        self.inner
            .setup_code
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .take();
        self.make_workspace(person, &workspace).await?;
        self.open_session(known(person)?, keys).await
    }

    /// Somebody new redeems an invitation; or somebody known a code that an owner made for them, which sets their password anew.
    ///
    /// # Errors
    /// 404 or 409 for a code that is worth nothing, 409 for a handle that is taken, 400.
    pub async fn redeem(&self, form: Redeem) -> Result<(SessionToken, SignedIn)> {
        let _alone = self.inner.arriving.lock().await;
        if let Some(readmission) = self.readmission(&form.code)? {
            return self.restore(readmission, form).await;
        }
        let (place, invitation, code) = self.invited(&form.code).await?;
        let (person, keys) = self
            .add_person(&form.name, &form.handle, form.password)
            .await?;
        self.join(
            place,
            person,
            invitation,
            code,
            &Meta::once("POST /console/redeem"),
        )
        .await?;
        self.open_session(known(person)?, keys).await
    }

    /// Constant time, and told when it is wrong: whoever guesses leaves a trace.
    async fn setup_allowed(&self, code: Option<&str>) -> Result<()> {
        let Some(needed) = self.setup_code() else {
            return Ok(());
        };
        let given = luck::read_code(code.unwrap_or_default());
        if luck::read_code(&needed)
            .as_bytes()
            .ct_eq(given.as_bytes())
            .into()
        {
            return Ok(());
        }
        self.tell(
            None,
            Actor::STRANGER,
            Action::AddPerson,
            Code::Unauthenticated,
        )
        .await?;
        Err(Refused::new(
            Code::Unauthenticated,
            "The setup code is not right. It stands in the terminal where OpenWeave was started.",
        ))
    }

    /// Which workspace a code opens, as far as it still opens one.
    async fn invited(&self, code: &str) -> Result<(Arc<Place>, InvitationId, Digest)> {
        let digest = Digest::of(luck::read_code(code).as_bytes());
        let now = self.inner.clock.now();
        for place in self.places() {
            let found = place.world(|w| {
                let (id, invitation) = w
                    .access()
                    .invitations
                    .iter()
                    .find(|(_, i)| i.code == digest)?;
                Some((
                    *id,
                    invitation.redeemed.is_none() && crate::may::at(w, now) < invitation.expires,
                ))
            });
            match found {
                Some((id, true)) => return Ok((place, id, digest)),
                Some((_, false)) => {
                    return Err((&model::Refusal::NotValid(Thing::Invitation)).into());
                }
                None => {}
            }
        }
        self.tell(None, Actor::STRANGER, Action::Join, Code::NotFound)
            .await?;
        Err(Refused::new(
            Code::NotFound,
            "This code opens nothing. Check it, or ask whoever sent it for a new one.",
        ))
    }

    /// The host's half of arriving. Called while `arriving` is held.
    async fn add_person(
        &self,
        name: &str,
        handle: &str,
        password: String,
    ) -> Result<(Actor, Keys)> {
        let name = values::name("name", name)?;
        let handle = values::handle(handle)?.to_string();
        if self.inner.people.now().by_handle(&handle).is_some() {
            let mut refused = Refused::new(
                Code::AlreadyExists,
                format!(
                    "Somebody signs in as `{handle}` already. Choose another name to sign in with."
                ),
            );
            refused.problem.at = Some("handle".to_owned());
            return Err(refused);
        }
        let password = Zeroizing::new(password);
        let record = self.password_record(password.clone()).await?;
        let id = PersonId::new(clock::id());
        let keys = self.sealing(id, password).await?;
        let actor = Actor::person(id, SessionId::new(clock::id()));
        let mut texts = Texts::default();
        let command = HostCommand::AddPerson {
            person: id,
            handle: texts.fresh(&handle),
            name: texts.fresh(&name),
            password: texts.fresh(&record),
        };
        self.host_ask(actor, command, texts.into_fresh()).await?;
        self.inner.people.add(Known {
            id,
            handle,
            name,
            record: Some(record),
        });
        Ok((actor, keys))
    }

    /// The workspace's half.
    async fn join(
        &self,
        place: Arc<Place>,
        actor: Actor,
        invitation: InvitationId,
        code: Digest,
        meta: &Meta,
    ) -> Result<()> {
        let acting = Acting {
            host: self.clone(),
            place,
            actor,
        };
        acting
            .ask(Command::Join { invitation, code }, Vec::new(), "", meta)
            .await
            .map(drop)
    }
}

impl Person {
    /// Joins another workspace with a code.
    ///
    /// # Errors
    /// 404 or 409 for a code that is worth nothing, 409 for a member.
    pub async fn join(&self, form: JoinWorkspace, meta: &Meta) -> Result<WorkspaceCard> {
        if let Some(readmission) = self.host.readmission(&form.code)? {
            return self.readmitted(readmission).await;
        }
        let (place, invitation, code) = self.host.invited(&form.code).await?;
        self.host
            .join(place.clone(), self.actor(), invitation, code, meta)
            .await?;
        self.host.admit(&place, self.actor(), &self.keys).await?;
        Ok(WorkspaceCard {
            id: place.id,
            name: place.name().await?,
        })
    }

    /// Makes another workspace; its maker is its first owner and author.
    ///
    /// # Errors
    /// 400 for a name that cannot be one.
    pub async fn new_workspace(&self, form: NewWorkspace) -> Result<WorkspaceCard> {
        let name = values::name("name", &form.name)?;
        let _alone = self.host.inner.arriving.lock().await;
        let place = self.host.make_workspace(self.actor(), &name).await?;
        self.host.admit(&place, self.actor(), &self.keys).await?;
        Ok(WorkspaceCard { id: place.id, name })
    }
}

fn known(actor: Actor) -> Result<PersonId> {
    actor
        .id
        .person()
        .ok_or_else(|| Refused::new(Code::Unauthenticated, "Sign in."))
}

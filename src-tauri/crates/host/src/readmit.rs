//! A member whose password does not open their key any more: an owner vouches for them with a one-time code, and they enrol a
//! new key. The code opens that workspace only; nobody sets another's password.

use std::sync::Arc;

use model::{
    Action, Actor, Command, Digest, HostCommand, InvitationId, PersonId, SessionId, Span,
    refusal::Thing,
    view::{
        access::Invited,
        session::{Redeem, SignedIn, WorkspaceCard},
    },
};
use zeroize::Zeroizing;

use crate::{
    Answer, Host, Member, Meta, Person, Refused, Result, SessionToken, clock, grants::shown_once,
    luck, people::Known, place::Place, texts::Texts, values,
};

/// How long such a code is worth something.
const CODE_LASTS: Span = Span::days(2);

/// A code that readmits somebody, and where.
pub(crate) struct Readmission {
    pub(crate) place: Arc<Place>,
    pub(crate) id: InvitationId,
    pub(crate) code: Digest,
    pub(crate) person: PersonId,
}

impl Member {
    /// Makes a one-time code for a member who cannot sign in, or whose key does not open. It is shown once: a replay answers without it.
    ///
    /// # Errors
    /// What `decide` says.
    pub async fn readmit(&self, person: &str, meta: &Meta) -> Result<Answer<Invited>> {
        let id: PersonId = self.id(person, "member", Action::Readmit, meta).await?;
        let code = luck::code();
        let command = Command::Readmit {
            invitation: InvitationId::new(clock::id()),
            code: Digest::of(luck::read_code(&code).as_bytes()),
            person: id,
            expires: self.now().plus(CODE_LASTS),
        };
        let done = self.ask(command, Vec::new(), person, meta).await?;
        shown_once(&done, code)
    }
}

impl Host {
    /// Whom this code readmits, as far as it still does.
    pub(crate) fn readmission(&self, code: &str) -> Result<Option<Readmission>> {
        let digest = Digest::of(luck::read_code(code).as_bytes());
        let now = self.inner.clock.now();
        for place in self.places() {
            let found = place.world(|w| {
                let mut codes = w.signing().codes().iter();
                let (id, made) = codes.find(|(_, made)| made.code == digest)?;
                let good = !made.used && crate::may::at(w, now) < made.expires;
                Some((*id, made.person, good))
            });
            match found {
                Some((id, person, true)) => {
                    return Ok(Some(Readmission {
                        place,
                        id,
                        code: digest,
                        person,
                    }));
                }
                Some(_) => return Err((&model::Refusal::NotValid(Thing::Invitation)).into()),
                None => {}
            }
        }
        Ok(None)
    }

    /// Somebody whom an owner vouched for sets a new password. It opens that workspace; the others need a code of theirs.
    pub(crate) async fn restore(
        &self,
        readmission: Readmission,
        form: Redeem,
    ) -> Result<(SessionToken, SignedIn)> {
        let handle = values::handle(&form.handle)?.to_string();
        let people = self.inner.people.now();
        let known = people
            .by_handle(&handle)
            .filter(|p| p.id == readmission.person);
        let known = known.cloned().ok_or_else(|| {
            let mut refused = Refused::not_found("code for that name");
            refused.problem.at = Some("handle".to_owned());
            refused
        })?;
        let password = Zeroizing::new(form.password);
        let record = self.password_record(password.clone()).await?;
        let keys = self.sealing(known.id, password).await?;
        let actor = Actor::person(known.id, SessionId::new(clock::id()));
        let mut texts = Texts::default();
        let command = HostCommand::ChangePassword {
            person: known.id,
            password: texts.fresh(&record),
        };
        self.host_ask(actor, command, texts.into_fresh()).await?;
        let id = known.id;
        self.inner.people.add(Known {
            record: Some(record),
            ..known
        });
        let Readmission {
            place,
            id: code_id,
            code,
            ..
        } = readmission;
        self.enrol(&place, actor, &keys, Some((code_id, code)))
            .await?;
        self.open_session(id, keys).await
    }
}

impl Person {
    /// Enters a code that an owner made for me, while signed in.
    pub(crate) async fn readmitted(&self, readmission: Readmission) -> Result<WorkspaceCard> {
        if readmission.person != self.id {
            return Err(Refused::not_found("code for you"));
        }
        let Readmission {
            place, id, code, ..
        } = readmission;
        self.host
            .enrol(&place, self.actor(), &self.keys, Some((id, code)))
            .await?;
        Ok(WorkspaceCard {
            id: place.id,
            name: place.name().await?,
        })
    }
}

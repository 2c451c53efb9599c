//! A call and who makes it, once a door knows. What is turned away goes through here, so that it becomes an entry.

use std::sync::Arc;

use axum::{
    body::{Body, Bytes},
    extract::{FromRequestParts, Request},
    http::request::Parts,
    response::{IntoResponse, Response},
};
use host::{Bot, Member, Meta, Person, Refused};
use model::{Action, Code};

use crate::{
    answer::{No, sentence},
    parse::Flaw,
};

/// Who calls, as far as a door found out.
#[derive(Clone)]
pub(crate) enum Caller {
    /// A bot, by its token.
    Bot(Bot),
    /// A person in a workspace they belong to, by their session.
    Member(Member),
    /// A person outside any workspace, by their session.
    Person(Person),
    /// Nobody known: somebody who is about to sign in, for one.
    Nobody,
}

/// A call: who, and what belongs to asking. Every request that has passed a door carries one.
#[derive(Clone)]
pub(crate) struct Call {
    caller: Caller,
    meta: Arc<Meta>,
    /// The body, whole.
    pub(crate) body: Bytes,
}

impl Call {
    pub(crate) fn new(caller: Caller, meta: Meta, body: Bytes) -> Self {
        Self {
            caller,
            meta: Arc::new(meta),
            body,
        }
    }

    /// The call that `parts` carry.
    pub(crate) fn of(parts: &Parts) -> Result<&Self, No> {
        parts.extensions.get().ok_or_else(No::not_admitted)
    }

    /// Lets the call in, unless its idempotency key is none.
    pub(crate) async fn enter(self, mut parts: Parts) -> Result<Request, No> {
        if let Err(refused) = (*self.meta).clone().checked() {
            let flaw = Flaw::new(refused.problem.code, refused.problem.detail);
            return Err(self
                .turn_away(Flaw {
                    at: Some("Idempotency-Key".to_owned()),
                    ..flaw
                })
                .await);
        }
        parts.extensions.insert(self);
        Ok(Request::from_parts(parts, Body::empty()))
    }

    /// Turns the call away. From somebody known this is an entry.
    pub(crate) async fn turn_away(&self, flaw: Flaw) -> No {
        let (named, detail) = (&self.meta.route, sentence(&flaw.detail));
        let recorded = match &self.caller {
            Caller::Bot(bot) => {
                bot.turned_away(Action::Call, flaw.code, named, &detail, &self.meta)
                    .await
            }
            Caller::Member(member) => {
                member
                    .turned_away(Action::Call, flaw.code, named, &detail, &self.meta)
                    .await
            }
            Caller::Person(_) | Caller::Nobody => Refused::new(flaw.code, detail),
        };
        No::at(recorded, flaw.at)
    }
}

/// Who asks, as a type: a handler that takes a `By<Member>` cannot be reached by anybody else.
pub(crate) struct By<W> {
    /// Them.
    pub(crate) who: W,
    /// Key, trace, route and the body's digest.
    pub(crate) meta: Arc<Meta>,
}

macro_rules! by {
    ($($who:ident)*) => {$(
        impl<S: Send + Sync> FromRequestParts<S> for By<$who> {
            type Rejection = No;

            async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, No> {
                let call = Call::of(parts)?;
                match &call.caller {
                    Caller::$who(who) => Ok(Self { who: who.clone(), meta: call.meta.clone() }),
                    _ => Err(No::not_admitted()),
                }
            }
        }
    )*};
}
by! { Bot Member Person }

/// Answers where there is no route.
pub(crate) async fn no_route(request: Request) -> Response {
    let detail = "there is nothing at this address. /v1/openapi.json lists what a bot can call";
    away(request, Flaw::new(Code::NotFound, detail)).await
}

/// Answers where a route has no such method.
pub(crate) async fn no_method(request: Request) -> Response {
    let detail = format!("this address takes no {}", request.method());
    away(request, Flaw::new(Code::MethodNotAllowed, detail)).await
}

async fn away(request: Request, flaw: Flaw) -> Response {
    let (parts, _) = request.into_parts();
    match Call::of(&parts) {
        Ok(call) => call.turn_away(flaw).await.into_response(),
        Err(no) => no.into_response(),
    }
}

//! Long polls: how long a caller is willing to wait, cut short when the door closes.

use std::{future::Future, time::Duration};

use axum::{
    extract::FromRequestParts,
    http::{Extensions, request::Parts},
};
use tokio_util::sync::CancellationToken;

/// Put on every request by a server: cancelled when it stops.
#[derive(Clone)]
pub(crate) struct Closing(pub(crate) CancellationToken);

/// A wait that ends when the door closes.
pub(crate) struct Patience(Option<CancellationToken>);

impl<S: Send + Sync> FromRequestParts<S> for Patience {
    type Rejection = std::convert::Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Self::Rejection> {
        Ok(Self(closing(&parts.extensions)))
    }
}

fn closing(extensions: &Extensions) -> Option<CancellationToken> {
    extensions.get::<Closing>().map(|closing| closing.0.clone())
}

impl Patience {
    /// Asks with up to `seconds` (at most `max`) to wait; asks again without waiting when the door closes meanwhile.
    /// Whoever leaves before the answer ends the wait by leaving.
    pub(crate) async fn ask<T, F: Future<Output = T>>(
        self,
        seconds: Option<u64>,
        max: u64,
        question: impl Fn(Duration) -> F,
    ) -> T {
        let wait = Duration::from_secs(seconds.unwrap_or(0).min(max));
        let Some(closing) = self.0 else {
            return question(wait).await;
        };
        tokio::select! {
            answer = question(wait) => answer,
            () = closing.cancelled() => question(Duration::ZERO).await,
        }
    }
}

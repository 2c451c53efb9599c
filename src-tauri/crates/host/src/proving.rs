//! The password once more, at the moment of signing (21 CFR 11.200): whoever sits at an open window is who signed in.

use std::time::Instant;

use model::{Action, Code, Refusal};
use serde::Serialize;
use zeroize::Zeroizing;

use crate::{Member, Meta, Refused, Result};

impl Member {
    /// Whether a password came, and it is mine. A wrong one slows down the next, as at sign-in, and is an entry.
    ///
    /// # Errors
    /// 403 `password_needed` for a wrong one; 429 after too many.
    pub(crate) async fn proven(
        &self,
        password: Option<String>,
        tried: Action,
        named: &str,
        meta: &Meta,
    ) -> Result<bool> {
        let Some(password) = password.map(Zeroizing::new) else {
            return Ok(false);
        };
        let known = self.host.inner.people.now();
        let Some(known) = known.get(self.person) else {
            return Err(Refused::from(&Refusal::Unauthenticated));
        };
        let guesses = &self.host.inner.guesses;
        let wait = guesses.wait(&known.handle, Instant::now());
        if wait > 0 {
            let detail = format!(
                "There were too many wrong passwords for your name. Wait {wait} s, then try again. Nothing was sent."
            );
            let refused = Refused::later(Code::TooManyRequests, detail, wait);
            return Err(self.record(refused, tried, named, meta).await);
        }
        if self.host.verify(password, known.record.clone()).await? {
            guesses.right(&known.handle);
            return Ok(true);
        }
        guesses.wrong(&known.handle, Instant::now());
        let detail = "Not this password. Nothing was sent.";
        let refused = Refused::new(Code::PasswordNeeded, detail);
        Err(self.record(refused, tried, named, meta).await)
    }
}

impl Meta {
    /// The same, its body being `said`: what came with a password is compared without it, for that digest stands in the log.
    pub(crate) fn saying(&self, said: &impl Serialize) -> Self {
        let text = serde_json::to_vec(said).unwrap_or_default();
        Self {
            body: model::Digest::of(&text),
            ..self.clone()
        }
    }
}

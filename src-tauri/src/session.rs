//! The session of the window, kept where no script can read it: the people's door hands it over beside its answer, and gets it
//! back beside the next request. It ends with the process.

use std::sync::{Mutex, PoisonError};

use axum::http::Extensions;
use doors::{EndedSession, NewSession, WindowSession};

/// The session of this launch, when somebody is signed in.
#[derive(Default)]
pub struct Session(Mutex<Option<String>>);

impl Session {
    /// The session itself, for the shell alone.
    pub fn held(&self) -> Option<String> {
        self.0
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }

    /// Puts the session beside a request.
    pub fn put_on(&self, request: &mut Extensions) {
        request.insert(WindowSession(self.held()));
    }

    /// Takes what stands beside an answer.
    pub fn take_from(&self, answer: &mut Extensions) {
        let mut held = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if answer.remove::<EndedSession>().is_some() {
            *held = None;
        }
        if let Some(NewSession(session)) = answer.remove() {
            *held = Some(session);
        }
    }
}

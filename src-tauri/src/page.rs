//! The page at the other end of the window: what the shell tells it, as events it listens for, and what it answers on
//! `/shell/…`, which only it can reach.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use axum::extract::State;
use axum::http::StatusCode;
use axum::routing::post;
use axum::{Json, Router};
use serde::{Deserialize, Serialize};
use tauri::WebviewWindow;
use tokio::sync::{Notify, oneshot};

/// The event that the page listens for.
const EVENT: &str = "openweave:shell";

/// A page that does not answer for so long is broken, or not there yet.
const PATIENCE: Duration = Duration::from_secs(2);

/// More than this is not repeated to the person.
const UNSENT_MAX: usize = 20;

/// What the shell tells the page.
#[derive(Debug, Serialize)]
#[serde(tag = "what", rename_all = "snake_case")]
pub enum Tell {
    /// Show this.
    Open {
        /// The workspace it is in.
        workspace: Option<String>,
        /// Its address in the window.
        path: String,
    },
    /// The window closes: what is held back is not sent any more.
    Closing,
    /// Ask whether to quit.
    Quitting {
        /// Why closing means quitting, where it does.
        because: Option<&'static str>,
        /// What stops, a sentence each.
        stops: Vec<String>,
    },
}

/// That the page heard of closing or quitting, and what it held back and has let go of.
#[derive(Debug, Deserialize)]
struct Heard {
    unsent: Vec<String>,
}

/// Cheap to clone.
#[derive(Clone, Default)]
pub struct Page(Arc<Inner>);

#[derive(Default)]
struct Inner {
    waits: Mutex<Option<oneshot::Sender<Vec<String>>>>,
    quit: Notify,
}

impl Page {
    /// Where the page answers.
    pub fn router(&self) -> Router {
        Router::new()
            .route("/shell/heard", post(heard))
            .route("/shell/quit", post(quit))
            .with_state(self.clone())
    }

    /// Tells the page, and waits for no answer.
    pub fn tell(&self, window: &WebviewWindow, tell: &Tell) {
        let detail = serde_json::to_string(tell).expect("a message is JSON");
        let script =
            format!("window.dispatchEvent(new CustomEvent('{EVENT}', {{ detail: {detail} }}))");
        if let Err(error) = window.eval(script) {
            tracing::warn!(%error, "the page could not be told");
        }
    }

    /// Tells the page and waits until it has heard: what it let go of unsent. `None` where it does not answer.
    pub async fn ask(&self, window: &WebviewWindow, tell: &Tell) -> Option<Vec<String>> {
        let (answer, heard) = oneshot::channel();
        *self.waits() = Some(answer);
        self.tell(window, tell);
        tokio::time::timeout(PATIENCE, heard).await.ok()?.ok()
    }

    /// Until the person has said in the page that they quit.
    pub async fn quits(&self) {
        self.0.quit.notified().await;
    }

    fn waits(&self) -> MutexGuard<'_, Option<oneshot::Sender<Vec<String>>>> {
        self.0.waits.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

async fn heard(State(page): State<Page>, Json(mut heard): Json<Heard>) -> StatusCode {
    heard.unsent.truncate(UNSENT_MAX);
    match page.waits().take() {
        Some(asked) => {
            drop(asked.send(heard.unsent));
            StatusCode::NO_CONTENT
        }
        None => StatusCode::CONFLICT,
    }
}

async fn quit(State(page): State<Page>) -> StatusCode {
    page.0.quit.notify_one();
    StatusCode::NO_CONTENT
}

//! Native notifications. A click on one opens what it is about; one that is about nothing any more is taken back.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use host::Waits;
use notify_rust::{Notification, NotificationResponse};
use tauri::async_runtime::spawn;
use tokio_util::sync::CancellationToken;

/// How many are on the screen at once; older ones are taken back.
const SHOWN_MAX: usize = 4;

/// What a notification is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum About {
    /// One thing that waits.
    Waiting(Waits),
    /// How much waits.
    Count,
    /// The window, and what was in it.
    Window,
}

/// The notifications of this launch, by what they are about, oldest first. Cheap to clone.
#[derive(Clone, Default)]
pub struct Notices(Arc<Mutex<Shown>>);

#[derive(Default)]
struct Shown {
    count: u64,
    open: BTreeMap<u64, (About, CancellationToken)>,
}

impl Notices {
    /// Shows one about `about`, in place of an earlier one about the same; `open` is called when it is clicked.
    pub fn show(
        &self,
        about: About,
        summary: String,
        body: String,
        open: impl FnOnce() + Send + 'static,
    ) {
        let taken_back = CancellationToken::new();
        let number = self.enter(about, taken_back.clone());
        let notices = self.clone();
        spawn(async move {
            match until_over(summary, body, taken_back).await {
                Ok(true) => open(),
                Ok(false) => {}
                Err(error) => tracing::info!(%error, "the desktop shows no notifications"),
            }
            notices.shown().open.remove(&number);
        });
    }

    /// Takes back what is about nothing that `stands` any more.
    pub fn keep(&self, stands: impl Fn(About) -> bool) {
        for (about, taken_back) in self.shown().open.values() {
            if !stands(*about) {
                taken_back.cancel();
            }
        }
    }

    fn enter(&self, about: About, taken_back: CancellationToken) -> u64 {
        let mut shown = self.shown();
        shown.count += 1;
        let number = shown.count;
        let same = shown.open.values().filter(|(other, _)| *other == about);
        same.for_each(|(_, earlier)| earlier.cancel());
        let open = shown.open.values().filter(|(_, one)| !one.is_cancelled());
        let too_many = (open.clone().count() + 1).saturating_sub(SHOWN_MAX);
        open.take(too_many).for_each(|(_, oldest)| oldest.cancel());
        shown.open.insert(number, (about, taken_back));
        number
    }

    fn shown(&self) -> MutexGuard<'_, Shown> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Shows it until it is clicked, closed or taken back: whether it was clicked.
async fn until_over(
    summary: String,
    body: String,
    taken_back: CancellationToken,
) -> Result<bool, notify_rust::error::Error> {
    let shown = Notification::new()
        .appname("OpenWeave Console")
        .icon("openweave-console")
        .summary(&summary)
        .body(&escaped(&body))
        .action("default", "Open")
        .show_async()
        .await?;
    let mut clicked = false;
    let over = shown.wait_for_action_async(|response: &NotificationResponse| {
        clicked = matches!(response, NotificationResponse::Default);
    });
    if taken_back.run_until_cancelled(over).await.is_none() {
        shown.close_async().await;
    }
    Ok(clicked)
}

/// The body may hold markup (Desktop Notifications Specification 1.3, *Markup*): nothing of ours is any.
fn escaped(body: &str) -> String {
    body.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
}

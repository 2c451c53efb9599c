//! The window on its desktop. Closing it hides it into the tray, and the host stays at work; quitting asks first; what somebody
//! chose in the tray or by a notification is done here, one after the other.

use host::Host;
use model::WorkspaceId;
use rfd::{AsyncMessageDialog, MessageButtons, MessageDialogResult, MessageLevel};
use tauri::{AppHandle, Manager, WebviewWindow};
use tokio::sync::mpsc::UnboundedReceiver;

use crate::notices::{About, Notices};
use crate::page::{Page, Tell};
use crate::scheme::LABEL;
use crate::tray::Tray;
use crate::words;

/// What somebody chose, at the window or outside of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Wish {
    /// Show the window.
    Show,
    /// Show the window with this in it.
    Open(Option<WorkspaceId>, String),
    /// Close the window.
    Close,
    /// End the console.
    Quit,
}

const NO_TRAY: &str = "This desktop has no tray to stay in, so closing the window quits.";

/// The window on its desktop.
pub struct Desk {
    /// The application.
    pub app: AppHandle,
    /// Whose timers stop with it.
    pub host: Host,
    /// What the window shows.
    pub page: Page,
    /// Where the window hides.
    pub tray: Tray,
    /// Where it is said what the hidden window cannot.
    pub notices: Notices,
}

impl Desk {
    /// Does what is wished, until the console ends.
    pub async fn serve(self, mut wishes: UnboundedReceiver<Wish>) {
        let mut has_hidden = false;
        loop {
            let wish = tokio::select! {
                wish = wishes.recv() => wish,
                () = self.page.quits() => return self.app.exit(0),
            };
            let (Some(wish), Some(window)) = (wish, self.app.get_webview_window(LABEL)) else {
                return;
            };
            match wish {
                Wish::Show => show(&window),
                Wish::Open(workspace, path) => {
                    show(&window);
                    let workspace = workspace.map(|id| id.to_string());
                    self.page.tell(&window, &Tell::Open { workspace, path });
                }
                Wish::Close if self.tray.is_there() => {
                    self.hide(&window, has_hidden).await;
                    has_hidden = true;
                }
                Wish::Close => self.quit(&window, Some(NO_TRAY)).await,
                Wish::Quit => self.quit(&window, None).await,
            }
        }
    }

    /// Hides the window, and says what it did not send.
    async fn hide(&self, window: &WebviewWindow, has_hidden: bool) {
        let unsent = self.page.ask(window, &Tell::Closing).await;
        if let Err(error) = window.hide() {
            tracing::warn!(%error, "the window did not hide");
        }
        let (summary, body) = match unsent.as_deref() {
            Some(unsent @ [_, ..]) => {
                let unsent: Vec<String> = unsent.iter().map(|what| words::plain(what)).collect();
                (
                    "Not sent",
                    format!("{}. Decide again if you still want to.", unsent.join(", ")),
                )
            }
            _ if has_hidden => return,
            _ => (
                "OpenWeave stays at work",
                "Bots are answered and time runs on. The tray opens the window again, and quits."
                    .to_owned(),
            ),
        };
        let window = window.clone();
        self.notices
            .show(About::Window, summary.to_owned(), body, move || {
                show(&window)
            });
    }

    /// Asks in the page whether to quit; where the page does not answer, in a dialog of the system.
    async fn quit(&self, window: &WebviewWindow, because: Option<&'static str>) {
        show(window);
        let stops = words::stops(&self.host.timers().await);
        let native = words::quit_question(because, &stops);
        let tell = Tell::Quitting { because, stops };
        if self.page.ask(window, &tell).await.is_none() && asks(&self.app, native).await {
            self.app.exit(0);
        }
    }
}

fn show(window: &WebviewWindow) {
    let shown = window
        .show()
        .and_then(|()| window.unminimize())
        .and_then(|()| window.set_focus());
    if let Err(error) = shown {
        tracing::warn!(%error, "the window did not come forward");
    }
}

async fn asks(app: &AppHandle, question: String) -> bool {
    let (answer, answered) = tokio::sync::oneshot::channel();
    let asked = app.run_on_main_thread(move || {
        let dialog = AsyncMessageDialog::new()
            .set_level(MessageLevel::Warning)
            .set_title("Quit OpenWeave Console?")
            .set_description(question)
            .set_buttons(MessageButtons::OkCancel)
            .show();
        tauri::async_runtime::spawn(async move {
            // Nobody waits any more where the console has ended meanwhile.
            let _ = answer.send(dialog.await == MessageDialogResult::Ok);
        });
    });
    asked.is_ok() && answered.await.unwrap_or(false)
}

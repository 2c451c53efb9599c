//! The way out of the window: there is none by itself. An address outside is shown first; the system's browser opens it when
//! the person at the window says so. Everything that is no web address is refused.

use std::sync::atomic::{AtomicBool, Ordering};

use rfd::{AsyncMessageDialog, MessageButtons, MessageDialogResult, MessageLevel};
use tauri::{AppHandle, Url};

use crate::scheme::SCHEME;

/// One question at a time: a page cannot bury the person under them.
static ASKING: AtomicBool = AtomicBool::new(false);

/// Whether the window itself may go there.
pub fn is_own(url: &Url) -> bool {
    url.scheme() == SCHEME && url.host_str() == Some("localhost") && url.port().is_none()
}

/// Asks whether the system's browser should open `url`.
pub fn offer(app: &AppHandle, url: Url) {
    if !is_web(&url) || ASKING.swap(true, Ordering::AcqRel) {
        return;
    }
    let asked = app.run_on_main_thread(move || {
        let answer = AsyncMessageDialog::new()
            .set_level(MessageLevel::Info)
            .set_title("Open in your browser?")
            .set_description(format!(
                "This address is outside OpenWeave:\n\n{}\n\nOK opens it in your browser.",
                shown(&url)
            ))
            .set_buttons(MessageButtons::OkCancel)
            .show();
        tauri::async_runtime::spawn(async move {
            let yes = answer.await == MessageDialogResult::Ok;
            ASKING.store(false, Ordering::Release);
            if yes && let Err(error) = open::that_detached(url.as_str()) {
                tracing::warn!(%error, "the system's browser did not open");
            }
        });
    });
    if asked.is_err() {
        ASKING.store(false, Ordering::Release);
    }
}

fn is_web(url: &Url) -> bool {
    matches!(url.scheme(), "http" | "https") && url.has_host()
}

/// The whole address where it fits; of a longer one its beginning, which says where it leads.
fn shown(url: &Url) -> String {
    const LETTERS_MAX: usize = 200;
    let text = url.as_str();
    match text.char_indices().nth(LETTERS_MAX) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use tauri::Url;

    use super::{is_own, is_web, shown};

    fn url(text: &str) -> Url {
        Url::parse(text).expect("an address")
    }

    #[test]
    fn the_window_stays_on_its_own_origin() {
        assert!(is_own(&url("openweave://localhost/approvals?x=1")));
        for other in [
            "https://localhost/",
            "openweave://evil/",
            "openweave://localhost:1/",
            "file:///etc/passwd",
            "data:text/html,x",
            "about:blank",
        ] {
            assert!(!is_own(&url(other)), "{other}");
        }
    }

    #[test]
    fn only_web_addresses_are_offered_to_the_browser() {
        assert!(is_web(&url("https://example.com/a")));
        for other in [
            "file:///etc/passwd",
            "javascript:alert(1)",
            "data:text/html,x",
            "smb://share/x",
        ] {
            assert!(!is_web(&url(other)), "{other}");
        }
    }

    #[test]
    fn a_long_address_shows_where_it_leads() {
        let long = url(&format!("https://example.com/{}", "a".repeat(500)));
        assert!(shown(&long).starts_with("https://example.com/") && shown(&long).ends_with('…'));
    }
}

//! The one window: shows the scheme's page, goes nowhere else, opens no second one and downloads nothing.

use tauri::webview::NewWindowResponse;
use tauri::{App, Url, WebviewUrl, WebviewWindowBuilder};

use crate::outside;
use crate::scheme::{LABEL, SCHEME, Scheme};

/// Opens the window on the console.
///
/// # Errors
/// When the desktop refuses to make one.
pub fn open(app: &App, scheme: &Scheme, title: &str) -> tauri::Result<()> {
    let home =
        Url::parse(&format!("{SCHEME}://localhost/")).expect("a scheme and a host make an address");
    let (links, windows) = (app.handle().clone(), app.handle().clone());
    WebviewWindowBuilder::new(app, LABEL, WebviewUrl::CustomProtocol(home))
        .title(title)
        .inner_size(1280.0, 800.0)
        .min_inner_size(960.0, 600.0)
        .center()
        .devtools(cfg!(feature = "automation"))
        .disable_drag_drop_handler()
        .initialization_script(scheme.introduction())
        .on_navigation(move |url| {
            let own = outside::is_own(url);
            if !own {
                outside::offer(&links, url.clone());
            }
            own
        })
        .on_new_window(move |url, _| {
            outside::offer(&windows, url);
            NewWindowResponse::Deny
        })
        .on_download(|_, _| false)
        .build()?;
    Ok(())
}

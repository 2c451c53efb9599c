//! The window's menu: about, reload, zoom, close, quit. What the rooms offer stands in the rooms.

use std::sync::Mutex;

use tauri::menu::{AboutMetadata, Menu, MenuBuilder, MenuItemBuilder, SubmenuBuilder};
use tauri::{AppHandle, Manager, Runtime};
use tokio::sync::mpsc::UnboundedSender;

use crate::desk::Wish;
use crate::scheme::LABEL;

const ZOOM_STEP: f64 = 0.1;
const ZOOM_MIN: f64 = 0.5;
const ZOOM_MAX: f64 = 2.0;

/// How large the page is drawn; kept by the application.
pub struct Zoom(Mutex<f64>);

impl Default for Zoom {
    fn default() -> Self {
        Self(Mutex::new(1.0))
    }
}

/// Builds the menu.
///
/// # Errors
/// When the desktop refuses to make one.
pub fn build<R: Runtime>(app: &AppHandle<R>) -> tauri::Result<Menu<R>> {
    let about = AboutMetadata {
        name: Some("OpenWeave Console".into()),
        version: Some(env!("CARGO_PKG_VERSION").into()),
        license: Some("Apache-2.0".into()),
        ..AboutMetadata::default()
    };
    let item = |id: &str, text: &str, keys: &str| {
        MenuItemBuilder::with_id(id, text)
            .accelerator(keys)
            .build(app)
    };
    let console = SubmenuBuilder::new(app, "OpenWeave")
        .about(Some(about))
        .separator()
        .item(&item("close", "Close window", "CmdOrCtrl+W")?)
        .item(&item("quit", "Quit…", "CmdOrCtrl+Q")?)
        .build()?;
    let view = SubmenuBuilder::new(app, "View")
        .item(&item("reload", "Reload", "F5")?)
        .separator()
        .item(&item("larger", "Larger", "CmdOrCtrl+=")?)
        .item(&item("smaller", "Smaller", "CmdOrCtrl+-")?)
        .item(&item("actual", "Actual size", "CmdOrCtrl+0")?)
        .build()?;
    MenuBuilder::new(app).items(&[&console, &view]).build()
}

/// Does what was chosen; quitting is only wished.
pub fn chosen<R: Runtime>(app: &AppHandle<R>, id: &str, wishes: &UnboundedSender<Wish>) {
    let Some(window) = app.get_webview_window(LABEL) else {
        return;
    };
    let done = match id {
        "close" => window.close(),
        "quit" => {
            drop(wishes.send(Wish::Quit));
            Ok(())
        }
        "reload" => window.reload(),
        "larger" => window.set_zoom(zoom(app, |now| now + ZOOM_STEP)),
        "smaller" => window.set_zoom(zoom(app, |now| now - ZOOM_STEP)),
        "actual" => window.set_zoom(zoom(app, |_| 1.0)),
        _ => Ok(()),
    };
    if let Err(error) = done {
        tracing::warn!(%error, id, "the menu's choice was not done");
    }
}

fn zoom<R: Runtime>(app: &AppHandle<R>, change: impl FnOnce(f64) -> f64) -> f64 {
    let zoom = app.state::<Zoom>();
    let mut now = zoom
        .0
        .lock()
        .unwrap_or_else(std::sync::PoisonError::into_inner);
    *now = change(*now).clamp(ZOOM_MIN, ZOOM_MAX);
    *now
}

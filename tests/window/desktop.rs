//! A desktop to test the shell on: the notification server, the tray and the window manager, as far as the shell meets them.
//! Commands come as lines of JSON, answers go out as lines of JSON, in order; what is notified is told when it happens.

use std::collections::HashMap;
use std::io::Write;
use std::sync::{Arc, Mutex, PoisonError};

use serde::Deserialize;
use serde_json::{Value, json};
use x11rb::connection::Connection as _;
use x11rb::protocol::xproto::{
    AtomEnum, ClientMessageEvent, ConnectionExt, EventMask, MapState, Window,
};
use zbus::object_server::SignalEmitter;
use zbus::zvariant::{OwnedValue, Structure, Value as Variant};
use zbus::{Connection, Proxy, interface};

type Failed = Box<dyn std::error::Error>;

#[derive(Deserialize)]
#[serde(tag = "do", rename_all = "snake_case")]
enum Command {
    /// Clicks a notification.
    Click { id: u32 },
    /// What the tray shows.
    Tray,
    /// Chooses a line of the tray's menu.
    Choose { label: String },
    /// Takes the tray away, or brings it back.
    HaveTray { yes: bool },
    /// Closes the window as a window manager does.
    Close,
    /// Whether the window is on the screen.
    Window,
}

const WATCHER: &str = "org.kde.StatusNotifierWatcher";
const NOTICES: &str = "/org/freedesktop/Notifications";

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Failed> {
    let item = Arc::new(Mutex::new(None));
    let bus = zbus::connection::Builder::session()?
        .serve_at(NOTICES, Notices { last: 0 })?
        .serve_at("/StatusNotifierWatcher", Watcher { item: item.clone() })?
        .name("org.freedesktop.Notifications")?
        .name(WATCHER)?
        .build()
        .await?;
    say(&json!({ "ready": true }));
    let (reads, mut lines) = tokio::sync::mpsc::unbounded_channel();
    std::thread::spawn(move || {
        let mut lines = std::io::stdin().lines().map_while(Result::ok);
        lines.all(|line| reads.send(line).is_ok())
    });
    while let Some(line) = lines.recv().await {
        let command = serde_json::from_str(&line)?;
        let answer = obey(&bus, &item, command).await;
        say(&answer.unwrap_or_else(|error| json!({ "error": error.to_string() })));
    }
    Ok(())
}

fn say(line: &Value) {
    let mut out = std::io::stdout().lock();
    // Whoever listened may be gone: then nobody misses it.
    let _ = writeln!(out, "{line}").and_then(|()| out.flush());
}

async fn obey(
    bus: &Connection,
    item: &Mutex<Option<String>>,
    command: Command,
) -> Result<Value, Failed> {
    let there = || {
        let item = item.lock().unwrap_or_else(PoisonError::into_inner);
        item.clone().ok_or("no item came to the tray")
    };
    match command {
        Command::Click { id } => {
            let server = bus.object_server();
            let notices = server.interface::<_, Notices>(NOTICES).await?;
            let emitter = notices.signal_emitter();
            Notices::action_invoked(emitter, id, "default").await?;
            Notices::notification_closed(emitter, id, 2).await?;
            Ok(json!({ "clicked": id }))
        }
        Command::Tray => {
            let item = there()?;
            let shown = Proxy::new(
                bus,
                item.as_str(),
                "/StatusNotifierItem",
                "org.kde.StatusNotifierItem",
            )
            .await?;
            let title: String = shown.get_property("Title").await?;
            let lines = menu(bus, &item).await?;
            let lines: Vec<Value> = lines
                .into_iter()
                .map(|(_, label, enabled)| json!({ "label": label, "enabled": enabled }))
                .collect();
            Ok(json!({ "title": title, "menu": lines }))
        }
        Command::Choose { label } => {
            let item = there()?;
            let lines = menu(bus, &item).await?;
            let (id, ..) = lines
                .iter()
                .find(|(_, line, _)| *line == label)
                .ok_or("no such line in the menu")?;
            let menu = dbusmenu(bus, &item).await?;
            let () = menu
                .call("Event", &(*id, "clicked", Variant::from(0_i32), 0_u32))
                .await?;
            Ok(json!({ "chosen": label }))
        }
        Command::HaveTray { yes: true } => {
            bus.request_name(WATCHER).await?;
            Ok(json!({ "tray": true }))
        }
        Command::HaveTray { yes: false } => {
            bus.release_name(WATCHER).await?;
            Ok(json!({ "tray": false }))
        }
        Command::Close => {
            let screen = Screen::open()?;
            screen.close(screen.window()?.ok_or("no window of the console")?)?;
            Ok(json!({ "closed": true }))
        }
        Command::Window => {
            let screen = Screen::open()?;
            let shown = screen
                .window()?
                .map(|window| screen.is_shown(window))
                .transpose()?;
            Ok(json!({ "shown": shown.unwrap_or(false) }))
        }
    }
}

/// Desktop Notifications Specification 1.3.
struct Notices {
    last: u32,
}

#[interface(name = "org.freedesktop.Notifications")]
impl Notices {
    #[allow(clippy::too_many_arguments, reason = "the specification has so many")]
    fn notify(
        &mut self,
        app_name: String,
        _replaces_id: u32,
        _app_icon: String,
        summary: String,
        body: String,
        actions: Vec<String>,
        _hints: HashMap<String, OwnedValue>,
        _expire_timeout: i32,
    ) -> u32 {
        self.last += 1;
        say(
            &json!({ "notified": { "id": self.last, "app": app_name, "summary": summary, "body": body, "actions": actions } }),
        );
        self.last
    }

    async fn close_notification(
        &self,
        id: u32,
        #[zbus(signal_emitter)] emitter: SignalEmitter<'_>,
    ) -> zbus::fdo::Result<()> {
        say(&json!({ "taken_back": id }));
        Ok(Self::notification_closed(&emitter, id, 3).await?)
    }

    fn get_capabilities(&self) -> Vec<&str> {
        vec!["actions", "body", "body-markup"]
    }

    fn get_server_information(&self) -> (&str, &str, &str, &str) {
        ("a desktop to test on", "OpenWeave", "1", "1.3")
    }

    #[zbus(signal)]
    async fn action_invoked(emitter: &SignalEmitter<'_>, id: u32, action: &str)
    -> zbus::Result<()>;

    #[zbus(signal)]
    async fn notification_closed(
        emitter: &SignalEmitter<'_>,
        id: u32,
        reason: u32,
    ) -> zbus::Result<()>;
}

/// StatusNotifierItem: where the shell says that it has one.
struct Watcher {
    item: Arc<Mutex<Option<String>>>,
}

#[interface(name = "org.kde.StatusNotifierWatcher")]
impl Watcher {
    fn register_status_notifier_item(&self, service: String) {
        *self.item.lock().unwrap_or_else(PoisonError::into_inner) = Some(service);
    }

    fn register_status_notifier_host(&self, _service: String) {}

    #[zbus(property)]
    fn is_status_notifier_host_registered(&self) -> bool {
        true
    }

    #[zbus(property)]
    fn protocol_version(&self) -> i32 {
        0
    }
}

async fn dbusmenu<'a>(bus: &'a Connection, item: &'a str) -> zbus::Result<Proxy<'a>> {
    Proxy::new(bus, item, "/MenuBar", "com.canonical.dbusmenu").await
}

/// The lines of the tray's menu: id, label, whether they can be chosen. Lines that only divide are left out.
async fn menu(bus: &Connection, item: &str) -> Result<Vec<(i32, String, bool)>, Failed> {
    type Layout = (i32, HashMap<String, OwnedValue>, Vec<OwnedValue>);
    let menu = dbusmenu(bus, item).await?;
    let wanted: Vec<&str> = Vec::new();
    let (_, (_, _, children)): (u32, Layout) = menu.call("GetLayout", &(0, -1, wanted)).await?;
    let mut lines = Vec::new();
    for child in children {
        let fields = Structure::try_from(child)?.into_fields();
        let [id, properties, ..] = fields.as_slice() else {
            return Err("a line of the menu has no id".into());
        };
        let properties: HashMap<String, OwnedValue> = properties.try_clone()?.try_into()?;
        let enabled = properties.get("enabled").map(bool::try_from).transpose()?;
        if let Some(label) = properties.get("label") {
            let label = String::try_from(label.try_clone()?)?;
            lines.push((
                i32::try_from(id)?,
                label.replace("__", "_"),
                enabled.unwrap_or(true),
            ));
        }
    }
    Ok(lines)
}

/// The X server, for what a window manager would do.
struct Screen {
    server: x11rb::rust_connection::RustConnection,
    root: Window,
}

impl Screen {
    fn open() -> Result<Self, Failed> {
        let (server, screen) = x11rb::connect(None)?;
        let root = server.setup().roots[screen].root;
        Ok(Self { server, root })
    }

    /// The console's window: the top-level one that knows how to be closed and has a title like it.
    fn window(&self) -> Result<Option<Window>, Failed> {
        for window in self.server.query_tree(self.root)?.reply()?.children {
            let name =
                self.server
                    .get_property(false, window, AtomEnum::WM_NAME, AtomEnum::ANY, 0, 64)?;
            let is_console = name.reply()?.value.starts_with(b"OpenWeave Console");
            let protocols = self.atom("WM_PROTOCOLS")?;
            let closes =
                self.server
                    .get_property(false, window, protocols, AtomEnum::ATOM, 0, 8)?;
            if is_console && closes.reply()?.value_len > 0 {
                return Ok(Some(window));
            }
        }
        Ok(None)
    }

    fn is_shown(&self, window: Window) -> Result<bool, Failed> {
        let attributes = self.server.get_window_attributes(window)?.reply()?;
        Ok(attributes.map_state == MapState::VIEWABLE)
    }

    fn close(&self, window: Window) -> Result<(), Failed> {
        let (protocols, delete) = (self.atom("WM_PROTOCOLS")?, self.atom("WM_DELETE_WINDOW")?);
        let message = ClientMessageEvent::new(32, window, protocols, [delete, 0, 0, 0, 0]);
        self.server
            .send_event(false, window, EventMask::NO_EVENT, message)?
            .check()?;
        Ok(())
    }

    fn atom(&self, name: &str) -> Result<u32, Failed> {
        Ok(self
            .server
            .intern_atom(false, name.as_bytes())?
            .reply()?
            .atom)
    }
}

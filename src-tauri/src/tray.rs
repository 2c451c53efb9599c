//! The tray: how much waits for whoever sits here, what it is, and the ways in and out. On Linux a StatusNotifierItem; where
//! the desktop has no place for one, closing the window quits.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use host::Waiting;
use ksni::menu::{MenuItem, StandardItem};
use ksni::{Handle, Icon, OfflineReason, ToolTip, TrayMethods};
use tokio::sync::mpsc::UnboundedSender;

use crate::attend::{inbox, way_to};
use crate::badge;
use crate::desk::Wish;
use crate::words::{about_what, how_many, plain, what_waits};

/// More are behind *Open Approvals*.
const LISTED_MAX: usize = 6;

/// What the tray tells.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Told {
    /// Whose it is; absent where nobody signed in.
    pub who: Option<String>,
    /// Whether they would have to sign in again: then it is only counted.
    pub locked: bool,
    /// What waits for them.
    pub waiting: Vec<Waiting>,
}

/// The tray of this launch, if the desktop has one. Cheap to clone.
#[derive(Clone)]
pub struct Tray {
    handle: Option<Handle<Item>>,
    is_there: Arc<AtomicBool>,
}

impl Tray {
    /// Puts the item there, or later, when the desktop has a place for it.
    pub async fn put(wishes: UnboundedSender<Wish>) -> Self {
        let is_there = Arc::new(AtomicBool::new(true));
        let item = Item {
            told: Told::default(),
            wishes,
            is_there: is_there.clone(),
        };
        let put = item.assume_sni_available(true).spawn().await;
        if let Err(error) = &put {
            is_there.store(false, Ordering::Release);
            tracing::info!(%error, "the desktop has no tray");
        }
        Self {
            handle: put.ok(),
            is_there,
        }
    }

    /// Whether a window that hides can be found again.
    pub fn is_there(&self) -> bool {
        self.is_there.load(Ordering::Acquire)
    }

    /// Shows what is told.
    pub async fn tell(&self, told: Told) {
        if let Some(handle) = &self.handle {
            handle.update(|item| item.told = told).await;
        }
    }
}

struct Item {
    told: Told,
    wishes: UnboundedSender<Wish>,
    is_there: Arc<AtomicBool>,
}

impl Item {
    fn wish(&self, wish: Wish) {
        drop(self.wishes.send(wish));
    }

    fn headline(&self) -> String {
        match &self.told.who {
            None => "Nobody is signed in".to_owned(),
            Some(who) => format!("{}: {}", plain(who), how_many(self.told.waiting.len())),
        }
    }
}

impl ksni::Tray for Item {
    fn id(&self) -> String {
        "openweave-console".to_owned()
    }

    fn title(&self) -> String {
        match self.told.waiting.len() {
            0 => "OpenWeave Console".to_owned(),
            count => format!("OpenWeave Console: {}", how_many(count)),
        }
    }

    fn tool_tip(&self) -> ToolTip {
        ToolTip {
            title: self.title(),
            description: self.headline(),
            ..ToolTip::default()
        }
    }

    fn icon_pixmap(&self) -> Vec<Icon> {
        vec![badge::icon(self.told.waiting.len())]
    }

    fn activate(&mut self, _x: i32, _y: i32) {
        self.wish(Wish::Show);
    }

    fn watcher_online(&self) {
        self.is_there.store(true, Ordering::Release);
    }

    fn watcher_offline(&self, _reason: OfflineReason) -> bool {
        self.is_there.store(false, Ordering::Release);
        true
    }

    fn menu(&self) -> Vec<MenuItem<Self>> {
        let listed = match self.told.locked {
            true => &[],
            false => &self.told.waiting[..self.told.waiting.len().min(LISTED_MAX)],
        };
        let mut menu = vec![choice(
            &self.headline(),
            (!self.told.waiting.is_empty()).then(inbox),
        )];
        menu.extend(listed.iter().map(|waiting| {
            choice(
                &format!("{}, {}", what_waits(waiting), about_what(waiting)),
                Some(way_to(waiting)),
            )
        }));
        menu.push(MenuItem::Separator);
        menu.push(choice("Open OpenWeave Console", Some(Wish::Show)));
        menu.push(choice("Quit…", Some(Wish::Quit)));
        menu
    }
}

/// A line of the menu; without a wish it only tells. An underscore would mark a key.
fn choice(label: &str, wish: Option<Wish>) -> MenuItem<Item> {
    StandardItem {
        label: label.replace('_', "__"),
        enabled: wish.is_some(),
        activate: Box::new(move |item: &mut Item| {
            if let Some(wish) = wish.clone() {
                item.wish(wish);
            }
        }),
        ..StandardItem::default()
    }
    .into()
}

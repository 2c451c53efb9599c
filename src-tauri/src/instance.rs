//! One console per data folder: a second start brings the window of the first one forward, out of the tray if need be, by the
//! session bus (Desktop Entry Specification 1.5, *D-Bus Activation*).

use std::collections::HashMap;
use std::path::Path;
use std::time::Duration;

use model::Digest;
use tokio::sync::mpsc::UnboundedSender;
use zbus::zvariant::OwnedValue;
use zbus::{Connection, interface};

use crate::desk::Wish;

const OBJECT: &str = "/dev/openweave/console";
const INTERFACE: &str = "org.freedesktop.Application";

/// A bus that does not answer for so long is as good as none.
const PATIENCE: Duration = Duration::from_secs(2);

struct Application {
    wishes: UnboundedSender<Wish>,
}

#[interface(name = "org.freedesktop.Application")]
impl Application {
    fn activate(&self, _platform_data: HashMap<String, OwnedValue>) {
        drop(self.wishes.send(Wish::Show));
    }
}

/// Brings the window of another console on this folder forward, if there is one.
pub async fn wake(data: &Path) -> bool {
    let woken = async {
        let bus = Connection::session().await?;
        let nothing: HashMap<String, OwnedValue> = HashMap::new();
        bus.call_method(
            Some(name(data)),
            OBJECT,
            Some(INTERFACE),
            "Activate",
            &nothing,
        )
        .await
    };
    matches!(tokio::time::timeout(PATIENCE, woken).await, Ok(Ok(_)))
}

/// Listens for a second start as long as the connection is held. `None` where the desktop has no bus.
pub async fn listen(data: &Path, wishes: UnboundedSender<Wish>) -> Option<Connection> {
    let listening = async {
        zbus::connection::Builder::session()?
            .serve_at(OBJECT, Application { wishes })?
            .name(name(data))?
            .build()
            .await
    };
    match tokio::time::timeout(PATIENCE, listening).await {
        Ok(Ok(bus)) => Some(bus),
        Ok(Err(error)) => {
            tracing::info!(%error, "a second start will not find this window");
            None
        }
        Err(_) => None,
    }
}

/// The name of the console on this folder. Names may hold what Base64url does, and begin with no digit.
fn name(data: &Path) -> String {
    let whole = std::path::absolute(data).unwrap_or_else(|_| data.to_owned());
    let digest = Digest::of(whole.as_os_str().as_encoded_bytes());
    format!("dev.openweave.console.f{digest}")
}

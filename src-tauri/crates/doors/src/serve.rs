//! The doors on HTTP: loopback only, one port each, until stopped; and the people's door on a socket in the data folder, for
//! commands of the account that owns it.

use std::{
    fs::Permissions,
    io,
    net::SocketAddr,
    os::unix::fs::PermissionsExt,
    path::{Path, PathBuf},
    time::Duration,
};

use axum::{Extension, Router};
use host::Host;
use tokio::{
    net::{TcpListener, UnixListener},
    task::JoinHandle,
};
use tokio_util::sync::CancellationToken;

use crate::{
    bots::bots,
    patience::Closing,
    people::people,
    port::{self, Holder},
    seat::Reached,
};

/// Where commands find the console that has a data folder.
pub const SOCKET: &str = "host.sock";

/// How long calls that are under way may still take when a door closes.
const CLOSING_TIME_MAX: Duration = Duration::from_secs(5);

/// Why a door did not open.
#[derive(Debug, thiserror::Error)]
pub enum ServeError {
    /// Somebody else listens there.
    #[error("Port {} is held by {}. Stop it, or choose another port.", .address.port(), holder_words(.holder))]
    Busy {
        /// Where.
        address: SocketAddr,
        /// Who, where the system tells.
        holder: Option<Holder>,
    },
    /// Reachable from other machines.
    #[error(
        "{0} can be reached from other machines. The doors open on loopback only: use 127.0.0.1."
    )]
    NotLoopback(SocketAddr),
    /// The system said no.
    #[error("Port {} could not be opened: {why}.", .address.port())]
    Refused {
        /// Where.
        address: SocketAddr,
        /// What it said.
        why: io::Error,
    },
}

fn holder_words(holder: &Option<Holder>) -> String {
    holder
        .as_ref()
        .map_or_else(|| "another program".to_owned(), ToString::to_string)
}

/// Doors that are open.
#[derive(Debug)]
pub struct Running {
    /// Where bots call.
    pub bots: SocketAddr,
    /// Where browsers call.
    pub console: Option<SocketAddr>,
    closing: CancellationToken,
    socket: Option<PathBuf>,
    servers: Vec<JoinHandle<()>>,
}

/// Opens the bots' door, and the people's door if it has an address. Port 0 is any free one. The host is told where bots call, or why not.
///
/// # Errors
/// A port that is held, an address that is not this machine's alone, or the system's refusal. Then no door is open.
pub async fn serve(
    host: Host,
    bots: SocketAddr,
    console: Option<SocketAddr>,
) -> Result<Running, ServeError> {
    let mut opened = open(&host, bots, console).await;
    if let Ok(running) = &mut opened {
        running.socket(&host);
    }
    host.set_bots_door(
        opened
            .as_ref()
            .map(|running| running.bots)
            .map_err(ToString::to_string),
    );
    opened
}

async fn open(
    host: &Host,
    bots_at: SocketAddr,
    console_at: Option<SocketAddr>,
) -> Result<Running, ServeError> {
    let bots_listener = listen(bots_at).await?;
    let console_listener = match console_at {
        Some(address) => Some(listen(address).await?),
        None => None,
    };
    let mut running = Running {
        bots: bots_listener.1,
        console: console_listener.as_ref().map(|(_, address)| *address),
        closing: CancellationToken::new(),
        socket: None,
        servers: Vec::new(),
    };
    running.start(bots_listener.0, bots(host.clone(), bots_listener.1.port()));
    if let Some((listener, address)) = console_listener {
        running.start(
            listener,
            people(
                host.clone(),
                Reached::Served {
                    port: address.port(),
                },
            ),
        );
    }
    Ok(running)
}

/// The folder is ours, so a socket that lies there is of a process that is gone.
fn listen_at(path: &Path) -> io::Result<UnixListener> {
    match std::fs::remove_file(path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
        _ => {}
    }
    let listener = UnixListener::bind(path)?;
    std::fs::set_permissions(path, Permissions::from_mode(0o600))?;
    Ok(listener)
}

async fn listen(address: SocketAddr) -> Result<(TcpListener, SocketAddr), ServeError> {
    if !address.ip().is_loopback() {
        return Err(ServeError::NotLoopback(address));
    }
    let refused = |why: io::Error| match why.kind() {
        io::ErrorKind::AddrInUse => ServeError::Busy {
            address,
            holder: port::holder(address),
        },
        _ => ServeError::Refused { address, why },
    };
    let listener = TcpListener::bind(address).await.map_err(refused)?;
    let address = listener.local_addr().map_err(refused)?;
    Ok((listener, address))
}

impl Running {
    /// The people's door on `host.sock`. Whoever can open it can read the folder anyway. Without it, commands say that nothing runs.
    fn socket(&mut self, host: &Host) {
        let path = host.folder().join(SOCKET);
        match listen_at(&path) {
            Ok(listener) => {
                self.socket = Some(path);
                self.start(listener, people(host.clone(), Reached::Socket));
            }
            Err(error) => {
                tracing::warn!(%error, socket = %path.display(), "commands will not find this console");
            }
        }
    }

    fn start<L>(&mut self, listener: L, router: Router)
    where
        L: axum::serve::Listener,
        L::Addr: std::fmt::Debug,
    {
        let router = router.layer(Extension(Closing(self.closing.clone())));
        let closing = self.closing.clone();
        self.servers.push(tokio::spawn(async move {
            let server =
                axum::serve(listener, router).with_graceful_shutdown(closing.cancelled_owned());
            if let Err(error) = server.await {
                tracing::error!(%error, "a door fell shut");
            }
        }));
    }

    /// Closes the doors: no new calls, long polls are answered now, what is under way may end.
    pub async fn stop(self) {
        self.closing.cancel();
        if let Some(socket) = &self.socket {
            drop(std::fs::remove_file(socket));
        }
        for mut server in self.servers {
            if tokio::time::timeout(CLOSING_TIME_MAX, &mut server)
                .await
                .is_err()
            {
                server.abort();
            }
        }
    }
}

//! `openweave serve`: both doors on loopback until it is told to stop.

use std::{
    io::Write,
    net::{Ipv4Addr, SocketAddr},
    process::ExitCode,
};

use host::{Console, Host, HostOptions};
use serde::Serialize;
use tokio::signal::unix::{SignalKind, signal};

use crate::{args, failure::Failure};

/// Said when both doors are open.
#[derive(Serialize)]
struct Ready {
    /// Where bots call.
    bots: String,
    /// Where browsers call.
    console: String,
    /// What setting up an empty folder asks for.
    #[serde(skip_serializing_if = "Option::is_none")]
    setup_code: Option<String>,
}

/// Serves until Ctrl+C or SIGTERM; what is under way may end.
pub async fn run(args: &args::Serve) -> Result<ExitCode, Failure> {
    let data = args.data.folder("openweave")?;
    // Before the doors open: whoever reads that we are ready may stop us at once.
    let mut terminate = signal(SignalKind::terminate()).map_err(Failure::Runtime)?;
    let _tracing = host::tracing::start(&data).map_err(|why| Failure::Unwritable {
        file: data.clone(),
        why,
    })?;
    let host = Host::open(HostOptions {
        console: Console::Served,
        anchors: args.anchor.clone(),
        ..HostOptions::new(&data)
    })
    .await?;
    let at = |port| SocketAddr::from((Ipv4Addr::LOCALHOST, port));
    let served = doors::serve(host.clone(), at(args.port), Some(at(args.console_port))).await;
    let running = match served {
        Ok(running) => running,
        Err(error) => {
            host.shutdown().await;
            return Err(error.into());
        }
    };
    let console = running.console.unwrap_or(running.bots);
    let said = say(
        &Ready {
            bots: format!("http://{}", running.bots),
            console: format!("http://{console}"),
            setup_code: host.setup_code(),
        },
        args.json,
    );
    if said.is_ok() {
        tokio::select! {
            _ = tokio::signal::ctrl_c() => {}
            _ = terminate.recv() => {}
        }
    }
    running.stop().await;
    host.shutdown().await;
    said.map(|()| ExitCode::SUCCESS)
}

/// One line, on standard output: scripts wait for it.
fn say(ready: &Ready, json: bool) -> Result<(), Failure> {
    let Ready {
        bots,
        console,
        setup_code,
    } = ready;
    let line = if json {
        serde_json::to_string(ready).expect("three texts are always JSON")
    } else {
        let code = setup_code
            .as_ref()
            .map(|code| format!(", setup code {code}"));
        format!(
            "Open {console} in a browser on this machine; bots call {bots}{}. Ctrl+C stops.",
            code.unwrap_or_default()
        )
    };
    let mut out = std::io::stdout().lock();
    writeln!(out, "{line}")
        .and_then(|()| out.flush())
        .map_err(Failure::Output)
}

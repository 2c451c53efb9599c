//! The desktop shell: one window on the people's door of a host that runs inside it, and its place in the tray. It holds the
//! session and the way out, and tells whoever sits there what waits for them; it decides nothing. Only the bots' door is on the network, on loopback.

mod args;
mod attend;
mod badge;
mod desk;
mod environment;
mod instance;
mod launch;
mod menu;
mod notices;
mod outside;
mod page;
mod scheme;
mod session;
mod tray;
mod window;
mod words;

use std::process::ExitCode;

fn main() -> ExitCode {
    if let Some(failure) = environment::shed() {
        return launch::failed(&failure);
    }
    match launch::console(&args::Args::read()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => launch::failed(&failure),
    }
}

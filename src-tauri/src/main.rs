//! The desktop shell: one window on the people's door of a host that runs inside it. It holds the session and the way out;
//! it decides nothing. Only the bots' door is on the network, on loopback.

mod args;
mod environment;
mod launch;
mod menu;
mod outside;
mod scheme;
mod session;
mod window;

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

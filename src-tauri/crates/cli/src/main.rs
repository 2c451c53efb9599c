//! The `openweave` program: serves the console to a browser, makes the demo, checks and draws workflow files, reads, checks and measures logs.
//! Each command parses its arguments, asks `host`, `formats` or `diagram`, and prints what they say.
//! What changes something, a person signs in for, at the console that has the folder.
//! Never here: a yes or no, SQL, a way into a folder that another process has.

mod args;
mod backup;
mod bar;
mod bench;
mod check;
mod console;
mod demo;
mod diagram;
mod erase;
mod export;
mod failure;
mod freeze;
mod import;
mod log;
mod pinned;
mod restore;
mod rotate;
mod serve;
mod verify;

use std::{io::Write, process::ExitCode};

use args::{Args, Command};
use clap::Parser;
use failure::Failure;

fn main() -> ExitCode {
    let ended = match Args::parse().command {
        Command::Serve(args) => wait(serve::run(&args)),
        Command::Demo(args) if args.live => demo::live(&args),
        Command::Demo(args) => wait(demo::make(&args)),
        Command::Check { files } => check::run(&files),
        Command::Diagram { file } => diagram::run(&file),
        Command::Export { file, tool } => export::run(&file, tool),
        Command::Import { file } => import::run(&file),
        Command::Log(args) => wait(log::run(&args)),
        Command::Backup(args) => wait(backup::run(&args)),
        Command::Restore(args) => wait(restore::run(&args)),
        Command::Erase(args) => wait(erase::run(&args)),
        Command::Rotate(args) => wait(rotate::run(&args)),
        Command::Freeze(args) => wait(freeze::freeze(&args)),
        Command::Thaw(args) => wait(freeze::thaw(&args)),
        Command::Verify(args) => wait(verify::run(&args)),
        Command::Bench(args) => wait(bench::run(&args)),
    };
    match ended {
        Ok(code) => code,
        // Whoever read our output has what they wanted and went.
        Err(Failure::Output(error)) if error.kind() == std::io::ErrorKind::BrokenPipe => {
            ExitCode::SUCCESS
        }
        Err(failure) => {
            // Where nobody can read it, there is nobody to tell.
            drop(writeln!(std::io::stderr(), "{failure}"));
            failure.exit()
        }
    }
}

/// Runs a command that waits for disks and networks.
fn wait(command: impl Future<Output = Result<ExitCode, Failure>>) -> Result<ExitCode, Failure> {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .map_err(Failure::Runtime)?;
    runtime.block_on(command)
}

//! The `openweave` program as it is built, run as a process of its own, which can be killed.

use std::{
    io::{BufRead, BufReader},
    net::SocketAddr,
    path::{Path, PathBuf},
    process::{Child, ChildStdout, Command, Stdio},
};

use serde_json::Value;

/// The program, which lies where the tests' own programs lie.
///
/// # Panics
/// When it is not built.
pub fn openweave() -> PathBuf {
    let own = std::env::current_exe().expect("this program's path");
    let folder = own.ancestors().nth(2).expect("target/debug");
    let program = folder.join("openweave");
    assert!(
        program.exists(),
        "{} is missing. Build it: cargo build --package openweave-cli",
        program.display()
    );
    program
}

/// A running `openweave serve`. Killed when dropped.
#[derive(Debug)]
pub struct Served {
    process: Child,
    /// Kept open: a program whose output nobody reads would stop at its next line.
    _output: BufReader<ChildStdout>,
    /// Where bots call.
    pub bots: SocketAddr,
    /// Where browsers call.
    pub console: SocketAddr,
}

impl Served {
    /// Serves the data folder on free ports.
    pub fn on(data: &Path) -> Self {
        let mut command = Command::new(openweave());
        Self::by(
            command
                .arg("serve")
                .arg("--data")
                .arg(data)
                .args(Self::ARGUMENTS),
        )
    }

    /// What follows `serve --data DIR`.
    pub const ARGUMENTS: [&str; 5] = ["--port", "0", "--console-port", "0", "--json"];

    /// Runs `command`, which ends in a serve, until it says that it is ready.
    ///
    /// # Panics
    /// When it ends before.
    pub fn by(command: &mut Command) -> Self {
        let mut process = command
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .spawn()
            .expect("the program starts");
        let mut output = BufReader::new(process.stdout.take().expect("its output"));
        let mut line = String::new();
        output.read_line(&mut line).expect("a line");
        let ready: Value =
            serde_json::from_str(&line).unwrap_or_else(|error| panic!("{error}: {line:?}"));
        let (bots, console) = (address(&ready["bots"]), address(&ready["console"]));
        Self {
            process,
            _output: output,
            bots,
            console,
        }
    }

    /// Its process.
    pub fn pid(&self) -> u32 {
        self.process.id()
    }

    /// Ends it as a power cut would, with nothing it could do about it.
    pub fn kill(&mut self) {
        self.process.kill().expect("it runs");
        self.process.wait().expect("it ends");
    }
}

impl Drop for Served {
    fn drop(&mut self) {
        drop(self.process.kill());
        drop(self.process.wait());
    }
}

/// `http://127.0.0.1:7610` as an address.
fn address(said: &Value) -> SocketAddr {
    let said = said.as_str().unwrap_or_default();
    let bare = said.trim_start_matches("http://").trim_end_matches('/');
    bare.parse()
        .unwrap_or_else(|error| panic!("{error}: {said:?}"))
}

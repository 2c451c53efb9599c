//! The `openweave` program as it is built, run as a process of its own, which can be killed.

use std::{
    ffi::OsStr,
    io::{BufRead, BufReader, Write},
    net::SocketAddr,
    path::{Path, PathBuf},
    process::{Child, ChildStdout, Command, ExitStatus, Stdio},
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

/// A command that has ended.
#[derive(Debug)]
pub struct Ended {
    /// Its exit code.
    pub code: i32,
    /// What it said on standard output.
    pub out: String,
    /// What it said on the error stream.
    pub err: String,
}

impl Ended {
    /// The lines of its output.
    pub fn lines(&self) -> Vec<&str> {
        self.out.lines().collect()
    }
}

/// Runs `openweave` with these arguments to its end.
///
/// # Panics
/// When a signal ends it, or it says what is not UTF-8.
pub fn run(arguments: &[impl AsRef<OsStr>]) -> Ended {
    run_typing(arguments, "")
}

/// The same, with something on its standard input: a password.
///
/// # Panics
/// The same.
pub fn run_typing(arguments: &[impl AsRef<OsStr>], typed: &str) -> Ended {
    run_in(Path::new("."), arguments, typed)
}

/// The same, started in a folder.
///
/// # Panics
/// The same.
pub fn run_in(folder: &Path, arguments: &[impl AsRef<OsStr>], typed: &str) -> Ended {
    let mut process = Command::new(openweave())
        .current_dir(folder)
        .args(arguments)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the program starts");
    if let Some(mut stdin) = process.stdin.take() {
        // A program that reads nothing may have ended by now.
        drop(writeln!(stdin, "{typed}"));
    }
    let output = process.wait_with_output().expect("it ends");
    let text = |bytes| String::from_utf8(bytes).expect("text");
    Ended {
        code: output.status.code().expect("an exit code"),
        out: text(output.stdout),
        err: text(output.stderr),
    }
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
    /// What setting an empty folder up asks for.
    pub setup_code: Option<String>,
}

impl Served {
    /// Serves the data folder on free ports.
    pub fn on(data: &Path) -> Self {
        Self::by(&mut Self::command(data))
    }

    /// What serves the data folder on free ports.
    pub fn command(data: &Path) -> Command {
        let mut command = Command::new(openweave());
        command.arg("serve").arg("--data").arg(data);
        command.args(Self::ARGUMENTS);
        command
    }

    /// What follows `serve --data DIR`.
    pub const ARGUMENTS: [&str; 5] = ["--port", "0", "--console-port", "0", "--json"];

    /// Runs `command`, which ends in a serve, until it says that it is ready.
    ///
    /// # Panics
    /// When it ends before.
    pub fn by(command: &mut Command) -> Self {
        Self::if_ready(command).expect("it says that it is ready")
    }

    /// The same; nothing when it ends before.
    ///
    /// # Panics
    /// When it says anything else.
    pub fn if_ready(command: &mut Command) -> Option<Self> {
        let mut process = command
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .spawn()
            .expect("the program starts");
        let mut output = BufReader::new(process.stdout.take().expect("its output"));
        let mut line = String::new();
        if output.read_line(&mut line).expect("a line") == 0 {
            process.wait().expect("it ends");
            return None;
        }
        let ready: Value =
            serde_json::from_str(&line).unwrap_or_else(|error| panic!("{error}: {line:?}"));
        let (bots, console) = (address(&ready["bots"]), address(&ready["console"]));
        let setup_code = ready["setup_code"].as_str().map(str::to_owned);
        Some(Self {
            process,
            _output: output,
            bots,
            console,
            setup_code,
        })
    }

    /// Its process.
    pub fn pid(&self) -> u32 {
        self.process.id()
    }

    /// Asks it to end, as the system does when it goes down, and waits until it has.
    pub fn terminate(mut self) -> ExitStatus {
        let asked = Command::new("sh")
            .args(["-c", &format!("kill -TERM {}", self.pid())])
            .status();
        assert!(asked.expect("a shell").success());
        self.process.wait().expect("it ends")
    }

    /// Waits until it has ended by itself.
    pub fn ended(mut self) -> ExitStatus {
        self.process.wait().expect("it ends")
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

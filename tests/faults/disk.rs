//! A disk that remembers, under the real program: `disk.c`, preloaded, and what it is told and has written down.

use std::{
    fs::{self, File, OpenOptions},
    io::Write,
    os::unix::fs::FileExt,
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

use openweave_tests::program::Served;
use serde_json::Value;
use tempfile::TempDir;

use crate::journal::{self, Record};

/// What fails. Known to `disk.c` by the same numbers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Failing {
    /// A sync: EIO.
    Sync = 1,
    /// A write: EIO.
    Write = 2,
    /// A write: the disk is full.
    Full = 3,
    /// A write, of which half was written: the disk is full.
    Torn = 4,
    /// Nothing; a write is told that half was written, and may go on.
    Short = 5,
    /// The process, after a change of any kind.
    Life = 6,
    /// The process, in place of a sync.
    LifeAtSync = 7,
}

/// A folder on such a disk, and what happened to it.
pub struct Disk {
    dir: TempDir,
    said: File,
    told: File,
}

impl Disk {
    /// A disk with nothing on it; nothing where no C compiler is there to make it.
    pub fn empty() -> Option<Self> {
        let dir = tempfile::tempdir().expect("a temporary folder");
        let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("faults/disk.c");
        let mut compiler = Command::new("cc");
        compiler.args([
            "-shared", "-fPIC", "-O1", "-Wall", "-Wextra", "-Werror", "-o",
        ]);
        compiler
            .arg(dir.path().join("disk.so"))
            .arg(source)
            .arg("-ldl");
        let made = compiler.status().ok()?;
        assert!(made.success(), "disk.c does not compile");
        fs::create_dir(dir.path().join("disk")).expect("the disk");
        fs::write(dir.path().join("told"), [0; 16]).expect("what it is told");
        let open =
            |options: &mut OpenOptions, name| options.open(dir.path().join(name)).expect("a file");
        let said = open(OpenOptions::new().create(true).append(true), "journal");
        let told = open(OpenOptions::new().read(true).write(true), "told");
        Some(Self { dir, said, told })
    }

    /// The data folder, which the program makes.
    pub fn data(&self) -> PathBuf {
        self.dir.path().join("disk/data")
    }

    /// Serves the data folder; nothing when the program did not live until it was ready.
    pub fn serve(&self) -> Option<Served> {
        let path = |name| self.dir.path().join(name);
        let mut command = Served::command(&self.data());
        command.env("LD_PRELOAD", path("disk.so"));
        command.env("OPENWEAVE_DISK_ROOT", path("disk"));
        command.env("OPENWEAVE_DISK_JOURNAL", path("journal"));
        command.env("OPENWEAVE_DISK_FAULT", path("told"));
        Served::if_ready(command.stderr(Stdio::null()))
    }

    /// Writes down what a client was told, after all that was done before it was.
    pub fn says(&self, value: &Value) {
        (&self.said)
            .write_all(&journal::said(value))
            .expect("the journal");
    }

    /// From now on the next call but `after` fails, and then so many altogether.
    pub fn fails(&self, failing: Failing, after: usize, times: usize) {
        let [after, times] = [after, times].map(|n| i32::try_from(n).expect("a small number"));
        self.tell(&[failing as i32, after + 1, times, 0]);
    }

    /// How often what was told to fail did.
    pub fn happened(&self) -> i32 {
        let mut happened = [0; 4];
        let read = self.told.read_exact_at(&mut happened, 12);
        read.expect("what happened");
        i32::from_ne_bytes(happened)
    }

    /// Nothing fails any more.
    pub fn heals(&self) {
        self.tell(&[0; 4]);
    }

    /// All that happened so far.
    pub fn journal(&self) -> Vec<Record> {
        journal::read(&fs::read(self.dir.path().join("journal")).expect("the journal"))
    }

    fn tell(&self, words: &[i32; 4]) {
        let bytes: Vec<u8> = words.iter().flat_map(|word| word.to_ne_bytes()).collect();
        self.told.write_all_at(&bytes, 0).expect("it is told");
    }
}

//! What the program does, as JSON lines in `<data>/logs`, a file a day: sequence numbers, credential ids and codes.
//! Never texts or secrets.

use std::{
    fs::{self, DirBuilder, File, OpenOptions},
    io::{self, Write},
    os::unix::fs::{DirBuilderExt, OpenOptionsExt},
    path::{Path, PathBuf},
};

use tracing_appender::non_blocking::WorkerGuard;
use tracing_subscriber::{EnvFilter, layer::SubscriberExt, util::SubscriberInitExt};

use crate::clock;

/// How many days of files are kept.
const DAYS_KEPT: usize = 14;

/// Writes what is still in memory when it goes.
pub struct Guard {
    _worker: WorkerGuard,
}

/// Starts writing to `<data>/logs`. `OPENWEAVE_LOG` sets what is written (`info` unless it says otherwise).
/// Whoever has set up tracing before keeps it.
///
/// # Errors
/// When the folder or file cannot be made.
pub fn start(data: &Path) -> io::Result<Guard> {
    let files = Daily::open(data.join("logs"))?;
    let (writer, worker) = tracing_appender::non_blocking(files);
    let filter = EnvFilter::try_from_env("OPENWEAVE_LOG")
        .unwrap_or_else(|_| EnvFilter::new("info,sqlx=warn"));
    let lines = tracing_subscriber::fmt::layer()
        .json()
        .flatten_event(true)
        .with_writer(writer);
    let fresh = tracing_subscriber::registry()
        .with(filter)
        .with(lines)
        .try_init();
    if fresh.is_err() {
        ::tracing::debug!("tracing was set up before");
    }
    Ok(Guard { _worker: worker })
}

struct Daily {
    folder: PathBuf,
    day: String,
    file: File,
}

impl Daily {
    fn open(folder: PathBuf) -> io::Result<Self> {
        DirBuilder::new()
            .recursive(true)
            .mode(0o700)
            .create(&folder)?;
        let day = today();
        let file = append(&folder, &day)?;
        Ok(Self { folder, day, file })
    }

    fn turn(&mut self, day: String) -> io::Result<()> {
        self.file = append(&self.folder, &day)?;
        self.day = day;
        let mut old: Vec<PathBuf> = fs::read_dir(&self.folder)?
            .filter_map(|entry| Some(entry.ok()?.path()))
            .filter(|path| path.extension().is_some_and(|e| e == "jsonl"))
            .collect();
        old.sort();
        let over = old.len().saturating_sub(DAYS_KEPT);
        old.iter().take(over).try_for_each(fs::remove_file)
    }
}

impl Write for Daily {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let day = today();
        if day != self.day {
            self.turn(day)?;
        }
        self.file.write(bytes)
    }
    fn flush(&mut self) -> io::Result<()> {
        self.file.flush()
    }
}

fn append(folder: &Path, day: &str) -> io::Result<File> {
    let path = folder.join(format!("{day}.jsonl"));
    OpenOptions::new()
        .append(true)
        .create(true)
        .mode(0o600)
        .open(path)
}

fn today() -> String {
    clock::wall()
        .to_string()
        .chars()
        .take("2026-03-02".len())
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::os::unix::fs::PermissionsExt;

    #[test]
    fn lines_go_to_a_private_file_a_day_and_old_ones_go() {
        let folder = tempfile::tempdir().unwrap();
        let mut files = Daily::open(folder.path().join("logs")).unwrap();
        for day in 1..=20 {
            fs::write(
                folder.path().join(format!("logs/2020-01-{day:02}.jsonl")),
                "{}",
            )
            .unwrap();
        }
        files.write_all(b"{}\n").unwrap();
        files.turn("2030-01-01".to_owned()).unwrap();
        let names: Vec<_> = fs::read_dir(folder.path().join("logs")).unwrap().collect();
        assert_eq!(names.len(), DAYS_KEPT);
        let mode = |path: &str| {
            fs::metadata(folder.path().join(path))
                .unwrap()
                .permissions()
                .mode()
                & 0o777
        };
        assert_eq!(
            (mode("logs"), mode("logs/2030-01-01.jsonl")),
            (0o700, 0o600)
        );
    }
}

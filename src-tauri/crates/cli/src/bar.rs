//! How far a long check is: one line on the error stream, written over again, and only for somebody who looks.

use std::{
    io::{IsTerminal, Write},
    sync::atomic::{AtomicU64, Ordering},
};

const WIDTH: u64 = 30;

/// A progress bar.
pub struct Bar {
    shown: bool,
    /// The last percentage that was written, so that the terminal is not flooded.
    last: AtomicU64,
}

impl Bar {
    /// One that is shown if it is `wanted` and the error stream is a terminal.
    pub fn shown(wanted: bool) -> Self {
        Self {
            shown: wanted && std::io::stderr().is_terminal(),
            last: AtomicU64::new(u64::MAX),
        }
    }

    /// So many of so many are done.
    pub fn at(&self, done: u64, all: u64) {
        let percent = (done * 100).checked_div(all).unwrap_or(100).min(100);
        if !self.shown || self.last.swap(percent, Ordering::Relaxed) == percent {
            return;
        }
        let full = usize::try_from(percent * WIDTH / 100).unwrap_or(0);
        let empty = usize::try_from(WIDTH).unwrap_or(0).saturating_sub(full);
        let (full, empty) = ("█".repeat(full), "░".repeat(empty));
        // Where nobody can read it, there is nobody to tell.
        drop(write!(
            std::io::stderr(),
            "\r{full}{empty} {percent:>3} % of {all} entries"
        ));
    }

    /// The line is cleared away.
    pub fn ends(&self) {
        if self.shown && self.last.load(Ordering::Relaxed) != u64::MAX {
            drop(write!(std::io::stderr(), "\r\x1b[2K"));
        }
    }
}

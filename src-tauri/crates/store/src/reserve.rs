//! A megabyte kept for bad days: a disk that is full has room again for what must end cleanly once it is let go.

use std::{
    fs::{self, OpenOptions},
    io::Write,
    path::{Path, PathBuf},
};

use crate::folder;

const BYTES: usize = 1 << 20;

/// A file full of nothing.
pub(crate) struct Reserve(PathBuf);

impl Reserve {
    /// The one beside the log in `dir`.
    pub fn in_folder(dir: &Path) -> Self {
        Self(dir.join("reserve"))
    }

    /// Keeps it, if the disk has room for it: then it has room for a batch too. Also the probe of a disk that had none.
    pub fn hold(&self) -> bool {
        if fs::metadata(&self.0).is_ok_and(|file| file.len() == BYTES as u64) {
            return true;
        }
        let write = || {
            let mut file =
                folder::private_file(OpenOptions::new().write(true).create(true).truncate(true))
                    .open(&self.0)?;
            file.write_all(&vec![0; BYTES])?;
            file.sync_all()
        };
        let held = write();
        if let Err(error) = &held {
            tracing::warn!(%error, "there is no room for the reserve");
            self.release();
        }
        held.is_ok()
    }

    /// Lets go of it.
    pub fn release(&self) {
        if let Err(error) = fs::remove_file(&self.0)
            && error.kind() != std::io::ErrorKind::NotFound
        {
            tracing::warn!(%error, "the reserve could not be let go");
        }
    }
}

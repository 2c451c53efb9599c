//! The high-water mark: the last checkpoint in a small file outside the database, synced after each commit.
//! A database behind its mark was put back from an older copy of itself, which nothing inside it can show.

use std::{
    fs::{File, OpenOptions},
    io::Read,
    os::unix::fs::FileExt,
    path::{Path, PathBuf},
};

use ledger::{LedgerError, mark};

use crate::{StoreError, folder};

/// The mark's file, and what it holds.
pub(crate) struct MarkFile {
    path: PathBuf,
    bytes: Vec<u8>,
}

/// What the mark says before the log is opened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Marked {
    /// Nothing: the file is absent or blank.
    Never,
    /// This signed note was the last.
    At(String),
    /// Neither of its two slots is whole.
    Torn,
}

impl MarkFile {
    /// Reads the mark of the log in `dir`. Done before the log is opened, so that a commit in between can only be ahead of it.
    pub fn read(dir: &Path) -> Result<Self, StoreError> {
        let path = dir.join("mark");
        let mut bytes = Vec::new();
        match File::open(&path) {
            Ok(file) => {
                let most = 2 * mark::SLOT_BYTES as u64 + 1;
                file.take(most)
                    .read_to_end(&mut bytes)
                    .map_err(StoreError::unreadable)?;
            }
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => {}
            Err(error) => return Err(StoreError::unreadable(error)),
        }
        Ok(Self { path, bytes })
    }

    /// What it says.
    pub fn says(&self) -> Marked {
        match mark::read(&self.bytes) {
            Ok(newest) => Marked::At(newest.note),
            Err(LedgerError::MarkEmpty) => Marked::Never,
            Err(_) => Marked::Torn,
        }
    }

    /// Makes `note` the mark, durably. One write of 1 KiB and one sync. A mark that is torn in both slots begins anew.
    pub fn set(&mut self, note: &str) -> Result<(), StoreError> {
        let slot = match mark::write(&self.bytes, note) {
            Err(LedgerError::MarkTorn) => {
                let first = mark::write(&[], note).map_err(StoreError::unreadable)?;
                folder::write_private(&self.path, &first.bytes)?;
                self.bytes = first.bytes.to_vec();
                return Ok(());
            }
            other => other.map_err(StoreError::unreadable)?,
        };
        let file =
            folder::private_file(OpenOptions::new().write(true).create(true).truncate(false))
                .open(&self.path)
                .map_err(StoreError::unreadable)?;
        file.write_all_at(&slot.bytes, slot.offset)
            .and_then(|()| file.sync_data())
            .map_err(StoreError::unreadable)?;
        if self.bytes.is_empty() {
            folder::sync_folder_of(&self.path).map_err(StoreError::unreadable)?;
        }
        let start = usize::try_from(slot.offset).unwrap_or(0);
        self.bytes
            .resize(self.bytes.len().max(start + slot.bytes.len()), 0);
        self.bytes[start..start + slot.bytes.len()].copy_from_slice(&slot.bytes);
        Ok(())
    }
}

//! An anchor that is a folder: another disk, a share. A file for every checkpoint.

use std::{fs, io, path::PathBuf};

use super::{name, size};

/// How a checkpoint's file name ends.
const ENDING: &str = "checkpoint";
/// A checkpoint is a few hundred bytes; a file that is longer is none.
const BYTES_MAX: u64 = 64 * 1_024;

/// `openweave-<uuid>-<size>.checkpoint`, whole or not at all.
pub(super) async fn keep(folder: PathBuf, note: String) -> io::Result<()> {
    blocking(move || {
        let number = size(&note).unwrap_or_default();
        let name = format!("{}-{number:012}.{ENDING}", name(&note));
        let file = folder.join(&name);
        if fs::read_to_string(&file).is_ok_and(|there| there == note) {
            return Ok(());
        }
        let aside = folder.join(format!(".{name}.new"));
        fs::write(&aside, note)?;
        fs::File::open(&aside)?.sync_all()?;
        fs::rename(&aside, &file)
    })
    .await
}

/// Every checkpoint in it.
pub(super) async fn kept(folder: PathBuf) -> io::Result<Vec<String>> {
    blocking(move || {
        let mut notes = Vec::new();
        for inside in fs::read_dir(&folder)? {
            let file = inside?;
            let path = file.path();
            let is_one = path.extension().is_some_and(|ending| ending == ENDING);
            if is_one && file.metadata()?.len() <= BYTES_MAX {
                notes.push(fs::read_to_string(path)?);
            }
        }
        Ok(notes)
    })
    .await
}

async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> io::Result<T> + Send + 'static,
) -> io::Result<T> {
    let done = tokio::task::spawn_blocking(work).await;
    done.unwrap_or_else(|error| Err(io::Error::other(error)))
}

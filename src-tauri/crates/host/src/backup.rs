//! Backups: every log of a data folder in one file, taken beside a console at work, without any private key; and back again.
//! The file is a tar archive (POSIX pax) of `host.db`, `workspaces/<uuid>/log.db` and the `mark` of each, and of nothing else.

use std::{
    collections::BTreeSet,
    fs::{self, File, OpenOptions},
    io,
    path::{Path, PathBuf},
};

use model::WorkspaceId;
use store::StoreError;
use tempfile::TempDir;

use crate::{
    HostError,
    beside::{self, Against, Checked},
};

/// A backup that was written, and what checking it came to.
#[derive(Debug)]
pub struct Written {
    /// How many bytes it has.
    pub bytes: u64,
    /// Each of its logs.
    pub checked: Vec<Checked>,
}

/// Why a file is no backup, or cannot be made one.
#[derive(Debug, thiserror::Error)]
pub enum BackupError {
    /// There is such a file.
    #[error("{} is there already. Choose another name: a backup replaces nothing.", .0.display())]
    Exists(PathBuf),
    /// The system said no.
    #[error("{} cannot be written or read: {why}.", .file.display())]
    File {
        /// Which.
        file: PathBuf,
        /// What it said.
        why: io::Error,
    },
    /// It holds something that no backup holds.
    #[error("{} is no backup: {what} does not belong in one. Check the file's name.", .file.display())]
    Foreign {
        /// Which.
        file: PathBuf,
        /// What.
        what: String,
    },
    /// The logs could not be copied or checked.
    #[error(transparent)]
    Host(#[from] HostError),
}

impl From<StoreError> for BackupError {
    fn from(error: StoreError) -> Self {
        Self::Host(error.into())
    }
}

/// Writes every log of the data folder into `file`, then reads that file back and checks it whole.
///
/// # Errors
/// [`BackupError`]; what the check found is no error, it stands in [`Written`].
pub async fn write(
    data: &Path,
    file: &Path,
    against: &Against<'_>,
) -> Result<Written, BackupError> {
    if file.exists() {
        return Err(BackupError::Exists(file.to_owned()));
    }
    let whole = std::path::absolute(file).map_err(|why| unwritten(file, why))?;
    let copies = private_folder(whole.parent().unwrap_or(&whole), file)?;
    copy(data, copies.path()).await?;
    // Whatever goes wrong, it goes with the copies.
    let aside = copies.path().join("packed");
    pack(copies.path(), &aside)
        .and_then(|()| store::rename(&aside, &whole))
        .map_err(|why| unwritten(file, why))?;
    let opened = open(file)?;
    let checked = beside::verify(opened.path(), against).await?;
    let bytes = fs::metadata(file)
        .map_err(|why| unwritten(file, why))?
        .len();
    Ok(Written { bytes, checked })
}

/// Unpacks a backup into a folder that only its owner enters, and that goes when it is let go of.
///
/// # Errors
/// [`BackupError::Foreign`] for whatever no backup holds, [`BackupError::File`].
pub fn open(file: &Path) -> Result<TempDir, BackupError> {
    let folder = tempfile::tempdir().map_err(|why| unwritten(file, why))?;
    unpack(file, folder.path())?;
    Ok(folder)
}

/// The same into `folder`, which is empty.
pub(crate) fn unpack(file: &Path, folder: &Path) -> Result<(), BackupError> {
    let failed = |why| unwritten(file, why);
    let mut archive = tar::Archive::new(File::open(file).map_err(failed)?);
    let mut seen = BTreeSet::new();
    for part in archive.entries().map_err(failed)? {
        let mut part = part.map_err(failed)?;
        let name = part.path().map_err(failed)?.into_owned();
        let plain = part.header().entry_type().is_file();
        if !plain || !belongs(&name) || !seen.insert(name.clone()) {
            return Err(BackupError::Foreign {
                file: file.to_owned(),
                what: name.display().to_string(),
            });
        }
        let path = folder.join(&name);
        path.parent().map_or(Ok(()), private_dir).map_err(failed)?;
        let mut out = private_file(&path).map_err(failed)?;
        io::copy(&mut part, &mut out)
            .and_then(|_| out.sync_all())
            .map_err(failed)?;
    }
    if seen.contains(Path::new("host.db")) {
        return Ok(());
    }
    Err(BackupError::Foreign {
        file: file.to_owned(),
        what: "an archive without `host.db`".to_owned(),
    })
}

/// Workspaces first: the host's log, copied after them, knows everybody they name. One that was founded in between comes last.
async fn copy(data: &Path, to: &Path) -> Result<(), BackupError> {
    let mut copied = BTreeSet::new();
    for (id, folder) in beside::workspaces(data)? {
        store::copy_workspace(&folder, &place(to, id)).await?;
        copied.insert(id);
    }
    store::copy_host(data, to).await?;
    for id in beside::named_workspaces(to).await? {
        if !copied.contains(&id) {
            store::copy_workspace(&place(data, id), &place(to, id)).await?;
        }
    }
    Ok(())
}

fn place(data: &Path, id: WorkspaceId) -> PathBuf {
    data.join("workspaces").join(id.to_string())
}

fn pack(folder: &Path, file: &Path) -> io::Result<()> {
    let mut archive = tar::Builder::new(private_file(file)?);
    archive.mode(tar::HeaderMode::Deterministic);
    let mut names = vec![PathBuf::from("host.db"), PathBuf::from("mark")];
    let workspaces = folder.join("workspaces");
    if workspaces.is_dir() {
        for workspace in fs::read_dir(&workspaces)? {
            let name = Path::new("workspaces").join(workspace?.file_name());
            names.extend([name.join("log.db"), name.join("mark")]);
        }
    }
    names.sort();
    for name in names.iter().filter(|name| folder.join(name).exists()) {
        archive.append_path_with_name(folder.join(name), name)?;
    }
    archive.into_inner()?.sync_all()
}

/// Whether a backup has a file of this name.
fn belongs(name: &Path) -> bool {
    let parts: Option<Vec<&str>> = name.iter().map(|part| part.to_str()).collect();
    match parts.as_deref() {
        Some(["host.db" | "mark"]) => true,
        Some(["workspaces", id, "log.db" | "mark"]) => id
            .parse::<WorkspaceId>()
            .is_ok_and(|parsed| parsed.to_string() == *id),
        _ => false,
    }
}

/// A folder beside `file`, on the same disk, which goes when it is let go of.
fn private_folder(dir: &Path, file: &Path) -> Result<TempDir, BackupError> {
    tempfile::Builder::new()
        .prefix(".openweave-backup-")
        .tempdir_in(dir)
        .map_err(|why| unwritten(file, why))
}

fn private_dir(dir: &Path) -> io::Result<()> {
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(dir)
}

fn private_file(path: &Path) -> io::Result<File> {
    let mut options = OpenOptions::new();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)
}

fn unwritten(file: &Path, why: io::Error) -> BackupError {
    BackupError::File {
        file: file.to_owned(),
        why,
    }
}

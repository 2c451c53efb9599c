//! An anchor that is a Git repository: the newest checkpoint of each log on a branch of its own, pushed where the repository
//! has remotes. What is checked out is left alone, and nothing that lies in the repository is run.

use std::{
    io,
    path::{Path, PathBuf},
    process::Stdio,
};

use tokio::{io::AsyncWriteExt, process::Command};

use super::name;
use crate::luck;

/// The branch.
const BRANCH: &str = "refs/heads/openweave";
/// No hook, watcher, signing program or pager of the repository's own configuration is run for us.
const CALM: [&str; 5] = [
    "core.hooksPath=/dev/null",
    "core.fsmonitor=false",
    "commit.gpgSign=false",
    "push.gpgSign=false",
    "gc.auto=0",
];

/// Commits the note, if it is not there yet, then pushes.
pub(super) async fn keep(repository: &Path, note: &str) -> io::Result<()> {
    let git = Git {
        repository,
        index: None,
    };
    let tip = git.tip().await;
    let file = format!("{}.checkpoint", name(note));
    let there = match &tip {
        Some(tip) => git.show(tip, &file).await.ok(),
        None => None,
    };
    if there.as_deref() != Some(note) {
        git.commit(tip.as_deref(), &file, note).await?;
    }
    for remote in git.run(&["remote"], "").await?.lines() {
        let refspec = format!("{BRANCH}:{BRANCH}");
        git.run(&["push", "--quiet", remote, &refspec], "").await?;
    }
    Ok(())
}

/// The newest checkpoint of each log.
pub(super) async fn kept(repository: &Path) -> io::Result<Vec<String>> {
    let git = Git {
        repository,
        index: None,
    };
    let Some(tip) = git.tip().await else {
        return Ok(Vec::new());
    };
    let mut notes = Vec::new();
    for file in git
        .run(&["ls-tree", "--name-only", &tip], "")
        .await?
        .lines()
    {
        if file.ends_with(".checkpoint") {
            notes.push(git.show(&tip, file).await?);
        }
    }
    Ok(notes)
}

struct Git<'a> {
    repository: &'a Path,
    /// Where the next commit's files are listed; the repository's own list belongs to whoever works there.
    index: Option<PathBuf>,
}

impl Git<'_> {
    async fn tip(&self) -> Option<String> {
        let commit = format!("{BRANCH}^{{commit}}");
        let asked = ["rev-parse", "--quiet", "--verify", &commit];
        let tip = self.run(&asked, "").await.ok()?;
        Some(tip.trim().to_owned())
    }

    async fn show(&self, commit: &str, file: &str) -> io::Result<String> {
        let blob = format!("{commit}:{file}");
        self.run(&["cat-file", "blob", &blob], "").await
    }

    async fn commit(&self, tip: Option<&str>, file: &str, note: &str) -> io::Result<()> {
        let index = std::env::temp_dir().join(format!("openweave-{}", luck::secret()));
        let apart = Git {
            repository: self.repository,
            index: Some(index.clone()),
        };
        let committed = apart.committed(tip, file, note).await;
        drop(std::fs::remove_file(index));
        let commit = committed?;
        let before = tip.unwrap_or("");
        self.run(&["update-ref", BRANCH, commit.trim(), before], "")
            .await
            .map(drop)
    }

    async fn committed(&self, tip: Option<&str>, file: &str, note: &str) -> io::Result<String> {
        if let Some(tip) = tip {
            self.run(&["read-tree", tip], "").await?;
        }
        let blob = self.run(&["hash-object", "-w", "--stdin"], note).await?;
        let entry = format!("100644,{},{file}", blob.trim());
        self.run(&["update-index", "--add", "--cacheinfo", &entry], "")
            .await?;
        let tree = self.run(&["write-tree"], "").await?;
        let mut commit = vec!["commit-tree", tree.trim(), "-m", "A checkpoint"];
        if let Some(tip) = tip {
            commit.extend(["-p", tip]);
        }
        self.run(&commit, "").await
    }

    /// What it prints; what it complains about is the error.
    async fn run(&self, arguments: &[&str], input: &str) -> io::Result<String> {
        let mut git = Command::new("git");
        git.arg("-C").arg(self.repository);
        for setting in CALM {
            git.args(["-c", setting]);
        }
        git.args(arguments)
            .env("GIT_TERMINAL_PROMPT", "0")
            .envs(["AUTHOR", "COMMITTER"].map(|who| (format!("GIT_{who}_NAME"), "OpenWeave")))
            .envs(
                ["AUTHOR", "COMMITTER"]
                    .map(|who| (format!("GIT_{who}_EMAIL"), "openweave@localhost")),
            )
            .envs(self.index.as_ref().map(|index| ("GIT_INDEX_FILE", index)))
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .kill_on_drop(true);
        let mut running = git.spawn()?;
        if let Some(mut stdin) = running.stdin.take() {
            stdin.write_all(input.as_bytes()).await?;
        }
        let ended = running.wait_with_output().await?;
        if ended.status.success() {
            return String::from_utf8(ended.stdout).map_err(io::Error::other);
        }
        let said = String::from_utf8_lossy(&ended.stderr).trim().to_owned();
        Err(io::Error::other(format!("Git says: {said}")))
    }
}

//! Where the stranger lives: a Python beside us, or a skip with the reason.

use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use serde_json::{Value, json};

/// What the stranger says of these files, and how it ends; nothing, with the reason told, where there is no Python.
pub fn verify(test: &str, arguments: &[&str], folder: &Path) -> Option<(i32, String)> {
    assert!(folder.is_dir(), "{folder:?}");
    let mut python = Command::new("python3");
    python.arg(vectors().join("verify.py").canonicalize().unwrap());
    match python.args(arguments).current_dir(folder).output() {
        Ok(output) => {
            let said = [output.stdout, output.stderr].concat();
            let said = String::from_utf8(said).unwrap().trim_end().to_owned();
            Some((output.status.code().unwrap(), said))
        }
        Err(error) => {
            skip(test, &format!("python3 does not start: {error}"));
            None
        }
    }
}

/// What the stranger says of one JSON file.
pub fn verify_json(test: &str, what: &str, given: &Value) -> Option<(i32, String)> {
    let folder = folder(&[("given.json", &given.to_string())]);
    verify(test, &[what, "given.json"], folder.path())
}

pub fn folder(files: &[(&str, &str)]) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    for (name, text) in files {
        fs::write(folder.path().join(name), text).unwrap();
    }
    folder
}

pub fn vectors() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../tests/vectors")
}

/// The same line that `openweave-tests` writes: a package of the core cannot name it.
pub fn skip(test: &str, because: &str) {
    let line = format!("{}\n", json!({ "test": test, "because": because }));
    match std::env::var_os("OPENWEAVE_SKIPS") {
        None => eprint!("skipped: {line}"),
        Some(path) => {
            use std::io::Write;
            let file = fs::OpenOptions::new().create(true).append(true).open(path);
            file.unwrap().write_all(line.as_bytes()).unwrap();
        }
    }
}

//! pymerkle from PyPI, where it is installed.

use std::{
    path::{Path, PathBuf},
    process::Command,
};

use openweave_ledger::{Hash, Inclusion, root};
use serde_json::{Value, json};

use crate::{
    example::{entries, tiles_of},
    python::{folder, skip, vectors},
};

/// The one in the environment that `make test` makes, else the system's.
fn interpreter() -> PathBuf {
    let home = || Some(PathBuf::from(std::env::var_os("HOME")?).join(".cache"));
    let cache = std::env::var_os("XDG_CACHE_HOME").map(PathBuf::from);
    let made = cache
        .or_else(home)
        .map(|cache| cache.join("openweave/python/bin/python3"));
    made.filter(|python| python.exists())
        .unwrap_or("python3".into())
}

#[test]
fn pymerkle_finds_the_same_roots_and_inclusion_proofs() {
    let test = "pymerkle_finds_the_same_roots_and_inclusion_proofs";
    let python = |arguments: &[&str], folder: &Path| {
        Command::new(interpreter())
            .args(arguments)
            .current_dir(folder)
            .output()
    };
    match python(&["-c", "import pymerkle"], Path::new(".")) {
        Err(error) => return skip(test, &format!("python3 does not start: {error}")),
        Ok(found) if !found.status.success() => {
            return skip(
                test,
                "python3 has no pymerkle: `make test` installs it where PyPI can be reached",
            );
        }
        Ok(_) => {}
    }
    let entries = entries(40);
    let tiles = tiles_of(&entries);
    let hex = |hash: &Hash| -> String { hash.iter().map(|b| format!("{b:02x}")).collect() };
    let roots: Vec<String> = (0..=40)
        .map(|size| hex(&root(&tiles, size).unwrap()))
        .collect();
    let proofs = (1..=40).flat_map(|size| (0..size).map(move |index| (index, size)));
    let proofs: Vec<Value> = proofs
        .map(|(index, size)| {
            let path = Inclusion::prove(&tiles, index, size).unwrap().path;
            let path: Vec<String> = path.iter().map(hex).collect();
            json!({ "index": index, "size": size, "path": path })
        })
        .collect();
    let given = json!({ "entries": entries, "roots": roots, "inclusion": proofs });
    let folder = folder(&[("given.json", &given.to_string())]);
    let program = vectors().join("pymerkle_agrees.py").canonicalize().unwrap();
    let said = python(&[program.to_str().unwrap(), "given.json"], folder.path()).unwrap();
    let words = String::from_utf8([said.stdout, said.stderr].concat()).unwrap();
    assert_eq!(words.trim_end(), "ok 820 inclusion");
}

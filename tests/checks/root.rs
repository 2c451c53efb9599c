//! The root holds what a newcomer must find there and nothing else.

use crate::metadata::root;
use std::process::Command;

const AT_THE_ROOT: &[&str] = &[
    "CHANGELOG.md",
    "Cargo.lock",
    "Cargo.toml",
    "LICENSE",
    "Makefile",
    "README.md",
    "docs",
    "rust-toolchain.toml",
    "src-tauri",
    "tests",
    "ui",
    "workflows",
];

#[test]
fn nothing_strays_at_the_root() {
    let listed = Command::new("git")
        .args(["ls-files", "-z"])
        .current_dir(root())
        .output();
    let Ok(listed) = listed.map(|output| String::from_utf8_lossy(&output.stdout).into_owned())
    else {
        return openweave_tests::skip("nothing_strays_at_the_root", "git is not installed");
    };
    let strays: Vec<&str> = listed
        .split_terminator('\0')
        .filter_map(|path| path.split('/').next())
        .filter(|name| !name.starts_with('.') && !AT_THE_ROOT.contains(name))
        .collect();
    assert!(
        strays.is_empty(),
        "at the root, but not in the list: {strays:?}"
    );
}

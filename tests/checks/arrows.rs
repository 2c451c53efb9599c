//! Arrows point down: which of our packages may name which, over direct dependencies that are not for tests only.

use std::collections::{BTreeMap, BTreeSet};

use crate::metadata;

/// A package of ours and those it may name, beside `model`, which all may.
const MAY_NAME: &[(&str, &[&str])] = &[
    ("console", &["doors", "host"]),
    (
        "cli",
        &["doors", "host", "formats", "analysis", "engine", "diagram"],
    ),
    ("doors", &["host"]),
    (
        "host",
        &[
            "store", "engine", "ledger", "formats", "analysis", "diagram",
        ],
    ),
    ("store", &["engine", "ledger"]),
    ("formats", &[]),
    ("engine", &["ledger"]),
    ("analysis", &[]),
    ("diagram", &[]),
    ("ledger", &[]),
    ("model", &[]),
];

/// Packages that know no database, network, screen, clock or luck.
const PURE: &[&str] = &[
    "model", "formats", "engine", "analysis", "diagram", "ledger",
];
const WORLDLY: &[&str] = &[
    "sqlx",
    "tokio",
    "axum",
    "hyper",
    "tower",
    "tower-http",
    "tauri",
    "reqwest",
    "rand",
    "rand_chacha",
    "fs4",
    "tempfile",
];

/// Short name of each of our packages, with the names of its direct dependencies that are not for tests only.
fn named() -> BTreeMap<String, BTreeSet<String>> {
    let ours = metadata::read()
        .packages
        .into_iter()
        .filter(|package| package.source.is_none());
    ours.map(|package| {
        let direct = package
            .dependencies
            .into_iter()
            .filter(|dependency| dependency.kind.as_deref() != Some("dev"));
        (
            short(&package.name),
            direct.map(|dependency| short(&dependency.name)).collect(),
        )
    })
    .collect()
}

fn short(name: &str) -> String {
    name.strip_prefix("openweave-").unwrap_or(name).to_owned()
}

#[test]
fn our_packages_name_only_what_lies_below_them() {
    let allowed: BTreeMap<&str, &[&str]> = MAY_NAME.iter().copied().collect();
    for (package, names) in named().iter().filter(|(package, _)| *package != "tests") {
        let below = allowed.get(package.as_str()).unwrap_or_else(|| panic!("`{package}` has no place in the house: give it one in arrows.rs and docs/ARCHITECTURE.md"));
        for name in names
            .iter()
            .filter(|name| allowed.contains_key(name.as_str()) && *name != "model")
        {
            assert!(
                below.contains(&name.as_str()),
                "`{package}` must not name `{name}`: arrows point down"
            );
        }
    }
}

#[test]
fn nothing_ships_with_the_test_driver() {
    for (package, names) in named() {
        assert!(
            !names.contains("tests"),
            "`{package}` must not name `tests`"
        );
    }
}

#[test]
fn only_the_store_names_a_database() {
    for (package, names) in named()
        .iter()
        .filter(|(package, _)| *package != "store" && *package != "tests")
    {
        assert!(
            !names.contains("sqlx"),
            "`{package}` must not name sqlx: ask the store"
        );
    }
}

#[test]
fn the_calm_core_knows_nothing_of_the_world() {
    let named = named();
    for package in PURE {
        for name in WORLDLY {
            assert!(
                !named[*package].contains(*name),
                "`{package}` must not name `{name}`: values in, values out"
            );
        }
    }
}

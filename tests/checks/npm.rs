//! The npm packages of the UI and of the browser tests: from the registry, held by digests, under permissive licences.

use std::collections::BTreeMap;

use serde::Deserialize;

use crate::licences::is_permissive;
use crate::metadata::root;

/// Tools of the build and the tests, used unchanged; nothing of them is in what ships.
const MPL: &[&str] = &["axe-core", "lightningcss"];

#[derive(Deserialize)]
struct Lock {
    packages: BTreeMap<String, Package>,
}

#[derive(Deserialize)]
struct Package {
    license: Option<String>,
    integrity: Option<String>,
    resolved: Option<String>,
}

fn packages() -> Vec<(String, Package)> {
    let locks = ["ui/package-lock.json", "tests/browser/package-lock.json"].map(|path| {
        let text = std::fs::read_to_string(root().join(path))
            .unwrap_or_else(|error| panic!("{path}: {error}"));
        serde_json::from_str::<Lock>(&text).unwrap_or_else(|error| panic!("{path}: {error}"))
    });
    locks
        .into_iter()
        .flat_map(|lock| lock.packages)
        .filter(|(path, _)| !path.is_empty())
        .collect()
}

#[test]
fn every_npm_package_is_permissively_licensed() {
    for (path, package) in packages() {
        let name = path.rsplit("node_modules/").next().unwrap_or(&path);
        let licence = package.license.as_deref().unwrap_or("none");
        let known = licence == "MPL-2.0"
            && MPL
                .iter()
                .any(|tool| name == *tool || name.starts_with(&format!("{tool}-")));
        assert!(known || is_permissive(licence), "{name} is under {licence}");
    }
}

#[test]
fn every_npm_package_comes_from_the_registry_and_is_held_by_its_digest() {
    for (path, package) in packages() {
        assert!(
            package
                .integrity
                .is_some_and(|digest| digest.starts_with("sha512-")),
            "{path} has no digest in the lock"
        );
        let from = package
            .resolved
            .unwrap_or_else(|| "https://registry.npmjs.org/".into());
        assert!(
            from.starts_with("https://registry.npmjs.org/"),
            "{path} comes from {from}"
        );
    }
}

//! Every crate comes from crates.io under a licence that lets anybody ship it.

use crate::metadata;

pub const PERMISSIVE: &[&str] = &[
    "0BSD",
    "Apache-2.0",
    "Apache-2.0 WITH LLVM-exception",
    "BSD-2-Clause",
    "BSD-3-Clause",
    "BSL-1.0",
    "BlueOak-1.0.0",
    "CC0-1.0",
    "ISC",
    "MIT",
    "MIT-0",
    "OFL-1.1",
    "Python-2.0",
    "Unicode-3.0",
    "Unlicense",
    "Zlib",
];

/// Weak copyleft over its own files, which are used unchanged: what Tauri reads and writes HTML with.
const MPL: &[&str] = &[
    "cssparser",
    "cssparser-macros",
    "dtoa-short",
    "option-ext",
    "selectors",
];

/// Whether an SPDX expression can be met with permissive licences alone. `/` is the old way to write OR.
pub fn is_permissive(expression: &str) -> bool {
    let spaced = expression
        .replace('/', " OR ")
        .replace('(', " ( ")
        .replace(')', " ) ");
    let mut words = spaced.split_whitespace().peekable();
    let met = any(&mut words);
    met && words.next().is_none()
}

type Words<'a> = std::iter::Peekable<std::str::SplitWhitespace<'a>>;

fn any(words: &mut Words<'_>) -> bool {
    let mut met = all(words);
    while words.next_if_eq(&"OR").is_some() {
        met |= all(words);
    }
    met
}

fn all(words: &mut Words<'_>) -> bool {
    let mut met = one(words);
    while words.next_if_eq(&"AND").is_some() {
        met &= one(words);
    }
    met
}

fn one(words: &mut Words<'_>) -> bool {
    if words.next_if_eq(&"(").is_some() {
        let met = any(words);
        return words.next_if_eq(&")").is_some() && met;
    }
    let Some(name) = words.next() else {
        return false;
    };
    match words.next_if_eq(&"WITH").and_then(|_| words.next()) {
        Some(exception) => PERMISSIVE.contains(&format!("{name} WITH {exception}").as_str()),
        None => PERMISSIVE.contains(&name),
    }
}

#[test]
fn every_crate_is_permissively_licensed() {
    for package in metadata::read().packages {
        let licence = package.license.as_deref().unwrap_or("none");
        let known = licence == "MPL-2.0" && MPL.contains(&package.name.as_str());
        assert!(
            known || is_permissive(licence),
            "{} {} is under {licence}",
            package.name,
            package.version
        );
    }
}

#[test]
fn every_crate_comes_from_crates_io() {
    for package in metadata::read().packages {
        if let Some(source) = package.source {
            assert_eq!(
                source, "registry+https://github.com/rust-lang/crates.io-index",
                "{} {}",
                package.name, package.version
            );
        }
    }
}

#[test]
fn licence_expressions_are_read_as_written() {
    for fine in [
        "MIT",
        "MIT/Apache-2.0",
        "GPL-3.0 OR MIT",
        "(MIT OR Apache-2.0) AND Unicode-3.0",
        "Apache-2.0 WITH LLVM-exception OR GPL-2.0",
    ] {
        assert!(is_permissive(fine), "{fine}");
    }
    for not in [
        "",
        "GPL-3.0",
        "MIT AND GPL-3.0",
        "(MIT OR Apache-2.0) AND LGPL-2.1",
        "GPL-2.0 WITH LLVM-exception",
        "(MIT",
        "MIT)",
    ] {
        assert!(!is_permissive(not), "{not}");
    }
}

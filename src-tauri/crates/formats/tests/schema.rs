//! The schema that editors use is the one of the types, and knows the keys that the reader knows.
#![allow(clippy::unwrap_used)]

use std::{env, fs, path::Path};

use serde_json::Value;

#[test]
fn the_checked_in_schema_is_current() {
    let path =
        Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../workflows/workflow.schema.json");
    let current = format!("{:#}\n", openweave_formats::schema());
    if env::var_os("OPENWEAVE_REWRITE").is_some() {
        fs::write(&path, &current).unwrap();
    }
    let written = fs::read_to_string(&path).unwrap_or_default();
    assert!(
        written == current,
        "workflow.schema.json is out of date: run this test with OPENWEAVE_REWRITE=1"
    );
}

#[test]
fn every_key_of_the_schema_is_one_that_the_reader_knows() {
    let schema = openweave_formats::schema();
    let keys = |part: &Value| -> Vec<String> {
        part["properties"]
            .as_object()
            .unwrap()
            .keys()
            .cloned()
            .collect()
    };
    let parts = [
        ("", keys(&schema)),
        ("[tickets]\n", keys(&schema["$defs"]["Tickets"])),
        ("[fields.f]\n", keys(&schema["$defs"]["Field"])),
        ("[states.S]\n", keys(&schema["$defs"]["State"])),
        ("[[transitions]]\n", keys(&schema["$defs"]["Transition"])),
        (
            "[[transitions]]\n[transitions.gate]\n",
            keys(&schema["$defs"]["Gate"]),
        ),
        ("[[scenarios]]\n", keys(&schema["$defs"]["Scenario"])),
        (
            "[[scenarios]]\n[[scenarios.steps]]\n",
            keys(&schema["$defs"]["Scenario"]["properties"]["steps"]["items"]),
        ),
    ];
    for (header, keys) in parts {
        for key in keys {
            let known = |key: &str| {
                let problems =
                    openweave_formats::read(&format!("{header}{key} = 1\n")).unwrap_err();
                problems.iter().all(|p| p.code != "unknown_key")
            };
            assert!(known(&key), "{header}{key}");
            assert!(!known(&format!("{key}x")), "{header}{key}x");
        }
    }
}

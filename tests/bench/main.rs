//! `openweave bench` in small: everything that `make bench` measures runs, and every figure is one. What the figures are is not asked here.

use openweave_tests::program::run;
use serde_json::Value;

/// Every bench, and at how many clients.
const BENCHES: [(&str, &[u64]); 13] = [
    ("moves_in_process", &[1, 64, 256]),
    ("moves_http", &[1, 64]),
    ("refusals_http", &[64]),
    ("disk", &[1]),
    ("verify_signatures", &[1]),
    ("append", &[8]),
    ("history", &[1]),
    ("newest", &[1]),
    ("start", &[1]),
    ("verify_hash", &[1]),
    ("verify_replay", &[1]),
    ("verify", &[1]),
    ("verify_memory", &[1]),
];

#[test]
fn every_bench_runs_in_small_and_leaves_nothing_behind() {
    let disk = tempfile::tempdir().expect("a folder");
    let quick = ["bench", "--quick", "--json", "--in"].map(std::ffi::OsStr::new);
    let ran = run(&[quick.as_slice(), &[disk.path().as_os_str()]].concat());
    assert_eq!(ran.code, 0, "{}", ran.err);
    let list: Vec<Value> = serde_json::from_str(&ran.out).expect("a list");
    for (name, clients) in BENCHES {
        for clients in clients {
            let measured = |line: &&Value| line["name"] == name && line["clients"] == *clients;
            let line = list.iter().find(measured);
            check(line.unwrap_or_else(|| panic!("no {name} at {clients}: {}", ran.out)));
        }
    }
    let lengths = |name: &str| list.iter().filter(|line| line["name"] == name).count();
    assert_eq!((lengths("append"), lengths("verify_hash")), (2, 2));
    let left = std::fs::read_dir(disk.path()).expect("the folder").count();
    assert_eq!(left, 0, "the houses are gone");
}

fn check(line: &Value) {
    assert!(line["entries"].as_u64() > Some(0), "{line}");
    let name = line["name"].as_str().expect("a name");
    let figures: &[&str] = match name {
        "disk" => {
            let bytes = line["bytes_per_entry"]["sum"].as_f64();
            assert!(bytes > Some(100.0), "{line}");
            return;
        }
        "verify_memory" => {
            let peak = line["peak_bytes"].as_f64();
            assert!(cfg!(not(target_os = "linux")) || peak > Some(1e6), "{line}");
            return;
        }
        _ => &["per_s", "bare_per_s", "ratio", "p50_ms", "p99_ms"],
    };
    for figure in figures {
        let figure = line[figure].as_f64();
        assert!(figure.is_some_and(|f| f.is_finite() && f > 0.0), "{line}");
    }
    assert!(line["p50_ms"].as_f64() <= line["p99_ms"].as_f64(), "{line}");
}

#[test]
fn only_what_is_named_is_measured_and_told_as_a_table() {
    let ran = run(&["bench", "--quick", "--only", "newest"]);
    let lines = ran.lines();
    assert_eq!((ran.code, lines.len()), (0, 3), "{}{}", ran.out, ran.err);
    let columns = |line: &str| line.split_whitespace().count();
    assert!(lines[0].starts_with("bench "), "{}", ran.out);
    for line in &lines[1..] {
        assert!(line.starts_with("newest "), "{}", ran.out);
        assert_eq!(columns(line), 8, "{}", ran.out);
    }
}

#[test]
fn small_figures_are_held_to_no_target() {
    let ran = run(&["bench", "--quick", "--assert"]);
    assert_eq!(ran.code, 2, "{}", ran.out);
}

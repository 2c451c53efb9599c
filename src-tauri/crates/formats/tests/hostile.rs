//! Whatever a file holds, reading it ends with a workflow or with problems that point into it.

use std::time::{Duration, Instant};

use openweave_formats::{gallery, read, render};
use proptest::prelude::*;

fn ends_well(text: &str) {
    if let Err(problems) = read(text) {
        assert!(!problems.is_empty());
        for p in &problems {
            assert!(text.get(p.span.clone()).is_some(), "{p:?}");
            assert!(p.line >= 1 && p.column >= 1 && !p.message.is_empty());
        }
        assert!(!render(&problems, "x", text).contains('\u{1b}'));
    }
}

/// Pieces of which files are made, and pieces that should not be there.
fn piece() -> impl Strategy<Value = String> {
    prop_oneof![
        prop::sample::select(vec![
            "format = 1\n",
            "name = \"x\"\n",
            "initial = \"A\"\n",
            "[states.A]\n",
            "[states.B]\n",
            "[states]\n",
            "[[states]]\n",
            "[[transitions]]\n",
            "[transitions]\n",
            "[transitions.gate]\n",
            "from = [\"A\"]\n",
            "to = \"B\"\n",
            "by = [\"bot\"]\n",
            "[tickets]\n",
            "[layout]\n",
            "A = [1, 2]\n",
            "[fields.f]\n",
            "type = \"choice\"\n",
            "options = [\"a\"]\n",
            "requires = [\"f\"]\n",
            "approvals = 1\n",
            "role = \"r\"\n",
            "A.B.C = 1\n",
            "states.A.terminal = true\n",
            "{",
            "}",
            "[",
            "]",
            "\"",
            "'''",
            "= ",
            ", ",
            ".",
            "\n",
            "\r",
            "\u{0}",
            "\u{FEFF}",
            "é\u{301}",
            "\u{202E}",
            "\\u0000",
            "9e999",
            "0x",
            "# c\n",
        ])
        .prop_map(str::to_owned),
        any::<String>(),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(2_000) })]

    #[test]
    fn any_text(text in any::<String>()) {
        ends_well(&text);
    }

    #[test]
    fn any_pieces(pieces in prop::collection::vec(piece(), 0..40)) {
        ends_well(&pieces.concat());
    }

    #[test]
    fn a_good_file_with_something_cut_and_put_in(which in 0usize..3, at in 0usize..5_000, cut in 0usize..60, put in piece()) {
        let text = gallery()[which].source;
        let start = text.floor_char_boundary(at.min(text.len()));
        let end = text.ceil_char_boundary((start + cut).min(text.len()));
        ends_well(&format!("{}{put}{}", &text[..start], &text[end..]));
    }
}

#[test]
fn the_worst_two_mebibytes_end_in_time() {
    let mebibytes = |piece: &str| piece.repeat(2 * 1024 * 1024 / piece.len());
    let header = "format = 1\nname = \"x\"\ninitial = \"A\"\n[states.A]\n";
    let states: String = (0..1_000)
        .map(|n| format!("[states.{}{n}]\n", "x".repeat(70)))
        .collect();
    let from = format!(
        "{header}{states}[[transitions]]\nname = \"x\"\nto = \"A\"\nfrom = [{}]",
        format!("\"{}\",", "y".repeat(72)).repeat(20_000)
    );
    let distinct: String = (0..120_000).map(|n| format!("\"y{n}\",")).collect();
    let worst = [
        mebibytes("["),
        mebibytes("{"),
        mebibytes("a."),
        mebibytes("\u{1}"),
        mebibytes("=\n"),
        mebibytes("\""),
        mebibytes("[a]\n"),
        format!("a = {}", mebibytes("[")),
        format!("a = {}", mebibytes("{a=")),
        mebibytes("\n"),
        mebibytes("[[transitions]]\n"),
        from,
        format!("{header}{states}[[transitions]]\nname = \"x\"\nto = \"A\"\nfrom = [{distinct}]"),
    ];
    for text in worst {
        let text = &text[..text.floor_char_boundary(2 * 1024 * 1024)];
        let begun = Instant::now();
        ends_well(text);
        let took = begun.elapsed();
        assert!(took < Duration::from_secs(30), "{took:?}: {}…", &text[..20]);
    }
}

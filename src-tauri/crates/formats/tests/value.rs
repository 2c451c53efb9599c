//! A field takes values of its kind, each in one spelling.
#![allow(clippy::unwrap_used)]

use model::workflow::FieldKind;
use openweave_formats::value::{check, text, title};

fn all(kind: &FieldKind, good: &[(&str, &str)], bad: &[&str]) {
    for (written, kept) in good {
        assert_eq!(check(kind, written).unwrap(), *kept);
    }
    for written in bad {
        assert!(check(kind, written).is_err(), "{written:?} as {kind:?}");
    }
}

#[test]
fn numbers_days_addresses_people_and_choices() {
    all(
        &FieldKind::Number,
        &[
            ("12", "12"),
            ("-03.50", "-3.5"),
            ("-0.0", "0"),
            ("000", "0"),
            ("0.10", "0.1"),
        ],
        &[
            "",
            " 1",
            "1e9",
            "NaN",
            "+1",
            "1.",
            ".5",
            "--1",
            "1,5",
            "٣",
            &"9".repeat(41),
        ],
    );
    all(
        &FieldKind::Date,
        &[("2026-03-02", "2026-03-02"), ("2024-02-29", "2024-02-29")],
        &[
            "2026-3-2",
            "2026-02-30",
            "02.03.2026",
            "2026-03-02T00:00:00Z",
            "+026-03-02",
        ],
    );
    all(
        &FieldKind::Url,
        &[
            ("https://ci.example/run/1", "https://ci.example/run/1"),
            ("HTTP://Example.com", "http://example.com/"),
            ("https://bücher.example/", "https://xn--bcher-kva.example/"),
        ],
        &[
            "ci.example",
            "javascript:alert(1)",
            "https://",
            "https:ci.example",
            "ftp://x",
            "https://a:b@bank.example",
            "https://a b",
            "https://x/\u{202E}y",
            "java\nscript:x",
            "//x",
            "data:text/html,x",
        ],
    );
    all(
        &FieldKind::Person,
        &[("ana", "ana")],
        &["Ana", "ana kovač", "@ana"],
    );
    let choice = FieldKind::Choice {
        options: vec!["low".into(), "high".into()],
    };
    all(&choice, &[("low", "low")], &["Low", "medium"]);
    assert_eq!(
        check(&choice, "hgih").unwrap_err().to_string(),
        "`hgih` is none of the choices. Did you mean `high`?"
    );
}

#[test]
fn texts_are_kept_as_written_up_to_their_limit() {
    let hostile = "<script>\u{202E}\u{200B}\r\n";
    assert_eq!(check(&FieldKind::Text, hostile).unwrap(), hostile);
    assert!(check(&FieldKind::Text, "").is_err());
    assert!(text(&"x".repeat(64 * 1024)).is_ok());
    assert!(text(&"x".repeat(64 * 1024 + 1)).is_err());
}

#[test]
fn a_title_is_one_line_of_at_most_200_characters() {
    assert_eq!(title("  Rotate keys ").unwrap(), "Rotate keys");
    assert!(title(&"é".repeat(200)).is_ok());
    for bad in ["", "  ", "a\nb", "a\u{2028}b", &"x".repeat(201)] {
        assert!(title(bad).is_err(), "{bad:?}");
    }
}

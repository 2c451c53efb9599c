//! A line of a file with carets below the words in question. Safe for a terminal: what hides or reorders is shown as `�`.

use std::ops::Range;

use model::name::hides;
use unicode_width::UnicodeWidthChar;

/// How many characters of the line are shown on either side of where the words begin.
const BEFORE_MAX: usize = 40;
const AFTER_MAX: usize = 80;

/// Two lines: the one numbered `line`, which holds the start of `span`, and the carets.
pub(crate) fn excerpt(text: &str, line: usize, span: &Range<usize>) -> String {
    let start = text.floor_char_boundary(span.start.min(text.len()));
    let line_start = text[..start].rfind('\n').map_or(0, |n| n + 1);
    let line_end = text[start..].find('\n').map_or(text.len(), |n| start + n);
    let end = text.ceil_char_boundary(span.end.clamp(start, line_end));

    let skipped = text[line_start..start]
        .chars()
        .count()
        .saturating_sub(BEFORE_MAX);
    let mut before: String = text[line_start..start]
        .chars()
        .skip(skipped)
        .map(visible)
        .collect();
    if skipped > 0 {
        before.insert(0, '…');
    }
    let after = text[start..line_end].trim_end_matches('\r');
    let mut shown: String = after.chars().take(AFTER_MAX).map(visible).collect();
    let carets = text[start..end]
        .chars()
        .take(AFTER_MAX)
        .map(|c| width(visible(c)))
        .sum::<usize>()
        .max(1);
    if after.chars().nth(AFTER_MAX).is_some() {
        shown.push('…');
    }
    let indent: usize = before.chars().map(width).sum();
    let whole = format!("{before}{shown}");
    format!(
        "{line:>5} | {}\n      | {:indent$}{}\n",
        whole.trim_end(),
        "",
        "^".repeat(carets)
    )
}

fn visible(c: char) -> char {
    match c {
        '\t' => ' ',
        c if hides(c) => '\u{FFFD}',
        c => c,
    }
}

fn width(c: char) -> usize {
    c.width().unwrap_or(1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn carets_stand_below_the_words_whatever_comes_before() {
        let text = "a = 1\nб\t審 = \"\u{202E}x\" # end";
        let start = text.find('"').unwrap_or_default();
        insta::assert_snapshot!(excerpt(text, 2, &(start..start + 6)), @r#"
            2 | б 審 = "�x" # end
              |        ^^^^
        "#);
    }

    #[test]
    fn a_long_line_is_cut_on_both_sides() {
        let text = "x".repeat(5_000);
        let cut = excerpt(&text, 1, &(2_000..3_000));
        assert!(cut.lines().all(|l| l.chars().count() < 140), "{cut}");
    }
}

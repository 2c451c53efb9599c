//! A mistake and where it stands, for a person to mend and a program to match.

use std::ops::Range;

use serde::Serialize;

use crate::{
    excerpt::excerpt,
    mistake::{Mistake, Shown},
};

/// One thing that is wrong with a file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Problem {
    /// What programs match on, for ever.
    pub code: &'static str,
    /// What is wrong and what to do, in sentences.
    pub message: String,
    /// The line it begins on, from 1.
    pub line: usize,
    /// The character in that line, from 1.
    pub column: usize,
    /// Its bytes in the text.
    pub span: Range<usize>,
    /// The offending words; at most one line, 80 characters.
    pub words: String,
    /// What to write in their place, where that is known. The message says it too.
    pub suggestion: Option<String>,
}

impl Problem {
    pub(crate) fn new(mistake: &Mistake, span: Range<usize>, text: &str) -> Self {
        let start = text.floor_char_boundary(span.start.min(text.len()));
        let end = text.ceil_char_boundary(span.end.clamp(start, text.len()));
        let line_start = text[..start].rfind('\n').map_or(0, |n| n + 1);
        let words = text[start..end].lines().next().unwrap_or_default();
        Self {
            code: mistake.code(),
            message: mistake.to_string().trim_end().to_owned(),
            line: text[..start].bytes().filter(|b| *b == b'\n').count() + 1,
            column: text[line_start..start].chars().count() + 1,
            span: start..end,
            words: words.chars().take(80).collect(),
            suggestion: mistake.suggestion().map(str::to_owned),
        }
    }

    /// The problem as a terminal shows it: `file:line:column`, the sentence, the line with carets below the words.
    /// `text` is what was read.
    pub fn render(&self, file: &str, text: &str) -> String {
        let Self {
            line,
            column,
            message,
            code,
            ..
        } = self;
        format!(
            "{}:{line}:{column}: {message} [{code}]\n{}",
            Shown::from(file),
            excerpt(text, *line, &self.span)
        )
    }
}

/// All problems of a file, one after the other.
pub fn render(problems: &[Problem], file: &str, text: &str) -> String {
    let all: Vec<_> = problems.iter().map(|p| p.render(file, text)).collect();
    all.join("\n")
}

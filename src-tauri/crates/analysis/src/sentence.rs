//! A sentence as runs of plain and strong text, so that a window shows it without parsing and a terminal prints it as it is.

use std::fmt;

/// A piece of a sentence.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Run {
    /// The words. They may hold names from a workflow: show them as text, never as markup.
    pub text: String,
    /// Whether they are what the reader looks for.
    pub strong: bool,
}

/// Words in order.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Sentence(Vec<Run>);

impl Sentence {
    /// Its pieces; no two neighbours are alike in weight.
    pub fn runs(&self) -> &[Run] {
        &self.0
    }

    pub(crate) fn plain(mut self, text: impl AsRef<str>) -> Self {
        self.push(text.as_ref(), false);
        self
    }

    pub(crate) fn strong(mut self, text: impl AsRef<str>) -> Self {
        self.push(text.as_ref(), true);
        self
    }

    pub(crate) fn then(mut self, more: Self) -> Self {
        for run in more.0 {
            self.push(&run.text, run.strong);
        }
        self
    }

    fn push(&mut self, text: &str, strong: bool) {
        match self.0.last_mut() {
            Some(last) if last.strong == strong => last.text.push_str(text),
            _ if text.is_empty() => {}
            _ => self.0.push(Run {
                text: text.to_owned(),
                strong,
            }),
        }
    }
}

impl fmt::Display for Sentence {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|run| f.write_str(&run.text))
    }
}

/// `a`, `a and b`, `a, b and c`.
pub(crate) fn listed<T: fmt::Display>(names: &[T], last: &str) -> String {
    match names {
        [] => String::new(),
        [one] => one.to_string(),
        [head @ .., tail] => {
            let head: Vec<String> = head.iter().map(T::to_string).collect();
            format!("{} {last} {tail}", head.join(", "))
        }
    }
}

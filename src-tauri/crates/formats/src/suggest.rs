//! "Did you mean": the nearest of what is known. Bounded work, however hostile the file.

use std::cell::Cell;

use model::name::NAME_CHARS_MAX;

use crate::mistake::Hint;

/// How many are named when none is near.
const NAMED_MAX: usize = 8;
/// How many pairs of characters are compared for one file, about half a second's worth.
const WORK_MAX: usize = 20_000_000;

/// Suggests until its work is used up; after that it only lists.
pub(crate) struct Speller {
    work: Cell<usize>,
}

impl Speller {
    pub(crate) fn new() -> Self {
        Self {
            work: Cell::new(WORK_MAX),
        }
    }

    /// What `words` could have meant among `known`.
    pub(crate) fn hint<'k>(
        &self,
        words: &str,
        known: impl Iterator<Item = &'k str> + Clone,
    ) -> Hint {
        let total = known.clone().count();
        Hint {
            nearest: self.nearest(words, known.clone()).map(str::to_owned),
            known: known.take(NAMED_MAX).map(str::to_owned).collect(),
            unnamed: total.saturating_sub(NAMED_MAX),
        }
    }

    fn nearest<'k>(&self, words: &str, known: impl Iterator<Item = &'k str>) -> Option<&'k str> {
        let length = words.chars().take(NAME_CHARS_MAX + 1).count();
        if length > NAME_CHARS_MAX {
            return None;
        }
        let lower = words.to_lowercase();
        let far = (length / 3).max(1);
        let mut best: Option<(usize, &str)> = None;
        for candidate in known {
            let other = candidate.chars().count();
            if other.abs_diff(length) > far {
                continue;
            }
            self.work.set(self.work.get().checked_sub(other * length)?);
            let distance = strsim::damerau_levenshtein(&lower, &candidate.to_lowercase());
            if distance <= far && best.is_none_or(|(d, _)| distance < d) {
                best = Some((distance, candidate));
            }
        }
        best.map(|(_, candidate)| candidate)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn near_is_meant_and_far_is_not() {
        let known = ["Review", "Draft", "Deployed"];
        let nearest = |w| Speller::new().nearest(w, known.into_iter());
        assert_eq!(nearest("Revew"), Some("Review"));
        assert_eq!(nearest("draft"), Some("Draft"));
        assert_eq!(nearest("Depolyed"), Some("Deployed"));
        assert_eq!(nearest("Cancelled"), None);
        assert_eq!(nearest(&"x".repeat(2_000_000)), None);
    }

    #[test]
    fn the_work_is_bounded() {
        let speller = Speller::new();
        let known: Vec<String> = (0..1_000)
            .map(|n| format!("{}{n}", "x".repeat(70)))
            .collect();
        for _ in 0..10 {
            speller.hint(&"y".repeat(72), known.iter().map(String::as_str));
        }
        assert_eq!(speller.nearest("x", ["x"].into_iter()), Some("x"));
        assert!(speller.work.get() < 80 * 1_000 * 80);
    }
}

//! Texts on their way into a command: each becomes a digest with fresh salt, unless the same text stands there already.

use std::collections::BTreeMap;

use model::{Digest, Text};

use crate::luck;

/// The texts of one command, and those that stand already where they may be repeated.
#[derive(Default)]
pub(crate) struct Texts {
    known: BTreeMap<Digest, String>,
    fresh: Vec<Text>,
}

impl Texts {
    /// With what stands already, by digest.
    pub(crate) const fn beside(known: BTreeMap<Digest, String>) -> Self {
        Self {
            known,
            fresh: Vec::new(),
        }
    }

    /// The digest of `text` under a fresh salt.
    pub(crate) fn fresh(&mut self, text: &str) -> Digest {
        let text = Text {
            salt: luck::salt(),
            text: text.to_owned(),
        };
        let digest = text.digest();
        self.fresh.push(text);
        digest
    }

    /// The first of `standing` that is this very text; else a fresh digest. So an unchanged part keeps its digest,
    /// and the same ask again is the same request.
    pub(crate) fn digest(&mut self, text: &str, standing: &[Option<Digest>]) -> Digest {
        let same = standing
            .iter()
            .flatten()
            .find(|d| self.known.get(*d).is_some_and(|known| known == text));
        same.copied().unwrap_or_else(|| self.fresh(text))
    }

    /// What the command brings along.
    pub(crate) fn into_fresh(self) -> Vec<Text> {
        self.fresh
    }
}

/// What a call names, to be kept should it be refused. Cut where nobody would read on.
pub(crate) fn named(text: impl Into<String>) -> Option<Text> {
    const CHARS_MAX: usize = 500;
    let text: String = text.into();
    let text = match text.char_indices().nth(CHARS_MAX) {
        Some((at, _)) => format!("{}…", &text[..at]),
        None => text,
    };
    (!text.is_empty()).then(|| Text {
        salt: luck::salt(),
        text,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_text_keeps_its_digest_and_another_one_does_not() {
        let standing = Text {
            salt: luck::salt(),
            text: "as before".to_owned(),
        };
        let at = standing.digest();
        let mut texts = Texts::beside(BTreeMap::from([(at, standing.text)]));
        assert_eq!(texts.digest("as before", &[None, Some(at)]), at);
        assert_ne!(texts.digest("as before", &[]), at);
        assert_ne!(texts.digest("changed", &[Some(at)]), at);
        assert_eq!(texts.into_fresh().len(), 2);
    }
}

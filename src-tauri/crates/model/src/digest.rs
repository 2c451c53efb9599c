//! Digests (SHA-256, written base64url without padding) and salted texts.

use sha2::{Digest as _, Sha256};

use crate::bytes::bytes;

bytes! {
    /// A SHA-256 digest.
    Digest 32
    /// The 32 random bytes before a text, without which its digest tells nothing.
    Salt 32
}

impl Digest {
    /// SHA-256 of `bytes`.
    pub fn of(bytes: &[u8]) -> Self {
        Self(Sha256::digest(bytes).into())
    }

    /// SHA-256 over a domain and parts, each with its length before it, so that no two lists of parts read the same.
    pub fn of_parts<'a>(domain: &'a str, parts: impl IntoIterator<Item = &'a [u8]>) -> Self {
        let mut hash = Sha256::new();
        for part in std::iter::once(domain.as_bytes()).chain(parts) {
            hash.update((part.len() as u64).to_be_bytes());
            hash.update(part);
        }
        Self(hash.finalize().into())
    }
}

/// A text with its salt. The log holds only its [digest](Text::digest); salt and text can be erased.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Text {
    /// Random, 32 bytes.
    pub salt: Salt,
    /// What somebody wrote.
    pub text: String,
}

impl Text {
    /// SHA-256(salt ‖ text).
    pub fn digest(&self) -> Digest {
        let mut hash = Sha256::new();
        hash.update(self.salt.0);
        hash.update(self.text.as_bytes());
        Digest(hash.finalize().into())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_do_not_run_together() {
        let ab = Digest::of_parts("t", [b"a".as_slice(), b"b"]);
        assert_ne!(ab, Digest::of_parts("t", [b"ab".as_slice()]));
        assert_ne!(ab, Digest::of_parts("u", [b"a".as_slice(), b"b"]));
    }

    #[test]
    fn a_digest_reads_back_and_nothing_else_does() {
        let d = Digest::of(b"x");
        assert_eq!(d.to_string().parse::<Digest>().unwrap(), d);
        assert!("short".parse::<Digest>().is_err());
        assert!(format!("{d}=").parse::<Digest>().is_err());
    }
}

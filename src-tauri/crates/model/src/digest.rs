//! Digests (SHA-256, written base64url without padding) and salted texts.

use std::{fmt, str::FromStr};

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};
use utoipa::ToSchema;

macro_rules! bytes32 {
    ($($(#[$doc:meta])* $name:ident)*) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, ToSchema)]
        #[serde(try_from = "String", into = "String")]
        #[schema(value_type = String)]
        pub struct $name([u8; 32]);

        impl $name {
            /// These 32 bytes.
            pub const fn new(bytes: [u8; 32]) -> Self { Self(bytes) }
            /// The 32 bytes.
            pub const fn bytes(&self) -> &[u8; 32] { &self.0 }
        }
        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&URL_SAFE_NO_PAD.encode(self.0))
            }
        }
        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result { fmt::Display::fmt(self, f) }
        }
        impl FromStr for $name {
            type Err = NotADigest;
            fn from_str(s: &str) -> Result<Self, NotADigest> {
                let bytes = URL_SAFE_NO_PAD.decode(s).map_err(|_| NotADigest)?;
                bytes.try_into().map(Self).map_err(|_| NotADigest)
            }
        }
        impl TryFrom<String> for $name {
            type Error = NotADigest;
            fn try_from(s: String) -> Result<Self, NotADigest> { s.parse() }
        }
        impl From<$name> for String {
            fn from(d: $name) -> Self { d.to_string() }
        }
    )*};
}

bytes32! {
    /// A SHA-256 digest.
    Digest
    /// The 32 random bytes before a text, without which its digest tells nothing.
    Salt
}

/// A text is no digest.
#[derive(Debug, thiserror::Error)]
#[error("This is not a digest: 32 bytes in base64url without padding, 43 characters.")]
pub struct NotADigest;

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

//! A log's statement of itself: so many entries, this root (C2SP tlog-checkpoint). Signed by [`Signer`](crate::Signer), believed by [`Verifier`](crate::Verifier).

use std::{fmt, str::FromStr};

use base64::{Engine, engine::general_purpose::STANDARD};

use crate::{Head, LedgerError, Origin, SIZE_MAX};

/// That the log of this name has this head. Its text is three lines, each with its end: name, size, root in base64.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Checkpoint {
    /// The log.
    pub origin: Origin,
    /// Its size and root.
    pub head: Head,
}

impl fmt::Display for Checkpoint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Head { size, root } = self.head;
        writeln!(f, "{}\n{size}\n{}", self.origin, STANDARD.encode(root))
    }
}

impl FromStr for Checkpoint {
    type Err = LedgerError;

    /// Reads the one spelling that [`Checkpoint`] has. Our logs write no further lines, so none are taken.
    fn from_str(text: &str) -> Result<Self, LedgerError> {
        let lines: Vec<&str> = text.split('\n').collect();
        let &[origin, size, root, ""] = lines.as_slice() else {
            return Err(LedgerError::NotACheckpoint("it has not three lines"));
        };
        Ok(Self {
            origin: origin.parse()?,
            head: Head {
                size: read_size(size)
                    .ok_or(LedgerError::NotACheckpoint("its size is malformed"))?,
                root: read_root(root)
                    .ok_or(LedgerError::NotACheckpoint("its root is malformed"))?,
            },
        })
    }
}

fn read_size(text: &str) -> Option<u64> {
    let size: u64 = text.parse().ok()?;
    (size <= SIZE_MAX && size.to_string() == text).then_some(size)
}

fn read_root(text: &str) -> Option<[u8; 32]> {
    STANDARD.decode(text).ok()?.try_into().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    const GOOD: &str = "openweave/host/00000000-0000-0000-0000-000000000001\n256\nAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQE=\n";

    #[test]
    fn a_checkpoint_has_one_spelling() {
        assert_eq!(GOOD.parse::<Checkpoint>().unwrap().to_string(), GOOD);
        for (from, to) in [
            ("256", ""),
            ("256", "0256"),
            ("256", "+256"),
            ("256", "-1"),
            ("256", "9223372036854775808"), // 2^63
            ("256", "18446744073709551616"),
            ("AQE=\n", "AQE=\nmore\n"),
            ("AQE=\n", "AQE=\n\n"),
            ("AQE=\n", "AQE="),
            ("AQE=", "AQE"),
            ("AQE=", "AQF="), // bits beyond the last byte
            ("AQE=", "AQEB"),
            ("\n256", "\r\n256"),
        ] {
            let bad = GOOD.replacen(from, to, 1);
            assert_ne!(bad, GOOD);
            assert!(bad.parse::<Checkpoint>().is_err(), "{bad}");
        }
    }
}

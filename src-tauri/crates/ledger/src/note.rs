//! Signed notes (C2SP signed-note): a text, an empty line, and a line for each signature.

use base64::{Engine, engine::general_purpose::STANDARD};
use sha2::{Digest, Sha256};

use crate::{LedgerError, PublicKey, SecretKey, Signature};

/// The most bytes a note may have: room for the 16 signatures of 5 kB each that C2SP asks verifiers to accept.
pub const NOTE_BYTES_MAX: usize = 128 * 1024;

/// A note, taken apart and not believed yet.
#[derive(Debug)]
pub(crate) struct Note<'a> {
    /// What is signed: lines, each with its end.
    pub text: &'a str,
    lines: Vec<Line<'a>>,
}

/// `— <name> base64(id ‖ signature)`
#[derive(Debug)]
struct Line<'a> {
    name: &'a str,
    id: [u8; 4],
    signature: Vec<u8>,
}

/// How a note stands to a key.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Signed {
    /// The key signed this text.
    Yes,
    /// No line is by this key.
    No,
    /// A line says it is by this key, and is not.
    Forged,
}

/// The first four bytes of SHA-256(name ‖ 0x0A ‖ 0x01 ‖ key): a name for a key, not proof of it.
pub(crate) fn key_id(name: &str, key: &PublicKey) -> [u8; 4] {
    let hash = Sha256::new()
        .chain_update(name)
        .chain_update([b'\n', 1])
        .chain_update(key.bytes())
        .finalize();
    [hash[0], hash[1], hash[2], hash[3]]
}

/// The note of a text that ends with a line's end, signed by one key.
pub(crate) fn sign(text: &str, name: &str, key: &SecretKey) -> String {
    let mut line = key_id(name, &key.public()).to_vec();
    line.extend(key.sign(text.as_bytes()).bytes());
    format!("{text}\n— {name} {}\n", STANDARD.encode(line))
}

impl<'a> Note<'a> {
    /// Takes a note apart.
    pub(crate) fn parse(bytes: &'a [u8]) -> Result<Self, LedgerError> {
        if bytes.len() > NOTE_BYTES_MAX {
            return Err(LedgerError::NotANote("it has more than 131,072 bytes"));
        }
        let note =
            std::str::from_utf8(bytes).map_err(|_| LedgerError::NotANote("it is not UTF-8"))?;
        if note.bytes().any(|b| b < b' ' && b != b'\n') {
            return Err(LedgerError::NotANote("it has control characters"));
        }
        let (text, signatures) = note
            .rsplit_once("\n\n")
            .ok_or(LedgerError::NotANote("it has no empty line"))?;
        let signatures = signatures
            .strip_suffix('\n')
            .ok_or(LedgerError::NotANote("its last line does not end"))?;
        let lines: Option<Vec<Line<'_>>> = signatures.split('\n').map(Line::parse).collect();
        Ok(Self {
            text: &note[..=text.len()],
            lines: lines.ok_or(LedgerError::NotANote("a signature line is malformed"))?,
        })
    }

    /// Whether the key of that name signed the text. Lines by other keys say nothing.
    pub(crate) fn signed(&self, name: &str, key: &PublicKey) -> Signed {
        let id = key_id(name, key);
        let mut signed = Signed::No;
        for line in self.lines.iter().filter(|l| l.name == name && l.id == id) {
            let signature = <[u8; 64]>::try_from(line.signature.as_slice());
            let holds = signature.is_ok_and(|bytes| {
                let signature = Signature::from_bytes(bytes);
                key.verify(self.text.as_bytes(), &signature).is_ok()
            });
            if !holds {
                return Signed::Forged;
            }
            signed = Signed::Yes;
        }
        signed
    }
}

impl<'a> Line<'a> {
    fn parse(line: &'a str) -> Option<Self> {
        let (name, signature) = line.strip_prefix("— ")?.split_once(' ')?;
        if name.is_empty() || name.contains(|c: char| c.is_whitespace() || c == '+') {
            return None;
        }
        let signature = STANDARD.decode(signature).ok()?;
        let (id, signature) = signature.split_first_chunk()?;
        if signature.is_empty() {
            return None;
        }
        Some(Self {
            name,
            id: *id,
            signature: signature.to_vec(),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The example of golang.org/x/mod/sumdb/note, where the format comes from.
    const GO: &str = "If you think cryptography is the answer to your problem,\nthen you don't know what your problem is.\n\n— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n";
    const GO_SEED: &str = "gQoUAtUUbI2E8kQzMPVAgOv5juF9nHT2JS/F1ccoMXM=";

    #[test]
    fn the_note_that_go_signs_is_signed_here_to_the_byte() {
        let seed = STANDARD.decode(GO_SEED).unwrap();
        let key = SecretKey::from_seed(&seed.try_into().unwrap());
        let id = key_id("PeterNeumann", &key.public());
        assert_eq!(id, [0xc7, 0x4f, 0x20, 0xa3]);
        let note = Note::parse(GO.as_bytes()).unwrap();
        assert_eq!(note.signed("PeterNeumann", &key.public()), Signed::Yes);
        assert_eq!(sign(note.text, "PeterNeumann", &key), GO);
    }
}

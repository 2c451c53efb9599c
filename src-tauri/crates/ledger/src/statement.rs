//! The bytes of what a key signs beside checkpoints. They start with a length, so none is a note; they name their purpose, so none is another.

/// The purpose, then each part: its length in 8 bytes (big endian) before it, so that no two lists of parts read the same.
pub(crate) fn bytes<const N: usize>(purpose: &str, parts: [&[u8]; N]) -> Vec<u8> {
    let mut bytes = Vec::new();
    for part in [purpose.as_bytes()].into_iter().chain(parts) {
        bytes.extend((part.len() as u64).to_be_bytes());
        bytes.extend(part);
    }
    bytes
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_do_not_run_together() {
        let ab = bytes("p", [b"a", b"b"]);
        assert_eq!(
            ab,
            b"\0\0\0\0\0\0\0\x01p\0\0\0\0\0\0\0\x01a\0\0\0\0\0\0\0\x01b"
        );
        assert_ne!(ab, bytes("p", [b"ab", b""]));
        assert_ne!(ab, bytes("pa", [b"", b"b"]));
    }
}

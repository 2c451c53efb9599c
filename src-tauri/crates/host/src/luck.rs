//! Randomness: salts, secrets and codes. All of it from a generator that the operating system seeds.

use model::Salt;
use rand::RngCore;

/// Letters and digits that nobody confuses when a code is read out (Crockford's base 32).
const READABLE: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/// 32 random bytes.
pub(crate) fn bytes32() -> [u8; 32] {
    let mut bytes = [0; 32];
    rand::rng().fill_bytes(&mut bytes);
    bytes
}

/// What goes before a text in its digest.
pub(crate) fn salt() -> Salt {
    Salt::new(bytes32())
}

/// 256 bits as 64 hex digits.
pub(crate) fn secret() -> String {
    hex(&bytes32())
}

/// A code that a person reads out or types in, of 100 bits: `7K3QX-…`, four groups of five.
pub(crate) fn code() -> String {
    let groups: Vec<String> = bytes32()[..20]
        .chunks(5)
        .map(|chunk| {
            chunk
                .iter()
                .map(|b| char::from(READABLE[usize::from(b % 32)]))
                .collect()
        })
        .collect();
    groups.join("-")
}

/// A code as it is compared: without the hyphens and spaces, and with the letters that look like digits read as them.
pub(crate) fn read_code(code: &str) -> String {
    code.chars()
        .filter(|c| !c.is_whitespace() && *c != '-')
        .map(|c| match c.to_ascii_uppercase() {
            'O' => '0',
            'I' | 'L' => '1',
            other => other,
        })
        .collect()
}

/// Bytes as lower-case hex digits.
pub(crate) fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|b| format!("{b:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_survives_being_read_out() {
        let code = code();
        assert_eq!(code.len(), 23);
        assert_eq!(
            read_code(&code),
            read_code(&format!(" {}", code.to_lowercase().replace('-', " ")))
        );
        assert_eq!(read_code("O1L"), "011");
        assert_ne!(code, super::code());
    }
}

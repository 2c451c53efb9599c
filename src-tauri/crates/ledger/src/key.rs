//! Ed25519 keys and signatures (RFC 8032), strictly: one spelling for each key, no key of small order, one signature per key and message.

use std::{fmt, str::FromStr};

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use ed25519_dalek::{Signer as _, SigningKey, VerifyingKey};
use zeroize::Zeroizing;

use crate::LedgerError;

/// What signs. It is wiped from memory when it is dropped, and never shown.
pub struct SecretKey(SigningKey);

/// What a signature is checked with. As text: base64url without padding, 43 characters.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct PublicKey(VerifyingKey);

/// A signature. As text: base64url without padding, 86 characters.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Signature([u8; 64]);

impl SecretKey {
    /// The key that grows from 32 random bytes (the private key of RFC 8032, section 5.1.5).
    pub fn from_seed(seed: &[u8; 32]) -> Self {
        Self(SigningKey::from_bytes(seed))
    }

    /// The bytes it grew from, to be sealed or written to the folder of keys.
    pub fn seed(&self) -> Zeroizing<[u8; 32]> {
        Zeroizing::new(self.0.to_bytes())
    }

    /// The key that others check with.
    pub fn public(&self) -> PublicKey {
        PublicKey(self.0.verifying_key())
    }

    /// Signs bytes that say themselves what they are: notes and statements.
    pub(crate) fn sign(&self, message: &[u8]) -> Signature {
        Signature(self.0.sign(message).to_bytes())
    }
}

impl PublicKey {
    /// Reads a key.
    ///
    /// # Errors
    /// [`LedgerError::NotAKey`] when the bytes are no point of the curve, another spelling of one, or of small order: such a key signs anything.
    pub fn from_bytes(bytes: &[u8; 32]) -> Result<Self, LedgerError> {
        let key = VerifyingKey::from_bytes(bytes).map_err(|_| LedgerError::NotAKey)?;
        if key.is_weak() || key.to_edwards().compress().as_bytes() != bytes {
            return Err(LedgerError::NotAKey);
        }
        Ok(Self(key))
    }

    /// Its 32 bytes.
    pub fn bytes(&self) -> &[u8; 32] {
        self.0.as_bytes()
    }

    /// Whether this key made `signature` over exactly `message` (`verify_strict` of ed25519-dalek).
    pub(crate) fn verify(&self, message: &[u8], signature: &Signature) -> Result<(), LedgerError> {
        self.0
            .verify_strict(message, &ed25519_dalek::Signature::from_bytes(&signature.0))
            .map_err(|_| LedgerError::SignatureWrong)
    }
}

impl Signature {
    /// These 64 bytes. Whether they fit anything, only a key can say.
    pub const fn from_bytes(bytes: [u8; 64]) -> Self {
        Self(bytes)
    }

    /// Its 64 bytes.
    pub const fn bytes(&self) -> &[u8; 64] {
        &self.0
    }
}

impl fmt::Debug for SecretKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "SecretKey(of {})", self.public())
    }
}

impl fmt::Display for PublicKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&URL_SAFE_NO_PAD.encode(self.bytes()))
    }
}

impl fmt::Debug for PublicKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl FromStr for PublicKey {
    type Err = LedgerError;

    fn from_str(text: &str) -> Result<Self, LedgerError> {
        Self::from_bytes(&read(text).ok_or(LedgerError::NotAKey)?)
    }
}

impl fmt::Display for Signature {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&URL_SAFE_NO_PAD.encode(self.0))
    }
}

impl fmt::Debug for Signature {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl FromStr for Signature {
    type Err = LedgerError;

    fn from_str(text: &str) -> Result<Self, LedgerError> {
        read(text).map(Self).ok_or(LedgerError::NotASignature)
    }
}

fn read<const N: usize>(text: &str) -> Option<[u8; N]> {
    URL_SAFE_NO_PAD.decode(text).ok()?.try_into().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_vectors_of_rfc_8032_hold() {
        let seed = *b"\x9d\x61\xb1\x9d\xef\xfd\x5a\x60\xba\x84\x4a\xf4\x92\xec\x2c\xc4\x44\x49\xc5\x69\x7b\x32\x69\x19\x70\x3b\xac\x03\x1c\xae\x7f\x60";
        let key = SecretKey::from_seed(&seed);
        assert_eq!(
            key.public().to_string(),
            "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"
        );
        let signature = key.sign(b"");
        assert_eq!(
            signature.to_string(),
            "5VZDAMNgrHKQhuLMgG6CioSHfx645dl02HPgZSJJAVVfuIIVkKM7rMYeOXAc-bRr0lv18FlbviRlUUFDjnoQCw"
        );
        assert_eq!(key.public().verify(b"", &signature), Ok(()));
        assert_eq!(*key.seed(), seed);
    }

    #[test]
    fn weak_keys_and_second_spellings_are_no_keys() {
        let mut one = [0; 32];
        one[0] = 1; // the neutral point
        let mut zero_with_sign = one;
        zero_with_sign[31] = 0x80;
        let mut above_p = [0xff; 32]; // y = p + 3, a point of large order written a second way
        (above_p[0], above_p[31]) = (0xf0, 0x7f);
        let not_a_point = [2; 32];
        for bytes in [[0; 32], one, zero_with_sign, above_p, not_a_point] {
            assert_eq!(PublicKey::from_bytes(&bytes), Err(LedgerError::NotAKey));
        }
        let mut as_it_should_be = [0; 32];
        as_it_should_be[0] = 3;
        assert!(PublicKey::from_bytes(&as_it_should_be).is_ok());
    }

    #[test]
    fn the_order_added_to_a_signature_makes_it_wrong() {
        let key = SecretKey::from_seed(&[1; 32]);
        let mut bytes = *key.sign(b"said once").bytes();
        let order = *b"\xed\xd3\xf5\x5c\x1a\x63\x12\x58\xd6\x9c\xf7\xa2\xde\xf9\xde\x14\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\x10";
        let mut carry = 0;
        for (byte, more) in bytes[32..].iter_mut().zip(order) {
            carry += u16::from(*byte) + u16::from(more);
            *byte = carry as u8;
            carry >>= 8;
        }
        let twice = Signature::from_bytes(bytes);
        assert_eq!(
            key.public().verify(b"said once", &twice),
            Err(LedgerError::SignatureWrong)
        );
    }

    #[test]
    fn a_signature_whose_r_is_of_small_order_is_wrong() {
        // R is the neutral point and s = k·a: without the strictness this is a signature by key 01.
        let lax = "AQAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAADC6XCeQjKiked3XKU7ZMKGzv0wu0eLMJnGy97rZsapAQ";
        let key = SecretKey::from_seed(&[1; 32]).public();
        let verdict = key.verify(b"said once", &lax.parse().unwrap());
        assert_eq!(verdict, Err(LedgerError::SignatureWrong));
    }

    #[test]
    fn a_secret_is_not_shown() {
        let shown = format!("{:?}", SecretKey::from_seed(&[7; 32]));
        assert!(!shown.contains(&URL_SAFE_NO_PAD.encode([7; 32])) && !shown.contains("7, 7"));
    }
}

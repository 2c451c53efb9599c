//! Bytes of a fixed length, written base64url without padding (RFC 4648): digests, salts, keys, signatures.

use std::{fmt, marker::PhantomData, str::FromStr};

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use serde::de::{Deserializer, Error, Visitor};

/// A text is not the bytes it should be.
#[derive(Debug, thiserror::Error)]
#[error("This is not {0} bytes in base64url without padding.")]
pub struct NotBytes(pub usize);

/// As many characters as the longest of these types has, a signature of 64 bytes, and a few to spare.
const CHARS_MAX: usize = 88;

/// Writes `bytes`, at most 64 of them, without going through the heap: a log is full of them.
pub(crate) fn write(bytes: &[u8], f: &mut fmt::Formatter<'_>) -> fmt::Result {
    let mut chars = [0; CHARS_MAX];
    let length = URL_SAFE_NO_PAD
        .encode_slice(bytes, &mut chars)
        .map_err(|_| fmt::Error)?;
    f.write_str(std::str::from_utf8(&chars[..length]).map_err(|_| fmt::Error)?)
}

/// Reads exactly `N` bytes, at most 64.
pub(crate) fn read<const N: usize>(text: &str) -> Result<[u8; N], NotBytes> {
    let mut bytes = [0; CHARS_MAX];
    if text.len() > CHARS_MAX {
        return Err(NotBytes(N));
    }
    let length = URL_SAFE_NO_PAD
        .decode_slice(text, &mut bytes)
        .map_err(|_| NotBytes(N))?;
    bytes[..length].try_into().map_err(|_| NotBytes(N))
}

/// Reads a value that stands as text, which is not kept.
pub(crate) fn as_text<'de, D: Deserializer<'de>, T>(from: D) -> Result<T, D::Error>
where
    T: FromStr<Err: fmt::Display>,
{
    from.deserialize_str(AsText(PhantomData))
}

struct AsText<T>(PhantomData<T>);

impl<T: FromStr<Err: fmt::Display>> Visitor<'_> for AsText<T> {
    type Value = T;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a string")
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<T, E> {
        text.parse().map_err(E::custom)
    }
}

/// Types of so many bytes each.
macro_rules! bytes {
    ($($(#[$doc:meta])* $name:ident $length:literal)*) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, utoipa::ToSchema)]
        #[schema(value_type = String)]
        pub struct $name([u8; $length]);

        impl $name {
            /// These bytes.
            pub const fn new(bytes: [u8; $length]) -> Self { Self(bytes) }
            /// The bytes.
            pub const fn bytes(&self) -> &[u8; $length] { &self.0 }
        }
        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                $crate::bytes::write(&self.0, f)
            }
        }
        impl std::fmt::Debug for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result { std::fmt::Display::fmt(self, f) }
        }
        impl std::str::FromStr for $name {
            type Err = $crate::NotBytes;
            fn from_str(s: &str) -> Result<Self, $crate::NotBytes> {
                $crate::bytes::read(s).map(Self)
            }
        }
        impl serde::Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, to: S) -> Result<S::Ok, S::Error> { to.collect_str(self) }
        }
        impl<'de> serde::Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(from: D) -> Result<Self, D::Error> { $crate::bytes::as_text(from) }
        }
    )*};
}

pub(crate) use bytes;

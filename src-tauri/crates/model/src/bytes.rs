//! Bytes of a fixed length, written base64url without padding (RFC 4648): digests, salts, keys, signatures.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};

/// A text is not the bytes it should be.
#[derive(Debug, thiserror::Error)]
#[error("This is not {0} bytes in base64url without padding.")]
pub struct NotBytes(pub usize);

pub(crate) fn written(bytes: &[u8]) -> String {
    URL_SAFE_NO_PAD.encode(bytes)
}

pub(crate) fn read<const N: usize>(text: &str) -> Result<[u8; N], NotBytes> {
    let bytes = URL_SAFE_NO_PAD.decode(text).map_err(|_| NotBytes(N))?;
    bytes.try_into().map_err(|_| NotBytes(N))
}

/// Types of so many bytes each.
macro_rules! bytes {
    ($($(#[$doc:meta])* $name:ident $length:literal)*) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize, utoipa::ToSchema)]
        #[serde(try_from = "String", into = "String")]
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
                f.write_str(&$crate::bytes::written(&self.0))
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
        impl TryFrom<String> for $name {
            type Error = $crate::NotBytes;
            fn try_from(s: String) -> Result<Self, $crate::NotBytes> { s.parse() }
        }
        impl From<$name> for String {
            fn from(d: $name) -> Self { d.to_string() }
        }
    )*};
}

pub(crate) use bytes;

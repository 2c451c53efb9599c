//! What comes with a call beside its body: the idempotency key, the trace, and what makes two bodies the same.

use model::{Actor, Asked, Code, Digest, Text};

use crate::{Refused, Result};

/// The longest idempotency key, in bytes.
const KEY_BYTES_MAX: usize = 255;

/// What comes with a call beside its body.
#[derive(Clone, Debug)]
pub struct Meta {
    /// The `Idempotency-Key` header.
    pub key: Option<String>,
    /// The trace id of `traceparent`, 32 hex digits.
    pub trace: Option<String>,
    /// Method and path: the same key on another route is another body.
    pub route: String,
    /// SHA-256 of the body's bytes.
    pub body: Digest,
}

impl Meta {
    /// A call that cannot be repeated: without key or trace.
    pub fn once(route: &str) -> Self {
        Self {
            key: None,
            trace: None,
            route: route.to_owned(),
            body: Digest::of(b""),
        }
    }

    /// Whether the key can be one. Doors ask before anything else of a write.
    ///
    /// # Errors
    /// 400 for a key that is empty, too long or not printable ASCII.
    pub fn checked(self) -> Result<Self> {
        let good = self.key.as_ref().is_none_or(|key| {
            (1..=KEY_BYTES_MAX).contains(&key.len())
                && key.bytes().all(|b| (0x20..0x7F).contains(&b))
        });
        if good {
            return Ok(self);
        }
        let detail = "`Idempotency-Key` holds 1 to 255 printable ASCII characters, like a UUID. Send another one, or none.";
        Err(Refused::new(Code::Malformed, detail))
    }

    /// `command`, asked by `by` with all of this. `named` is what the call names, kept should it be refused.
    pub(crate) fn ask<C>(
        &self,
        by: Actor,
        command: C,
        texts: Vec<Text>,
        named: Option<Text>,
    ) -> Asked<C> {
        Asked {
            by,
            command,
            texts,
            named,
            key: self.key_of(by),
            trace: self.trace.clone(),
            source: None,
        }
    }

    /// What the key and body are in the log: the same key of another credential is another key.
    fn key_of(&self, by: Actor) -> Option<(Digest, Digest)> {
        let key = self.key.as_ref()?;
        let via = by.via.to_string();
        Some((
            Digest::of_parts("openweave/key/v1", [via.as_bytes(), key.as_bytes()]),
            Digest::of_parts(
                "openweave/body/v1",
                [self.route.as_bytes(), self.body.bytes().as_slice()],
            ),
        ))
    }
}

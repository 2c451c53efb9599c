//! What came of a command.

use model::Refusal;

use crate::Stored;

/// What came of a command, written and durable.
#[derive(Clone, Debug, PartialEq)]
pub struct Done {
    /// Its entries, in order. None: everything was so already.
    pub entries: Vec<Stored>,
    /// Why not, if it was refused; the entry that records it is in `entries`.
    pub refusal: Option<Refusal>,
    /// It was done before under this idempotency key; nothing new was written.
    pub replayed: bool,
}

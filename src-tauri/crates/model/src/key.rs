//! Public keys and signatures (Ed25519, RFC 8032) as the log names them. Whether they are any good, `ledger` says.

use crate::bytes::bytes;

bytes! {
    /// A public key: a log's, or a person's in one workspace. Its text is what people call its fingerprint.
    PublicKey 32
    /// What a key signed.
    Signature 64
}

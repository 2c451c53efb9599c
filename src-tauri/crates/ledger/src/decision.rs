//! What an approver's key signs: this verdict on this request, as it was shown, with this reason, at this moment (law 8).

use model::{DelegationId, Digest, RequestId, Timestamp, Verdict, WorkspaceId};

use crate::{LedgerError, PublicKey, SecretKey, Signature, statement};

/// One decision, as far as it is signed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DecisionStatement {
    /// In which workspace.
    pub workspace: WorkspaceId,
    /// On which request.
    pub request: RequestId,
    /// Yes, no, or not like this.
    pub verdict: Verdict,
    /// The digest of what the approver was shown.
    pub shown: Digest,
    /// The digest of why, if they said.
    pub reason: Option<Digest>,
    /// The host's `now` at the click.
    pub at: Timestamp,
    /// The delegation that it was made under.
    pub under: Option<DelegationId>,
    /// The approver gave their password again for it.
    pub reauthenticated: bool,
}

impl DecisionStatement {
    /// What is signed: ids, verdict and time as the log spells them, digests as 32 bytes, an absent reason or delegation as none;
    /// last `password` or `session`, for how the approver was known.
    pub fn bytes(&self) -> Vec<u8> {
        let verdict = match self.verdict {
            Verdict::Approve => "approve",
            Verdict::Reject => "reject",
            Verdict::Changes => "changes",
        };
        let under = self.under.map(|d| d.to_string()).unwrap_or_default();
        let known = if self.reauthenticated {
            "password"
        } else {
            "session"
        };
        statement::bytes(
            "openweave/decision/v1",
            [
                self.workspace.to_string().as_bytes(),
                self.request.to_string().as_bytes(),
                verdict.as_bytes(),
                self.shown.bytes(),
                self.reason.as_ref().map_or(&[], |d| d.bytes().as_slice()),
                self.at.to_string().as_bytes(),
                under.as_bytes(),
                known.as_bytes(),
            ],
        )
    }

    /// Signs it with the approver's key.
    pub fn sign(&self, key: &SecretKey) -> Signature {
        key.sign(&self.bytes())
    }

    /// Whether the approver's key signed exactly this.
    ///
    /// # Errors
    /// [`LedgerError::SignatureWrong`].
    pub fn verify(&self, key: &PublicKey, signature: &Signature) -> Result<(), LedgerError> {
        key.verify(&self.bytes(), signature)
    }
}

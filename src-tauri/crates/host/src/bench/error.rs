//! Why a bench could not be run: something that must work did not.

use store::{StoreError, VerifyError};

use crate::{HostError, Refused};

/// Why a bench could not be run.
#[derive(Debug, thiserror::Error)]
pub enum BenchError {
    /// The folder's reason.
    #[error(transparent)]
    Host(#[from] HostError),
    /// The store's reason.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// A log that was just written does not hold.
    #[error("A log that the bench wrote does not hold: {0}")]
    Verify(#[from] VerifyError),
    /// Something was refused that is open.
    #[error("The bench's own call was refused: {0}")]
    Refused(#[from] Refused),
    /// Something else came than was asked for.
    #[error("{asked} was answered by {came}.")]
    Odd {
        /// What was asked.
        asked: String,
        /// What came.
        came: String,
    },
    /// A call could not be made.
    #[error("A call could not be made: {0}.")]
    Call(#[from] std::io::Error),
}

impl BenchError {
    /// `asked` was answered by what nobody expects.
    pub fn odd(asked: &str, came: impl std::fmt::Debug) -> Self {
        Self::Odd {
            asked: asked.to_owned(),
            came: format!("{came:?}"),
        }
    }
}

//! Which log a checkpoint is of: its first line, and the name of the key that signs it.

use std::{fmt, str::FromStr};

use model::WorkspaceId;
use uuid::Uuid;

use crate::LedgerError;

/// The name of a log (the origin of C2SP tlog-checkpoint).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Origin {
    /// `openweave/<uuid>`
    Workspace(WorkspaceId),
    /// `openweave/host/<uuid>`
    Host(Uuid),
}

impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Workspace(id) => write!(f, "openweave/{id}"),
            Self::Host(id) => write!(f, "openweave/host/{}", id.hyphenated()),
        }
    }
}

impl FromStr for Origin {
    type Err = LedgerError;

    fn from_str(text: &str) -> Result<Self, LedgerError> {
        let name = text.strip_prefix("openweave/");
        let name = name.ok_or(LedgerError::NotAnOrigin)?;
        let (id, of): (_, fn(Uuid) -> Self) = match name.strip_prefix("host/") {
            Some(id) => (id, Self::Host),
            None => (name, |id| Self::Workspace(WorkspaceId::new(id))),
        };
        let origin = of(Uuid::try_parse(id).map_err(|_| LedgerError::NotAnOrigin)?);
        if origin.to_string() == text {
            Ok(origin)
        } else {
            Err(LedgerError::NotAnOrigin)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_has_one_spelling() {
        for good in [
            "openweave/01890000-0000-7000-8000-00000000000a",
            "openweave/host/01890000-0000-7000-8000-00000000000a",
        ] {
            assert_eq!(good.parse::<Origin>().unwrap().to_string(), good);
        }
        for bad in [
            "",
            "openweave/",
            "openweave/01890000-0000-7000-8000-00000000000A",
            "openweave/0189000000007000800000000000000a",
            "openweave/{01890000-0000-7000-8000-00000000000a}",
            "openweave/host/host/01890000-0000-7000-8000-00000000000a",
            "openweave/01890000-0000-7000-8000-00000000000a ",
            "Openweave/01890000-0000-7000-8000-00000000000a",
        ] {
            assert_eq!(bad.parse::<Origin>(), Err(LedgerError::NotAnOrigin));
        }
    }
}

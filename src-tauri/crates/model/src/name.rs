//! Names that people read and bots match: NFC, bounded, without characters that hide or reorder others.

use std::{borrow::Borrow, fmt, str::FromStr, sync::Arc};

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use unicode_normalization::is_nfc;
use utoipa::ToSchema;

/// The longest name, in characters.
pub const NAME_CHARS_MAX: usize = 80;

/// Why a text is no name.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NameError {
    /// Nothing there.
    #[error("A name cannot be empty.")]
    Empty,
    /// Over [`NAME_CHARS_MAX`].
    #[error("A name has at most 80 characters; this one has {0}.")]
    TooLong(usize),
    /// Looks like another name.
    #[error("A name holds no control, zero-width or bidirectional characters (found U+{0:04X}).")]
    Hidden(u32),
    /// White space where it cannot be seen.
    #[error("A name neither starts nor ends with a space.")]
    Padded,
    /// Two spellings of one look.
    #[error("Write the name in Unicode normal form NFC.")]
    NotNfc,
    /// A stricter kind of name.
    #[error("`{name}` does not fit: {rule}.")]
    Shape {
        /// What was written.
        name: String,
        /// What is allowed.
        rule: &'static str,
    },
}

/// Whether `c` hides, reorders or joins other characters: controls, zero-width and bidirectional marks (UTR 36, UAX 9).
pub fn hides(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{00AD}' | '\u{034F}' | '\u{061C}' | '\u{115F}' | '\u{1160}' | '\u{17B4}' | '\u{17B5}'
            | '\u{180B}'..='\u{180F}' | '\u{200B}'..='\u{200F}' | '\u{2028}'..='\u{202E}' | '\u{2060}'..='\u{206F}'
            | '\u{3164}' | '\u{FE00}'..='\u{FE0F}' | '\u{FEFF}' | '\u{FFA0}' | '\u{FFF0}'..='\u{FFFB}'
            | '\u{E0000}'..='\u{E0FFF}')
}

/// What every name must be.
///
/// # Errors
/// The first rule that `s` breaks.
pub fn checked(s: &str) -> Result<(), NameError> {
    if s.is_empty() {
        return Err(NameError::Empty);
    }
    if plain(s.as_bytes()) {
        return Ok(());
    }
    let chars = s.chars().count();
    if chars > NAME_CHARS_MAX {
        return Err(NameError::TooLong(chars));
    }
    if let Some(c) = s.chars().find(|c| hides(*c)) {
        return Err(NameError::Hidden(c as u32));
    }
    if s.trim() != s {
        return Err(NameError::Padded);
    }
    if !s.is_ascii() && !is_nfc(s) {
        return Err(NameError::NotNfc);
    }
    Ok(())
}

/// Short, and of visible ASCII characters with spaces between them at most: nothing of what is asked of the others can be wrong.
fn plain(s: &[u8]) -> bool {
    let visible = |b: &u8| matches!(b, 0x20..=0x7E);
    let padded = s.first() == Some(&b' ') || s.last() == Some(&b' ');
    s.len() <= NAME_CHARS_MAX && s.iter().all(visible) && !padded
}

fn shaped(
    s: &str,
    first: fn(u8) -> bool,
    rest: fn(u8) -> bool,
    rule: &'static str,
) -> Result<(), NameError> {
    checked(s)?;
    let bytes = s.as_bytes();
    if first(bytes[0]) && bytes[1..].iter().all(|b| rest(*b)) {
        return Ok(());
    }
    Err(NameError::Shape {
        name: s.to_owned(),
        rule,
    })
}

fn lower(b: u8) -> bool {
    b.is_ascii_lowercase()
}

macro_rules! names {
    ($($(#[$doc:meta])* $name:ident = $check:expr;)*) => {$(
        $(#[$doc])*
        #[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, ToSchema, JsonSchema)]
        #[serde(try_from = "String", into = "String")]
        #[schema(value_type = String)]
        #[schemars(with = "String")]
        pub struct $name(Arc<str>); // Entries, tickets and requests name the same few again and again.

        impl $name {
            /// The name as text.
            pub fn as_str(&self) -> &str { &self.0 }
        }
        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result { f.pad(&self.0) }
        }
        impl FromStr for $name {
            type Err = NameError;
            fn from_str(s: &str) -> Result<Self, NameError> {
                let check: fn(&str) -> Result<(), NameError> = $check;
                check(s)?;
                Ok(Self(s.into()))
            }
        }
        impl TryFrom<String> for $name {
            type Error = NameError;
            fn try_from(s: String) -> Result<Self, NameError> { s.parse() }
        }
        impl From<$name> for String {
            fn from(n: $name) -> Self { n.as_str().to_owned() }
        }
        impl Borrow<str> for $name {
            fn borrow(&self) -> &str { &self.0 }
        }
    )*};
}

names! {
    /// A state of a workflow: `In review`.
    StateName = checked;
    /// A transition of a workflow: `Deploy`.
    TransitionName = checked;
    /// A workflow: `Change management`.
    WorkflowName = checked;
    /// A run through a workflow that is kept in its file: `Two release managers let it go out`.
    ScenarioName = checked;
    /// A declared field of a workflow's tickets: `test_report`.
    FieldName = |s| shaped(s, lower, |b| lower(b) || b.is_ascii_digit() || b == b'_', "a lower-case letter, then lower-case letters, digits and _");
    /// A role: `release-manager`.
    RoleName = |s| shaped(s, lower, |b| lower(b) || b.is_ascii_digit() || b == b'-', "a lower-case letter, then lower-case letters, digits and -");
    /// How a person or bot is addressed in files and at sign-in: `deploy-bot`.
    Handle = |s| shaped(s, lower, |b| lower(b) || b.is_ascii_digit() || matches!(b, b'-' | b'.' | b'_'), "a lower-case letter, then lower-case letters, digits, - . and _");
    /// A project's key: `PAY`.
    ProjectKey = |s| {
        shaped(s, |b| b.is_ascii_uppercase(), |b| b.is_ascii_uppercase() || b.is_ascii_digit(), "2 to 10 capital letters and digits, a letter first")?;
        if (2..=10).contains(&s.len()) { Ok(()) } else { Err(NameError::Shape { name: s.to_owned(), rule: "2 to 10 capital letters and digits, a letter first" }) }
    };
}

impl RoleName {
    /// Who gives and takes access, and makes projects.
    pub const OWNER: &str = "owner";
    /// Who drafts and publishes workflows.
    pub const AUTHOR: &str = "author";
    /// Who reads everything and may do nothing.
    pub const AUDITOR: &str = "auditor";
    /// Who may freeze and thaw besides owners.
    pub const FREEZER: &str = "freezer";

    fn built_in(name: &str) -> Self {
        Self(name.into())
    }
    /// The built-in role `owner`.
    pub fn owner() -> Self {
        Self::built_in(Self::OWNER)
    }
    /// The built-in role `author`.
    pub fn author() -> Self {
        Self::built_in(Self::AUTHOR)
    }
    /// The role `freezer`. Any member may hold it beside others.
    pub fn freezer() -> Self {
        Self::built_in(Self::FREEZER)
    }
    /// The built-in role `auditor`.
    pub fn auditor() -> Self {
        Self::built_in(Self::AUDITOR)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_that_could_deceive_are_refused() {
        for bad in [
            "",
            " Draft",
            "a\u{200B}b",
            "a\u{202E}b",
            "e\u{301}",
            "a\nb",
            &"x".repeat(81),
        ] {
            assert!(bad.parse::<StateName>().is_err(), "{bad:?}");
        }
        assert!("In review".parse::<StateName>().is_ok());
        assert!("Überprüfung".parse::<StateName>().is_ok());
    }

    #[test]
    fn keys_roles_and_fields_have_their_shape() {
        assert!("PAY".parse::<ProjectKey>().is_ok());
        assert!("P".parse::<ProjectKey>().is_err());
        assert!("pay".parse::<ProjectKey>().is_err());
        assert!("release-manager".parse::<RoleName>().is_ok());
        assert!("Release manager".parse::<RoleName>().is_err());
        assert!("test_report".parse::<FieldName>().is_ok());
        assert!("test-report".parse::<FieldName>().is_err());
    }
}

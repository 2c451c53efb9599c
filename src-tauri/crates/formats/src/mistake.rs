//! Everything that can be wrong with a workflow file: a code for ever, and a sentence that says what to do.

use std::fmt;

use model::{NameError, name::hides};

/// The largest file, in bytes.
pub const FILE_BYTES_MAX: usize = 2 * 1024 * 1024;
/// The most states of one workflow.
pub const STATES_MAX: usize = 1_000;
/// The most transitions of one workflow.
pub const TRANSITIONS_MAX: usize = 10_000;
/// The most people a gate may ask for.
pub const APPROVALS_MAX: i64 = 1_000;

/// What is wrong. Where it is wrong is the [`Problem`](crate::Problem)'s part.
#[derive(Clone, Debug, thiserror::Error)]
pub(crate) enum Mistake {
    #[error("The file has {0} bytes; at most 2 MiB are read. Split the workflow into several.")]
    TooLarge(usize),
    #[error("The file is not UTF-8 text. Save it as UTF-8.")]
    NotUtf8,
    #[error(
        "A workflow has at most {max} {what}; this is one more. Split the workflow into several."
    )]
    TooMany { what: &'static str, max: usize },
    #[error("This is not TOML: {0}.")]
    Syntax(Shown),
    #[error("`{0}` is already written above. Remove one of the two, or rename it.")]
    Duplicate(Shown),
    #[error("There is no key `{key}` in {place}. {hint}")]
    UnknownKey {
        key: Shown,
        place: &'static str,
        hint: Hint,
    },
    #[error("This version does not know `{key}` in {place} yet: {why}. Remove it.")]
    NotYet {
        key: &'static str,
        place: &'static str,
        why: &'static str,
    },
    #[error("`{key}` is missing in {place}. Write {example}.")]
    MissingKey {
        key: &'static str,
        place: &'static str,
        example: &'static str,
    },
    #[error("This should be {expected}, and is {found}.")]
    WrongType {
        expected: &'static str,
        found: &'static str,
    },
    #[error(
        "This version reads `format = 1`, not {0}. Write `format = 1`, or open the file with a newer OpenWeave."
    )]
    Format(i64),
    #[error("{0}")]
    Name(NameError),
    #[error("There is no state `{name}`. {hint}")]
    NoState { name: Shown, hint: Hint },
    #[error("There is no field `{name}`. {hint}")]
    NoField { name: Shown, hint: Hint },
    #[error(
        "`{name}` is nobody. Write \"person\", \"bot\", \"role:<name>\" or \"actor:<handle>\". {hint}"
    )]
    NoSuchWho { name: Shown, hint: Hint },
    #[error("The clock only records that time has run out; it makes no moves. Remove it.")]
    ClockActs,
    #[error(
        "Who holds `auditor` reads everything and may do nothing, so this would open for nobody. Name another role."
    )]
    AuditorActs,
    #[error("There is no type `{name}`. {hint}")]
    NoType { name: Shown, hint: Hint },
    #[error("A choice needs its list. Write options = [\"low\", \"high\"].")]
    NoOptions,
    #[error(
        "Only a field of type \"choice\" has options. Remove them, or write type = \"choice\"."
    )]
    OptionsOfOther,
    #[error("`{0}` is in this list already. Remove one of the two.")]
    SaidTwice(Shown),
    #[error(
        "`{0}` starts in no state, so nobody can ever take it. Name at least one state in `from`."
    )]
    StartsNowhere(Shown),
    #[error(
        "Another `{transition}` starts in `{state}` already. Rename one of the two, so that one name says one thing there."
    )]
    DuplicateTransition { transition: Shown, state: Shown },
    #[error(
        "Tickets begin in `{0}`, which is terminal: nothing could ever happen to them. Begin elsewhere, or remove `terminal = true`."
    )]
    InitialTerminal(Shown),
    #[error(
        "`{transition}` leaves `{state}`, which is terminal. Remove `{state}` from `from`, or `terminal = true` from the state."
    )]
    LeavesTerminal { transition: Shown, state: Shown },
    #[error(
        "No way leads from `{initial}` to `{state}`. Add a transition that ends there, or remove the state."
    )]
    Unreachable { state: Shown, initial: Shown },
    #[error(
        "A gate asks for 1 to {APPROVALS_MAX} approvals, not {0}. For no approval at all, remove the gate."
    )]
    Approvals(i64),
    #[error(
        "`{0}` is not a length of time. Write a whole number and s, m, h or d: 90s, 30m, 48h, 7d (at most 366d)."
    )]
    Expires(Shown),
    #[error("Write either `approvals` and `role`, or `roles`, which says both. Remove this.")]
    RoleAndRoles,
    #[error(
        "`{name}` bars nobody. Write \"creator\", \"last_editor\" or \"mover:<transition>\". {hint}"
    )]
    BarsNobody { name: Shown, hint: Hint },
    #[error("There is no transition `{name}`, so this bars nobody. {hint}")]
    NoMover { name: Shown, hint: Hint },
    #[error(
        "A state is not `{name}`. Write green where it went well, amber where something is waited for, red where it did not come to be. {hint}"
    )]
    NoColour { name: Shown, hint: Hint },
    #[error("There is no way to reject `{name}`. {hint}")]
    NoRejection { name: Shown, hint: Hint },
    #[error("This lets nobody break the glass. Name at least one role, or remove `break_glass`.")]
    BreaksForNobody,
    #[error(
        "This transition has no gate, so there is no glass to break. Give it a gate, take `by` away so that it is for emergencies alone, or remove `break_glass`."
    )]
    NoGlass,
    #[error("A box stands at two numbers between -1,000,000 and 1,000,000: [x, y].")]
    OffCanvas,
    #[error("`{name}` does not take part in this scenario. {hint}")]
    NotInCast { name: Shown, hint: Hint },
    #[error("`{0}` is a person and a bot in this scenario. Remove one of the two.")]
    TwiceInCast(Shown),
    #[error(
        "A step says one thing that is done: take, break_glass, edit, approve, reject, return, withdraw or wait."
    )]
    NoAct,
    #[error("Nothing is refused as `{name}`. {hint}")]
    NoCode { name: Shown, hint: Hint },
    #[error("What is refused leads nowhere. Remove `then` or `refused`.")]
    RefusedAndThen,
    #[error("There are more problems than these. Mend these first.")]
    More,
}

impl Mistake {
    /// What programs match on.
    pub(crate) const fn code(&self) -> &'static str {
        match self {
            Self::TooLarge(_) => "too_large",
            Self::NotUtf8 => "not_utf8",
            Self::TooMany { .. } => "too_many",
            Self::Syntax(_) => "syntax",
            Self::Duplicate(_) => "duplicate_key",
            Self::UnknownKey { .. } => "unknown_key",
            Self::NotYet { .. } => "not_yet",
            Self::MissingKey { .. } => "missing_key",
            Self::WrongType { .. } => "wrong_type",
            Self::Format(_) => "unknown_format",
            Self::Name(_) => "bad_name",
            Self::NoState { .. } => "no_such_state",
            Self::NoField { .. } => "no_such_field",
            Self::NoSuchWho { .. } => "no_such_actor",
            Self::ClockActs => "clock_acts",
            Self::AuditorActs => "auditor_acts",
            Self::NoType { .. } => "no_such_type",
            Self::NoOptions => "no_options",
            Self::OptionsOfOther => "needless_options",
            Self::SaidTwice(_) => "said_twice",
            Self::StartsNowhere(_) => "starts_nowhere",
            Self::DuplicateTransition { .. } => "duplicate_transition",
            Self::InitialTerminal(_) => "initial_is_terminal",
            Self::LeavesTerminal { .. } => "leaves_terminal",
            Self::Unreachable { .. } => "unreachable_state",
            Self::Approvals(_) => "bad_approvals",
            Self::Expires(_) => "bad_expires",
            Self::RoleAndRoles => "role_and_roles",
            Self::BarsNobody { .. } => "bars_nobody",
            Self::NoMover { .. } => "no_such_mover",
            Self::NoColour { .. } => "no_such_colour",
            Self::NoRejection { .. } => "no_such_rejection",
            Self::BreaksForNobody => "breaks_for_nobody",
            Self::NoGlass => "no_glass",
            Self::OffCanvas => "off_canvas",
            Self::NotInCast { .. } => "not_in_cast",
            Self::TwiceInCast(_) => "twice_in_cast",
            Self::NoAct => "no_act",
            Self::NoCode { .. } => "no_such_code",
            Self::RefusedAndThen => "refused_and_then",
            Self::More => "more",
        }
    }

    /// What to write instead, where that is known.
    pub(crate) fn suggestion(&self) -> Option<&str> {
        match self {
            Self::UnknownKey { hint, .. }
            | Self::NoState { hint, .. }
            | Self::NoField { hint, .. }
            | Self::NoSuchWho { hint, .. }
            | Self::NoType { hint, .. }
            | Self::BarsNobody { hint, .. }
            | Self::NoMover { hint, .. }
            | Self::NoColour { hint, .. }
            | Self::NoRejection { hint, .. }
            | Self::NotInCast { hint, .. }
            | Self::NoCode { hint, .. } => hint.nearest.as_deref(),
            _ => None,
        }
    }

    /// Whether it may merely follow from a part of the file that could not be read.
    pub(crate) const fn may_follow_from_syntax(&self) -> bool {
        matches!(
            self,
            Self::MissingKey { .. }
                | Self::NoState { .. }
                | Self::NoField { .. }
                | Self::NoMover { .. }
                | Self::NoOptions
                | Self::StartsNowhere(_)
                | Self::DuplicateTransition { .. }
                | Self::LeavesTerminal { .. }
                | Self::Unreachable { .. }
                | Self::NotInCast { .. }
                | Self::NoAct
        )
    }
}

/// Words of a file inside a sentence: at most 80 characters, none that hides or reorders others.
#[derive(Clone, Debug)]
pub(crate) struct Shown(String);

impl From<&str> for Shown {
    fn from(words: &str) -> Self {
        let mut shown = String::new();
        for (n, c) in words.chars().enumerate() {
            match c {
                _ if n == 80 => {
                    shown.push('…');
                    break;
                }
                c if hides(c) => shown.extend(c.escape_unicode()),
                c => shown.push(c),
            }
        }
        Self(shown)
    }
}

impl fmt::Display for Shown {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// What could have been meant: the nearest of what is known, else all of it as far as it fits.
#[derive(Clone, Debug)]
pub(crate) struct Hint {
    pub(crate) nearest: Option<String>,
    pub(crate) known: Vec<String>,
    pub(crate) unnamed: usize,
}

impl Hint {
    /// Nothing to suggest.
    pub(crate) const fn none() -> Self {
        Self {
            nearest: None,
            known: Vec::new(),
            unnamed: 0,
        }
    }
}

impl fmt::Display for Hint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(nearest) = &self.nearest {
            return write!(f, "Did you mean `{nearest}`?");
        }
        if self.known.is_empty() {
            return f.write_str("None is declared.");
        }
        let known: Vec<_> = self.known.iter().map(|k| format!("`{k}`")).collect();
        write!(f, "Known: {}", known.join(", "))?;
        if self.unnamed > 0 {
            write!(f, " and {} more", self.unnamed)?;
        }
        f.write_str(".")
    }
}

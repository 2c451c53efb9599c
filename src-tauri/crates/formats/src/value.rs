//! What a ticket takes: values of its fields, its title and its longer texts. Text in, the one spelling of it out, or a sentence.

use chrono::NaiveDate;
use model::{Handle, workflow::FieldKind};
use url::Url;

use crate::{
    mistake::{Hint, Shown},
    suggest::Speller,
};

/// The longest text, in bytes.
pub const TEXT_BYTES_MAX: usize = 64 * 1024;
/// The longest title, in characters.
pub const TITLE_CHARS_MAX: usize = 200;
/// The longest address, in bytes.
pub const URL_BYTES_MAX: usize = 2_048;
/// The longest number, in characters.
pub const NUMBER_CHARS_MAX: usize = 40;

/// Why a value is not taken.
#[derive(Clone, Debug, thiserror::Error)]
#[error(transparent)]
pub struct BadValue(Reason);

impl BadValue {
    /// What programs match on.
    pub const fn code(&self) -> &'static str {
        "bad_value"
    }
}

#[derive(Clone, Debug, thiserror::Error)]
enum Reason {
    #[error("A value cannot be an empty text. To empty the field, give null.")]
    Empty,
    #[error("A title cannot be empty. Say in a few words what is to be done.")]
    NoTitle,
    #[error("A title has at most 200 characters; this one has {0}. Put the rest into the body.")]
    LongTitle(usize),
    #[error("A title is one line. Put the rest into the body.")]
    TitleLines,
    #[error("A text has at most 64 KiB; this one has {0} bytes. Link to the rest.")]
    LongText(usize),
    #[error(
        "`{0}` is not a number. Write digits with a dot, like 12 or -3.5, in at most 40 characters."
    )]
    Number(Shown),
    #[error("`{0}` is not a day. Write it as 2026-03-02.")]
    Date(Shown),
    #[error("`{value}` is none of the choices. {hint}")]
    Choice { value: Shown, hint: Hint },
    #[error(
        "`{0}` is not a web address. Write it in full, beginning with https:// or http://, without a user name or password, in at most 2,048 bytes."
    )]
    Url(Shown),
    #[error("`{0}` is not a member's handle. Write it like ana or deploy-bot.")]
    Person(Shown),
}

/// The one spelling of `text` as a value of a field of that kind. Whether a person is a member is the engine's to say.
///
/// # Errors
/// A sentence that says what to write instead.
pub fn check(kind: &FieldKind, text: &str) -> Result<String, BadValue> {
    if text.is_empty() {
        return Err(BadValue(Reason::Empty));
    }
    if text.len() > TEXT_BYTES_MAX {
        return Err(BadValue(Reason::LongText(text.len())));
    }
    let value = match kind {
        FieldKind::Text => Ok(text.to_owned()),
        FieldKind::Number => number(text).ok_or(Reason::Number(text.into())),
        FieldKind::Date => date(text).ok_or(Reason::Date(text.into())),
        FieldKind::Choice { options } => choice(options, text),
        FieldKind::Url => url(text).ok_or(Reason::Url(text.into())),
        FieldKind::Person => match text.parse::<Handle>() {
            Ok(handle) => Ok(handle.into()),
            Err(_) => Err(Reason::Person(text.into())),
        },
    };
    value.map_err(BadValue)
}

/// A title: one line of 1 to 200 characters, without space around it.
///
/// # Errors
/// A sentence that says what to write instead.
pub fn title(text: &str) -> Result<String, BadValue> {
    let title = text.trim();
    let chars = title.chars().count();
    let reason = match chars {
        0 => Reason::NoTitle,
        _ if chars > TITLE_CHARS_MAX => Reason::LongTitle(chars),
        _ if title.contains([
            '\n', '\r', '\u{0B}', '\u{0C}', '\u{85}', '\u{2028}', '\u{2029}',
        ]) =>
        {
            Reason::TitleLines
        }
        _ => return Ok(title.to_owned()),
    };
    Err(BadValue(reason))
}

/// A longer text, kept as it is: a ticket's body, a comment, a note, a reason. It may be empty.
///
/// # Errors
/// Over [`TEXT_BYTES_MAX`].
pub fn text(text: &str) -> Result<String, BadValue> {
    if text.len() > TEXT_BYTES_MAX {
        return Err(BadValue(Reason::LongText(text.len())));
    }
    Ok(text.to_owned())
}

/// Digits with at most one dot between them; no exponent, no needless zeros.
fn number(text: &str) -> Option<String> {
    if text.len() > NUMBER_CHARS_MAX {
        return None;
    }
    let digits = text.strip_prefix('-').unwrap_or(text);
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, "0"));
    let all_digits = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit());
    if !all_digits(whole) || !all_digits(fraction) {
        return None;
    }
    let whole = match whole.trim_start_matches('0') {
        "" => "0",
        whole => whole,
    };
    let fraction = fraction.trim_end_matches('0');
    let dot = if fraction.is_empty() { "" } else { "." };
    let value = format!("{whole}{dot}{fraction}");
    let negative = digits.len() < text.len() && value != "0";
    Some(if negative { format!("-{value}") } else { value })
}

fn date(text: &str) -> Option<String> {
    let shape = text.len() == 10 && text.bytes().all(|b| b.is_ascii_digit() || b == b'-');
    let day = NaiveDate::parse_from_str(text, "%Y-%m-%d")
        .ok()
        .filter(|_| shape)?;
    Some(day.format("%Y-%m-%d").to_string()).filter(|day| day == text)
}

fn choice(options: &[String], text: &str) -> Result<String, Reason> {
    if options.iter().any(|option| option == text) {
        return Ok(text.to_owned());
    }
    let hint = Speller::new().hint(text, options.iter().map(String::as_str));
    Err(Reason::Choice {
        value: text.into(),
        hint,
    })
}

fn url(text: &str) -> Option<String> {
    if text.len() > URL_BYTES_MAX
        || text
            .chars()
            .any(|c| c.is_whitespace() || model::name::hides(c))
    {
        return None;
    }
    let lower = text.get(..8).unwrap_or(text).to_ascii_lowercase();
    if !lower.starts_with("https://") && !lower.starts_with("http://") {
        return None;
    }
    let url = Url::parse(text).ok()?;
    let plain = url.username().is_empty() && url.password().is_none() && url.has_host();
    plain.then(|| url.into())
}

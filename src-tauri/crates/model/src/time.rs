//! Moments and spans: UTC, microseconds, RFC 3339 with a `Z`. This crate never asks what time it is.

use std::{fmt, str::FromStr};

use chrono::{DateTime, SecondsFormat, Utc};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// A moment, in microseconds since 1970 UTC.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, ToSchema,
)]
#[serde(try_from = "String", into = "String")]
#[schema(value_type = String, format = DateTime, example = "2026-03-02T09:14:05.123456Z")]
pub struct Timestamp(i64);

impl Timestamp {
    /// The first moment of the year 0.
    pub const FIRST: Self = Self(-62_167_219_200_000_000);
    /// The last of the year 9999: later ones have no RFC 3339 spelling, and what is written must be read again.
    pub const LAST: Self = Self(253_402_300_799_999_999);

    /// The moment that lies `micros` microseconds after 1970 began, or the nearest that can be written.
    pub const fn from_micros(micros: i64) -> Self {
        if micros < Self::FIRST.0 {
            return Self::FIRST;
        }
        if micros > Self::LAST.0 {
            return Self::LAST;
        }
        Self(micros)
    }
    /// Microseconds since 1970 began.
    pub const fn micros(self) -> i64 {
        self.0
    }
    /// The moment `span` later; stays at the end of time rather than wrap.
    pub const fn plus(self, span: Span) -> Self {
        Self::from_micros(self.0.saturating_add(span.0))
    }
    /// How long after `earlier` this is; nothing when it is not.
    pub const fn since(self, earlier: Self) -> Span {
        let micros = self.0.saturating_sub(earlier.0);
        Span(if micros < 0 { 0 } else { micros })
    }
}

impl fmt::Display for Timestamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let moment = DateTime::<Utc>::from_timestamp_micros(self.0).unwrap_or_default();
        f.write_str(&moment.to_rfc3339_opts(SecondsFormat::Micros, true))
    }
}

/// A text is no moment.
#[derive(Debug, thiserror::Error)]
#[error("`{0}` is not a time. Write it as 2026-03-02T09:14:05Z (RFC 3339, UTC).")]
pub struct NotATime(String);

impl FromStr for Timestamp {
    type Err = NotATime;
    fn from_str(s: &str) -> Result<Self, NotATime> {
        let moment = DateTime::parse_from_rfc3339(s).map_err(|_| NotATime(s.to_owned()))?;
        if !s.ends_with('Z') {
            return Err(NotATime(s.to_owned()));
        }
        Ok(Self(moment.timestamp_micros()))
    }
}
impl TryFrom<String> for Timestamp {
    type Error = NotATime;
    fn try_from(s: String) -> Result<Self, NotATime> {
        s.parse()
    }
}
impl From<Timestamp> for String {
    fn from(t: Timestamp) -> Self {
        t.to_string()
    }
}

/// A length of time, in microseconds; written `90s`, `30m`, `48h`, `7d`.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, ToSchema,
)]
#[serde(try_from = "String", into = "String")]
#[schema(value_type = String, example = "48h")]
pub struct Span(i64);

impl Span {
    /// So many seconds.
    pub const fn seconds(n: i64) -> Self {
        Self(n * 1_000_000)
    }
    /// So many hours.
    pub const fn hours(n: i64) -> Self {
        Self::seconds(n * 3_600)
    }
    /// So many days of 24 hours.
    pub const fn days(n: i64) -> Self {
        Self::hours(n * 24)
    }
    /// Whole seconds in it.
    pub const fn as_seconds(self) -> i64 {
        self.0 / 1_000_000
    }
}

impl fmt::Display for Span {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let seconds = self.as_seconds();
        for (unit, letter) in [(86_400, 'd'), (3_600, 'h'), (60, 'm')] {
            if seconds >= unit && seconds % unit == 0 {
                return write!(f, "{}{letter}", seconds / unit);
            }
        }
        write!(f, "{seconds}s")
    }
}

/// A text is no span.
#[derive(Debug, thiserror::Error)]
#[error(
    "`{0}` is not a length of time. Write a whole number and s, m, h or d: 90s, 30m, 48h, 7d (at most 366d)."
)]
pub struct NotASpan(String);

impl FromStr for Span {
    type Err = NotASpan;
    fn from_str(s: &str) -> Result<Self, NotASpan> {
        let bad = || NotASpan(s.to_owned());
        let unit = match s.chars().last().ok_or_else(bad)? {
            's' => 1,
            'm' => 60,
            'h' => 3_600,
            'd' => 86_400,
            _ => return Err(bad()),
        };
        let number: i64 = s[..s.len() - 1].parse().map_err(|_| bad())?;
        let seconds = number
            .checked_mul(unit)
            .filter(|n| (1..=366 * 86_400).contains(n))
            .ok_or_else(bad)?;
        Ok(Self::seconds(seconds))
    }
}
impl TryFrom<String> for Span {
    type Error = NotASpan;
    fn try_from(s: String) -> Result<Self, NotASpan> {
        s.parse()
    }
}
impl From<Span> for String {
    fn from(s: Span) -> Self {
        s.to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_moment_is_written_with_microseconds_and_read_back() {
        let t: Timestamp = "2026-03-02T09:14:05.123456Z".parse().unwrap();
        assert_eq!(t.to_string(), "2026-03-02T09:14:05.123456Z");
        assert!("2026-03-02T09:14:05+01:00".parse::<Timestamp>().is_err());
    }

    #[test]
    fn every_moment_that_is_written_can_be_read() {
        let moments = [
            Timestamp::from_micros(i64::MIN),
            Timestamp::from_micros(i64::MAX),
            Timestamp::LAST.plus(Span::days(366)),
        ];
        for moment in moments {
            assert_eq!(moment.to_string().parse::<Timestamp>().unwrap(), moment);
        }
    }

    #[test]
    fn a_span_keeps_its_largest_whole_unit() {
        assert_eq!("48h".parse::<Span>().unwrap(), "2d".parse().unwrap());
        assert_eq!(Span::hours(30).to_string(), "30h");
        for bad in ["", "h", "-1h", "1.5h", "9999d", "0h", "1é"] {
            assert!(bad.parse::<Span>().is_err(), "{bad}");
        }
    }
}

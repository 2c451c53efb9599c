//! Moments and spans: UTC, microseconds, RFC 3339 with a `Z`. This crate never asks what time it is.

use std::{fmt, str::FromStr};

use chrono::{DateTime, SecondsFormat, Utc};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::bytes::as_text;

/// A moment, in microseconds since 1970 UTC.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, ToSchema)]
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
        if let Some(micros) = as_written(s.as_bytes()) {
            return Ok(Self(micros));
        }
        let moment = DateTime::parse_from_rfc3339(s).map_err(|_| NotATime(s.to_owned()))?;
        if !s.ends_with('Z') {
            return Err(NotATime(s.to_owned()));
        }
        Ok(Self(moment.timestamp_micros()))
    }
}
impl Serialize for Timestamp {
    fn serialize<S: serde::Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.collect_str(self)
    }
}
impl<'de> Deserialize<'de> for Timestamp {
    fn deserialize<D: serde::Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        as_text(from)
    }
}

/// A moment spelled as this crate writes it, `2026-03-02T09:14:05.123456Z`: a log has one in each entry. Other spellings, and
/// moments that there are not, are left to chrono.
fn as_written(s: &[u8]) -> Option<i64> {
    const SHAPE: &[u8; 27] = b"0000-00-00T00:00:00.000000Z";
    let fits = |(s, shape): (&u8, &u8)| {
        if *shape == b'0' {
            s.is_ascii_digit()
        } else {
            s == shape
        }
    };
    if s.len() != SHAPE.len() || !s.iter().zip(SHAPE).all(fits) {
        return None;
    }
    let number = |digits: &[u8]| {
        let value = digits.iter().map(|digit| i64::from(digit - b'0'));
        value.fold(0, |number, digit| number * 10 + digit)
    };
    let (year, month, day) = (number(&s[..4]), number(&s[5..7]), number(&s[8..10]));
    let (hour, minute, second) = (number(&s[11..13]), number(&s[14..16]), number(&s[17..19]));
    let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    let days = match month {
        2 if leap => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        1..=12 => 31,
        _ => return None,
    };
    if !(1..=days).contains(&day) || hour > 23 || minute > 59 || second > 59 {
        return None;
    }
    let time = (hour * 60 + minute) * 60 + second;
    Some((days_since_1970(year, month, day) * 86_400 + time) * 1_000_000 + number(&s[20..26]))
}

/// Days from 1 January 1970 in the Gregorian calendar, counted in years that begin in March, so that the leap day comes last.
const fn days_since_1970(year: i64, month: i64, day: i64) -> i64 {
    let year = if month > 2 { year } else { year - 1 };
    let day_of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    let leap_days = year.div_euclid(4) - year.div_euclid(100) + year.div_euclid(400);
    365 * year + leap_days + day_of_year - 719_468
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
    fn every_spelling_is_read_as_chrono_reads_it() {
        let days = (0..3_652_059).step_by(17).map(|day| day * 86_400_000_000);
        for micros in days.map(|micros| Timestamp::FIRST.0 + micros + 49_105_123_456) {
            let written = Timestamp(micros).to_string();
            assert_eq!(as_written(written.as_bytes()), Some(micros), "{written}");
        }
        for odd in [
            "2026-02-29T09:14:05.123456Z",
            "2026-04-31T09:14:05.123456Z",
            "2026-13-01T09:14:05.123456Z",
            "2026-00-01T09:14:05.123456Z",
            "2026-01-00T09:14:05.123456Z",
            "2026-01-01T24:00:00.000000Z",
            "2026-01-01T23:60:00.000000Z",
            "2026-01-01T23:59:60.000000Z",
            "2026-01-01T23:59:61.000000Z",
            "2026-01-01t23:59:59.000000z",
            "2026-01-01T23:59:59.000000+",
            "+026-01-01T23:59:59.000000Z",
            "2026-01-01T23:59:59.0000 0Z",
        ] {
            let chrono = DateTime::parse_from_rfc3339(odd).ok();
            let chrono = chrono.filter(|_| odd.ends_with('Z'));
            let ours = odd.parse::<Timestamp>().ok().map(Timestamp::micros);
            assert_eq!(ours, chrono.map(|t| t.timestamp_micros()), "{odd}");
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

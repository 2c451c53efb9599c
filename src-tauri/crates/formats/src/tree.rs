//! Reading a TOML tree by kind, with every wrong kind noted where it stands.

use std::ops::Range;

use model::NameError;
use toml::{
    Spanned,
    de::{DeString, DeTable, DeValue},
};

use crate::{
    mistake::{Hint, Mistake},
    suggest::Speller,
};

/// After so many mistakes nobody is told what was meant: a person made fewer.
const HINTED_MAX: usize = 1_000;

/// A value and where it stands in the file.
#[derive(Clone, Debug)]
pub(crate) struct At<T> {
    pub(crate) value: T,
    pub(crate) span: Range<usize>,
}

impl<T> At<T> {
    pub(crate) const fn new(value: T, span: Range<usize>) -> Self {
        Self { value, span }
    }
}

/// What has been found wrong so far.
pub(crate) struct Notes {
    pub(crate) found: Vec<(Mistake, Range<usize>)>,
    speller: Speller,
}

/// A table and what a sentence calls it.
#[derive(Clone, Copy)]
pub(crate) struct Place<'t, 'i> {
    pub(crate) table: &'t DeTable<'i>,
    pub(crate) called: &'static str,
}

type Value<'i> = Spanned<DeValue<'i>>;
type Key<'i> = Spanned<DeString<'i>>;

impl Notes {
    pub(crate) fn new() -> Self {
        Self {
            found: Vec::new(),
            speller: Speller::new(),
        }
    }

    pub(crate) fn note(&mut self, mistake: Mistake, span: Range<usize>) {
        self.found.push((mistake, span));
    }

    pub(crate) fn hint<'k>(
        &self,
        words: &str,
        known: impl Iterator<Item = &'k str> + Clone,
    ) -> Hint {
        if self.found.len() > HINTED_MAX {
            return Hint::none();
        }
        self.speller.hint(words, known)
    }

    fn wrong<T>(&mut self, value: &Value<'_>, expected: &'static str) -> Option<T> {
        self.note(
            Mistake::WrongType {
                expected,
                found: kind(value.get_ref()),
            },
            value.span(),
        );
        None
    }

    pub(crate) fn string(&mut self, value: &Value<'_>) -> Option<At<String>> {
        match value.get_ref() {
            DeValue::String(s) => Some(At::new(s.clone().into_owned(), value.span())),
            _ => self.wrong(value, "a text in quotes"),
        }
    }

    /// A text that is a name.
    pub(crate) fn name<T: std::str::FromStr<Err = NameError>>(
        &mut self,
        value: &Value<'_>,
    ) -> Option<At<T>> {
        let At { value, span } = self.string(value)?;
        self.named(&value, span)
    }

    /// A key that is a name.
    pub(crate) fn named<T: std::str::FromStr<Err = NameError>>(
        &mut self,
        text: &str,
        span: Range<usize>,
    ) -> Option<At<T>> {
        match text.parse() {
            Ok(name) => Some(At::new(name, span)),
            Err(error) => {
                self.note(Mistake::Name(error), span);
                None
            }
        }
    }

    pub(crate) fn boolean(&mut self, value: &Value<'_>) -> Option<bool> {
        value
            .get_ref()
            .as_bool()
            .or_else(|| self.wrong(value, "true or false"))
    }

    pub(crate) fn whole(&mut self, value: &Value<'_>) -> Option<At<i64>> {
        let number = match value.get_ref() {
            DeValue::Integer(n) => i64::from_str_radix(n.as_str(), n.radix()).ok(),
            _ => None,
        };
        match number {
            Some(n) => Some(At::new(n, value.span())),
            None => self.wrong(value, "a whole number"),
        }
    }

    pub(crate) fn number(&mut self, value: &Value<'_>) -> Option<f64> {
        let number = match value.get_ref() {
            DeValue::Integer(n) => i64::from_str_radix(n.as_str(), n.radix())
                .ok()
                .map(|n| n as f64),
            DeValue::Float(n) => n.as_str().parse().ok(),
            _ => None,
        };
        number.or_else(|| self.wrong(value, "a number"))
    }

    pub(crate) fn list<'v, 'i>(
        &mut self,
        value: &'v Value<'i>,
        expected: &'static str,
    ) -> Option<&'v [Value<'i>]> {
        match value.get_ref() {
            DeValue::Array(items) => Some(items),
            _ => self.wrong(value, expected),
        }
    }

    pub(crate) fn table<'v, 'i>(
        &mut self,
        value: &'v Value<'i>,
        called: &'static str,
        expected: &'static str,
    ) -> Option<Place<'v, 'i>> {
        match value.get_ref() {
            DeValue::Table(table) => Some(Place { table, called }),
            _ => self.wrong(value, expected),
        }
    }

    /// Notes every key of `place` that is neither `known` nor for `later`.
    pub(crate) fn keys(
        &mut self,
        place: Place<'_, '_>,
        known: &[&str],
        later: &[(&'static str, &'static str)],
    ) {
        for (key, _) in entries(place.table) {
            let name = key.get_ref().as_ref();
            if known.contains(&name) {
                continue;
            }
            let mistake = match later.iter().find(|(word, _)| *word == name) {
                Some((key, why)) => Mistake::NotYet {
                    key,
                    place: place.called,
                    why,
                },
                None => Mistake::UnknownKey {
                    key: name.into(),
                    place: place.called,
                    hint: self.hint(name, known.iter().copied()),
                },
            };
            self.note(mistake, key.span());
        }
    }
}

impl<'t, 'i> Place<'t, 'i> {
    pub(crate) fn get(self, key: &str) -> Option<&'t Value<'i>> {
        self.table.get(key)
    }
}

/// Keys and values in the file's order.
pub(crate) fn entries<'t, 'i>(table: &'t DeTable<'i>) -> Vec<(&'t Key<'i>, &'t Value<'i>)> {
    let mut all: Vec<_> = table.iter().collect();
    all.sort_by_key(|(key, _)| key.span().start);
    all
}

fn kind(value: &DeValue<'_>) -> &'static str {
    match value {
        DeValue::String(_) => "a text",
        DeValue::Integer(_) => "a whole number",
        DeValue::Float(_) => "a number",
        DeValue::Boolean(_) => "true or false",
        DeValue::Datetime(_) => "a date or time",
        DeValue::Array(_) => "a list",
        DeValue::Table(_) => "a table",
    }
}

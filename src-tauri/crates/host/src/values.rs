//! What callers write, checked before it becomes a digest: titles, texts, values of fields. A 400 says where.

use formats::value;
use model::{FieldName, Handle, Workflow, workflow::FieldKind};

use crate::{Refused, Result};

/// A ticket's title.
pub(crate) fn title(text: &str) -> Result<String> {
    value::title(text).map_err(|e| Refused::malformed("title", e.to_string()))
}

/// A ticket's body; nothing when empty.
pub(crate) fn body(text: Option<&str>) -> Result<Option<String>> {
    let Some(text) = text.filter(|t| !t.is_empty()) else {
        return Ok(None);
    };
    value::text(text)
        .map(Some)
        .map_err(|e| Refused::malformed("body", e.to_string()))
}

/// A comment, note or reason: there must be something in it.
pub(crate) fn said(at: &str, text: &str) -> Result<String> {
    if text.trim().is_empty() {
        return Err(Refused::malformed(
            at,
            format!("`{at}` is empty. Write something, or leave it away."),
        ));
    }
    value::text(text).map_err(|e| Refused::malformed(at, e.to_string()))
}

/// A field's value as it is kept; `null` and the empty text empty it.
pub(crate) fn field(
    rules: &Workflow,
    place: &str,
    name: &FieldName,
    text: Option<&str>,
    member: impl Fn(&str) -> bool,
) -> Result<Option<String>> {
    let at = format!("{place}.{name}");
    let Some(field) = rules.field(name) else {
        let known: Vec<String> = rules
            .fields
            .iter()
            .map(|f| format!("`{}`", f.name))
            .collect();
        let known = if known.is_empty() {
            "none".to_owned()
        } else {
            known.join(", ")
        };
        let detail = format!(
            "The workflow `{}` declares no field `{name}`. It has: {known}.",
            rules.name
        );
        return Err(Refused::malformed(&at, detail));
    };
    let Some(text) = text.filter(|t| !t.is_empty()) else {
        return Ok(None);
    };
    let value =
        value::check(&field.kind, text).map_err(|e| Refused::malformed(&at, e.to_string()))?;
    if field.kind == FieldKind::Person && !member(&value) {
        let detail = format!("Nobody here has the handle `{value}`. Write a member's handle.");
        return Err(Refused::malformed(&at, detail));
    }
    Ok(Some(value))
}

/// A person's, workspace's or project's name: one line that hides and reorders nothing.
pub(crate) fn name(at: &str, text: &str) -> Result<String> {
    let text = text.trim();
    model::name::checked(text).map_err(|e| Refused::malformed(at, e.to_string()))?;
    Ok(text.to_owned())
}

/// How somebody signs in.
pub(crate) fn handle(text: &str) -> Result<Handle> {
    text.trim()
        .parse()
        .map_err(|e: model::NameError| Refused::malformed("handle", e.to_string()))
}

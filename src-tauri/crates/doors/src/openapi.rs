//! The API described once (OpenAPI 3.1), from the handlers: for bots, and for the UI's generated client.

use model::view::{Run, problem::Problem};
use utoipa::{
    PartialSchema, ToSchema,
    openapi::{
        Components, Content, Info, OpenApi, Ref, ResponseBuilder,
        path::{Operation, ParameterBuilder, ParameterIn, PathItem},
        schema::{Array, ObjectBuilder, Type},
        security::{HttpAuthScheme, HttpBuilder, SecurityRequirement, SecurityScheme},
    },
};

use crate::{bots, people};

const BEARER: &str = "token";

/// What utoipa calls a `Sentence`, which is another name for a list of runs.
const ALIASED: &str = "Vec";

/// Both doors, as JSON.
pub fn openapi() -> String {
    let mut document = bots::routes().into_openapi();
    document.merge(people::routes().into_openapi());
    written(
        document,
        "OpenWeave Console",
        "Both doors: /v1 for bots, /console for the UI.",
    )
}

/// The bots' door, as JSON.
pub fn bots_openapi() -> String {
    let about = "Every refusal is application/problem+json with a stable `code` and a sentence that says what to do next. \
                 POST and PATCH honour `Idempotency-Key`: a replay is answered as the first time, with `Idempotency-Replayed: true`. \
                 A gated move is answered 202: ask for its request with `wait` until it is no longer pending.";
    written(bots::routes().into_openapi(), "OpenWeave for bots", about)
}

fn written(mut document: OpenApi, title: &str, about: &str) -> String {
    document.info = Info::new(title, "1");
    document.info.description = Some(about.to_owned());
    let components = document.components.get_or_insert_with(Components::new);
    let mut schemas = vec![
        (Problem::name().into_owned(), Problem::schema()),
        (Run::name().into_owned(), Run::schema()),
        (
            "Sentence".to_owned(),
            Array::new(Ref::from_schema_name(Run::name())).into(),
        ),
    ];
    Problem::schemas(&mut schemas);
    components.schemas.extend(schemas);
    components.schemas.remove(ALIASED);
    let bearer = HttpBuilder::new()
        .scheme(HttpAuthScheme::Bearer)
        .bearer_format("owb_…")
        .build();
    components.add_security_scheme(BEARER, SecurityScheme::Http(bearer));
    for (path, item) in &mut document.paths.paths {
        let of_bots = path.starts_with("/v1/");
        for (operation, writes) in operations(item) {
            complete(operation, of_bots, writes);
        }
    }
    let text = serde_json::to_string_pretty(&document).unwrap_or_default() + "\n";
    text.replace(&format!("schemas/{ALIASED}\""), "schemas/Sentence\"")
}

/// The operations of an address, and whether each can be repeated under an idempotency key.
fn operations(item: &mut PathItem) -> impl Iterator<Item = (&mut Operation, bool)> {
    let PathItem {
        get,
        post,
        patch,
        put,
        delete,
        ..
    } = item;
    let all = [
        (get, false),
        (post, true),
        (patch, true),
        (put, false),
        (delete, false),
    ];
    all.into_iter()
        .filter_map(|(operation, writes)| operation.as_mut().map(|operation| (operation, writes)))
}

/// What holds of every operation: a name of its own, how refusals look, who may call.
fn complete(operation: &mut Operation, of_bots: bool, writes: bool) {
    let tag = operation
        .tags
        .iter()
        .flatten()
        .next()
        .cloned()
        .unwrap_or_default();
    operation.operation_id = operation
        .operation_id
        .take()
        .map(|id| format!("{tag}_{id}"));
    let refused = ResponseBuilder::new()
        .description("Refused. `code` says why, `detail` what to do.")
        .content(
            "application/problem+json",
            Content::new(Some(Ref::from_schema_name(Problem::name()))),
        )
        .build();
    operation
        .responses
        .responses
        .insert("default".to_owned(), refused.into());
    if !of_bots {
        return;
    }
    operation.security = Some(vec![SecurityRequirement::new(BEARER, Vec::<String>::new())]);
    if writes {
        let key = ParameterBuilder::new()
            .name("Idempotency-Key")
            .parameter_in(ParameterIn::Header)
            .description(Some(
                "The same key again: the same answer again, and nothing done twice.",
            ))
            .schema(Some(ObjectBuilder::new().schema_type(Type::String)))
            .build();
        operation.parameters.get_or_insert_with(Vec::new).push(key);
    }
}

#[cfg(test)]
mod tests {
    use std::{collections::BTreeSet, fs, path::Path};

    use serde_json::Value;

    use super::*;

    /// From this description the UI's client is generated. `UPDATE=1 cargo test -p openweave-doors` writes it anew.
    const CHECKED_IN: &str = concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/../../../ui/src/lib/api/openapi.json"
    );

    #[test]
    fn the_checked_in_description_is_current() {
        let file = Path::new(CHECKED_IN);
        if std::env::var_os("UPDATE").is_some() {
            fs::create_dir_all(file.parent().unwrap()).unwrap();
            fs::write(file, openapi()).unwrap();
        }
        let current = fs::read_to_string(file).unwrap_or_default() == openapi();
        assert!(
            current,
            "{CHECKED_IN} is out of date. Run `UPDATE=1 cargo test -p openweave-doors`, then `npm run api` in ui/."
        );
    }

    #[test]
    fn every_reference_leads_somewhere_and_every_operation_has_its_own_name() {
        for text in [openapi(), bots_openapi()] {
            let document: Value = serde_json::from_str(&text).unwrap();
            let mut names = BTreeSet::new();
            walk(&document, &mut |key, value| match (key, value) {
                ("$ref", Value::String(reference)) => {
                    let pointer = reference.strip_prefix('#').unwrap();
                    assert!(
                        document.pointer(pointer).is_some(),
                        "{reference} leads nowhere"
                    );
                }
                ("operationId", Value::String(name)) => {
                    assert!(names.insert(name.clone()), "{name} twice")
                }
                _ => {}
            });
            assert_eq!(document["openapi"], "3.1.0");
        }
    }

    #[test]
    fn bots_are_told_of_no_way_to_decide() {
        let text = bots_openapi();
        assert!(!text.contains("/console"));
        assert!(!text.contains("decision"));
    }

    fn walk(value: &Value, see: &mut impl FnMut(&str, &Value)) {
        match value {
            Value::Object(map) => map.iter().for_each(|(key, value)| {
                see(key, value);
                walk(value, see);
            }),
            Value::Array(all) => all.iter().for_each(|value| walk(value, see)),
            _ => {}
        }
    }
}

//! A workflow file as its author writes it. The JSON Schema is generated from these types; `walk` fills them.
//! What a file must have is optional here: a missing part is noted, and the rest is read all the same.

use std::{
    borrow::Cow,
    collections::{BTreeMap, BTreeSet},
};

use model::{
    Barred, Colour, FieldName, Rejection, RoleName, Scenario, Span, StateName, Step,
    TransitionName, Who, WorkflowName,
};
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};

use crate::tree::At;

/// A state machine that tickets follow: who may move what, and which moves wait for people.
#[derive(Debug, Default, JsonSchema)]
#[schemars(rename = "Workflow", deny_unknown_fields)]
pub(crate) struct WorkflowFile {
    /// The version of this file format. Always 1.
    #[schemars(required, extend("const" = 1))]
    pub(crate) format: Option<At<i64>>,
    /// What the workflow is called; a published workflow is known by it.
    #[schemars(required, schema_with = "name")]
    pub(crate) name: Option<At<WorkflowName>>,
    /// What it is for, in a sentence or two. Not part of the rules.
    pub(crate) description: Option<String>,
    /// The state in which tickets begin.
    #[schemars(required, schema_with = "name")]
    pub(crate) initial: Option<At<StateName>>,
    /// Who may create, edit and comment on tickets.
    #[schemars(default)]
    pub(crate) tickets: TicketsTable,
    /// The fields that tickets may have, by name.
    #[schemars(default, schema_with = "fields")]
    pub(crate) fields: Vec<(At<FieldName>, FieldTable)>,
    /// The states, by name.
    #[schemars(required, schema_with = "states")]
    pub(crate) states: Vec<(At<StateName>, StateTable)>,
    /// The named arrows between states.
    #[schemars(default)]
    pub(crate) transitions: Vec<TransitionTable>,
    /// Where boxes stand on the canvas: x and y of their middle, in pixels, by state. Not part of the rules.
    #[schemars(default, schema_with = "layout")]
    pub(crate) layout: Vec<(At<StateName>, (f64, f64))>,
    /// Runs through the workflow that must keep coming out as they say. Not part of the rules.
    #[schemars(default, schema_with = "scenarios")]
    pub(crate) scenarios: Vec<Scenario>,
}

/// Who may do what with tickets, moves apart. An absent list means nobody.
#[derive(Debug, Default, JsonSchema)]
#[schemars(rename = "Tickets", deny_unknown_fields)]
pub(crate) struct TicketsTable {
    /// Who opens them.
    #[schemars(default, schema_with = "allow")]
    pub(crate) create: Vec<Who>,
    /// Who changes title, body and fields.
    #[schemars(default, schema_with = "allow")]
    pub(crate) edit: Vec<Who>,
    /// Who comments.
    #[schemars(default, schema_with = "allow")]
    pub(crate) comment: Vec<Who>,
}

/// A field that tickets may have.
#[derive(Debug, Default, JsonSchema)]
#[schemars(rename = "Field", deny_unknown_fields)]
pub(crate) struct FieldTable {
    /// What values it takes.
    #[schemars(required, rename = "type")]
    pub(crate) kind: Option<FieldType>,
    /// The values of a choice.
    pub(crate) options: Option<Vec<String>>,
    /// What it is for. Not part of the rules.
    pub(crate) description: Option<String>,
}

/// What values a field takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, JsonSchema)]
#[schemars(rename_all = "snake_case")]
pub(crate) enum FieldType {
    /// Any text.
    Text,
    /// A decimal number.
    Number,
    /// A day, `2026-03-02`.
    Date,
    /// One of `options`.
    Choice,
    /// An absolute http or https address.
    Url,
    /// A member's handle.
    Person,
}

impl FieldType {
    pub(crate) const ALL: [(&str, Self); 6] = [
        ("text", Self::Text),
        ("number", Self::Number),
        ("date", Self::Date),
        ("choice", Self::Choice),
        ("url", Self::Url),
        ("person", Self::Person),
    ];
}

/// A box.
#[derive(Debug, Default, JsonSchema)]
#[schemars(rename = "State", deny_unknown_fields)]
pub(crate) struct StateTable {
    /// Nothing leaves it.
    #[schemars(default)]
    pub(crate) terminal: bool,
    /// What it means to stand there, as its box shows it: green, it went well; amber, something is waited for; red, it did not come to be.
    /// Not part of the rules.
    #[schemars(schema_with = "colour")]
    pub(crate) colour: Option<Colour>,
    /// What it means. Not part of the rules.
    pub(crate) description: Option<String>,
}

/// A named arrow.
#[derive(Debug, Default, JsonSchema)]
#[schemars(rename = "Transition", deny_unknown_fields)]
pub(crate) struct TransitionTable {
    /// What the move is called; one of a name per state.
    #[schemars(required, schema_with = "name")]
    pub(crate) name: Option<At<TransitionName>>,
    /// Where it may start.
    #[schemars(required, schema_with = "names")]
    pub(crate) from: Option<Vec<At<StateName>>>,
    /// Where it ends.
    #[schemars(required, schema_with = "name")]
    pub(crate) to: Option<At<StateName>>,
    /// Who may take it. Empty or absent means nobody.
    #[schemars(default, schema_with = "allow")]
    pub(crate) by: Vec<Who>,
    /// Fields that must be filled first.
    #[schemars(default, schema_with = "field_names")]
    pub(crate) requires: Vec<At<FieldName>>,
    /// What it demands before it opens.
    pub(crate) gate: Option<GateTable>,
    /// Who may take it at once in an emergency, past its gate. Never a bot.
    pub(crate) break_glass: Option<At<BreakGlassTable>>,
    /// What it means. Not part of the rules.
    pub(crate) description: Option<String>,
}

/// People who must approve before the move happens. Never the requester, a requesting bot's keeper or its token's issuer.
#[derive(Debug, Default)]
pub(crate) struct GateTable {
    pub(crate) seats: Option<BTreeMap<RoleName, u32>>,
    pub(crate) expires: Option<Span>,
    pub(crate) reauthenticate: bool,
    pub(crate) not: Vec<At<Barred>>,
    pub(crate) reject: Rejection,
}

impl JsonSchema for GateTable {
    fn schema_name() -> Cow<'static, str> {
        "Gate".into()
    }
    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let role = role(generator);
        json_schema!({
            "type": "object",
            "description": "People who must approve before the move happens. Never the requester, a requesting bot's keeper or its token's issuer.",
            "properties": {
                "approvals": {
                    "type": "integer", "minimum": 1, "maximum": 1000,
                    "description": "How many people must approve; with `role`."
                },
                "role": role,
                "roles": {
                    "type": "object", "minProperties": 1,
                    "propertyNames": role,
                    "additionalProperties": { "type": "integer", "minimum": 1, "maximum": 1000 },
                    "description": "How many people must approve with each role. One person fills one seat. Instead of `approvals` and `role`."
                },
                "expires": {
                    "type": "string", "pattern": "^[0-9]+[smhd]$", "default": "7d",
                    "description": "How long a request may wait: 90s, 30m, 48h, 7d. Absent means 7 days."
                },
                "reauthenticate": {
                    "type": "boolean", "default": false,
                    "description": "Whoever decides gives their password again at that moment."
                },
                "not": {
                    "type": "array", "uniqueItems": true,
                    "items": { "anyOf": [
                        { "enum": ["creator", "last_editor"] },
                        { "type": "string", "pattern": "^mover:.+$", "description": "Whoever took this transition on the ticket: mover:<transition>." }
                    ] },
                    "description": "Who cannot approve besides those who never can: whoever opened the ticket, changed it last, or took a move on it."
                },
                "reject": {
                    "enum": ["first", "majority"], "default": "first",
                    "description": "Whether one rejection ends the request, or more than half as many as must approve."
                }
            },
            "additionalProperties": false,
            "oneOf": [{ "required": ["approvals", "role"] }, { "required": ["roles"] }]
        })
    }
}

/// Who may take a transition at once in an emergency, and who looks at it afterwards.
#[derive(Debug, Default, JsonSchema)]
#[schemars(rename = "BreakGlass", deny_unknown_fields)]
pub(crate) struct BreakGlassTable {
    /// People with one of these roles may.
    #[schemars(schema_with = "roles")]
    pub(crate) roles: BTreeSet<RoleName>,
    /// Within this time somebody else must have reviewed it: 90s, 30m, 48h, 7d. Absent means 3 days.
    #[schemars(schema_with = "review")]
    pub(crate) review: Option<Span>,
    /// Who may review it, besides owners and those whom the gate asks for.
    #[schemars(default, schema_with = "roles")]
    pub(crate) reviewers: BTreeSet<RoleName>,
}

impl<T: JsonSchema> JsonSchema for At<T> {
    fn inline_schema() -> bool {
        T::inline_schema()
    }
    fn schema_name() -> Cow<'static, str> {
        T::schema_name()
    }
    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        T::json_schema(generator)
    }
}

fn name(_: &mut SchemaGenerator) -> Schema {
    json_schema!({ "type": "string", "minLength": 1, "maxLength": 80 })
}

fn colour(_: &mut SchemaGenerator) -> Schema {
    json_schema!({ "enum": Colour::ALL.map(|(word, _)| word) })
}

fn names(_: &mut SchemaGenerator) -> Schema {
    json_schema!({
        "type": "array", "minItems": 1, "uniqueItems": true,
        "items": { "type": "string", "minLength": 1, "maxLength": 80 }
    })
}

fn field_names(_: &mut SchemaGenerator) -> Schema {
    json_schema!({
        "type": "array", "uniqueItems": true,
        "items": { "type": "string", "pattern": "^[a-z][a-z0-9_]{0,79}$" }
    })
}

fn allow(_: &mut SchemaGenerator) -> Schema {
    json_schema!({
        "type": "array", "uniqueItems": true,
        "items": { "anyOf": [
            { "enum": ["person", "bot"] },
            { "type": "string", "pattern": "^role:[a-z][a-z0-9-]*$", "description": "Who holds the role: role:<name>." },
            { "type": "string", "pattern": "^actor:[a-z][a-z0-9._-]*$", "description": "One actor: actor:<handle>, bound when the workflow is published." }
        ] }
    })
}

fn role(_: &mut SchemaGenerator) -> Schema {
    json_schema!({ "type": "string", "pattern": "^[a-z][a-z0-9-]{0,79}$" })
}

fn roles(generator: &mut SchemaGenerator) -> Schema {
    let role = role(generator);
    json_schema!({ "type": "array", "uniqueItems": true, "items": role })
}

fn review(_: &mut SchemaGenerator) -> Schema {
    json_schema!({ "type": "string", "pattern": "^[0-9]+[smhd]$", "default": "3d" })
}

fn states(generator: &mut SchemaGenerator) -> Schema {
    let mut schema = BTreeMap::<String, StateTable>::json_schema(generator);
    schema.insert("minProperties".into(), 1.into());
    schema.insert("maxProperties".into(), crate::STATES_MAX.into());
    schema
}

fn fields(generator: &mut SchemaGenerator) -> Schema {
    BTreeMap::<String, FieldTable>::json_schema(generator)
}

fn layout(generator: &mut SchemaGenerator) -> Schema {
    BTreeMap::<String, (f64, f64)>::json_schema(generator)
}

fn scenarios(generator: &mut SchemaGenerator) -> Schema {
    generator
        .definitions_mut()
        .insert("Scenario".into(), scenario().into());
    json_schema!({
        "type": "array", "maxItems": Scenario::MAX,
        "items": { "$ref": "#/$defs/Scenario" }
    })
}

fn scenario() -> Schema {
    let handle = json_schema!({ "type": "string", "pattern": "^[a-z][a-z0-9._-]{0,79}$" });
    let roles = json_schema!({
        "type": "array", "uniqueItems": true,
        "items": { "type": "string", "pattern": "^[a-z][a-z0-9-]{0,79}$" }
    });
    let name = json_schema!({ "type": "string", "minLength": 1, "maxLength": 80 });
    json_schema!({
        "type": "object",
        "description": "A run through the workflow that must keep coming out as it says.",
        "properties": {
            "name": { "type": "string", "minLength": 1, "maxLength": 80, "description": "What it shows." },
            "people": {
                "type": "object", "propertyNames": handle, "additionalProperties": roles,
                "description": "The people who take part, each with their roles."
            },
            "bots": {
                "type": "object", "propertyNames": handle,
                "description": "The bots that take part.",
                "additionalProperties": {
                    "type": "object",
                    "properties": { "keeper": handle, "roles": roles },
                    "additionalProperties": false
                }
            },
            "creator": { "type": "string", "description": "Who opens the ticket." },
            "steps": { "type": "array", "maxItems": Step::MAX, "items": step(&handle, &name) }
        },
        "required": ["name", "creator", "steps"],
        "additionalProperties": false
    })
}

fn step(handle: &Schema, name: &Schema) -> Schema {
    json_schema!({
        "type": "object",
        "properties": {
            "by": handle,
            "take": name, "break_glass": name, "approve": name, "reject": name, "return": name, "withdraw": name,
            "edit": { "const": true },
            "with": {
                "type": "array", "uniqueItems": true,
                "items": { "type": "string", "pattern": "^[a-z][a-z0-9_]{0,79}$" },
                "description": "The fields that are filled."
            },
            "wait": { "type": "string", "pattern": "^[0-9]+[smhd]$" },
            "then": { "type": "string", "description": "Where the ticket stands afterwards." },
            "refused": { "type": "string", "description": "The code as which it is refused." }
        },
        "additionalProperties": false
    })
}

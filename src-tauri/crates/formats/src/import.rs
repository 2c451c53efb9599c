//! Workflows of other tools, read: a file is made of what can be carried, and all that cannot is named.

mod json;
mod mermaid;
mod xstate;

use std::collections::{BTreeMap, BTreeSet};

use model::{
    FieldName, NameError, StateName, TransitionName, WorkflowName,
    view::designer::{Edit, FieldParts, GateParts, GlassParts, Spot, StateParts, TransitionParts},
    workflow::FieldKind,
};

use crate::{FILE_BYTES_MAX, STATES_MAX, TRANSITIONS_MAX, edit, mistake::APPROVALS_MAX};

/// More are not told one by one.
const LEFT_MAX: usize = 500;

/// Whose words a text is in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Origin {
    /// XState v4 or v5 machine configuration, as JSON (stately.ai/docs/machines).
    XState,
    /// Mermaid `stateDiagram-v2` (mermaid.js.org/syntax/stateDiagram.html).
    Mermaid,
}

impl Origin {
    /// Whose words `text` is in, if it is no workflow file of ours.
    pub fn of(text: &str) -> Option<Self> {
        let text = text.trim_start_matches(['\u{feff}', ' ', '\t', '\r', '\n']);
        if text.starts_with('{') {
            return Some(Self::XState);
        }
        let mut lines = text.lines().map(str::trim).filter(|line| !line.is_empty());
        lines
            .any(|line| line == "stateDiagram" || line.starts_with("stateDiagram-v2"))
            .then_some(Self::Mermaid)
    }
}

/// A workflow file made of another tool's.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Imported {
    /// The file.
    pub source: String,
    /// What could not be carried, in the order in which it was read.
    pub left: Vec<Left>,
}

/// Something that could not be carried.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Left {
    /// Where: `line 4`, `states.Draft.on.SUBMIT`.
    pub at: String,
    /// What, and what to do instead.
    pub what: String,
}

/// Why nothing could be made of a text.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ImportError {
    /// It is too large.
    #[error("The file has {0} bytes; at most 2 MiB are read.")]
    TooLarge(usize),
    /// It has too many parts.
    #[error("A workflow has at most {max} {what}; this has more.")]
    TooMany {
        /// States or transitions.
        what: &'static str,
        /// How many at most.
        max: usize,
    },
    /// It cannot be read.
    #[error("This is no {what}: {why}")]
    Unreadable {
        /// JSON, or a machine.
        what: &'static str,
        /// Why.
        why: String,
    },
    /// There is nothing in it.
    #[error("There is no state in it, so that there is nothing to import.")]
    Empty,
}

/// Makes a workflow file of another tool's.
///
/// # Errors
/// Where nothing can be made of it.
pub fn import(text: &str, origin: Origin) -> Result<Imported, ImportError> {
    if text.len() > FILE_BYTES_MAX {
        return Err(ImportError::TooLarge(text.len()));
    }
    let mut drawn = Drawn::default();
    match origin {
        Origin::XState => xstate::read(text, &mut drawn)?,
        Origin::Mermaid => mermaid::read(text, &mut drawn)?,
    }
    drawn.written()
}

/// What was read so far.
#[derive(Debug, Default)]
struct Drawn {
    name: Option<WorkflowName>,
    description: Option<String>,
    initial: Option<StateName>,
    tickets: Option<(Vec<String>, Vec<String>, Vec<String>)>,
    fields: Vec<FieldParts>,
    states: Vec<(StateParts, Option<Spot>)>,
    transitions: Vec<TransitionParts>,
    left: Vec<Left>,
    unsaid: usize,
}

impl Drawn {
    /// Notes what cannot be carried.
    fn leave(&mut self, at: impl ToString, what: impl Into<String>) {
        self.unsaid += usize::from(self.left.len() >= LEFT_MAX);
        if self.left.len() < LEFT_MAX {
            let (at, what) = (at.to_string(), what.into());
            self.left.push(Left { at, what });
        }
    }

    /// A name as ours may be: what deceives or is too long is changed, and that is noted.
    fn named<N: std::str::FromStr<Err = NameError>>(&mut self, at: &str, words: &str) -> Option<N> {
        if let Ok(name) = words.parse() {
            return Some(name);
        }
        let plain: String = words
            .chars()
            .map(|c| {
                if model::name::hides(c) || c.is_control() {
                    ' '
                } else {
                    c
                }
            })
            .collect();
        let plain: Vec<&str> = plain.split_whitespace().collect();
        let short: String = plain.join(" ").chars().take(80).collect();
        match short.trim().parse() {
            Ok(name) => {
                let what = format!(
                    "Its name is no name here. It is called {} now.",
                    short.trim()
                );
                self.leave(at, what);
                Some(name)
            }
            Err(_) => {
                self.leave(at, "Its name is no name here. It is not carried.");
                None
            }
        }
    }

    fn state(&mut self, state: StateParts, at: Option<Spot>) -> Result<(), ImportError> {
        self.states.push((state, at));
        limited(self.states.len(), "states", STATES_MAX)
    }

    /// A transition; one that is the same but for where it starts is the same. A gate that could never open, or a word for nobody, is
    /// not carried, and then nobody may take it.
    fn transition(&mut self, at: &str, mut to: TransitionParts) -> Result<(), ImportError> {
        if to.gate.as_ref().is_some_and(|gate| !opens(&gate.seats)) {
            self.leave(
                at,
                "Its gate could never open. It is not carried, and nobody may take it yet.",
            );
            to.gate = None;
            to.by.clear();
        }
        if to
            .break_glass
            .as_ref()
            .is_some_and(|glass| glass.roles.is_empty())
        {
            self.leave(at, "Nobody could break its glass. That is not carried.");
            to.break_glass = None;
        }
        for who in to.by.extract_if(.., |who| !known(who)) {
            self.leave(at, format!("{who} is nobody here. It is not carried."));
        }
        let alike = |other: &&mut TransitionParts| {
            TransitionParts {
                from: Vec::new(),
                ..(**other).clone()
            } == TransitionParts {
                from: Vec::new(),
                ..to.clone()
            }
        };
        if let Some(same) = self.transitions.iter_mut().rev().take(64).find(alike) {
            let (known, new) = to
                .from
                .into_iter()
                .partition(|from| same.from.contains(from));
            let known: Vec<StateName> = known;
            same.from.extend::<Vec<StateName>>(new);
            for from in known {
                let what = format!(
                    "{} leads from {from} to {} twice. It is carried once.",
                    to.name, to.to
                );
                self.leave("transitions", what);
            }
            return Ok(());
        }
        self.transitions.push(to);
        limited(self.transitions.len(), "transitions", TRANSITIONS_MAX)
    }

    fn field(&mut self, field: FieldParts) {
        if self.fields.iter().all(|other| other.name != field.name) {
            self.fields.push(field);
        }
    }

    /// The file.
    fn written(mut self) -> Result<Imported, ImportError> {
        let Some((first, _)) = self.states.first() else {
            return Err(ImportError::Empty);
        };
        let initial = self.initial.clone().unwrap_or_else(|| first.name.clone());
        self.freed();
        let required: Vec<FieldName> = self
            .transitions
            .iter()
            .flat_map(|one| one.requires.iter().cloned())
            .collect();
        for name in required {
            let kind = FieldKind::Text;
            self.field(FieldParts {
                name,
                kind,
                description: None,
            });
        }
        let unsaid = self
            .transitions
            .iter()
            .filter(|one| one.by.is_empty())
            .count();
        if unsaid > 0 {
            let what = format!(
                "{unsaid} of {} transitions are open to nobody yet. Say who may take them.",
                self.transitions.len()
            );
            self.leave("transitions", what);
        }
        if self.unsaid > 0 {
            let what = format!("{} more could not be carried.", self.unsaid);
            self.left.push(Left {
                at: "the rest".to_owned(),
                what,
            });
        }
        let mut edits = Vec::new();
        if let Some((create, change, comment)) = self.tickets {
            edits.push(Edit::SetTickets {
                create,
                edit: change,
                comment,
            });
        }
        for (state, at) in &self.states {
            edits.push(Edit::AddState {
                state: state.name.clone(),
                at: *at,
            });
            edits.push(Edit::SetState {
                state: state.name.clone(),
                to: state.clone(),
            });
        }
        edits.push(Edit::SetInitial { state: initial });
        if let Some(name) = self.name {
            edits.push(Edit::SetWorkflow {
                name,
                description: self.description,
            });
        }
        for field in self.fields {
            edits.push(Edit::AddField {
                field: field.name.clone(),
                to: field,
            });
        }
        edits.extend(
            self.transitions
                .into_iter()
                .map(|to| Edit::AddTransition { to }),
        );
        let source = edit("", &edits).map_err(|error| ImportError::Unreadable {
            what: "workflow",
            why: error.to_string(),
        })?;
        Ok(Imported {
            source,
            left: self.left,
        })
    }

    /// No two transitions of one name start in the same state.
    fn freed(&mut self) {
        let mut seen: BTreeSet<(StateName, TransitionName)> = BTreeSet::new();
        let mut called: BTreeMap<TransitionName, usize> = BTreeMap::new();
        let mut renamed = Vec::new();
        for one in &mut self.transitions {
            let old = one.name.clone();
            let taken = |name: &TransitionName| {
                one.from
                    .iter()
                    .any(|from| seen.contains(&(from.clone(), name.clone())))
            };
            while taken(&one.name) {
                let number = called.entry(old.clone()).or_insert(1);
                *number += 1;
                let short: String = old.as_str().chars().take(70).collect();
                let Ok(next) = format!("{short} {number}").parse() else {
                    break;
                };
                one.name = next;
            }
            if one.name != old {
                renamed.push((old, one.name.clone()));
            }
            seen.extend(one.from.iter().map(|from| (from.clone(), one.name.clone())));
        }
        for (old, new) in renamed {
            let what =
                format!("Another {old} starts in the same state. This one is called {new} now.");
            self.leave("transitions", what);
        }
    }
}

fn limited(count: usize, what: &'static str, max: usize) -> Result<(), ImportError> {
    match count <= max {
        true => Ok(()),
        false => Err(ImportError::TooMany { what, max }),
    }
}

/// Whether so many people can approve.
fn opens(seats: &BTreeMap<model::RoleName, u32>) -> bool {
    let most = u64::try_from(APPROVALS_MAX).unwrap_or_default();
    let people: u64 = seats.values().map(|n| u64::from(*n)).sum();
    seats.values().all(|n| *n > 0) && (1..=most).contains(&people)
}

/// Whether a word says who may, as a file has it.
fn known(who: &str) -> bool {
    let acts = |role: &str| {
        role.parse::<model::RoleName>()
            .is_ok_and(|role| role != model::RoleName::auditor())
    };
    matches!(who, "bot" | "person")
        || who.strip_prefix("role:").is_some_and(acts)
        || who
            .strip_prefix("actor:")
            .is_some_and(|handle| handle.parse::<model::Handle>().is_ok())
}

/// A gate of so many of each role, else as a file that says no more.
fn gate(seats: BTreeMap<model::RoleName, u32>) -> GateParts {
    GateParts {
        seats,
        expires: model::Gate::EXPIRES,
        reauthenticate: false,
        not: BTreeSet::new(),
        reject: model::Rejection::First,
    }
}

fn glass(roles: BTreeSet<model::RoleName>) -> GlassParts {
    GlassParts {
        roles,
        review: model::BreakGlass::REVIEW,
        reviewers: BTreeSet::new(),
    }
}

//! From a [`WorkflowFile`] to a [`Workflow`]: what its parts say about each other.

use std::collections::{BTreeMap, BTreeSet};

use model::{
    Barred, BreakGlass, FieldName, Gate, StateName, Transition, Workflow,
    workflow::{Field, FieldKind, State, TicketRules},
};

use crate::{
    file::{
        BreakGlassTable, FieldTable, FieldType, GateTable, StateTable, TransitionTable,
        WorkflowFile,
    },
    mistake::Mistake,
    reach::{self, Arrow},
    tree::{At, Notes},
};

/// Notes every reference that leads nowhere and every rule that contradicts another.
pub(crate) fn check(file: &WorkflowFile, notes: &mut Notes) {
    let states = Declared(
        file.states
            .iter()
            .map(|(name, state)| (name.value.as_str(), state.terminal))
            .collect(),
    );
    let fields: BTreeSet<&str> = file
        .fields
        .iter()
        .map(|(name, _)| name.value.as_str())
        .collect();

    let initial = file.initial.as_ref().and_then(|initial| {
        if states.terminal(&initial.value) {
            notes.note(
                Mistake::InitialTerminal(initial.value.as_str().into()),
                initial.span.clone(),
            );
        }
        states.target(notes, initial)
    });
    let moves = file.transitions.iter().filter_map(|t| t.name.as_ref());
    let moves: BTreeSet<&str> = moves.map(|name| name.value.as_str()).collect();
    let mut names = BTreeSet::new();
    let mut arrows = Vec::new();
    for transition in &file.transitions {
        starts(transition, &states, &mut names, notes);
        arrows.push(Arrow {
            from: transition
                .from
                .as_ref()
                .map(|from| from.iter().map(|at| at.value.as_str()).collect()),
            to: transition
                .to
                .as_ref()
                .and_then(|to| states.target(notes, to)),
        });
        for field in &transition.requires {
            known_field(field, &fields, notes);
        }
        barred(transition, &moves, notes);
        breakable(transition, notes);
    }
    for (state, _) in &file.layout {
        states.target(notes, state);
    }
    if let Some(initial) = initial {
        reach::check(initial, &file.states, &arrows, notes);
    }
}

/// The states of the file, and whether each is terminal.
struct Declared<'f>(BTreeMap<&'f str, bool>);

impl<'f> Declared<'f> {
    fn terminal(&self, name: &StateName) -> bool {
        self.0.get(name.as_str()).copied().unwrap_or_default()
    }

    /// The declared state that `named` means: itself, else the nearest, noting that it is misspelt.
    fn target(&self, notes: &mut Notes, named: &At<StateName>) -> Option<&'f str> {
        let words = named.value.as_str();
        if let Some((declared, _)) = self.0.get_key_value(words) {
            return Some(declared);
        }
        let hint = notes.hint(words, self.0.keys().copied());
        let meant = hint
            .nearest
            .as_deref()
            .and_then(|nearest| self.0.get_key_value(nearest));
        let meant = meant.map(|(declared, _)| *declared);
        let mistake = Mistake::NoState {
            name: words.into(),
            hint,
        };
        notes.note(mistake, named.span.clone());
        meant
    }
}

fn starts<'f>(
    transition: &'f TransitionTable,
    states: &Declared<'_>,
    names: &mut BTreeSet<(&'f str, &'f str)>,
    notes: &mut Notes,
) {
    let Some(name) = &transition.name else { return };
    if transition.from.as_ref().is_some_and(Vec::is_empty) {
        notes.note(
            Mistake::StartsNowhere(name.value.as_str().into()),
            name.span.clone(),
        );
    }
    for from in transition.from.iter().flatten() {
        states.target(notes, from);
        let mistake: fn(_, _) -> Mistake = if states.terminal(&from.value) {
            |transition, state| Mistake::LeavesTerminal { transition, state }
        } else if !names.insert((from.value.as_str(), name.value.as_str())) {
            |transition, state| Mistake::DuplicateTransition { transition, state }
        } else {
            continue;
        };
        notes.note(
            mistake(name.value.as_str().into(), from.value.as_str().into()),
            from.span.clone(),
        );
    }
}

fn known_field(field: &At<FieldName>, fields: &BTreeSet<&str>, notes: &mut Notes) {
    if !fields.contains(field.value.as_str()) {
        let hint = notes.hint(field.value.as_str(), fields.iter().copied());
        notes.note(
            Mistake::NoField {
                name: field.value.as_str().into(),
                hint,
            },
            field.span.clone(),
        );
    }
}

/// Whoever took a transition can be barred only where there is that transition.
fn barred(transition: &TransitionTable, moves: &BTreeSet<&str>, notes: &mut Notes) {
    for not in transition.gate.iter().flat_map(|gate| &gate.not) {
        if let Barred::Mover(name) = &not.value
            && !moves.contains(name.as_str())
        {
            let hint = notes.hint(name.as_str(), moves.iter().copied());
            let name = name.as_str().into();
            notes.note(Mistake::NoMover { name, hint }, not.span.clone());
        }
    }
}

fn breakable(transition: &TransitionTable, notes: &mut Notes) {
    if let Some(glass) = &transition.break_glass
        && transition.gate.is_none()
        && !transition.by.is_empty()
    {
        notes.note(Mistake::NoGlass, glass.span.clone());
    }
}

/// The state machine that a file without mistakes says; none if something it must have is missing.
pub(crate) fn workflow(file: WorkflowFile) -> Option<Workflow> {
    file.format.filter(|format| format.value == 1)?;
    Some(Workflow {
        name: file.name?.value,
        description: file.description,
        initial: file.initial?.value,
        tickets: TicketRules {
            create: file.tickets.create,
            edit: file.tickets.edit,
            comment: file.tickets.comment,
        },
        fields: file.fields.into_iter().map(field).collect::<Option<_>>()?,
        states: file.states.into_iter().map(state).collect(),
        transitions: file
            .transitions
            .into_iter()
            .map(transition)
            .collect::<Option<_>>()?,
        layout: file
            .layout
            .into_iter()
            .map(|(name, at)| (name.value, at))
            .collect(),
    })
}

fn field((name, table): (At<FieldName>, FieldTable)) -> Option<Field> {
    let kind = match table.kind? {
        FieldType::Text => FieldKind::Text,
        FieldType::Number => FieldKind::Number,
        FieldType::Date => FieldKind::Date,
        FieldType::Choice => FieldKind::Choice {
            options: table.options?,
        },
        FieldType::Url => FieldKind::Url,
        FieldType::Person => FieldKind::Person,
    };
    Some(Field {
        name: name.value,
        kind,
        description: table.description,
    })
}

fn state((name, table): (At<StateName>, StateTable)) -> State {
    State {
        name: name.value,
        terminal: table.terminal,
        colour: table.colour,
        description: table.description,
    }
}

fn transition(table: TransitionTable) -> Option<Transition> {
    let gate = match table.gate {
        Some(GateTable {
            seats,
            expires,
            reauthenticate,
            not,
            reject,
        }) => Some(Gate {
            seats: seats?,
            expires: expires.unwrap_or(Gate::EXPIRES),
            reauthenticate,
            not: not.into_iter().map(|at| at.value).collect(),
            reject,
        }),
        None => None,
    };
    let break_glass = table.break_glass.map(|at| {
        let BreakGlassTable {
            roles,
            review,
            reviewers,
        } = at.value;
        BreakGlass {
            roles,
            review: review.unwrap_or(BreakGlass::REVIEW),
            reviewers,
        }
    });
    Some(Transition {
        name: table.name?.value,
        from: table.from?.into_iter().map(|at| at.value).collect(),
        to: table.to?.value,
        by: table.by,
        requires: table.requires.into_iter().map(|at| at.value).collect(),
        gate,
        break_glass,
        description: table.description,
    })
}

//! The designer's desk: changes to a file's text, and what a canvas shows of it.

use model::{
    Workflow,
    view::designer::{
        Area, Canvas, CanvasEdge, CanvasState, CanvasTransition, EditFile, EditedFile, FieldParts,
        GateParts, GlassParts, Shown, StateParts, TicketParts, TransitionParts,
    },
};

use crate::{Member, Refused, Result, moves};

/// More changes than that at once are not made by hand.
const EDITS_MAX: usize = 10_000;

impl Member {
    /// A file after changes to it. Nothing is kept: the file is the caller's.
    ///
    /// # Errors
    /// 400 with the sentence that says which change cannot be made, and why.
    pub fn edit_file(&self, file: &EditFile) -> Result<EditedFile> {
        if file.edits.len() > EDITS_MAX {
            let detail = format!("At most {EDITS_MAX} changes are made at once.");
            return Err(Refused::malformed("edits", detail));
        }
        formats::edit(&file.source, &file.edits)
            .map(|source| EditedFile { source })
            .map_err(|error| Refused::malformed("edits", error.to_string()))
    }
}

/// What a canvas shows of a file.
pub(crate) fn shown(source: &str) -> Shown {
    match formats::sketch(source) {
        formats::Sketch::Broken => Shown::Broken,
        formats::Sketch::Empty => Shown::Empty,
        formats::Sketch::Drawn(workflow) => Shown::Drawn(Box::new(canvas(*workflow))),
    }
}

fn canvas(workflow: Workflow) -> Canvas {
    let pieces = diagram::pieces(&workflow);
    let states = workflow.states.iter().zip(&pieces.boxes);
    let states = states.map(|(state, placed)| CanvasState {
        parts: StateParts {
            name: state.name.clone(),
            terminal: state.terminal,
            description: state.description.clone(),
        },
        area: area(placed.rect),
        placed: workflow.layout.contains_key(&state.name),
    });
    let edges = pieces.edges.into_iter().map(|piece| CanvasEdge {
        transition: piece.transition,
        from: piece.route.from.clone(),
        path: piece.route.path.data(),
        label: piece.route.label.map(area),
        gate: piece.route.gate.map(area),
        svg: piece.svg,
    });
    Canvas {
        states: states.collect(),
        transitions: transitions(&workflow),
        edges: edges.collect(),
        start: pieces.start,
        bounds: area(pieces.bounds),
        tickets: TicketParts {
            create: words(&workflow.tickets.create),
            edit: words(&workflow.tickets.edit),
            comment: words(&workflow.tickets.comment),
        },
        name: workflow.name,
        description: workflow.description,
        initial: workflow.initial,
        fields: workflow
            .fields
            .into_iter()
            .map(|field| FieldParts {
                name: field.name,
                kind: field.kind,
                description: field.description,
            })
            .collect(),
    }
}

fn transitions(workflow: &Workflow) -> Vec<CanvasTransition> {
    let shown = |one: &model::Transition| CanvasTransition {
        parts: TransitionParts {
            name: one.name.clone(),
            from: one.from.clone(),
            to: one.to.clone(),
            by: words(&one.by),
            requires: one.requires.clone(),
            gate: one.gate.as_ref().map(|gate| GateParts {
                seats: gate.seats.clone(),
                expires: gate.expires,
                reauthenticate: gate.reauthenticate,
                not: gate.not.iter().map(ToString::to_string).collect(),
                reject: gate.reject,
            }),
            break_glass: one.break_glass.as_ref().map(|glass| GlassParts {
                roles: glass.roles.clone(),
                review: glass.review,
                reviewers: glass.reviewers.clone(),
            }),
            description: one.description.clone(),
        },
        rule: moves::runs(&analysis::rule(workflow, one)),
    };
    workflow.transitions.iter().map(shown).collect()
}

fn words(who: &[model::Who]) -> Vec<String> {
    who.iter().map(ToString::to_string).collect()
}

const fn area(rect: diagram::Rect) -> Area {
    Area {
        x: rect.x,
        y: rect.y,
        w: rect.w,
        h: rect.h,
    }
}

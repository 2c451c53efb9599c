//! The designer's desk: changes to a file's text, and what a canvas shows of it.

use model::{
    Workflow,
    view::designer::{
        Area, Canvas, CanvasEdge, CanvasState, CanvasTransition, EditFile, EditedFile, ExportFile,
        ExportTarget, ExportedFile, FieldParts, GateParts, GlassParts, ImportFile, ImportedFile,
        LeftOut, Shown, StateParts, TicketParts, TransitionParts,
    },
};

use crate::{Member, Refused, Result, moves, publishing::no_workflow};

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

    /// A workflow file made of another tool's, with what could not be carried. One of ours stays as it is. Nothing is kept.
    ///
    /// # Errors
    /// 400 where nothing can be made of it.
    pub fn import_file(&self, file: ImportFile) -> Result<ImportedFile> {
        let Some(origin) = formats::Origin::of(&file.text) else {
            return Ok(ImportedFile {
                source: file.text,
                left: Vec::new(),
            });
        };
        let made = formats::import(&file.text, origin);
        let made = made.map_err(|error| Refused::malformed("text", error.to_string()))?;
        let left = made.left.into_iter();
        Ok(ImportedFile {
            source: made.source,
            left: left
                .map(|formats::Left { at, what }| LeftOut { at, what })
                .collect(),
        })
    }

    /// A file as another tool reads it.
    ///
    /// # Errors
    /// 400 for a file with errors.
    pub fn export_file(&self, file: &ExportFile) -> Result<ExportedFile> {
        let read = formats::read(&file.source).map_err(|problems| no_workflow(&problems))?;
        let written = |target| formats::export(&read.workflow, target);
        let text = match file.target {
            ExportTarget::Mermaid => written(formats::Target::Mermaid),
            ExportTarget::Dot => written(formats::Target::Dot),
            ExportTarget::Xstate => written(formats::Target::XState),
            ExportTarget::Svg => diagram::svg(&read.workflow, &diagram::Options::default()),
        };
        Ok(ExportedFile { text })
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
            colour: state.colour,
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
        far: pieces.far,
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

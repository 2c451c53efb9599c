//! Workflows tried out before they are live: the engine's own answers, in a workspace that is kept nowhere.

use engine::rehearsal::{Failure, Rehearsal as Tried, Way};
use model::{
    Handle, RequestState, Scenario, Workflow,
    view::rehearsal::{AtGate, Rehearsal, RehearsalView, ScenarioView, StepView, Voice, WayView},
};

use crate::{Member, Refused, Result, lookups::unfit, may::answer, publishing::no_workflow};

/// A run by hand is shorter.
const ACTS_MAX: usize = 1_000;

impl Member {
    /// Where a run stands after its acts.
    ///
    /// # Errors
    /// 400 for a file with errors, for a cast that cannot be, and for somebody who does not take part.
    pub fn rehearse(&self, asked: &Rehearsal) -> Result<RehearsalView> {
        if asked.acts.len() > ACTS_MAX {
            let detail = format!("A run has at most {ACTS_MAX} steps. Begin again.");
            return Err(Refused::malformed("acts", detail));
        }
        let read = formats::read(&asked.source).map_err(|problems| no_workflow(&problems))?;
        let workflow = read.workflow;
        let cast = asked.cast.clone().or_else(|| analysis::cast(&workflow));
        let cast = cast.ok_or_else(unfit)?;
        if cast.people.len().max(cast.bots.len()) > model::Cast::MAX {
            let detail = format!(
                "At most {0} people and {0} bots take part.",
                model::Cast::MAX
            );
            return Err(Refused::malformed("cast", detail));
        }
        let by = asked.by.as_ref().unwrap_or(&cast.creator).clone();
        let mut tried = Tried::begin(&workflow, &cast).map_err(|refusal| {
            let detail = format!("With these people it cannot begin: {refusal}");
            Refused::malformed("cast", detail)
        })?;
        let mut steps = Vec::new();
        for act in &asked.acts {
            let went = tried.path().len();
            let from = tried.ticket().map(|ticket| ticket.state.clone());
            let may = answer(tried.act(act));
            steps.extend(tried.ticket().zip(from).map(|(ticket, from)| StepView {
                words: act.to_string(),
                may,
                state: ticket.state.clone(),
                waits: ticket.request.is_some(),
                took: tried.path().get(went).copied(),
                from,
                after: tried.passed().as_seconds(),
            }));
        }
        let ways = tried.ways(&by).map_err(|_| {
            let detail = format!("{by} does not take part.");
            Refused::malformed("by", detail)
        })?;
        let ways = ways.into_iter().map(|way| shown(&workflow, way)).collect();
        let state = tried.ticket().map(|ticket| ticket.state.clone());
        Ok(RehearsalView {
            steps,
            state: state.unwrap_or_else(|| workflow.initial.clone()),
            after: tried.passed().as_seconds(),
            ways,
            waiting: waiting(&tried, &by),
            stood: tried.stood().iter().cloned().collect(),
            by,
            cast,
        })
    }
}

fn shown(workflow: &Workflow, way: Way<'_>) -> WayView {
    let one = way.transition;
    let mut all = workflow.transitions.iter();
    WayView {
        transition: all.position(|t| t == one).unwrap_or_default(),
        name: one.name.clone(),
        to: one.to.clone(),
        may: answer(way.refusal.map_or(Ok(()), Err)),
        gated: one.gate.is_some(),
        breakable: way.breakable,
        missing: way.missing,
    }
}

fn waiting(tried: &Tried, by: &Handle) -> Option<AtGate> {
    let request = tried.waiting()?;
    let handle = |id| tried.handle(id).unwrap_or(by).clone();
    let voices = tried.voices().into_iter().map(|(who, refusal)| Voice {
        who: who.clone(),
        may: answer(refusal.map_or(Ok(()), Err)),
    });
    Some(AtGate {
        transition: request.transition.clone(),
        by: handle(request.requester),
        seats: request.gate.seats.clone(),
        approved: request
            .approvals()
            .map(|said| handle(model::ActorId::Person(said.by)))
            .collect(),
        returned: matches!(request.state, RequestState::Returned { .. }),
        voices: voices.collect(),
        left: request.expires.since(tried.now()).as_seconds(),
    })
}

/// The scenarios of a file as they came out.
pub(crate) fn scenarios(
    scenarios: Vec<Scenario>,
    failures: Vec<Option<Failure>>,
) -> Vec<ScenarioView> {
    let runs = scenarios.into_iter().zip(failures);
    runs.map(|(scenario, failure)| ScenarioView {
        scenario,
        at: match &failure {
            Some(Failure::Step { at, .. }) => Some(*at),
            _ => None,
        },
        failure: failure.map(|failure| failure.to_string()),
    })
    .collect()
}

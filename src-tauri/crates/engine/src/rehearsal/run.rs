//! A scenario from its first step to its last, and where it no longer holds.

use std::{collections::BTreeSet, fmt};

use model::{Code, Expected, Refusal, Scenario, Span, StateName, Workflow};

use super::Rehearsal;

/// A scenario that was run.
#[derive(Clone, Debug)]
pub struct Run {
    /// What came of each step.
    pub steps: Vec<Stood>,
    /// Where it stands after the last one, or why it could not begin.
    pub end: Result<Rehearsal, Refusal>,
    /// The first thing that did not come as it was to.
    pub failure: Option<Failure>,
}

/// What came of a step.
#[derive(Clone, Debug, PartialEq)]
pub struct Stood {
    /// Why it was refused; none: it was done.
    pub refusal: Option<Refusal>,
    /// Where the ticket stood afterwards.
    pub state: StateName,
    /// Something waited at a gate afterwards.
    pub waits: bool,
    /// How long after the beginning.
    pub after: Span,
}

/// Where a scenario no longer holds.
#[derive(Clone, Debug, PartialEq)]
pub enum Failure {
    /// Already at its beginning.
    Begin(Refusal),
    /// At a step.
    Step {
        /// Which, from 0.
        at: usize,
        /// What was done, in words.
        act: String,
        /// How it came out.
        unlike: Unlike,
    },
}

/// How a step came out otherwise than it was to.
#[derive(Clone, Debug, PartialEq)]
pub enum Unlike {
    /// It was refused.
    Refused(Refusal),
    /// It was done, and was to be refused.
    Done(Code),
    /// It was refused, and was to be refused as something else.
    Otherwise {
        /// As what it was to be.
        expected: Code,
        /// Why it was.
        refusal: Refusal,
    },
    /// It left the ticket elsewhere.
    Elsewhere {
        /// Where it was to stand.
        expected: StateName,
        /// Where it stands.
        stands: StateName,
    },
}

/// What the scenarios of a file come to together.
#[derive(Clone, Debug, Default)]
pub struct Coverage {
    /// Where each no longer holds; none: it holds.
    pub failures: Vec<Option<Failure>>,
    /// The states in which a ticket stood.
    pub stood: BTreeSet<StateName>,
    /// The transitions that one took, by their place in the workflow.
    pub taken: BTreeSet<usize>,
}

impl Coverage {
    /// Runs them all.
    pub fn of(workflow: &Workflow, scenarios: &[Scenario]) -> Self {
        let mut coverage = Self::default();
        for scenario in scenarios {
            let run = rehearse(workflow, scenario);
            coverage.failures.push(run.failure);
            if let Ok(end) = run.end {
                coverage.stood.extend(end.stood().iter().cloned());
                coverage.taken.extend(end.path());
            }
        }
        coverage
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Begin(refusal) => write!(f, "It cannot begin: {refusal}"),
            Self::Step { at, act, unlike } => {
                write!(f, "Step {}, {act}, ", at + 1)?;
                match unlike {
                    Unlike::Refused(refusal) => write!(f, "is refused now: {refusal}"),
                    Unlike::Done(code) => write!(f, "is done now, and was to be refused ({code})."),
                    Unlike::Otherwise { expected, refusal } => write!(
                        f,
                        "is refused as {} now, and was to be refused as {expected}: {refusal}",
                        refusal.code()
                    ),
                    Unlike::Elsewhere { expected, stands } => write!(
                        f,
                        "leaves the ticket in {stands} now, and was to leave it in {expected}."
                    ),
                }
            }
        }
    }
}

/// Runs a scenario to its end, whatever comes of its steps.
pub fn rehearse(workflow: &Workflow, scenario: &Scenario) -> Run {
    let mut rehearsal = match Rehearsal::begin(workflow, &scenario.cast) {
        Ok(rehearsal) => rehearsal,
        Err(refusal) => {
            return Run {
                steps: Vec::new(),
                failure: Some(Failure::Begin(refusal.clone())),
                end: Err(refusal),
            };
        }
    };
    let mut steps = Vec::new();
    let mut failure = None;
    for (at, step) in scenario.steps.iter().enumerate() {
        let refusal = rehearsal.act(&step.act).err();
        let Some(ticket) = rehearsal.ticket() else {
            break;
        };
        let stood = Stood {
            refusal,
            state: ticket.state.clone(),
            waits: ticket.request.is_some(),
            after: rehearsal.passed(),
        };
        failure = failure.or_else(|| {
            unlike(&step.expected, &stood).map(|unlike| Failure::Step {
                at,
                act: step.act.to_string(),
                unlike,
            })
        });
        steps.push(stood);
    }
    Run {
        steps,
        end: Ok(rehearsal),
        failure,
    }
}

fn unlike(expected: &Expected, stood: &Stood) -> Option<Unlike> {
    match (expected, &stood.refusal) {
        (Expected::Done { .. }, Some(refusal)) => Some(Unlike::Refused(refusal.clone())),
        (Expected::Refused { code }, None) => Some(Unlike::Done(*code)),
        (Expected::Refused { code }, Some(refusal)) if refusal.code() != *code => {
            Some(Unlike::Otherwise {
                expected: *code,
                refusal: refusal.clone(),
            })
        }
        (Expected::Done { then: Some(then) }, None) if *then != stood.state => {
            Some(Unlike::Elsewhere {
                expected: then.clone(),
                stands: stood.state.clone(),
            })
        }
        _ => None,
    }
}

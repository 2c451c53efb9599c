use model::{Digest, Span, WorkflowRef, workflow::State};
use proptest::prelude::*;

use super::*;

/// An arrow: from, to, and how many people its gate asks for; none: no gate.
type Arrow = (u8, u8, u32);

fn state(n: u8) -> StateName {
    format!("S{n}").parse().unwrap()
}

fn machine(arrows: &[Arrow]) -> Published {
    let gate = |people: u32| Gate {
        seats: BTreeMap::from([("release-manager".parse().unwrap(), people)]),
        expires: Gate::EXPIRES,
        reauthenticate: false,
        not: BTreeSet::new(),
        reject: Rejection::First,
    };
    let step = |(n, (from, to, people)): (usize, &Arrow)| Transition {
        name: format!("T{n}").parse().unwrap(),
        from: vec![state(*from)],
        to: state(*to),
        by: vec![Who::Kind(Kind::Person)],
        requires: Vec::new(),
        gate: (*people > 0).then(|| gate(*people)),
        break_glass: None,
        description: None,
    };
    Published {
        at: WorkflowRef {
            name: "Change".parse().unwrap(),
            version: 1,
            digest: Digest::of(b"file"),
        },
        rules_digest: Digest::of(b"rules"),
        workflow: Workflow {
            name: "Change".parse().unwrap(),
            description: None,
            initial: state(0),
            tickets: Default::default(),
            fields: Vec::new(),
            states: (0..5)
                .map(|n| State {
                    name: state(n),
                    terminal: false,
                    colour: None,
                    description: None,
                })
                .collect(),
            transitions: arrows.iter().enumerate().map(step).collect(),
            layout: BTreeMap::new(),
        },
        bound: BTreeMap::new(),
    }
}

fn fits(
    old: &Published,
    new: &Published,
    from: &StateName,
    to: &StateName,
) -> Result<(), Unmapped> {
    Ways::of(old, new).fits(from, to)
}

fn stays(old: &[Arrow], new: &[Arrow], at: u8) -> Result<(), Unmapped> {
    fits(&machine(old), &machine(new), &state(at), &state(at))
}

/// DESIGN, law 11: both versions have a gate on the way to S2, and a ticket that changed versions in between would have met neither.
#[test]
fn a_gate_that_both_versions_have_is_not_walked_around() {
    let late = [(0, 1, 0), (1, 2, 2)];
    let early = [(0, 1, 2), (1, 2, 0)];
    let because = Unmapped::AsksMore {
        transition: "T0".parse().unwrap(),
        from: state(0),
    };
    assert_eq!(stays(&late, &early, 1), Err(because));
    assert_eq!(stays(&early, &late, 1), Ok(()));
}

#[test]
fn where_tickets_begin_is_always_open_and_another_state_never() {
    let (old, new) = (machine(&[(0, 1, 0)]), machine(&[(0, 1, 3)]));
    assert_eq!(fits(&old, &new, &state(1), &state(0)), Ok(()));
    assert_eq!(
        fits(&old, &new, &state(1), &state(2)),
        Err(Unmapped::Elsewhere)
    );
    let nowhere = "Nowhere".parse().unwrap();
    assert_eq!(
        fits(&old, &new, &nowhere, &state(0)),
        Err(Unmapped::NotInFlight)
    );
}

#[test]
fn a_step_back_and_one_that_leaves_may_go_or_ask_for_more() {
    let old = [(0, 1, 0), (1, 0, 0), (1, 1, 0), (1, 2, 0), (2, 1, 0)];
    assert_eq!(stays(&old, &[(0, 1, 0), (1, 2, 2)], 1), Ok(()));
}

/// *Deploy* leads back to where the ticket was by *Roll back*, but no ticket comes there first by it.
#[test]
fn what_only_happens_after_a_ticket_was_there_may_ask_for_more() {
    let old = [(0, 1, 0), (1, 2, 0), (2, 3, 2), (3, 2, 0), (2, 1, 0)];
    let new = [(0, 1, 0), (1, 2, 0), (2, 3, 3), (3, 2, 0), (2, 1, 0)];
    assert_eq!(stays(&old, &new, 1), Ok(()));
    assert_eq!(stays(&old, &new, 2), Ok(()));
    assert!(stays(&old, &new, 3).is_err());
}

#[test]
fn what_was_asked_of_takers_fields_and_glass_counts_like_the_gate() {
    let old = machine(&[(0, 1, 2)]);
    let changed = |change: fn(&mut Transition)| {
        let mut new = old.clone();
        change(&mut new.workflow.transitions[0]);
        fits(&old, &new, &state(1), &state(1))
    };
    assert_eq!(changed(|_| ()), Ok(()));
    assert!(changed(|step| step.by = vec![Who::Role("author".parse().unwrap())]).is_err());
    assert!(changed(|step| step.requires = vec!["commit".parse().unwrap()]).is_err());
    assert!(
        changed(|step| {
            step.gate.as_mut().unwrap().expires = Span::hours(1);
        })
        .is_err()
    );
    assert!(
        changed(|step| {
            step.gate.as_mut().unwrap().reauthenticate = true;
        })
        .is_err()
    );
    let mut broken = old.clone();
    broken.workflow.transitions[0].break_glass = Some(BreakGlass {
        roles: BTreeSet::from(["incident-commander".parse().unwrap()]),
        review: BreakGlass::REVIEW,
        reviewers: BTreeSet::new(),
    });
    assert!(
        fits(&broken, &old, &state(1), &state(1)).is_err(),
        "a ticket can have come past the gate"
    );
    assert_eq!(fits(&old, &broken, &state(1), &state(1)), Ok(()));
}

fn arrows() -> impl Strategy<Value = Vec<Arrow>> {
    prop::collection::vec((0u8..5, 0u8..5, 0u32..3), 1..9)
}

/// A version like the other, but for a few arrows.
fn two_versions() -> impl Strategy<Value = (Vec<Arrow>, Vec<Arrow>)> {
    let changes = prop::collection::vec((any::<prop::sample::Index>(), 0u32..3), 0..3);
    (arrows(), changes, arrows(), any::<bool>()).prop_map(|(old, changes, more, other)| {
        let mut new = old.clone();
        for (which, people) in changes {
            let at = which.index(new.len());
            new[at].2 = people;
        }
        new.extend(other.then_some(more).into_iter().flatten());
        (old, new)
    })
}

/// Every way to `at` that comes nowhere twice, as arrows.
fn ways(arrows: &[Arrow], at: u8) -> Vec<Vec<Arrow>> {
    let mut open: Vec<(Vec<Arrow>, u8)> = vec![(Vec::new(), 0)];
    let mut all = Vec::new();
    while let Some((way, here)) = open.pop() {
        if here == at {
            all.push(way);
            continue;
        }
        for arrow in arrows.iter().filter(|arrow| arrow.0 == here) {
            let back = arrow.1 == 0 || way.iter().any(|been| been.1 == arrow.1);
            if !back {
                open.push(([&way[..], &[*arrow]].concat(), arrow.1));
            }
        }
    }
    all
}

proptest! {
    /// Whatever way a ticket came, there is one in the new version that asks for no more, step by step.
    #[test]
    fn a_ticket_that_stays_could_have_come_by_the_new_rules((old, new) in two_versions(), at in 1u8..5) {
        if stays(&old, &new, at).is_ok() {
            for way in ways(&old, at) {
                for (from, to, people) in way {
                    prop_assert!(
                        new.iter().any(|arrow| (arrow.0, arrow.1) == (from, to) && arrow.2 <= people),
                        "{from} to {to} with {people}"
                    );
                }
            }
        }
    }

    #[test]
    fn what_does_not_change_moves_nobody(old in arrows(), at in 0u8..5) {
        prop_assert_eq!(stays(&old, &old, at), Ok(()));
    }
}

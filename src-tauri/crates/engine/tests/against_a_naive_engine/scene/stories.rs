//! Steps that belong together: what chance alone would seldom bring in this order.

use model::{Span, Verdict};
use proptest::prelude::*;

use super::{
    cast,
    plot::{how, smash},
    step::{Ask, Asker, Click, Hand, How, NewKey, Somebody, Step, Target, Turn, Which},
};

/// Something is asked and perhaps approved, it is shaken, and approved again; then, or after a long silence, things go on.
pub fn shaken() -> impl Strategy<Value = Vec<Step>> {
    let approves = || prop_oneof![4 => suited(), 1 => (0..cast::PEOPLE).prop_map(Asker::Person)];
    let people = (
        suited(),
        prop::option::of(approves()),
        approves(),
        approves(),
    );
    (people, how(), prop::bool::weighted(0.3)).prop_map(
        |((suited, before, first, second), how, silence)| {
            let approved = |by| Step::at_once(by, approve(Hand::Own));
            let mut steps = vec![Step::at_once(suited, Ask::Gated)];
            steps.extend(before.map(approved));
            steps.push(Step::at_once(suited, Ask::Undermine(how)));
            steps.extend([first, second].map(approved));
            if silence && matches!(how, How::Freeze) {
                let target = Target::Frozen;
                let thaw = Step::at_once(suited, Ask::Thaw { target });
                steps.push(Step {
                    after: Span::hours(721),
                    ..thaw
                });
            }
            steps.push(Step::at_once(suited, Ask::Mend));
            steps
        },
    )
}

/// Somebody who could approve what waits cannot sign any more: an owner makes a code, they enrol another key, and approve what the
/// owner may stand behind, with the one key or the other, at once and when 30 days are over or nearly so.
pub fn readmission() -> impl Strategy<Value = Vec<Step>> {
    let hand = prop_oneof![2 => Just(Hand::Own), 1 => Just(Hand::Former)];
    let hours = prop_oneof![1 => Just(0i64), 1 => Just(719), 2 => Just(720), 1 => Just(721)];
    let restored = prop::bool::weighted(0.25);
    (suited(), suited(), hand, hours, restored).prop_map(|(by, owner, hand, hours, restored)| {
        let code = Some((Which::Nth(0), true));
        let mut steps = vec![
            Step::at_once(by, Ask::Gated),
            Step::at_once(owner, Ask::Undermine(How::Readmit)),
            Step::at_once(by, enrol(code)),
            Step::at_once(Asker::NewestKey, approve(hand)),
        ];
        if restored {
            steps.push(Step::at_once(
                owner,
                Ask::Epoch {
                    restored,
                    key: NewKey::Fresh,
                },
            ));
            steps.push(Step::at_once(Asker::NewestKey, enrol(None)));
        }
        steps.push(Step {
            after: Span::hours(hours),
            by: Asker::NewestKey,
            ask: approve(Hand::Own),
        });
        steps.push(Step::at_once(by, Ask::Mend));
        steps
    })
}

/// The log's key goes to another and back, and what was shown then is shown again. Or everybody is to enrol a key, and some do.
pub fn handover() -> impl Strategy<Value = Vec<Step>> {
    let turn = |turn| Ask::Rotate { turn, fault: None };
    let there_and_back = suited().prop_map(move |by| {
        let after = Span::hours(1);
        let asks = [turn(Turn::Fresh), turn(Turn::Back), Ask::RotateAgain];
        asks.map(|ask| Step { after, by, ask }).to_vec()
    });
    let all_anew = prop::collection::vec(suited(), 0..5).prop_map(|people| {
        let mut steps = vec![Step::at_once(
            Asker::Suited(0),
            Ask::Epoch {
                restored: true,
                key: NewKey::Fresh,
            },
        )];
        steps.extend(people.into_iter().map(|by| Step::at_once(by, enrol(None))));
        steps
    });
    prop_oneof![2 => there_and_back, 1 => all_anew]
}

/// Something is asked, somebody wants it changed; perhaps it is, and it is asked again and approved.
pub fn sent_back() -> impl Strategy<Value = Vec<Step>> {
    let people = (suited(), suited(), suited(), suited());
    (people, prop::bool::weighted(0.6), any::<bool>()).prop_map(
        |((asks, changes, first, second), edits, approved)| {
            let at_once = Step::at_once;
            let mut steps = vec![at_once(asks, Ask::Gated)];
            if approved {
                steps.push(at_once(first, approve(Hand::Own)));
            }
            steps.push(at_once(changes, decide(Verdict::Changes, Hand::Own, None)));
            if edits {
                steps.push(at_once(asks, Ask::Undermine(How::Edit(2))));
            }
            let request = Which::Nth(0);
            steps.push(at_once(asks, Ask::Again { request }));
            steps.extend([first, second].map(|by| at_once(by, approve(Hand::Own))));
            steps.push(at_once(asks, Ask::Mend));
            steps
        },
    )
}

/// Somebody who could approve what waits lets another decide; that one accepts, decides, and others do, and perhaps it is ended.
pub fn stood_in_for() -> impl Strategy<Value = Vec<Step>> {
    let ends = prop_oneof![3 => Just(None), 1 => Just(Some(Which::Nth(0)))];
    let people = (suited(), suited(), 0..cast::PEOPLE, suited(), suited());
    (people, ends, prop::bool::weighted(0.2)).prop_map(
        |((asks, gives, to, first, second), ends, late)| {
            let delegation = Which::Nth(0);
            let mut steps = vec![
                Step::at_once(asks, Ask::Gated),
                Step::at_once(gives, Ask::StandIn { to }),
                Step::at_once(gives, Ask::Accept { delegation }),
                Step::at_once(
                    Asker::Person(to),
                    decide(Verdict::Approve, Hand::Own, Some(0)),
                ),
            ];
            steps.extend(
                ends.map(|delegation| Step::at_once(gives, Ask::EndDelegation { delegation })),
            );
            steps.extend([first, second].map(|by| Step {
                after: Span::hours(if late { 30 } else { 0 }),
                by,
                ask: approve(Hand::Own),
            }));
            steps.push(Step::at_once(gives, Ask::Mend));
            steps
        },
    )
}

/// A glass is broken, whoever broke it closes the review, then others do.
pub fn smashed() -> impl Strategy<Value = Vec<Step>> {
    (suited(), smash(), suited(), suited()).prop_map(|(by, smash, first, second)| {
        let review = Which::Nth(0);
        vec![
            Step::at_once(by, smash),
            Step::at_once(first, Ask::Review { review }),
            Step::at_once(second, Ask::Review { review }),
            Step::at_once(by, Ask::Mend),
        ]
    })
}

/// Two people are authors; one edits and proposes, others publish.
pub fn drafted() -> impl Strategy<Value = Vec<Step>> {
    let people = (1..cast::FIRST_PEOPLE, 1..cast::FIRST_PEOPLE);
    (people, 0u8..3, prop::bool::weighted(0.7), suited()).prop_map(
        |((one, two), file, before, publishes)| {
            let author = |n| Ask::Grant {
                role: 1,
                to: Somebody::Person(n),
            };
            let owner = Asker::Suited(0);
            let draft = Which::Nth(0);
            let mut steps = vec![Step::at_once(owner, author(one))];
            if before {
                steps.push(Step::at_once(owner, author(two)));
            }
            let edit = Ask::EditDraft {
                draft: None,
                workflow: None,
            };
            steps.push(Step::at_once(Asker::Person(one), edit));
            steps.push(Step::at_once(
                Asker::Person(one),
                Ask::Propose { draft, file },
            ));
            if !before {
                steps.push(Step::at_once(owner, author(two)));
            }
            let publish = Ask::PublishDraft { draft, file: None };
            let who = [Asker::Person(one), Asker::Person(two), publishes];
            steps.extend(who.map(|by| Step::at_once(by, publish.clone())));
            steps
        },
    )
}

/// Two versions are live, tickets wait at a gate; one author proposes to let them go on by the newer one, others accept, and each does.
pub fn migrated() -> impl Strategy<Value = Vec<Step>> {
    let people = (1..cast::FIRST_PEOPLE, 1..cast::FIRST_PEOPLE, suited());
    let plan = (any::<u8>(), 0u8..2, prop::bool::weighted(0.8));
    (people, plan, prop::bool::weighted(0.7), any::<bool>()).prop_map(
        |((one, two, other), (back, file, governed), before, ends)| {
            let at_once = Step::at_once;
            let author = |n| Ask::Grant {
                role: 1,
                to: Somebody::Person(n),
            };
            let owner = Asker::Suited(0);
            let (first, newest) = (Which::Nth(0), Which::Nth(0));
            let publish = Ask::Publish {
                file: 1 - file,
                bound: Somebody::Bot(0),
            };
            let propose = Ask::ProposeMigration {
                workflow: Which::Nth(back % 2),
                from: 0,
                back: back & 0b1000_1111,
                new: true,
            };
            let accept = Ask::AcceptMigration { migration: newest };
            let mut steps = vec![at_once(owner, author(one))];
            if before {
                steps.push(at_once(owner, author(two)));
            }
            steps.push(at_once(owner, Ask::Govern { review: false }));
            steps.push(at_once(Asker::Person(one), publish));
            steps.push(at_once(owner, Ask::Govern { review: governed }));
            steps.extend([other, owner].map(|by| at_once(by, Ask::Gated)));
            steps.push(at_once(Asker::Person(one), propose));
            if !before {
                steps.push(at_once(owner, author(two)));
            }
            let migrate = |ticket| Ask::Migrate {
                ticket,
                migration: newest,
            };
            steps.push(at_once(Asker::Person(one), migrate(first)));
            let accepting = [Asker::Person(one), Asker::Person(two), other];
            steps.extend(accepting.map(|by| at_once(by, accept.clone())));
            steps.extend((0..5).map(|n| at_once(other, migrate(Which::Nth(n)))));
            if ends {
                let end = Ask::EndMigration { migration: newest };
                steps.push(at_once(other, end));
            }
            steps
        },
    )
}

fn suited() -> impl Strategy<Value = Asker> {
    any::<u8>().prop_map(Asker::Suited)
}

fn approve(hand: Hand) -> Ask {
    decide(Verdict::Approve, hand, None)
}

fn decide(verdict: Verdict, hand: Hand, stead: Option<u8>) -> Ask {
    Ask::Decide {
        request: Which::Nth(0),
        verdict,
        read: true,
        reason: verdict != Verdict::Approve,
        click: Click::Now,
        hand,
        stead,
        password: true,
    }
}

fn enrol(code: Option<(Which, bool)>) -> Ask {
    let key = NewKey::Fresh;
    Ask::Enrol { key, code }
}

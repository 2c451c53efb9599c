//! Steps that belong together: what chance alone would seldom bring in this order.

use model::{Span, Verdict};
use proptest::prelude::*;

use super::{
    cast,
    plot::how,
    step::{Ask, Asker, Click, Hand, How, NewKey, Step, Target, Turn, Which},
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

fn suited() -> impl Strategy<Value = Asker> {
    any::<u8>().prop_map(Asker::Suited)
}

fn approve(hand: Hand) -> Ask {
    Ask::Decide {
        request: Which::Nth(0),
        verdict: Verdict::Approve,
        read: true,
        reason: false,
        click: Click::Now,
        hand,
    }
}

fn enrol(code: Option<(Which, bool)>) -> Ask {
    let key = NewKey::Fresh;
    Ask::Enrol { key, code }
}

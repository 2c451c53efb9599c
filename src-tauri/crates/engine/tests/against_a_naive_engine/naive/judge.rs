//! A move through a gate, judged from the log alone: were its approvals given by distinct people, each entitled and not excluded at that
//! moment, on what was asked last?

use std::collections::BTreeSet;

use model::{Deed, Entry, RequestState};

use super::{Naive, requests::Asked, voices::filled};

impl Naive<'_> {
    /// What is wrong with the move `moved`, which stands at the end of what is known before it.
    pub fn judged(self, moved: &Entry) -> Vec<String> {
        let Some(asked) = moved.about.request.and_then(|id| self.asked(id)) else {
            return vec!["nothing was asked".to_owned()];
        };
        let mut wrong = Vec::new();
        let mut must = |holds: bool, sentence: &str| {
            if !holds {
                wrong.push(sentence.to_owned());
            }
        };
        let (gate, arrow, rules) = (
            self.gate(&asked),
            self.arrow(&asked),
            self.rules(asked.ticket),
        );
        let requester = &asked.entry.by;
        must(
            self.how(asked.id) == RequestState::Pending,
            "it was not pending",
        );
        must(moved.at < asked.expires, "its time was over");
        must(
            self.stopped(requester.id, &rules.at.name).is_none(),
            "it was frozen",
        );
        must(
            self.credential_good(requester, moved.at),
            "the requester's credential",
        );
        must(
            self.allowed(&arrow.by, rules.bound, requester.id),
            "not the requester's move",
        );
        must(moved.by == *requester, "in another's name");
        must(
            moved.about.changed == asked.entry.about.changed,
            "other arguments",
        );
        let said = self.approvals(&asked);
        let mut seen = BTreeSet::new();
        let mut seats = Vec::new();
        for one in &said {
            for person in BTreeSet::from([one.by, one.seat]) {
                must(
                    seen.insert(person),
                    "one person stands behind two approvals",
                );
                let near = self.excluded(&asked).contains_key(&person);
                must(!near, "somebody who stands behind the request approved it");
            }
            let no_say = self.no_say(one.by, one.under, &asked, |_| true, moved.at);
            must(no_say.is_empty(), "somebody approved who is not entitled");
            seats.push(self.fillable(one.by, one.under, &asked));
        }
        must(
            filled(&gate, &seats) == gate.needed() as usize,
            "too few seats are filled",
        );
        for sentence in self.badly_said(&asked) {
            must(false, &sentence);
        }
        wrong
    }

    /// What is wrong with the decisions that count, each as it was made.
    fn badly_said(self, asked: &Asked<'_>) -> Vec<String> {
        let gate = self.gate(asked);
        let mut wrong = Vec::new();
        for (entry, deed) in self.done() {
            let Deed::Decide {
                shown,
                under,
                reauthenticated,
                ..
            } = deed
            else {
                continue;
            };
            if entry.about.request != Some(asked.id) || entry.seq < asked.entry.seq {
                continue;
            }
            if *shown != asked.shown {
                wrong.push("decided on something else".to_owned());
            }
            if gate.reauthenticate && !reauthenticated {
                wrong.push("without the password".to_owned());
            }
            let then = self.before(entry.seq.0 as usize);
            let given = under.map(|id| then.delegation(id));
            if given.is_some_and(|given| given.is_none_or(|given| entry.at >= given.until)) {
                wrong.push("in the stead of somebody who had not asked for it".to_owned());
            }
        }
        wrong
    }
}

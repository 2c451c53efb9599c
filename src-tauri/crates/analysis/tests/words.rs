//! What analysis says of a small workflow, word by word.
#![allow(clippy::unwrap_used)]

use std::collections::BTreeMap;

use model::{
    Barred, BreakGlass, Gate, Kind, Rejection, Span, Transition, Who, Workflow,
    workflow::{State, TicketRules},
};
use openweave_analysis::{
    Change, Run, Sentence, dead_ends, diff, merged, reachable, rule, seats, who,
};

fn state(name: &str, terminal: bool) -> State {
    State {
        name: name.parse().unwrap(),
        terminal,
        colour: None,
        description: None,
    }
}

fn transition(name: &str, from: &[&str], to: &str, by: Vec<Who>) -> Transition {
    Transition {
        name: name.parse().unwrap(),
        from: from.iter().map(|s| s.parse().unwrap()).collect(),
        to: to.parse().unwrap(),
        by,
        requires: vec![],
        gate: None,
        break_glass: None,
        description: None,
    }
}

fn gated(mut transition: Transition, approvals: u32, expires: Span) -> Transition {
    transition.gate = Some(Gate {
        seats: [("release-manager".parse().unwrap(), approvals)].into(),
        expires,
        reauthenticate: false,
        not: Default::default(),
        reject: Rejection::First,
    });
    transition
}

const BOT: Who = Who::Kind(Kind::Bot);
const PERSON: Who = Who::Kind(Kind::Person);

#[test]
fn a_gate_says_who_else_cannot_and_what_an_emergency_may() {
    let mut deploy = gated(
        transition("Deploy", &["In review"], "Deployed", vec![BOT]),
        1,
        Span::hours(6),
    );
    let gate = deploy.gate.as_mut().unwrap();
    gate.seats = [
        ("legal".parse().unwrap(), 1),
        ("security".parse().unwrap(), 2),
    ]
    .into();
    gate.reauthenticate = true;
    gate.reject = Rejection::Majority;
    gate.not = [Barred::Creator, Barred::Mover("Submit".parse().unwrap())].into();
    deploy.break_glass = Some(BreakGlass {
        roles: ["incident-lead".parse().unwrap()].into(),
        review: Span::hours(24),
        reviewers: Default::default(),
    });
    let said = rule(&change(), &deploy).to_string();
    assert_eq!(
        said,
        "Bots may Deploy from In review once 1 person holding legal and 2 people holding security, other than the requester and the bot’s keeper, and not whoever opened the ticket or whoever took Submit, approved within 6 hours, each with their password; 2 rejections end it. In an emergency whoever holds incident-lead may at once; somebody else reviews it within 24 hours."
    );
}

fn change() -> Workflow {
    let deploy = transition("Deploy", &["In review"], "Deployed", vec![BOT]);
    let mut accept = transition("Accept", &["Draft"], "In review", vec![PERSON]);
    accept.requires = vec!["plan".parse().unwrap(), "test_report".parse().unwrap()];
    Workflow {
        name: "Change management".parse().unwrap(),
        description: None,
        initial: "Draft".parse().unwrap(),
        tickets: TicketRules::default(),
        fields: vec![],
        states: vec![
            state("Draft", false),
            state("In review", false),
            state("Deployed", true),
            state("Limbo", false),
        ],
        transitions: vec![
            accept,
            gated(deploy, 2, Span::hours(48)),
            transition("Shelve", &["Draft", "In review"], "Limbo", vec![]),
        ],
        layout: BTreeMap::new(),
    }
}

/// A sentence with its strong words between stars.
fn told(sentence: &Sentence) -> String {
    let star = |r: &Run| match r.strong {
        true => format!("*{}*", r.text),
        false => r.text.clone(),
    };
    sentence.runs().iter().map(star).collect()
}

#[test]
fn a_rule_is_a_sentence() {
    let workflow = change();
    let [accept, deploy, shelve] = &workflow.transitions[..] else {
        panic!("three transitions");
    };
    assert_eq!(
        told(&rule(&workflow, deploy)),
        "Bots may *Deploy* from In review once *2 people holding release-manager*, other than the requester and the bot’s keeper, approved within *48 hours*."
    );
    assert_eq!(
        told(&rule(&workflow, accept)),
        "People may *Accept* from Draft with plan and test_report filled in."
    );
    assert_eq!(
        told(&rule(&workflow, shelve)),
        "Nobody may *Shelve* from Draft or In review."
    );
}

#[test]
fn the_exclusions_fit_who_may_ask() {
    let workflow = change();
    let said = |by: Vec<Who>, days| {
        let one = gated(
            transition("Go", &["Draft"], "Deployed", by),
            1,
            Span::days(days),
        );
        rule(&workflow, &one).to_string()
    };
    assert_eq!(
        said(vec![PERSON], 7),
        "People may Go from Draft once 1 person holding release-manager, other than the requester, approved within 7 days."
    );
    assert_eq!(
        said(vec![Who::Role("service-owner".parse().unwrap())], 1),
        "Whoever holds service-owner may Go from Draft once 1 person holding release-manager, other than the requester and, for a bot, its keeper, approved within 24 hours."
    );
}

#[test]
fn who_names_everybody_in_the_list() {
    let role = Who::Role("sre".parse().unwrap());
    let actor = Who::Actor("deploy-bot".parse().unwrap());
    assert_eq!(told(&who(&[])), "Nobody");
    assert_eq!(told(&who(&[BOT, PERSON])), "Bots and people");
    assert_eq!(
        told(&who(&[PERSON, role, actor])),
        "People, whoever holds *sre* and *deploy-bot*"
    );
}

#[test]
fn what_nobody_may_take_reaches_nothing() {
    let mut workflow = change();
    let names = |w: &Workflow| {
        reachable(w)
            .iter()
            .map(ToString::to_string)
            .collect::<Vec<_>>()
    };
    assert_eq!(names(&workflow), ["Deployed", "Draft", "In review"]);
    assert!(dead_ends(&workflow).is_empty());
    workflow.transitions[2].by = vec![PERSON];
    assert_eq!(
        names(&workflow),
        ["Deployed", "Draft", "In review", "Limbo"]
    );
    assert_eq!(dead_ends(&workflow), ["Limbo".parse().unwrap()]);
}

#[test]
fn seats_are_the_most_that_one_gate_asks() {
    let mut workflow = change();
    let rollback = transition("Roll back", &["Deployed"], "Draft", vec![BOT]);
    workflow.transitions.push(gated(rollback, 1, Span::days(1)));
    let seats = seats(&workflow);
    let seat = &seats["release-manager"];
    assert_eq!((seats.len(), seat.people), (1, 2));
    assert_eq!(
        seat.transitions,
        ["Deploy".parse().unwrap(), "Roll back".parse().unwrap()]
    );
}

#[test]
fn a_new_version_says_what_it_changes() {
    let old = change();
    assert!(diff(&old, &old).is_empty());
    let mut new = old.clone();
    new.states.remove(3);
    new.transitions.remove(2);
    new.states.push(state("Verified", true));
    new.states[2].terminal = false;
    new.transitions[1].gate.as_mut().unwrap().seats =
        [("release-manager".parse().unwrap(), 1)].into();
    new.transitions.push(transition(
        "Verify",
        &["Deployed"],
        "Verified",
        vec![PERSON],
    ));
    new.tickets.create = vec![BOT, PERSON];
    let said: Vec<String> = diff(&old, &new).iter().map(told).collect();
    assert_eq!(
        said,
        [
            "The state *Limbo* goes away.",
            "*Deployed* is no end any more.",
            "A state is new: *Verified*.",
            "*Shelve* from Draft goes away.",
            "*Shelve* from In review goes away.",
            "Gate on *Deploy*: 2 × release-manager → *1 × release-manager*.",
            "New: People may *Verify* from Deployed. It leads to Verified.",
            "Changed: Bots and people may *open tickets*.",
        ]
    );
}

#[test]
fn what_changes_about_a_move_is_said_by_itself_and_the_rest_by_the_whole_rule() {
    let old = change();
    let said = |alter: &dyn Fn(&mut Transition)| -> Vec<String> {
        let mut new = old.clone();
        alter(&mut new.transitions[1]);
        diff(&old, &new).iter().map(told).collect()
    };
    assert_eq!(
        said(&|deploy| deploy.by = vec![PERSON]),
        ["Bots can no longer *Deploy*.", "People can now *Deploy*."]
    );
    let mut other = old.clone();
    other.transitions[0].requires.reverse();
    assert!(diff(&old, &other).is_empty() && merged(&old, &other).moves.is_empty());
    assert_eq!(
        said(&|deploy| deploy.by = vec![]),
        ["Bots can no longer *Deploy*."]
    );
    assert_eq!(
        said(&|deploy| deploy.to = "Limbo".parse().unwrap()),
        ["*Deploy* leads to Limbo instead of Deployed."]
    );
    assert_eq!(
        said(&|deploy| deploy.gate.as_mut().unwrap().seats = [
            ("legal".parse().unwrap(), 1),
            ("release-manager".parse().unwrap(), 2),
        ]
        .into()),
        ["Gate on *Deploy*: 2 × release-manager → *1 × legal and 2 × release-manager*."]
    );
    assert_eq!(
        said(&|deploy| deploy.gate = None),
        ["Changed: Bots may *Deploy* from In review."]
    );
    assert_eq!(
        said(&|deploy| {
            deploy.by = vec![BOT, PERSON];
            deploy.gate.as_mut().unwrap().expires = Span::hours(6);
        }),
        [
            "People can now *Deploy*.",
            "Changed: Bots and people may *Deploy* from In review once *2 people holding release-manager*, other than the requester and, for a bot, its keeper, approved within *6 hours*.",
        ]
    );
}

#[test]
fn two_versions_are_one_machine_in_which_everything_that_differs_is_marked() {
    let mut old = change();
    old.layout = [
        ("Draft".parse().unwrap(), (0.0, 0.0)),
        ("Limbo".parse().unwrap(), (200.0, 100.0)),
        ("In review".parse().unwrap(), (200.0, 0.0)),
    ]
    .into();
    let nothing = merged(&old, &old);
    assert_eq!(nothing.workflow, old);
    assert!(nothing.states.is_empty() && nothing.moves.is_empty() && nothing.moved.is_empty());

    let mut new = old.clone();
    new.states.remove(3);
    new.layout.remove("Limbo");
    new.layout
        .insert("In review".parse().unwrap(), (200.0, 90.0));
    new.transitions.remove(2);
    new.states.push(state("Verified", true));
    // The gate is another; and what was submitted goes elsewhere.
    new.transitions[1].gate = None;
    new.transitions[0].to = "Deployed".parse().unwrap();
    let one = merged(&old, &new);
    let states: Vec<(&str, Change)> = one.states.iter().map(|(s, c)| (s.as_str(), *c)).collect();
    assert_eq!(
        states,
        [("Limbo", Change::Removed), ("Verified", Change::Added)]
    );
    let moves: Vec<String> = one
        .moves
        .iter()
        .map(|((number, from), change)| {
            let transition = &one.workflow.transitions[*number];
            format!("{change:?}: {from} {} {}", transition.name, transition.to)
        })
        .collect();
    assert_eq!(
        moves,
        [
            "Changed: Draft Accept Deployed",
            "Changed: In review Deploy Deployed",
            "Removed: Draft Accept In review",
            "Removed: Draft Shelve Limbo",
            "Removed: In review Shelve Limbo",
        ]
    );
    assert_eq!(
        one.moved,
        [("In review".parse().unwrap(), (200.0, 0.0))].into()
    );
    // What goes away stands where nothing of the new version does.
    assert_eq!(one.workflow.layout["Limbo"], (200.0, 280.0));
}

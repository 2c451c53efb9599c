//! A file is read whole, or every mistake in it is told at once, where it stands.
#![allow(clippy::unwrap_used)]

use model::{Gate, Rejection, Span, Who};
use openweave_formats::{Bindings, read, read_bytes, render};

/// The example of the documentation.
const GOOD: &str = r#"
format = 1
name = "Change management"
initial = "Draft"

[tickets]
create = ["bot", "person"]
comment = ["actor:triage-bot"]

[fields.test_report]
type = "url"
[fields.risk]
type = "choice"
options = ["low", "high"]

[states.Draft]
[states."In review"]
[states.Deployed]
terminal = true

[[transitions]]
name = "Submit"
from = ["Draft"]
to = "In review"
by = ["bot", "person"]

[[transitions]]
name = "Deploy"
from = ["In review"]
to = "Deployed"
by = ["role:deployer", "actor:deploy-bot"]
requires = ["test_report"]
[transitions.gate]
approvals = 2
role = "release-manager"
expires = "48h"

[layout]
"In review" = [320, 80]
"#;

fn rendered(text: &str) -> String {
    render(
        &read(text).expect_err("this file has mistakes"),
        "bad.toml",
        text,
    )
}

/// Codes of `GOOD` with `from` written as `to`.
fn codes(from: &str, to: &str) -> Vec<&'static str> {
    assert!(GOOD.contains(from), "{from}");
    match read(&GOOD.replacen(from, to, 1)) {
        Ok(_) => vec![],
        Err(problems) => problems.iter().map(|p| p.code).collect(),
    }
}

#[test]
fn a_good_file_becomes_a_workflow() {
    let read = read(GOOD).unwrap();
    let w = &read.workflow;
    assert_eq!(w.name.as_str(), "Change management");
    let states: Vec<_> = w.states.iter().map(|s| s.name.as_str()).collect();
    assert_eq!(
        states,
        ["Draft", "In review", "Deployed"],
        "in the file's order"
    );
    assert!(w.tickets.edit.is_empty(), "absent means nobody");
    assert_eq!(
        w.transitions[1].gate,
        Some(Gate {
            seats: [("release-manager".parse().unwrap(), 2)].into(),
            expires: Span::hours(48),
            reauthenticate: false,
            not: Default::default(),
            reject: Rejection::First,
        })
    );
    assert!(
        w.transitions[1]
            .by
            .contains(&Who::Actor("deploy-bot".parse().unwrap()))
    );
    assert_eq!(
        w.layout[&"In review".parse::<model::StateName>().unwrap()],
        (320.0, 80.0)
    );
    let bound: Vec<_> = Bindings::of(w).handles().map(ToString::to_string).collect();
    assert_eq!(bound, ["deploy-bot", "triage-bot"]);
}

#[test]
fn a_gate_that_does_not_say_waits_seven_days() {
    let seven = read(&GOOD.replace("expires = \"48h\"\n", "")).unwrap();
    assert_eq!(
        seven.workflow.transitions[1].gate.as_ref().unwrap().expires,
        Span::days(7)
    );
}

#[test]
fn a_gate_says_all_that_it_asks_for() {
    let text = GOOD.replace(
        "approvals = 2\nrole = \"release-manager\"\n",
        "roles = { legal = 1, security = 2 }\nreauthenticate = true\nnot = [\"creator\", \"mover:Submit\"]\nreject = \"majority\"\n",
    );
    let text = format!(
        "{text}\n[[transitions]]\nname = \"Emergency\"\nfrom = [\"In review\"]\nto = \"Deployed\"\n\
         [transitions.break_glass]\nroles = [\"incident-lead\"]\nreview = \"24h\"\n"
    );
    let read = read(&text).unwrap();
    let gate = read.workflow.transitions[1].gate.clone().unwrap();
    assert_eq!(gate.needed(), 3);
    assert_eq!(gate.rejections(), 2);
    assert!(gate.reauthenticate);
    let not: Vec<String> = gate.not.iter().map(ToString::to_string).collect();
    assert_eq!(not, ["creator", "mover:Submit"]);
    let glass = read.workflow.transitions[2].break_glass.clone().unwrap();
    assert_eq!(glass.review, Span::hours(24));
    assert!(glass.roles.contains("incident-lead"));
}

#[test]
fn each_word_of_a_gate_is_a_rule() {
    let digest = |gate: &str| {
        let text = GOOD.replace(
            "expires = \"48h\"\n",
            &format!("expires = \"48h\"\n{gate}\n"),
        );
        read(&text).unwrap().rules_digest
    };
    let all = [
        "",
        "reauthenticate = true",
        "not = [\"creator\"]",
        "not = [\"last_editor\"]",
        "reject = \"majority\"",
        "[transitions.break_glass]\nroles = [\"incident-lead\"]",
        "[transitions.break_glass]\nroles = [\"incident-lead\"]\nreview = \"1h\"",
        "[transitions.break_glass]\nroles = [\"incident-lead\"]\nreviewers = [\"legal\"]",
    ];
    let digests: std::collections::BTreeSet<_> = all.iter().map(|gate| digest(gate)).collect();
    assert_eq!(digests.len(), all.len());
}

#[test]
fn what_a_gate_cannot_mean_is_an_error() {
    let bad = |gate: &str, code: &str| {
        let text = GOOD.replace("approvals = 2\nrole = \"release-manager\"\n", gate);
        let problems = read(&text).unwrap_err();
        let codes: Vec<_> = problems.iter().map(|p| p.code).collect();
        assert!(codes.contains(&code), "{gate}: {codes:?}");
    };
    bad("roles = {}\n", "bad_approvals");
    bad("roles = { legal = 0 }\n", "bad_approvals");
    bad("roles = { legal = 600, security = 600 }\n", "bad_approvals");
    bad("roles = { auditor = 1 }\n", "auditor_acts");
    bad("approvals = 1\nroles = { legal = 1 }\n", "role_and_roles");
    let base = "approvals = 1\nrole = \"legal\"\n";
    bad(&format!("{base}not = [\"nobody\"]\n"), "bars_nobody");
    bad(
        &format!("{base}not = [\"mover:Nothing\"]\n"),
        "no_such_mover",
    );
    bad(&format!("{base}reject = \"all\"\n"), "no_such_rejection");
    bad(
        &format!("{base}[transitions.break_glass]\nroles = []\n"),
        "breaks_for_nobody",
    );
    bad(
        "approvals = 1\nrole = \"legal\"\nquorum = 2\n",
        "unknown_key",
    );
}

#[test]
fn the_rules_digest_knows_rules_from_words_about_them() {
    let first = read(GOOD).unwrap();
    let same = |text: &str| {
        let other = read(text).unwrap();
        assert_ne!(other.digest, first.digest, "the bytes differ");
        other.rules_digest == first.rules_digest
    };
    assert!(same(&GOOD.replace("[320, 80]", "[20.5, 800]")), "layout");
    assert!(same(&format!("# a comment\n{GOOD}")), "comments");
    assert!(
        same(&GOOD.replace("[states.Draft]", "[states.Draft]\ndescription = \"new\"")),
        "descriptions"
    );
    assert!(
        same(&GOOD.replace(r#"["bot", "person"]"#, r#"["person", "bot"]"#)),
        "order"
    );
    assert!(same(&GOOD.replace("\"48h\"", "\"2d\"")), "spelling");
    assert!(
        !same(&GOOD.replace("approvals = 2", "approvals = 1")),
        "a gate"
    );
    assert!(
        !same(&GOOD.replace("role:deployer", "role:deployers")),
        "who may"
    );
    assert!(
        !same(&GOOD.replace("requires = [\"test_report\"]", "")),
        "what is required"
    );
}

#[test]
fn ten_mistakes_are_told_at_once() {
    let text = r#"
format = 1
name = "Bad"
initial = "Drafd"

[tickets]
create = ["bots"]

[fields.report]
typ = "url"

[states.Draft]
[states."In review"]
[states.Lonely]
[states.Done]
terminal = true

[[transitions]]
name = "Submit"
from = ["Draft"]
to = "In reveiw"
by = ["bot", "rol:reviewer", "clock"]
requires = ["reprot"]

[[transitions]]
name = "Finish"
from = ["In review", "Done"]
to = "Done"
by = "person"
[transitions.gate]
approvals = 0
role = "Release Manager"
expires = "soon"
not = ["creater", "mover:Submitt"]
reject = "al"
"#;
    insta::assert_snapshot!(rendered(text), @r#"
    bad.toml:4:11: There is no state `Drafd`. Did you mean `Draft`? [no_such_state]
        4 | initial = "Drafd"
          |           ^^^^^^^

    bad.toml:7:11: `bots` is nobody. Write "person", "bot", "role:<name>" or "actor:<handle>". Did you mean `bot`? [no_such_actor]
        7 | create = ["bots"]
          |           ^^^^^^

    bad.toml:9:9: `type` is missing in a field. Write type = "text". [missing_key]
        9 | [fields.report]
          |         ^^^^^^

    bad.toml:10:1: There is no key `typ` in a field. Did you mean `type`? [unknown_key]
       10 | typ = "url"
          | ^^^

    bad.toml:14:9: No way leads from `Draft` to `Lonely`. Add a transition that ends there, or remove the state. [unreachable_state]
       14 | [states.Lonely]
          |         ^^^^^^

    bad.toml:21:6: There is no state `In reveiw`. Did you mean `In review`? [no_such_state]
       21 | to = "In reveiw"
          |      ^^^^^^^^^^^

    bad.toml:22:14: `rol:reviewer` is nobody. Write "person", "bot", "role:<name>" or "actor:<handle>". Did you mean `role:reviewer`? [no_such_actor]
       22 | by = ["bot", "rol:reviewer", "clock"]
          |              ^^^^^^^^^^^^^^

    bad.toml:22:30: The clock only records that time has run out; it makes no moves. Remove it. [clock_acts]
       22 | by = ["bot", "rol:reviewer", "clock"]
          |                              ^^^^^^^

    bad.toml:23:13: There is no field `reprot`. Did you mean `report`? [no_such_field]
       23 | requires = ["reprot"]
          |             ^^^^^^^^

    bad.toml:27:22: `Finish` leaves `Done`, which is terminal. Remove `Done` from `from`, or `terminal = true` from the state. [leaves_terminal]
       27 | from = ["In review", "Done"]
          |                      ^^^^^^

    bad.toml:29:6: This should be a list: ["person", "role:release-manager"], and is a text. [wrong_type]
       29 | by = "person"
          |      ^^^^^^^^

    bad.toml:31:13: A gate asks for 1 to 1000 approvals, not 0. For no approval at all, remove the gate. [bad_approvals]
       31 | approvals = 0
          |             ^

    bad.toml:32:8: `Release Manager` does not fit: a lower-case letter, then lower-case letters, digits and -. [bad_name]
       32 | role = "Release Manager"
          |        ^^^^^^^^^^^^^^^^^

    bad.toml:33:11: `soon` is not a length of time. Write a whole number and s, m, h or d: 90s, 30m, 48h, 7d (at most 366d). [bad_expires]
       33 | expires = "soon"
          |           ^^^^^^

    bad.toml:34:8: `creater` bars nobody. Write "creator", "last_editor" or "mover:<transition>". Did you mean `creator`? [bars_nobody]
       34 | not = ["creater", "mover:Submitt"]
          |        ^^^^^^^^^

    bad.toml:34:19: There is no transition `Submitt`, so this bars nobody. Did you mean `Submit`? [no_such_mover]
       34 | not = ["creater", "mover:Submitt"]
          |                   ^^^^^^^^^^^^^^^

    bad.toml:35:10: There is no way to reject `al`. Known: `first`, `majority`. [no_such_rejection]
       35 | reject = "al"
          |          ^^^^
    "#);
}

#[test]
fn broken_toml_is_told_with_what_else_is_wrong() {
    insta::assert_snapshot!(rendered(
        "format = 1\nname = \ninitial = \"Draft\"\n[states.Draft]\nshape = \"round\"\n[states.Draft]\n"
    ), @r#"
    bad.toml:2:8: This is not TOML: string values must be quoted, expected literal string. [syntax]
        2 | name =
          |        ^

    bad.toml:5:1: There is no key `shape` in a state. Known: `terminal`, `colour`, `description`. [unknown_key]
        5 | shape = "round"
          | ^^^^^

    bad.toml:6:9: `Draft` is already written above. Remove one of the two, or rename it. [duplicate_key]
        6 | [states.Draft]
          |         ^^^^^
    "#);
}

#[test]
fn each_rule_has_its_code() {
    let table: &[(&str, &str, &[&str])] = &[
        ("format = 1", "format = 2", &["unknown_format"]),
        ("format = 1", "", &["missing_key"]),
        (
            "name = \"Change management\"",
            "name = \" x\"",
            &["bad_name"],
        ),
        (
            "name = \"Change management\"",
            "name = \"e\u{301}\"",
            &["bad_name"],
        ),
        (
            "[states.Draft]\n",
            "[states.Draft]\ncolour = \"gren\"\n",
            &["no_such_colour"],
        ),
        (
            "initial = \"Draft\"",
            "initial = \"Deployed\"",
            &[
                "initial_is_terminal",
                "unreachable_state",
                "unreachable_state",
            ],
        ),
        (
            "initial = \"Draft\"",
            "initial = \"Elsewhere\"",
            &["no_such_state"],
        ),
        ("\"url\"", "\"ulr\"", &["no_such_type"]),
        (
            "\"url\"",
            "\"url\"\noptions = [\"a\"]",
            &["needless_options"],
        ),
        ("options = [\"low\", \"high\"]", "", &["no_options"]),
        ("[\"low\", \"high\"]", "[\"low\", \"low\"]", &["said_twice"]),
        (
            "[states.Draft]",
            "[states.Draft]\nterminal = \"yes\"",
            &["wrong_type"],
        ),
        (
            "[states.Draft]",
            "[states.Draft]\n[states.Draft]",
            &["duplicate_key"],
        ),
        (
            "name = \"Deploy\"\nfrom = [\"In review\"]",
            "name = \"Submit\"\nfrom = [\"Draft\"]",
            &["duplicate_transition"],
        ),
        (
            "from = [\"In review\"]",
            "from = []",
            &["unreachable_state", "starts_nowhere"],
        ),
        (
            "from = [\"In review\"]",
            "from = [\"In review\", \"In review\"]",
            &["said_twice"],
        ),
        (
            "from = [\"In review\"]",
            "from = [\"In review\", \"Deployed\"]",
            &["leaves_terminal"],
        ),
        (
            "from = [\"In review\"]",
            "from = \"In review\"",
            &["wrong_type"],
        ),
        ("\"role:deployer\"", "\"role:Deployer\"", &["bad_name"]),
        ("\"role:deployer\"", "\"role:auditor\"", &["auditor_acts"]),
        (
            "role = \"release-manager\"",
            "role = \"auditor\"",
            &["auditor_acts"],
        ),
        ("role = \"release-manager\"", "", &["missing_key"]),
        ("approvals = 2", "approvals = -1", &["bad_approvals"]),
        ("approvals = 2", "approvals = 2.0", &["wrong_type"]),
        (
            "approvals = 2",
            "approvals = 99999999999999999999",
            &["wrong_type"],
        ),
        ("\"48h\"", "\"48 h\"", &["bad_expires"]),
        (
            "role = \"release-manager\"",
            "roles = { legal = 1 }",
            &["role_and_roles"],
        ),
        (
            "expires",
            "reject = \"frist\"\nexpires",
            &["no_such_rejection"],
        ),
        ("expires", "not = [\"creater\"]\nexpires", &["bars_nobody"]),
        (
            "expires",
            "not = [\"mover:Nothing\"]\nexpires",
            &["no_such_mover"],
        ),
        (
            "requires",
            "break_glass = [\"owner\"]\nrequires",
            &["wrong_type"],
        ),
        (
            "requires",
            "break_glass = { roles = [] }\nrequires",
            &["breaks_for_nobody"],
        ),
        (
            "[layout]",
            "[[properties]]\nname = \"x\"\n[layout]",
            &["not_yet"],
        ),
        (
            "[layout]",
            "[[scenarios]]\n[layout]",
            &["missing_key", "missing_key", "missing_key"],
        ),
        (
            "\"In review\" = [320, 80]",
            "Review = [320, 80]",
            &["no_such_state"],
        ),
        ("[320, 80]", "[320, inf]", &["off_canvas"]),
        ("[320, 80]", "[320]", &["off_canvas"]),
        ("[320, 80]", "[320, \"x\"]", &["wrong_type"]),
    ];
    for (from, to, expected) in table {
        assert_eq!(codes(from, to), *expected, "{from} -> {to}");
    }
}

#[test]
fn what_is_too_large_is_refused_before_anything_else() {
    let large = "#".repeat(2 * 1024 * 1024 + 1);
    assert_eq!(read(&large).unwrap_err()[0].code, "too_large");
    let many_states: String = (0..1_001).map(|n| format!("[states.s{n}]\n")).collect();
    assert!(rendered(&format!("{GOOD}\n{many_states}")).contains("at most 1000 states"));
    let many_moves = "[[transitions]]\n".repeat(10_001);
    let problems = read(&format!("{GOOD}\n{many_moves}")).unwrap_err();
    assert_eq!(problems.len(), 201, "a bounded list");
    assert_eq!(problems[200].code, "more");
}

#[test]
fn what_is_not_text_is_told_where() {
    let problems = read_bytes(b"format = 1\nname = \"\xff\"").unwrap_err();
    assert_eq!(
        (problems[0].code, problems[0].line, problems[0].column),
        ("not_utf8", 2, 9)
    );
}

#[test]
fn a_terminal_never_sees_what_hides() {
    let text = "format = 1\n\"\\u001b[31m\u{202E}evil\" = 1\n";
    let shown = rendered(text);
    assert!(!shown.contains(['\u{1b}', '\u{202E}']), "{shown}");
}

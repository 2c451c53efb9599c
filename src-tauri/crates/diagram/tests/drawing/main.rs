//! Drawings keep their promises: no way through a box, no sign on a sign or box, the same bytes every time, and nothing a workflow
//! says becomes markup. On the workflows we ship, as placed and arranged anew, and on a seeded corpus of random machines.
#![allow(clippy::unwrap_used)]

mod machines;
mod yardstick;

use std::time::Instant;

use machines::{faults, machine, random, transition};
use model::{Colour, Gate, Workflow};
use openweave_diagram::{Mark, Marks, Options, Size, Style, layout, pieces, stylesheet, svg};
use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;

const SHIPPED: [&str; 5] = [
    include_str!("../../../../../workflows/change-management.toml"),
    include_str!("../../../../../workflows/access-request.toml"),
    include_str!("../../../../../workflows/incident-response.toml"),
    include_str!("../../../../../workflows/data-export-and-deletion.toml"),
    include_str!("../../../../../workflows/agent-onboarding.toml"),
];

fn shipped() -> Vec<Workflow> {
    let read = |text: &&str| formats::read(text).unwrap().workflow;
    SHIPPED.iter().map(read).collect()
}

#[test]
fn shipped_workflows_are_clean_as_placed_and_arranged_anew() {
    for mut workflow in shipped() {
        assert_eq!(
            faults(&layout(&workflow)),
            Vec::<String>::new(),
            "{}",
            workflow.name
        );
        workflow.layout.clear();
        assert_eq!(
            faults(&layout(&workflow)),
            Vec::<String>::new(),
            "{}",
            workflow.name
        );
    }
}

#[test]
fn boxes_stand_where_the_author_put_them() {
    for workflow in shipped() {
        for placed in layout(&workflow).boxes {
            let (x, y) = workflow.layout[&placed.state];
            assert_eq!((placed.rect.middle().x, placed.rect.middle().y), (x, y));
        }
    }
}

#[test]
fn random_machines_are_clean() {
    for seed in 0..60 {
        let workflow = random(seed, 3 + seed as usize % 38);
        assert_eq!(
            faults(&layout(&workflow)),
            Vec::<String>::new(),
            "seed {seed}"
        );
    }
}

#[test]
fn where_the_drawing_arranges_itself_no_edge_runs_under_anothers_sign() {
    for seed in 0..30 {
        let drawn = layout(&random(seed, 3 + seed as usize));
        for (i, route) in drawn.routes.iter().enumerate() {
            let others = drawn.routes.iter().enumerate().filter(|(j, _)| *j != i);
            for (_, other) in others {
                let mut signs = other.label.iter().chain(&other.gate);
                let under = signs.any(|r| route.path.points().iter().any(|p| r.holds(*p)));
                assert!(
                    !under,
                    "seed {seed}: {} under {}",
                    route.transition, other.transition
                );
            }
        }
    }
}

#[test]
fn random_machines_are_clean_where_somebody_placed_them() {
    for seed in 0..12 {
        let mut workflow = random(seed, 4 + seed as usize);
        let mut luck = ChaCha8Rng::seed_from_u64(seed);
        for (i, state) in workflow.states.iter().enumerate() {
            let (column, row) = ((i % 4) as f64, (i / 4) as f64);
            let shift = luck.random_range(-20.0..20.0);
            workflow.layout.insert(
                state.name.clone(),
                (column * 380.0 + shift, row * 200.0 + shift),
            );
        }
        assert_eq!(
            faults(&layout(&workflow)),
            Vec::<String>::new(),
            "seed {seed}"
        );
    }
}

#[test]
fn self_loops_stay_under_the_box_above() {
    let names = ["Above".to_owned(), "Below".to_owned()];
    let turns = ["Wait", "Wait on", "Go on waiting"].map(|t| transition(t, "Below", "Below"));
    let mut workflow = machine(&names, turns.to_vec());
    workflow.layout.insert("Above".parse().unwrap(), (0.0, 0.0));
    workflow
        .layout
        .insert("Below".parse().unwrap(), (0.0, 80.0));
    assert_eq!(faults(&layout(&workflow)), Vec::<String>::new());
}

#[test]
fn boxes_that_would_touch_are_arranged_anew() {
    let mut workflow = random(7, 5);
    for state in &workflow.states {
        workflow.layout.insert(state.name.clone(), (10.0, 10.0));
    }
    assert_eq!(faults(&layout(&workflow)), Vec::<String>::new());
}

#[test]
fn the_same_workflow_gives_the_same_bytes() {
    let options = Options::default();
    for workflow in shipped().into_iter().chain([random(3, 30)]) {
        assert_eq!(svg(&workflow, &options), svg(&workflow.clone(), &options));
    }
}

#[test]
fn a_state_that_nobody_placed_finds_room_and_the_others_stay() {
    for whole in shipped() {
        for state in &whole.states {
            let mut workflow = whole.clone();
            workflow.layout.remove(&state.name);
            let drawn = layout(&workflow);
            for placed in drawn.boxes.iter().filter(|one| one.state != state.name) {
                let (x, y) = whole.layout[&placed.state];
                let middle = placed.rect.middle();
                assert!(
                    (middle.x - x).abs() < 0.01 && (middle.y - y).abs() < 0.01,
                    "{}",
                    placed.state
                );
            }
            assert_eq!(faults(&drawn), Vec::<String>::new(), "{}", state.name);
        }
    }
}

/// The quickest of a few tries counts: a busy machine is no fault of the drawing.
#[test]
fn three_hundred_states_take_less_than_a_second() {
    let workflow = random(1, 300);
    let tries = (0..5).map(|_| {
        let before = Instant::now();
        assert!(svg(&workflow, &Options::default()).len() > 100_000);
        before.elapsed()
    });
    let quickest = tries.min().unwrap();
    assert!(quickest.as_millis() < 1_000, "{quickest:?}");
}

#[test]
fn hostile_names_stay_text() {
    let bad = r#"<script>alert("1")</script>&'"#;
    let mut workflow = machine(
        &[bad.to_owned(), "]]><!--".to_owned()],
        vec![transition(r#""onload="x"#, bad, "]]><!--")],
    );
    workflow.name = "</title><script>".parse().unwrap();
    let options = Options {
        prefix: r#""><script>"#.to_owned(),
        style: Style::Page,
        ..Options::default()
    };
    let drawn = svg(&workflow, &options);
    let parsed = roxmltree::Document::parse(&drawn).unwrap();
    let allowed = [
        "svg", "title", "desc", "g", "path", "rect", "circle", "polygon", "text",
    ];
    for node in parsed.descendants().filter(|n| n.is_element()) {
        assert!(allowed.contains(&node.tag_name().name()), "{node:?}");
        assert!(
            node.attributes()
                .all(|a| !a.name().starts_with("on") && a.name() != "style")
        );
    }
    let texts: Vec<&str> = parsed.descendants().filter_map(|n| n.text()).collect();
    assert!(texts.contains(&bad) && texts.contains(&"]]><!--"));
}

#[test]
fn every_drawing_is_xml_and_says_in_words_what_it_shows() {
    let workflow = &shipped()[0];
    for (size, style) in [
        (Size::Full, Style::Alone),
        (Size::Small, Style::Alone),
        (Size::Small, Style::Page),
    ] {
        let options = Options {
            size,
            style,
            current: Some("Scheduled".parse().unwrap()),
            lit: Some(("Scheduled".parse().unwrap(), "Deploy".parse().unwrap())),
            prefix: "request-1".to_owned(),
            ..Options::default()
        };
        let drawn = svg(workflow, &options);
        let parsed = roxmltree::Document::parse(&drawn).unwrap();
        let root = parsed.root_element();
        assert_eq!(root.attribute("role"), Some("img"));
        assert_eq!(
            root.attribute("aria-labelledby"),
            Some("ow-request-1-title ow-request-1-desc")
        );
        let told = root
            .children()
            .find(|n| n.has_tag_name(("http://www.w3.org/2000/svg", "desc")));
        let told = told.unwrap().text().unwrap();
        assert!(
            told.contains("The ticket is in Scheduled. Highlighted: Deploy from Scheduled."),
            "{told}"
        );
        assert!(told.contains("Deploy leads from Scheduled to Deployed, for bots, at a gate of 2 × release-manager."), "{told}");
        assert_eq!(drawn.contains("<style>"), style == Style::Alone);
        assert_eq!(
            drawn.contains("prefers-color-scheme: dark"),
            style == Style::Alone
        );
        let labels = parsed
            .descendants()
            .filter(|n| n.attribute("class") == Some("ow-label"));
        assert_eq!(labels.count(), 1, "only the lit edge has its label");
    }
}

#[test]
fn every_class_of_a_drawing_has_its_rule() {
    let options = Options {
        style: Style::Page,
        current: Some("Scheduled".parse().unwrap()),
        ..Options::default()
    };
    let drawings = shipped();
    let random = [random(5, 20)];
    for workflow in drawings.iter().chain(&random) {
        let drawn = svg(workflow, &options);
        let parsed = roxmltree::Document::parse(&drawn).unwrap();
        let classes = parsed.descendants().filter_map(|n| n.attribute("class"));
        for class in classes.flat_map(str::split_whitespace) {
            assert!(
                stylesheet().contains(&format!(".{class} "))
                    || stylesheet().contains(&format!(".{class},")),
                "{class}"
            );
        }
    }
}

#[test]
fn what_leads_back_has_a_hollow_head() {
    let drawn = layout(&shipped()[0]);
    let back: Vec<&str> = drawn
        .routes
        .iter()
        .filter(|r| r.back)
        .map(|r| r.transition.as_str())
        .collect();
    assert_eq!(back, ["Send back", "Reschedule", "Roll back"]);
}

#[test]
fn each_role_of_a_gate_has_a_pill_of_its_own_and_they_do_not_touch() {
    let mut workflow = machine(
        &["Open".to_owned(), "Paid".to_owned()],
        vec![transition("Pay", "Open", "Paid")],
    );
    let seats = [
        ("legal".parse().unwrap(), 1),
        ("security".parse().unwrap(), 2),
    ];
    workflow.transitions[0].gate = Some(Gate {
        seats: seats.into(),
        ..shipped_gate()
    });
    let drawn = svg(&workflow, &Options::default());
    let document = roxmltree::Document::parse(&drawn).unwrap();
    let of = |class: &str| {
        let nodes = document.descendants();
        let found = nodes.filter(|node| node.attribute("class") == Some(class));
        found.collect::<Vec<_>>()
    };
    let said: Vec<_> = of("ow-pill-text").iter().filter_map(|t| t.text()).collect();
    assert_eq!(said, ["1 × legal", "2 × security"]);
    let pills = of("ow-pill");
    let number =
        |at: usize, name: &str| -> f64 { pills[at].attribute(name).unwrap().parse().unwrap() };
    assert_eq!(pills.len(), 2);
    assert!(number(0, "x") + number(0, "width") < number(1, "x"));
    assert!(drawn.contains("at a gate of 1 × legal and 2 × security"));
}

/// Any gate, to be changed.
fn shipped_gate() -> Gate {
    let all = shipped();
    let mut transitions = all.iter().flat_map(|workflow| &workflow.transitions);
    transitions.find_map(|one| one.gate.clone()).unwrap()
}

#[test]
fn from_afar_every_edge_is_there_in_a_few_elements_without_words() {
    let machines = (0..20).map(|seed| random(seed, 10 + 10 * seed as usize));
    for workflow in shipped().into_iter().chain(machines) {
        let pieces = pieces(&workflow);
        let count = |what: &str| pieces.far.matches(what).count();
        assert!(count("<path") <= 20, "{}", pieces.far);
        assert_eq!(count("<text") + count("<rect"), 0);
        // A head is closed and so is a disc.
        let gates = pieces.edges.iter();
        let gates = gates.filter(|one| workflow.transitions[one.transition].gate.is_some());
        assert_eq!(count("Z"), pieces.edges.len() + gates.count());
        for piece in &pieces.edges {
            // Its head ends where it ends, its stroke begins where it begins.
            let [begin, end] = [
                piece.route.path.points()[0],
                *piece.route.path.points().last().unwrap(),
            ]
            .map(|p| format!("M{} {}", tenth(p.x), tenth(p.y)));
            assert!(pieces.far.contains(&begin), "{begin} in {}", pieces.far);
            assert!(pieces.far.contains(&end), "{end} in {}", pieces.far);
        }
    }
}

/// A number as drawings write it.
fn tenth(n: f64) -> String {
    format!("{}", (n * 10.0).round() / 10.0 + 0.0)
}

#[test]
fn the_pieces_of_a_canvas_are_those_of_the_drawing() {
    for workflow in shipped() {
        let options = Options {
            style: Style::Page,
            ..Options::default()
        };
        let whole = svg(&workflow, &options);
        let pieces = pieces(&workflow);
        assert_eq!(pieces.boxes.len(), workflow.states.len());
        for piece in &pieces.edges {
            let transition = &workflow.transitions[piece.transition];
            assert_eq!(transition.name, piece.route.transition);
            assert!(transition.from.contains(&piece.route.from));
            let (strokes, signs) = piece.svg.split_once("</g>").unwrap();
            assert!(whole.contains(strokes) && whole.contains(signs));
        }
        assert!(whole.contains(&pieces.start));
    }
}

#[test]
fn a_states_colour_comes_with_a_sign_beside_its_name() {
    let plain = &shipped()[0];
    let mut coloured = plain.clone();
    for (n, state) in coloured.states.iter_mut().enumerate() {
        state.colour = Some(Colour::ALL[n % 3].1);
    }
    for size in [Size::Full, Size::Small] {
        let options = Options {
            size,
            style: Style::Page,
            ..Options::default()
        };
        let drawn = svg(&coloured, &options);
        let parsed = roxmltree::Document::parse(&drawn).unwrap();
        let of = |class: &str| {
            let nodes = parsed.descendants().filter(|n| n.has_tag_name("g"));
            let has = |n: &roxmltree::Node<'_, '_>| n.attribute("class") == Some(class);
            let groups = nodes.filter(|g| g.children().any(|child| has(&child)));
            groups.count()
        };
        for (word, colour) in Colour::ALL {
            let states = coloured.states.iter();
            let states = states.filter(|s| s.colour == Some(colour)).count();
            assert_eq!(of(&format!("ow-box ow-{word}")), states, "{word}");
            assert_eq!(of(&format!("ow-i ow-i-{word}")), states, "{word}");
            assert!(stylesheet().contains(&format!(".ow-i-{word} ")));
        }
        for node in parsed.descendants().filter(|n| n.has_tag_name("g")) {
            let number = |n: roxmltree::Node<'_, '_>, what: &str| -> f64 {
                n.attribute(what).unwrap().parse().unwrap()
            };
            let with = |class: &str| {
                let named = |n: &roxmltree::Node<'_, '_>| {
                    n.attribute("class").is_some_and(|c| c.starts_with(class))
                };
                node.children().find(named)
            };
            let (Some(place), Some(sign)) = (with("ow-box"), with("ow-i ")) else {
                continue;
            };
            let moved = sign.attribute("transform").unwrap();
            let x = moved["translate(".len()..].split(' ').next().unwrap();
            let (x, left): (f64, f64) = (x.parse().unwrap(), number(place, "x"));
            assert!(
                left + 4.0 < x && x + 12.0 < left + number(place, "width"),
                "{moved}"
            );
        }
    }
}

#[test]
fn what_differs_is_marked_by_colour_sign_and_word() {
    let workflow = &shipped()[0];
    let deploy = workflow
        .transitions
        .iter()
        .position(|t| t.name.as_str() == "Deploy")
        .unwrap();
    let cancel = workflow
        .transitions
        .iter()
        .position(|t| t.name.as_str() == "Cancel")
        .unwrap();
    let marks = Marks {
        states: [("Verified".parse().unwrap(), Mark::Added)].into(),
        edges: [
            ((deploy, "Scheduled".parse().unwrap()), Mark::Changed),
            ((cancel, "Draft".parse().unwrap()), Mark::Removed),
        ]
        .into(),
        moved: [("Draft".parse().unwrap(), (120.0, -200.0))].into(),
    };
    let options = Options {
        marks,
        ..Options::default()
    };
    let drawn = svg(workflow, &options);
    let parsed = roxmltree::Document::parse(&drawn).unwrap();
    let count = |class: &str| {
        let has = |n: &roxmltree::Node<'_, '_>| {
            let classes = n.attribute("class").unwrap_or_default();
            classes.split(' ').any(|c| c == class)
        };
        parsed.descendants().filter(has).count()
    };
    for (class, times) in [
        ("ow-disc-added", 1),
        ("ow-disc-changed", 1),
        ("ow-disc-removed", 1),
        ("ow-around-added", 1),
        ("ow-halo-changed", 1),
        ("ow-halo-removed", 1),
        ("ow-e-gone", 1),
        ("ow-gone", 1),
        // The place where Draft stood, and the way from there.
        ("ow-was", 2),
    ] {
        assert_eq!(count(class), times, "{class}");
    }
    for told in [
        "New: the state Verified.",
        "Changed: Deploy from Scheduled.",
        "Gone: Cancel from Draft.",
    ] {
        assert!(drawn.contains(told), "{told}");
    }
    // Where a box stood is inside the drawing.
    let top = parsed.root_element().attribute("viewBox").unwrap();
    let top: f64 = top.split(' ').nth(1).unwrap().parse().unwrap();
    assert!(top <= -222.0, "{top}");
}

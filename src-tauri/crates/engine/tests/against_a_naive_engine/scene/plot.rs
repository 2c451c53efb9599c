//! Random histories: most steps stand for themselves, some tell a story.

use std::fmt;

use model::{Action, Code, Span, Verdict, Workflow};
use proptest::prelude::*;

use super::{
    cast,
    files::{eased, workflow},
    step::{
        Ask, Asker, Click, Fault, Hand, How, Known, NewKey, Slip, Somebody, Step, Target, Turn,
        Values, Which,
    },
    stories::{drafted, handover, migrated, readmission, sent_back, shaken, smashed, stood_in_for},
};

/// A history, and the files that can be published in it.
#[derive(Clone)]
pub struct Plot {
    pub files: Vec<Workflow>,
    pub steps: Vec<Step>,
}

/// A line for a file, a line for a step: what a failure prints is to be read.
impl fmt::Debug for Plot {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f)?;
        for file in &self.files {
            writeln!(f, "{file:?}")?;
        }
        self.steps
            .iter()
            .try_for_each(|step| writeln!(f, "{step:?}"))
    }
}

/// Random histories over three files: two versions of one workflow, and another one.
pub fn plot() -> impl Strategy<Value = Plot> {
    let changes = workflow("Change").prop_flat_map(|first| {
        let second =
            prop_oneof![2 => workflow("Change").boxed(), 3 => eased(first.clone()).boxed()];
        (Just(first), second)
    });
    let files = (changes, workflow("Access"));
    let steps = prop_oneof![
        48 => step().prop_map(|step| vec![step]).boxed(),
        6 => shaken().boxed(),
        2 => sent_back().boxed(),
        5 => stood_in_for().boxed(),
        2 => smashed().boxed(),
        1 => drafted().boxed(),
        2 => migrated().boxed(),
        2 => readmission().boxed(),
        1 => handover().boxed(),
    ];
    let steps = prop::collection::vec(steps, 1..60);
    (files, steps).prop_map(|(((a, b), c), steps)| Plot {
        files: vec![a, b, c],
        steps: steps.concat(),
    })
}

pub fn step() -> impl Strategy<Value = Step> {
    let hours = prop_oneof![
        70 => 0i64..3,
        10 => 3i64..60,
        1 => Just(720i64),
        1 => Just(721i64),
    ];
    (asker(), ask(), hours).prop_map(|(by, ask, hours)| Step {
        after: Span::hours(hours),
        by,
        ask,
    })
}

fn asker() -> impl Strategy<Value = Asker> {
    prop_oneof![
        24 => any::<u8>().prop_map(Asker::Suited),
        6 => (0..cast::FIRST_PEOPLE).prop_map(Asker::Person),
        1 => (0..cast::PEOPLE).prop_map(Asker::Person),
        4 => (0..3u8).prop_map(Asker::Bot),
        1 => (0..3u8, 0..6u8).prop_map(|(bot, token)| Asker::BotWith(bot, token)),
        1 => Just(Asker::Clock),
        1 => Just(Asker::Stranger),
    ]
}

fn ask() -> impl Strategy<Value = Ask> {
    prop_oneof![
        26 => on_tickets().boxed(),
        30 => on_requests().boxed(),
        16 => on_access().boxed(),
        10 => on_rules().boxed(),
        8 => on_keys().boxed(),
        4 => how().prop_map(Ask::Undermine).boxed(),
        8 => Just(Ask::Gated).boxed(),
    ]
}

pub fn how() -> impl Strategy<Value = How> {
    prop_oneof![
        4 => Just(How::TakeTheRole),
        7 => (0..cast::PEOPLE).prop_map(How::GiveTheRole),
        2 => Just(How::MakeKeeper),
        2 => Just(How::Readmit),
        3 => Just(How::IssueToken),
        2 => Just(How::EndTheCredential),
        9 => Just(How::TakeTheRequestersRole),
        2 => (0u8..3).prop_map(How::Edit),
        2 => Just(How::Move),
        4 => Just(How::Freeze),
    ]
}

fn on_tickets() -> impl Strategy<Value = Ask> {
    let known = prop_oneof![
        8 => Just(Known::Right),
        1 => (0u8..6).prop_map(Known::Wrong),
    ];
    let expected = prop::option::weighted(0.4, known.clone());
    let note = prop::option::weighted(0.3, 0u8..2);
    prop_oneof![
        2 => (which(), values()).prop_map(|(project, content)| Ask::Create { project, content }),
        6 => (which(), known, values())
            .prop_map(|(ticket, known, values)| Ask::Edit { ticket, known, values }),
        2 => which().prop_map(|ticket| Ask::Comment { ticket }),
        18 => (which(), which(), expected, arguments(), note).prop_map(
            |(ticket, arrow, known, arguments, note)| {
                Ask::Move { ticket, arrow, known, arguments, note }
            }
        ),
        2 => which().prop_map(|request| Ask::Again { request }),
        3 => smash(),
        2 => which().prop_map(|review| Ask::Review { review }),
    ]
}

pub fn smash() -> impl Strategy<Value = Ask> {
    let known = prop_oneof![8 => Just(Known::Right), 1 => (0u8..6).prop_map(Known::Wrong)];
    let which_ones = (which(), which(), which());
    let others = (
        prop::option::weighted(0.2, known),
        arguments(),
        prop::bool::weighted(0.9),
        mostly_new(),
    );
    (which_ones, others).prop_map(
        |((ticket, arrow, linked), (known, arguments, password, new))| Ask::Smash {
            ticket,
            arrow,
            linked,
            known,
            arguments,
            password,
            new,
        },
    )
}

pub fn on_requests() -> impl Strategy<Value = Ask> {
    let verdict = prop_oneof![
        12 => Just(Verdict::Approve),
        4 => Just(Verdict::Reject),
        3 => Just(Verdict::Changes),
    ];
    let mostly = || prop::bool::weighted(0.93);
    prop_oneof![
        26 => (
            (which(), verdict, mostly(), prop::bool::weighted(0.7)),
            (click(), hand(), prop::option::weighted(0.15, any::<u8>()), mostly()),
        ).prop_map(
            |((request, verdict, read, reason), (click, hand, stead, password))| {
                Ask::Decide { request, verdict, read, reason, click, hand, stead, password }
            }
        ),
        3 => (0..cast::PEOPLE).prop_map(|to| Ask::StandIn { to }),
        2 => which().prop_map(|delegation| Ask::Accept { delegation }),
        1 => which().prop_map(|delegation| Ask::EndDelegation { delegation }),
        2 => which().prop_map(|request| Ask::Withdraw { request }),
        2 => which().prop_map(|request| Ask::Expire { request }),
    ]
}

pub fn on_access() -> impl Strategy<Value = Ask> {
    let days = || prop_oneof![1 => 0i64..4, 3 => 4i64..90].prop_map(Span::days);
    let roles = || prop_oneof![2 => 0u8..3, 3 => 3u8..6];
    let scope = prop::collection::btree_set(2u8..5, 0..3);
    let delegate = (
        0..cast::PEOPLE,
        scope,
        prop::option::weighted(0.3, which()),
        days(),
        mostly_new(),
    );
    prop_oneof![
        6 => (roles(), somebody()).prop_map(|(role, to)| Ask::Grant { role, to }),
        2 => (roles(), somebody()).prop_map(|(role, from)| Ask::Revoke { role, from }),
        3 => any::<u8>().prop_map(|nth| Ask::RevokeHeld { nth }),
        1 => (mostly_new(), 0..cast::PEOPLE).prop_map(|(new, keeper)| Ask::AddBot { new, keeper }),
        4 => (which(), 0..cast::PEOPLE).prop_map(|(bot, keeper)| Ask::Keep { bot, keeper }),
        3 => (which(), mostly_new(), days())
            .prop_map(|(bot, new, life)| Ask::Issue { bot, new, life }),
        2 => which().prop_map(|token| Ask::RevokeToken { token }),
        4 => (prop::collection::btree_set(0u8..5, 0..3), days())
            .prop_map(|(roles, life)| Ask::Invite { roles, life }),
        9 => (which(), prop::bool::weighted(0.9))
            .prop_map(|(invitation, right)| Ask::Join { invitation, right }),
        2 => (0..cast::PEOPLE).prop_map(|person| Ask::Remove { person }),
        3 => delegate.prop_map(|(to, roles, only, life, new)| Ask::Delegate { to, roles, only, life, new }),
    ]
}

fn click() -> impl Strategy<Value = Click> {
    prop_oneof![
        40 => Just(Click::Now),
        1 => Just(Click::Ahead),
        3 => Just(Click::WithTheAsking),
        1 => Just(Click::BeforeTheAsking),
    ]
}

fn hand() -> impl Strategy<Value = Hand> {
    let slips = [
        Slip::Verdict,
        Slip::Reason,
        Slip::Shown,
        Slip::Moment,
        Slip::Request,
        Slip::Workspace,
        Slip::Stead,
        Slip::Password,
    ];
    prop_oneof![
        60 => Just(Hand::Own),
        2 => Just(Hand::Former),
        2 => any::<u8>().prop_map(Hand::Anybodys),
        3 => prop::sample::select(slips.to_vec()).prop_map(Hand::Slip),
        1 => Just(Hand::Smudged),
        2 => any::<u8>().prop_map(Hand::Copied),
    ]
}

fn on_keys() -> impl Strategy<Value = Ask> {
    let key = || {
        prop_oneof![
            12 => Just(NewKey::Fresh),
            1 => any::<u8>().prop_map(NewKey::Known),
            1 => Just(NewKey::None),
        ]
    };
    let code = prop::option::weighted(0.6, (which(), prop::bool::weighted(0.9)));
    let life = prop_oneof![1 => Just(0i64), 1 => Just(2), 8 => 3i64..90].prop_map(Span::hours);
    let turn = prop_oneof![4 => Just(Turn::Fresh), 2 => Just(Turn::Back), 1 => Just(Turn::Same)];
    let faults = [
        Fault::OtherOld,
        Fault::ByOld,
        Fault::ByNew,
        Fault::Swapped,
        Fault::Early,
        Fault::Late,
        Fault::OtherLog,
    ];
    let fault = prop::option::weighted(0.6, prop::sample::select(faults.to_vec()));
    prop_oneof![
        6 => (key(), code).prop_map(|(key, code)| Ask::Enrol { key, code }),
        5 => (mostly_new(), 0..cast::PEOPLE, life)
            .prop_map(|(new, person, life)| Ask::Readmit { new, person, life }),
        3 => (turn, fault).prop_map(|(turn, fault)| Ask::Rotate { turn, fault }),
        1 => Just(Ask::RotateAgain),
        2 => (prop::bool::weighted(0.8), prop::bool::weighted(0.7))
            .prop_map(|(texts, reason)| Ask::Erase { texts, reason }),
        1 => (prop::bool::weighted(0.2), key()).prop_map(|(restored, key)| Ask::Epoch { restored, key }),
        1 => mostly_new().prop_map(|new| Ask::Anchor { new }),
        5 => Just(Ask::Unanchor),
    ]
}

pub fn on_rules() -> impl Strategy<Value = Ask> {
    let turned_away = (
        prop::sample::select(Action::ALL),
        prop::sample::select(Code::ALL),
        prop::option::of(1u64..9),
    );
    prop_oneof![
        1 => (0u8..3, which()).prop_map(|(key, workflow)| Ask::Project { key, workflow }),
        4 => (0u8..3, somebody()).prop_map(|(file, bound)| Ask::Publish { file, bound }),
        2 => (target(), prop::bool::weighted(0.4))
            .prop_map(|(target, second)| Ask::Freeze { target, second }),
        3 => (prop::option::of(which()), prop::option::of(which()))
            .prop_map(|(draft, workflow)| Ask::EditDraft { draft, workflow }),
        3 => (which(), 0u8..3).prop_map(|(draft, file)| Ask::Propose { draft, file }),
        3 => (which(), prop::option::weighted(0.1, 0u8..3))
            .prop_map(|(draft, file)| Ask::PublishDraft { draft, file }),
        1 => any::<bool>().prop_map(|review| Ask::Govern { review }),
        1 => (which(), 0u8..3, any::<u8>(), mostly_new()).prop_map(|(workflow, from, back, new)| {
            Ask::ProposeMigration { workflow, from, back, new }
        }),
        1 => which().prop_map(|migration| Ask::AcceptMigration { migration }),
        1 => which().prop_map(|migration| Ask::EndMigration { migration }),
        2 => (which(), which()).prop_map(|(ticket, migration)| Ask::Migrate { ticket, migration }),
        1 => target().prop_map(|target| Ask::Thaw { target }),
        8 => Just(Ask::Mend),
        1 => Just(Ask::ConfirmClock),
        1 => Just(Ask::Found),
        1 => turned_away.prop_map(|(tried, code, count)| Ask::TurnedAway { tried, code, count }),
    ]
}

fn which() -> impl Strategy<Value = Which> + Clone {
    prop_oneof![
        20 => (0u8..3).prop_map(Which::Nth),
        8 => (3u8..12).prop_map(Which::Nth),
        1 => Just(Which::Unknown),
    ]
}

fn somebody() -> impl Strategy<Value = Somebody> {
    prop_oneof![
        4 => (0..cast::PEOPLE).prop_map(Somebody::Person),
        1 => (0u8..3).prop_map(Somebody::Bot),
    ]
}

fn target() -> impl Strategy<Value = Target> {
    prop_oneof![
        3 => which().prop_map(Target::Bot),
        2 => which().prop_map(Target::Workflow),
        1 => Just(Target::Workspace),
    ]
}

fn mostly_new() -> impl Strategy<Value = bool> {
    prop::bool::weighted(0.9)
}

fn values() -> impl Strategy<Value = Values> {
    let part = prop_oneof![20 => 0u8..3, 3 => Just(3u8), 1 => Just(4u8)];
    prop::collection::btree_map(part, prop::option::weighted(0.8, 0u8..3), 0..3)
}

/// Like values, but mostly of declared fields.
fn arguments() -> impl Strategy<Value = Values> {
    let part = prop_oneof![24 => Just(2u8), 2 => Just(3u8), 1 => Just(4u8), 1 => Just(0u8)];
    prop::collection::btree_map(part, prop::option::weighted(0.9, 0u8..3), 0..2)
}

//! A clock that somebody set: an hour back, standing still, ten years ahead. Order stays, nothing opens, and it is said.

use host::{Host, Member, SimulatedClock};
use model::{Code, Span, Timestamp, view::integrity::CheckFound};
use tempfile::TempDir;

use crate::house::{code, once, options, setup, ticket};

const START: &str = "2026-03-02T09:00:00Z";

struct Clocked {
    _dir: TempDir,
    host: Host,
    clock: SimulatedClock,
    ana: Member,
}

impl Clocked {
    async fn house() -> Self {
        let dir = tempfile::tempdir().unwrap();
        let start: Timestamp = START.parse().unwrap();
        let (host, clock) = Host::open_simulated(options(&dir), start).await.unwrap();
        let (session, here) = host.setup(setup()).await.unwrap();
        let person = host.person(Some(session.as_str())).await.unwrap();
        let ana = person.member(here.workspaces[0].id).await.unwrap();
        let source = include_str!("clock.toml").to_owned();
        let file = model::view::workflows::WorkflowSource { source };
        ana.publish(file, &once()).await.unwrap();
        let project = model::view::access::NewProject {
            key: "PAY".parse().unwrap(),
            name: "Payments".to_owned(),
            workflow: "Errand".parse().unwrap(),
        };
        ana.create_project(project, &once()).await.unwrap();
        Self {
            _dir: dir,
            host,
            clock,
            ana,
        }
    }

    /// A ticket that is moved right away: its key, and when that was.
    async fn works(&self) -> Result<Timestamp, Code> {
        let opened = self.ana.create_ticket(ticket("Now"), &once()).await;
        let key = opened.unwrap().body.key.to_string();
        let moved = self
            .ana
            .take(&key, crate::house::take("Close"), &once())
            .await;
        moved.map_err(|refused| refused.problem.code)?;
        Ok(self.ana.overview().await.unwrap().last_at.unwrap())
    }

    async fn banners(&self) -> Vec<String> {
        let banners = self.ana.overview().await.unwrap().banners;
        banners.into_iter().map(|banner| banner.kind).collect()
    }

    async fn holds(self) {
        self.ana.check_log().await.unwrap();
        loop {
            let room = self.ana.integrity().await.unwrap();
            if let (None, Some(last)) = (room.running, room.last) {
                assert!(
                    matches!(last.found, CheckFound::Holds(_)),
                    "{:?}",
                    last.found
                );
                break;
            }
            tokio::task::yield_now().await;
        }
        self.host.shutdown().await;
    }
}

fn hours(hours: i64) -> Timestamp {
    START.parse::<Timestamp>().unwrap().plus(Span::hours(hours))
}

#[tokio::test]
async fn a_clock_set_back_moves_no_entry_and_is_said() {
    let house = Clocked::house().await;
    house.clock.set(hours(1));
    let before = house.works().await.unwrap();
    assert!(house.banners().await.is_empty());
    house.clock.set(hours(0));
    assert_eq!(
        house.works().await.unwrap(),
        before,
        "no entry is earlier than the one before it"
    );
    assert_eq!(house.banners().await, ["clock_behind"]);
    house.clock.set(hours(2));
    assert_eq!(house.works().await.unwrap(), hours(2));
    assert!(house.banners().await.is_empty());
    house.holds().await;
}

#[tokio::test]
async fn a_clock_that_stands_still_keeps_the_order() {
    let house = Clocked::house().await;
    for _ in 0..20 {
        assert_eq!(house.works().await.unwrap(), hours(0));
    }
    house.holds().await;
}

#[tokio::test]
async fn a_clock_ten_years_ahead_opens_nothing_and_stops_moves_until_an_owner_confirms() {
    let house = Clocked::house().await;
    house.works().await.unwrap();
    let asked = house
        .ana
        .create_ticket(ticket("Gated"), &once())
        .await
        .unwrap();
    let key = asked.body.key.to_string();
    let ada = house
        .ana
        .invite(
            model::view::access::NewInvitation {
                roles: ["release-manager".parse().unwrap()].into(),
            },
            &once(),
        )
        .await
        .unwrap();
    let redeemed = house
        .host
        .redeem(crate::house::redeem(&ada.body.code, "ada"))
        .await;
    redeemed.unwrap();
    let gated = house
        .ana
        .take(&key, crate::house::take("Ship"), &once())
        .await;
    let request = crate::house::pending(&gated.unwrap().body);
    house.clock.set(hours(24 * 3_652));
    house.host.expire_due().await;
    assert_eq!(house.works().await, Err(Code::ClockInDoubt));
    assert_eq!(house.banners().await, ["clock_in_doubt"]);
    let waiting = house.ana.request(&request).await.unwrap();
    assert!(
        waiting.may_withdraw.allowed,
        "it did not run out: {:?}",
        waiting.may_withdraw
    );

    house.clock.set(hours(1));
    assert_eq!(
        house.works().await,
        Err(Code::ClockInDoubt),
        "what was written ahead stays"
    );
    house.ana.confirm_clock(&once()).await.unwrap();
    house.works().await.unwrap();
    house.host.expire_due().await;
    house.holds().await;
}

#[tokio::test]
async fn only_an_owner_confirms_the_clock() {
    let house = Clocked::house().await;
    let invited = model::view::access::NewInvitation {
        roles: ["author".parse().unwrap()].into(),
    };
    let invited = house.ana.invite(invited, &once()).await.unwrap();
    let form = crate::house::redeem(&invited.body.code, "ada");
    let (session, here) = house.host.redeem(form).await.unwrap();
    let person = house.host.person(Some(session.as_str())).await.unwrap();
    let ada = person.member(here.workspaces[0].id).await.unwrap();
    house.clock.set(hours(24 * 3_652));
    let refused = ada.confirm_clock(&once()).await;
    assert_eq!(code(refused.map(drop)), Code::NotPermitted);
    assert_eq!(house.works().await, Err(Code::ClockInDoubt));
    house.holds().await;
}

//! A folder's life on a disk that remembers: set up, moved in by 16 clients, ended by kill -9 several times between two changes,
//! sometimes while it starts, and closed at last.

use std::{sync::Arc, time::Duration};

use openweave_tests::{Bot, Person, house::UNHURRIED, program::Served};
use serde_json::json;

use crate::{
    disk::{Disk, Failing},
    journal::{Record, What},
    log,
    luck::Luck,
    mover::{self, CLIENTS, Mover},
};

/// What happened, and the logs that came of it.
pub struct Run {
    /// Everything, in order.
    pub records: Vec<Record>,
    /// The host's entries, as they are stored.
    pub host: Vec<String>,
    /// The workspace's.
    pub workspace: Vec<String>,
    /// Whether some syncs failed.
    pub faulty: bool,
}

/// How often the program is killed and started again.
const KILLS: usize = 5;

impl Run {
    /// Lives one; on a disk that says of some syncs that it cannot, if it is `faulty`.
    pub async fn lived(disk: Disk, luck: &mut Luck, faulty: bool) -> Self {
        let disk = Arc::new(disk);
        let (served, bot, movers) = begins(&disk, luck).await;
        disk.fails(Failing::Life, 100 + luck.place(4_000), 1);
        let mut movers = move_to_the_end(&disk, movers, &bot).await;
        served.ended();
        for _ in 0..KILLS {
            movers = another_life(&disk, luck, movers, &bot, faulty).await;
        }
        close(&disk, movers, &bot).await;

        let folder = log::workspaces(&disk.data()).pop().expect("a workspace");
        let (host, workspace) = (
            log::of_host(&disk.data()).await,
            log::of_workspace(&folder).await,
        );
        let texts =
            |entries: Vec<store::Stored>| entries.into_iter().map(|stored| stored.json).collect();
        Self {
            records: disk.journal(),
            faulty,
            host: texts(host.expect("the host's log")),
            workspace: texts(workspace.expect("the workspace's log")),
        }
    }

    /// Where the program was started.
    pub fn starts(&self) -> Vec<usize> {
        let records = self.records.iter().enumerate();
        let starts = records.filter(|(_, record)| matches!(record.what, What::Started));
        starts.map(|(at, _)| at).collect()
    }

    /// Where its house is furnished, and clients begin to move.
    pub fn furnished(&self) -> usize {
        let said =
            |record: &Record| matches!(&record.what, What::Said(said) if said["furnished"] == true);
        self.records
            .iter()
            .position(said)
            .expect("it was furnished")
    }
}

/// An empty folder, killed while it starts perhaps, is set up and furnished.
async fn begins(disk: &Disk, luck: &mut Luck) -> (Served, Bot, Vec<Mover>) {
    disk.fails(Failing::Life, luck.place(200), 1);
    let served = disk.serve().or_else(|| disk.serve());
    let served = served.expect("a new folder is served");
    disk.heals();
    let code = served.setup_code.as_ref().expect("a new folder has one");
    let olga = Person::sets_up(served.console, code).await;
    saw(disk, &olga).await;
    olga.furnishes().await;
    saw(disk, &olga).await;
    let bot = olga.adds_bot("deploy-bot", &olga).await;
    let bot = olga.issues(&bot, UNHURRIED).await.at(served.bots);
    let mut movers = Vec::new();
    for _ in 0..CLIENTS {
        movers.push(Mover::new(&bot).await);
    }
    saw(disk, &olga).await;
    disk.says(&json!({ "furnished": true }));
    (served, bot, movers)
}

/// It is killed once more, soon or late.
async fn another_life(
    disk: &Arc<Disk>,
    luck: &mut Luck,
    movers: Vec<Mover>,
    bot: &Bot,
    faulty: bool,
) -> Vec<Mover> {
    if luck.strikes(40) {
        disk.fails(Failing::Life, luck.place(60), 1);
    }
    let Some(served) = disk.serve() else {
        return movers;
    };
    let bot = bot.at(served.bots);
    let moving = move_to_the_end(disk, movers, &bot);
    let (movers, ()) = tokio::join!(moving, async {
        if faulty {
            disk.fails(Failing::Sync, luck.place(40), 1 + luck.place(3));
        }
        tokio::time::sleep(Duration::from_millis(luck.below(150))).await;
        dies(disk, luck);
    });
    served.ended();
    movers
}

/// Soon, between two changes: half the time with all in the file that belongs to a move, and none of it synced.
fn dies(disk: &Disk, luck: &mut Luck) {
    if luck.strikes(50) {
        disk.fails(Failing::LifeAtSync, luck.place(20), 1);
    } else {
        disk.fails(Failing::Life, luck.place(400), 1);
    }
}

async fn move_to_the_end(disk: &Arc<Disk>, movers: Vec<Mover>, bot: &Bot) -> Vec<Mover> {
    let disk = Arc::clone(disk);
    let told = move |seq: u64| disk.says(&json!({ "entries": seq + 1 }));
    mover::all_move_to_the_end(movers, bot, told).await
}

/// What waits for an answer gets it; then the program ends as it should.
async fn close(disk: &Disk, mut movers: Vec<Mover>, bot: &Bot) {
    disk.heals();
    let served = disk.serve().expect("it is served again");
    let bot = bot.at(served.bots);
    for mover in &mut movers {
        let answer = mover.asks(&bot).await.expect("an answer");
        let seq = mover.moved(&answer);
        disk.says(&json!({ "entries": seq + 1 }));
    }
    assert!(served.terminate().success());
    mover::are_what_the_log_has(&movers, &disk.data()).await;
}

/// Writes down how many entries a reader has seen: those are told, too.
async fn saw(disk: &Disk, olga: &Person) {
    let page = olga.get("/entries?limit=1").await.ok(200);
    let newest = page["entries"][0]["seq"].as_u64().expect("a seq");
    disk.says(&json!({ "set_up": true, "entries": newest + 1 }));
}

//! A process that is killed while it writes: what it acknowledged is there afterwards.
//! This is a small part of the campaign that the choice of the engine stands on; it does not simulate a power cut.

use std::{
    env,
    io::{BufRead, BufReader},
    path::Path,
    process::{Command, Stdio},
};

use chat::{History, RoomRecord};
use protocol::{LogEvent, Seq, Visibility};
use store::{Location, Store, Tuning};

use crate::stage::{ANA, made, more, posted, room_id};

/// Tells the test binary that it is the child, and where to write.
const DIRECTORY: &str = "MARU_TEST_KILLED_DIRECTORY";

/// How often the child is killed, and after how many acknowledgements.
const KILLS: [usize; 4] = [14, 1, 26, 17];

/// Events in the child's batches, over and over.
const BATCHES: [u64; 4] = [1, 40, 3, 64];

/// A memtable this small becomes a file every few hundred events, which is where an engine may lose some.
const TUNING: Tuning = Tuning { memtable_bytes: 256 * 1024, block_cache_bytes: 4 * 1024 * 1024 };

async fn open(directory: &Path) -> (Store, Option<RoomRecord>) {
    let store = Store::open(&Location::Directory(directory.to_owned()), &TUNING).await.unwrap();
    let record = store.room(room_id(1)).await.unwrap();
    (store, record)
}

/// Not a test of its own: the process that is killed. Writes batches for ever and says on stdout how far it is.
#[tokio::test]
async fn child() {
    let Some(directory) = env::var_os(DIRECTORY) else { return };
    let (store, record) = open(Path::new(&directory)).await;
    let mut seq = if let Some(record) = record {
        record.position.seq.0
    } else {
        store.append(&[made(1, "lobby", Visibility::Public)]).await.unwrap();
        2
    };
    for size in BATCHES.into_iter().cycle() {
        store.append(&[more(1, &events(seq, seq + size))]).await.unwrap();
        seq += size;
        println!("acknowledged {seq}");
    }
}

fn events(after: u64, upto: u64) -> Vec<LogEvent> {
    (after + 1..=upto).map(|seq| posted(seq, ANA, seq.into())).collect()
}

/// Runs the child until it acknowledged so many batches, kills it, and returns the last seq it ever acknowledged.
fn kill_after(acknowledgements: usize, directory: &Path) -> Option<u64> {
    let mut child = Command::new(env::current_exe().unwrap())
        .args(["--exact", "killed::child", "--nocapture"])
        .env(DIRECTORY, directory)
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let lines = BufReader::new(child.stdout.take().unwrap()).lines().map_while(Result::ok);
    let mut acknowledged = lines.filter_map(|line| line.split_once("acknowledged ")?.1.parse().ok());
    let mut last = acknowledged.by_ref().take(acknowledgements).last();
    child.kill().unwrap();
    child.wait().unwrap();
    // What was still in the pipe had been acknowledged too.
    last = acknowledged.last().or(last);
    last
}

#[tokio::test]
async fn what_was_acknowledged_survives_a_kill() {
    let directory = tempfile::tempdir().unwrap();
    let directory = directory.path().join("data");
    for acknowledgements in KILLS {
        let acknowledged = kill_after(acknowledgements, &directory).unwrap();
        let (store, record) = open(&directory).await;
        let head = record.unwrap().position.seq;
        assert!(head >= Seq(acknowledged), "{acknowledged} was acknowledged, but the head is {head}");
        let kept = store.events(room_id(1), Seq(2), Seq(u64::MAX)).await.unwrap();
        assert_eq!(kept, events(2, head.0), "the log is whole and ends with its head");
        store.close().await;
    }
}

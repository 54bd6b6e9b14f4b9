//! Stores to test and things to put in them.

use std::{
    fs,
    path::{Path, PathBuf},
    sync::LazyLock,
    thread,
};

use chat::{Append, Change, NewAccount, Place};
use protocol::{
    Body, DisplayName, Epoch, Happened, Language, LogEvent, MemberId, MemberName, Millis, Nonce, PlaceName, Role, Room, RoomDescription,
    RoomId, RoomName, RoomRole, Rules, Seq, Visibility,
};
use store::{Location, Store, Tuning};
use tempfile::TempDir;

/// Runs each of these functions against everything that keeps the traits: plain memory, SurrealDB in memory, SurrealDB on disk.
macro_rules! contract {
    ($($name:ident)*) => {
        mod plain {
            $(#[tokio::test] async fn $name() { super::$name(&chat::Memory::default()).await; })*
        }
        mod in_memory {
            $(#[tokio::test] async fn $name() { super::$name(&crate::stage::in_memory().await).await; })*
        }
        mod on_disk {
            $(#[tokio::test] async fn $name() {
                let directory = tempfile::tempdir().unwrap();
                super::$name(&crate::stage::prepared(&directory).await).await;
            })*
        }
    };
}
pub(crate) use contract;

/// A new SurrealDB in memory.
pub async fn in_memory() -> Store {
    Store::open(&Location::Memory, &Tuning::default()).await.unwrap()
}

/// The files of a SurrealDB on disk with nothing in it. Made once: the first start over an empty folder takes longer than most tests.
static EMPTY: LazyLock<Vec<(PathBuf, Vec<u8>)>> = LazyLock::new(|| {
    // On a thread of its own: a test that needs it first runs on a runtime already.
    thread::spawn(|| tokio::runtime::Runtime::new().unwrap().block_on(empty())).join().unwrap()
});

async fn empty() -> Vec<(PathBuf, Vec<u8>)> {
    let directory = tempfile::tempdir().unwrap();
    on_disk(&directory).await.close().await;
    let (data, mut files) = (directory.path().join("data"), Vec::new());
    keep(&data, &data, &mut files);
    files
}

fn keep(data: &Path, folder: &Path, files: &mut Vec<(PathBuf, Vec<u8>)>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            keep(data, &path, files);
        } else {
            files.push((path.strip_prefix(data).unwrap().to_owned(), fs::read(&path).unwrap()));
        }
    }
}

/// A SurrealDB with nothing in it in this directory, which was empty.
pub async fn prepared(directory: &TempDir) -> Store {
    for (path, bytes) in EMPTY.iter() {
        let path = directory.path().join("data").join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, bytes).unwrap();
    }
    on_disk(directory).await
}

/// The SurrealDB in this directory.
pub async fn on_disk(directory: &TempDir) -> Store {
    Store::open(&place_of(directory), &Tuning::default()).await.unwrap()
}

/// Where that is.
pub fn place_of(directory: &TempDir) -> Location {
    Location::Directory(directory.path().join("data"))
}

/// Ana, who makes rooms.
pub const ANA: MemberId = MemberId::from_bits(0xa);
/// Ben, who joins them.
pub const BEN: MemberId = MemberId::from_bits(0xb);
/// 서연, who sees only what is public.
pub const SEO: MemberId = MemberId::from_bits(0x5e0);

pub fn room_id(n: u128) -> RoomId {
    RoomId::from_bits(n)
}

pub fn room(n: u128, name: &str, visibility: Visibility) -> Room {
    Room {
        id: room_id(n),
        name: RoomName::parse(name).unwrap(),
        description: RoomDescription::default(),
        visibility,
        rules: Rules::default(),
    }
}

pub fn epoch(n: u128) -> Epoch {
    Epoch::from_bits(n + 1000)
}

/// The event at this seq; its time follows from it.
pub fn event(seq: u64, what: Happened) -> LogEvent {
    LogEvent { seq: Seq(seq), at: Millis(1_700_000_000_000 + i64::try_from(seq).unwrap()), what }
}

pub fn posted(seq: u64, author: MemberId, nonce: u128) -> LogEvent {
    let body = Body::parse(&format!("글 {nonce}")).unwrap();
    event(seq, Happened::Posted { author, nonce: Nonce::from_bits(nonce), body, reply: None, attachments: Vec::new() })
}

/// A batch that only adds events to one room.
pub fn more(room: u128, events: &[LogEvent]) -> Append {
    Append { room: room_id(room), events: events.to_vec(), changes: Vec::new() }
}

/// The batch with which Ana makes a room: its first two events.
pub fn made(n: u128, name: &str, visibility: Visibility) -> Append {
    let entered = Change::Entered { member: ANA, role: RoomRole::Owner, seq: Seq(2) };
    Append {
        room: room_id(n),
        events: vec![event(1, Happened::Created { by: ANA }), event(2, Happened::Joined { member: ANA, by: None })],
        changes: vec![Change::Created { room: room(n, name, visibility), epoch: epoch(n), at: Millis(7) }, entered],
    }
}

pub fn the_place() -> Place {
    Place { name: PlaceName::parse("마루").unwrap(), language: Language::Ko, guests: false, previews: true }
}

/// An account with an id and a time made of `n`.
pub fn newcomer(n: u128, name: &str) -> NewAccount {
    NewAccount {
        id: MemberId::from_bits(n),
        name: MemberName::parse(name).unwrap(),
        display: DisplayName::parse(&format!("{name} the {n}th")).unwrap(),
        role: Role::Member,
        password: format!("$argon2id${n}"),
        language: None,
        at: Millis(i64::try_from(n).unwrap()),
    }
}

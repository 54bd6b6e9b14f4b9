//! What only a disk can do: be there again, be somebody else's, be unusable.

use chat::{Accounts, History};
use protocol::{Seq, Visibility};
use store::{Location, NotReady, OpenError, Store, Tuning};

use crate::stage::{ANA, in_memory, made, more, newcomer, on_disk, place_of, posted, room_id, the_place};

#[tokio::test]
async fn a_reopened_store_remembers_everything() {
    let directory = tempfile::tempdir().unwrap();
    let first = made(1, "lobby", Visibility::Private);
    let posts: Vec<_> = (3..=50).map(|seq| posted(seq, ANA, seq.into())).collect();

    let store = on_disk(&directory).await;
    let owner = store.found(&the_place(), &newcomer(ANA.bits(), "ana")).await.unwrap();
    let secret = store.secret("cookies", [7; 32]).await.unwrap();
    store.append(std::slice::from_ref(&first)).await.unwrap();
    store.append(&[more(1, &posts)]).await.unwrap();
    let (record, listed) = (store.room(room_id(1)).await.unwrap(), store.rooms_for(ANA).await.unwrap());
    store.close().await;
    drop(store);

    let store = on_disk(&directory).await;
    assert_eq!(store.place().await.unwrap(), Some(the_place()));
    assert_eq!(store.accounts().await.unwrap(), [owner]);
    assert_eq!(store.secret("cookies", [8; 32]).await.unwrap(), secret);
    assert_eq!(store.room(room_id(1)).await.unwrap(), record);
    assert_eq!(store.rooms_for(ANA).await.unwrap(), listed);
    let events: Vec<_> = first.events.into_iter().chain(posts).collect();
    assert_eq!(store.events(room_id(1), Seq::ZERO, Seq(50)).await.unwrap(), events);
}

#[tokio::test]
async fn a_directory_belongs_to_one_store_at_a_time() {
    let directory = tempfile::tempdir().unwrap();
    let store = on_disk(&directory).await;
    let second = Store::open(&place_of(&directory), &Tuning::default()).await;
    assert!(matches!(second, Err(OpenError::Locked { .. })), "{second:?}");
    store.close().await;
    drop(store);
    on_disk(&directory).await;
}

#[tokio::test]
async fn a_directory_may_have_any_name() {
    let directory = tempfile::tempdir().unwrap();
    let location = Location::Directory(directory.path().join("~ 데이터 #1 100%20&a=b"));
    let store = Store::open(&location, &Tuning::default()).await.unwrap();
    assert_eq!(store.readiness().await, Ok(()));
    let Location::Directory(path) = &location else { panic!("{location:?}") };
    assert!(path.join("db").is_dir());
}

#[tokio::test]
async fn a_file_is_no_directory() {
    let file = tempfile::NamedTempFile::new().unwrap();
    let opened = Store::open(&Location::Directory(file.path().to_owned()), &Tuning::default()).await;
    assert!(matches!(opened, Err(OpenError::Directory { .. })), "{opened:?}");
}

#[tokio::test]
async fn a_closed_store_is_not_ready() {
    let store = in_memory().await;
    assert_eq!(store.readiness().await, Ok(()));
    store.close().await;
    assert_eq!(store.readiness().await, Err(NotReady::Silent));
    assert!(store.place().await.is_err());
}

#[tokio::test]
async fn nobody_at_an_address_is_said_so() {
    // Port 1 of this machine: nobody may listen there but the superuser, and nobody does.
    let url = "ws://127.0.0.1:1".to_owned();
    let remote = store::Remote { url, user: "root".to_owned(), password: "secret word".to_owned(), namespace: None };
    let location = Location::Remote(remote);
    assert!(!format!("{location:?}").contains("secret word"));
    let opened = Store::open(&location, &Tuning::default()).await;
    assert!(matches!(opened, Err(OpenError::Unreachable { .. })), "{opened:?}");
}

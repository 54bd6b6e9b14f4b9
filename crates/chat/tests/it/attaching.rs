//! Files in messages: whose, where, once; and what happens to them afterwards.

use std::sync::Arc;

use chat::{Alteration, BlobId, Files, History, Memory, NewPost, Settings, Upload};
use protocol::{Attachment, Body, BodyError, FileId, FileName, Happened, Media, MemberId, Millis, Rejection, RoomId, Seq, Visibility};

use crate::house::{House, house_over, nonce};

async fn stage() -> (Arc<Memory>, House, RoomId) {
    let memory = Arc::new(Memory::default());
    let house = house_over(memory.clone(), memory.clone(), Settings::default()).await;
    let room = house.room(Visibility::Public).await.id;
    house.hub.join(&house.ben, room).await.unwrap();
    (memory, house, room)
}

async fn uploads(memory: &Memory, by: MemberId, room: RoomId, id: u128, at: Millis) -> FileId {
    let attachment = Attachment { id: FileId::from_bits(id), name: FileName::of("a.txt"), bytes: 3, media: Media::File };
    let blob = BlobId::from([id as u8; 32]);
    let media_type = "application/octet-stream".to_owned();
    let upload = Upload { attachment, room, by, at, blob, media_type, preview: None, posted: None };
    memory.keep_file(&upload, 1_000).await.unwrap().attachment.id
}

fn with(n: u128, text: &str, files: &[FileId]) -> NewPost {
    NewPost { nonce: nonce(n), body: Body::beside_files(text).unwrap(), reply: None, attachments: files.to_vec() }
}

#[tokio::test]
async fn a_message_may_be_files_alone_and_everybody_gets_them() {
    let (memory, house, room) = stage().await;
    let (one, two) =
        (uploads(&memory, house.ana.id, room, 1, chat::now()).await, uploads(&memory, house.ana.id, room, 2, chat::now()).await);
    let (seq, _) = house.hub.post(&house.ana, room, with(1, "", &[two, one])).await.unwrap();
    let (snapshot, _) = house.hub.snapshot(&house.ben, room).await.unwrap();
    let row = snapshot.page.rows.last().unwrap();
    let Happened::Posted { attachments, .. } = &row.event.what else { panic!("{row:?}") };
    assert_eq!((row.seq(), attachments.iter().map(|file| file.id).collect::<Vec<_>>()), (seq, vec![two, one]));
    assert_eq!(house.hub.file(&house.ben, one).await.unwrap().posted, Some(seq));
    assert_eq!(house.hub.file(&house.eve, one).await, Err(Rejection::NoSuchFile), "she is not in the room");
    let nothing = house.hub.post(&house.ana, room, with(2, " ", &[])).await;
    assert_eq!(nothing, Err(Rejection::BadBody { problem: BodyError::Empty }));
}

#[tokio::test]
async fn a_file_is_its_authors_its_rooms_and_one_messages() {
    let (memory, house, room) = stage().await;
    let other = house.room(Visibility::Public).await.id;
    let now = chat::now();
    let mine = uploads(&memory, house.ana.id, room, 1, now).await;
    let bens = uploads(&memory, house.ben.id, room, 2, now).await;
    let elsewhere = uploads(&memory, house.ana.id, other, 3, now).await;
    let stale = uploads(&memory, house.ana.id, room, 4, Millis(now.0 - 23 * 3_600_000)).await;
    for files in [&[bens][..], &[elsewhere], &[stale], &[FileId::from_bits(99)], &[mine, mine], &[mine, bens]] {
        assert_eq!(house.hub.post(&house.ana, room, with(1, "x", files)).await, Err(Rejection::NoSuchFile), "{files:?}");
    }
    assert_eq!(house.hub.file(&house.ben, mine).await, Err(Rejection::NoSuchFile), "it is in no message yet");
    assert!(house.hub.file(&house.ana, mine).await.is_ok());
    let many: Vec<FileId> = (10..21).map(FileId::from_bits).collect();
    assert_eq!(house.hub.post(&house.ana, room, with(1, "x", &many)).await, Err(Rejection::TooManyFiles));
    house.hub.post(&house.ana, room, with(2, "x", &[mine])).await.unwrap();
    assert_eq!(house.hub.post(&house.ana, room, with(3, "x", &[mine])).await, Err(Rejection::NoSuchFile), "it is in a message");
}

#[tokio::test]
async fn two_messages_at_once_do_not_share_a_file() {
    let (memory, house, room) = stage().await;
    let file = uploads(&memory, house.ana.id, room, 1, chat::now()).await;
    let (one, two) =
        tokio::join!(house.hub.post(&house.ana, room, with(1, "one", &[file])), house.hub.post(&house.ana, room, with(2, "two", &[file])));
    assert_eq!((one.is_ok(), two), (true, Err(Rejection::NoSuchFile)));
}

#[tokio::test]
async fn the_same_attempt_with_files_happens_once() {
    let (memory, house, room) = stage().await;
    let file = uploads(&memory, house.ana.id, room, 1, chat::now()).await;
    let post = || with(1, "", &[file]);
    let (first, again) = tokio::join!(house.hub.post(&house.ana, room, post()), house.hub.post(&house.ana, room, post()));
    assert_eq!((first.is_ok(), &first), (true, &again));
    assert_eq!(house.hub.post(&house.ana, room, post()).await, first);
    assert_eq!(house.hub.post(&house.ana, room, with(1, "other", &[file])).await, Err(Rejection::NonceReused));
    // After its deletion nobody knows what it was; whoever asks again hears that it arrived.
    house.hub.alter(&house.ana, room, Alteration::Delete { of: first.clone().unwrap().0 }).await.unwrap();
    assert_eq!(house.hub.post(&house.ana, room, post()).await, first);
}

#[tokio::test]
async fn a_deleted_message_gives_its_files_up() {
    let (memory, house, room) = stage().await;
    let file = uploads(&memory, house.ana.id, room, 1, chat::now()).await;
    let (of, _) = house.hub.post(&house.ana, room, with(1, "", &[file])).await.unwrap();
    house.hub.alter(&house.ana, room, Alteration::Delete { of }).await.unwrap();
    assert_eq!(house.hub.file(&house.ana, file).await, Err(Rejection::NoSuchFile));
    assert_eq!(memory.loose_blobs().await.unwrap(), [BlobId::from([1; 32])]);
    assert!(memory.files(&[file]).await.unwrap().is_empty());
    let (snapshot, _) = house.hub.snapshot(&house.ben, room).await.unwrap();
    assert!(matches!(snapshot.page.rows.last().unwrap().event.what, Happened::Erased { .. }));
}

#[tokio::test]
async fn an_edit_may_leave_files_without_words_but_not_nothing() {
    let (memory, house, room) = stage().await;
    let file = uploads(&memory, house.ana.id, room, 1, chat::now()).await;
    let (with_file, _) = house.hub.post(&house.ana, room, with(1, "caption", &[file])).await.unwrap();
    let (without, _) = house.hub.post(&house.ana, room, with(2, "words", &[])).await.unwrap();
    let empty = |of: Seq| Alteration::Edit { of, body: Body::beside_files("").unwrap() };
    house.hub.alter(&house.ana, room, empty(with_file)).await.unwrap();
    let refused = house.hub.alter(&house.ana, room, empty(without)).await;
    assert_eq!(refused, Err(Rejection::BadBody { problem: BodyError::Empty }));
    let (snapshot, _) = house.hub.snapshot(&house.ben, room).await.unwrap();
    let row = snapshot.page.rows.iter().find(|row| row.seq() == with_file).unwrap();
    assert!(matches!(&row.event.what, Happened::Posted { body: now, attachments, .. } if now.is_empty() && attachments.len() == 1));
}

//! Files: kept once, bound to one message, forgotten with it, and their bytes free when no file has them.

use chat::{BlobId, FileError, Files, History, Preview, Upload};
use protocol::{Attachment, Blur, Body, FileId, FileName, Happened, LogEvent, Media, MemberId, Millis, Nonce, Row, Seq, Visibility};

use crate::stage::{ANA, BEN, contract, event, made, more, room_id};

contract! {
    an_upload_is_kept_once
    an_id_belongs_to_one_file
    a_member_has_so_much_room_and_no_more
    uploads_at_the_same_moment_are_counted
    files_come_into_the_log_and_out_of_it_as_they_were
    what_was_deleted_takes_its_files_along
    bytes_that_another_file_has_stay
    what_is_never_sent_is_forgotten
    blobs_are_settled_once
    what_is_forgotten_while_it_is_settled_is_found
}

const MOST: u64 = 1_000;

fn blob(n: u8) -> BlobId {
    BlobId::from([n; 32])
}

/// A picture of 100 bytes by Ana in the first room.
fn upload(id: u128, bytes: u8) -> Upload {
    let media = Media::Image { width: 640, height: 480, blur: Blur::from("AAAA".to_owned()) };
    Upload {
        attachment: Attachment { id: FileId::from_bits(id), name: FileName::of("사진 \"1\".png"), bytes: 100, media },
        room: room_id(1),
        by: ANA,
        at: Millis(1_000),
        blob: blob(bytes),
        media_type: "image/png".to_owned(),
        preview: Some(Preview { blob: blob(bytes + 100), media_type: "image/jpeg".to_owned() }),
        posted: None,
    }
}

fn posted(seq: u64, author: MemberId, files: &[&Upload]) -> LogEvent {
    let attachments = files.iter().map(|upload| upload.attachment.clone()).collect();
    let body = Body::beside_files("").unwrap();
    event(seq, Happened::Posted { author, nonce: Nonce::from_bits(seq.into()), body, reply: None, attachments })
}

async fn ids(store: &impl History, wanted: &[u128]) -> Vec<u128> {
    let ids: Vec<FileId> = wanted.iter().map(|id| FileId::from_bits(*id)).collect();
    let mut found: Vec<u128> = store.files(&ids).await.unwrap().iter().map(|upload| upload.attachment.id.bits()).collect();
    found.sort_unstable();
    found
}

async fn loose(store: &impl Files) -> Vec<BlobId> {
    let mut loose = store.loose_blobs().await.unwrap();
    loose.sort_unstable();
    loose
}

async fn an_upload_is_kept_once(store: &(impl History + Files)) {
    let (first, mut second) = (upload(1, 1), upload(2, 2));
    (second.preview, second.attachment.media) = (None, Media::File);
    assert_eq!(store.keep_file(&first, MOST).await.unwrap(), first);
    let later = Upload { at: Millis(9_000), ..first.clone() };
    assert_eq!(store.keep_file(&later, MOST).await.unwrap(), first, "as it was kept the first time");
    assert_eq!(store.keep_file(&second, MOST).await.unwrap(), second);
    assert_eq!(store.files(&[second.attachment.id]).await.unwrap(), [second]);
    assert_eq!(ids(store, &[1, 2, 3]).await, [1, 2]);
    assert_eq!(store.file_bytes(ANA).await.unwrap(), 200);
    assert_eq!(store.file_bytes(BEN).await.unwrap(), 0);
}

async fn an_id_belongs_to_one_file(store: &(impl History + Files)) {
    let first = upload(1, 1);
    store.keep_file(&first, MOST).await.unwrap();
    for other in [upload(1, 2), Upload { by: BEN, ..first.clone() }, Upload { room: room_id(2), ..first.clone() }] {
        let refused = store.keep_file(&other, MOST).await;
        assert!(matches!(refused, Err(FileError::Taken)), "{refused:?}");
    }
    assert_eq!(store.files(&[first.attachment.id]).await.unwrap(), [first]);
}

async fn a_member_has_so_much_room_and_no_more(store: &(impl History + Files)) {
    for n in 1..=10 {
        store.keep_file(&upload(n.into(), n), MOST).await.unwrap();
    }
    let refused = store.keep_file(&upload(11, 11), MOST).await;
    assert!(matches!(refused, Err(FileError::NoRoom)), "{refused:?}");
    // What is there already takes no more room, and another member has room of their own.
    store.keep_file(&upload(3, 3), MOST).await.unwrap();
    store.keep_file(&Upload { by: BEN, ..upload(12, 12) }, MOST).await.unwrap();
}

async fn uploads_at_the_same_moment_are_counted(store: &(impl History + Files)) {
    let (one, two, three) = (upload(1, 1), upload(2, 2), upload(3, 3));
    let all = tokio::join!(store.keep_file(&one, 250), store.keep_file(&two, 250), store.keep_file(&three, 250));
    let kept = [all.0, all.1, all.2].iter().filter(|kept| kept.is_ok()).count();
    assert_eq!((kept, store.file_bytes(ANA).await.unwrap()), (2, 200));
}

async fn files_come_into_the_log_and_out_of_it_as_they_were(store: &(impl History + Files)) {
    let (one, two) = (upload(1, 1), Upload { preview: None, ..upload(2, 2) });
    store.append(&[made(1, "lobby", Visibility::Public)]).await.unwrap();
    for upload in [&one, &two] {
        store.keep_file(upload, MOST).await.unwrap();
    }
    let message = posted(3, ANA, &[&two, &one]);
    store.append(&[more(1, std::slice::from_ref(&message))]).await.unwrap();
    assert_eq!(store.events(room_id(1), Seq(2), Seq(3)).await.unwrap(), std::slice::from_ref(&message));
    assert_eq!(store.rows(room_id(1), Seq(2), Seq(3)).await.unwrap(), [Row::new(message.clone())]);
    assert_eq!(store.attempt(room_id(1), ANA, Nonce::from_bits(3)).await.unwrap(), Some(message));
    let found = store.files(&[one.attachment.id]).await.unwrap();
    assert_eq!(found, [Upload { posted: Some(Seq(3)), ..one }], "it knows its message");
    let edited = event(4, Happened::Edited { by: ANA, of: Seq(3), body: Body::parse("caption").ok() });
    store.append(&[more(1, &[edited])]).await.unwrap();
    let rows = store.rows(room_id(1), Seq(2), Seq(3)).await.unwrap();
    assert!(
        matches!(&rows[0].event.what, Happened::Posted { body, attachments, .. } if body.as_str() == "caption" && attachments.len() == 2)
    );
}

async fn what_was_deleted_takes_its_files_along(store: &(impl History + Files)) {
    let (one, two, three) = (upload(1, 1), upload(2, 2), upload(3, 3));
    store.append(&[made(1, "lobby", Visibility::Public)]).await.unwrap();
    for upload in [&one, &two, &three] {
        store.keep_file(upload, MOST).await.unwrap();
    }
    store.append(&[more(1, &[posted(3, ANA, &[&one, &two]), posted(4, ANA, &[&three])])]).await.unwrap();
    assert_eq!(loose(store).await, []);
    store.append(&[more(1, &[event(5, Happened::Deleted { by: ANA, of: Seq(3) })])]).await.unwrap();
    store.loosened().notified().await;
    assert_eq!(ids(store, &[1, 2, 3]).await, [3]);
    assert_eq!(store.file_bytes(ANA).await.unwrap(), 100);
    assert_eq!(loose(store).await, [blob(1), blob(2), blob(101), blob(102)]);
    let erased = Happened::Erased { author: ANA, nonce: Nonce::from_bits(3), by: ANA };
    assert_eq!(store.events(room_id(1), Seq(2), Seq(3)).await.unwrap()[0].what, erased);
}

async fn bytes_that_another_file_has_stay(store: &(impl History + Files)) {
    let (one, same) = (upload(1, 1), upload(2, 1));
    store.append(&[made(1, "lobby", Visibility::Public)]).await.unwrap();
    for upload in [&one, &same] {
        store.keep_file(upload, MOST).await.unwrap();
    }
    store.append(&[more(1, &[posted(3, ANA, &[&one])])]).await.unwrap();
    store.append(&[more(1, &[event(4, Happened::Deleted { by: ANA, of: Seq(3) })])]).await.unwrap();
    let asked = [blob(1), blob(101), blob(7)];
    assert_eq!(store.unused_blobs(&asked).await.unwrap(), [blob(7)]);
    store.append(&[more(1, &[posted(5, ANA, &[&same])])]).await.unwrap();
    store.append(&[more(1, &[event(6, Happened::Deleted { by: ANA, of: Seq(5) })])]).await.unwrap();
    assert_eq!(store.unused_blobs(&asked).await.unwrap(), asked);
}

async fn what_is_never_sent_is_forgotten(store: &(impl History + Files)) {
    let (old, sent, new) = (upload(1, 1), upload(2, 2), Upload { at: Millis(5_000), ..upload(3, 3) });
    store.append(&[made(1, "lobby", Visibility::Public)]).await.unwrap();
    for upload in [&old, &sent, &new] {
        store.keep_file(upload, MOST).await.unwrap();
    }
    store.append(&[more(1, &[posted(3, ANA, &[&sent])])]).await.unwrap();
    store.sweep_uploads(Millis(5_000)).await.unwrap();
    assert_eq!(ids(store, &[1, 2, 3]).await, [2, 3]);
    assert_eq!(loose(store).await, [blob(1), blob(101)]);
}

async fn blobs_are_settled_once(store: &(impl History + Files)) {
    store.keep_file(&upload(1, 1), MOST).await.unwrap();
    store.sweep_uploads(Millis(5_000)).await.unwrap();
    assert_eq!(loose(store).await, [blob(1), blob(101)]);
    store.settle_blobs(&[blob(1), blob(9)]).await.unwrap();
    assert_eq!(loose(store).await, [blob(101)]);
    store.settle_blobs(&[]).await.unwrap();
    assert_eq!(store.unused_blobs(&[]).await.unwrap(), []);
}

async fn what_is_forgotten_while_it_is_settled_is_found(store: &(impl History + Files)) {
    store.append(&[made(1, "lobby", Visibility::Public)]).await.unwrap();
    let sweep = async || {
        let loose = store.loose_blobs().await.unwrap();
        store.settle_blobs(&loose).await.unwrap();
        store.unused_blobs(&loose).await.unwrap()
    };
    // Whichever of the two comes first: not all of these turns end the same.
    for turn in 0..8 {
        let (one, same) = (upload(2 * turn, 1), upload(2 * turn + 1, 1));
        let seq = 3 + 4 * u64::try_from(turn).unwrap();
        for upload in [&one, &same] {
            store.keep_file(upload, MOST).await.unwrap();
        }
        store.append(&[more(1, &[posted(seq, ANA, &[&one]), posted(seq + 1, ANA, &[&same])])]).await.unwrap();
        let deletes = async |seq, of| store.append(&[more(1, &[event(seq, Happened::Deleted { by: ANA, of: Seq(of) })])]).await.unwrap();
        deletes(seq + 2, seq).await;
        let ((), meanwhile) = tokio::join!(deletes(seq + 3, seq + 1), sweep());
        let found = [meanwhile, sweep().await].concat();
        assert!(found.contains(&blob(1)), "turn {turn}: {found:?}");
    }
}

//! Previews of links: in the log as they were, their pictures free when nothing has them, and what was looked up for a time.

use chat::{Accounts, BlobId, Files, History, Lookup, Lookups, ProfileChange};
use protocol::{Blur, Body, Happened, LinkPreview, LogEvent, MemberId, Millis, Nonce, PictureId, PreviewPicture, Row, Seq, Visibility};

use crate::stage::{ANA, BEN, contract, event, made, more, newcomer, room_id, the_place};

contract! {
    previews_come_into_the_log_and_out_of_it_as_they_were
    what_was_deleted_takes_its_previews_along
    a_picture_is_needed_as_long_as_anything_has_it
    what_was_looked_up_counts_for_a_time
    what_members_and_the_place_want_is_kept
}

fn blob(n: u8) -> BlobId {
    BlobId::from([n; 32])
}

fn preview(link: &str, picture: Option<u8>) -> LinkPreview {
    let picture = picture.map(|n| PreviewPicture {
        id: PictureId::try_from(blob(n).to_string()).unwrap(),
        width: 8,
        height: 4,
        blur: Blur::from("AAAA".to_owned()),
    });
    LinkPreview { link: link.to_owned(), url: link.to_owned(), title: Some("제목".to_owned()), description: None, site: None, picture }
}

fn posted(seq: u64) -> LogEvent {
    let body = Body::parse("https://a.example").unwrap();
    event(seq, Happened::Posted { author: ANA, nonce: Nonce::from_bits(seq.into()), body, reply: None, attachments: Vec::new() })
}

fn previewed(seq: u64, of: u64, by: Option<MemberId>, previews: Vec<LinkPreview>) -> LogEvent {
    event(seq, Happened::Previewed { by, of: Seq(of), previews })
}

async fn loose(store: &impl Files) -> Vec<BlobId> {
    let mut loose = store.loose_blobs().await.unwrap();
    loose.sort_unstable();
    loose
}

async fn previews_come_into_the_log_and_out_of_it_as_they_were(store: &(impl History + Files)) {
    store.append(&[made(1, "lobby", Visibility::Public)]).await.unwrap();
    let events = [
        posted(3),
        previewed(4, 3, None, vec![preview("https://a.example", Some(1)), preview("https://b.example", None)]),
        previewed(5, 3, Some(BEN), vec![preview("https://b.example", None)]),
        previewed(6, 3, Some(ANA), Vec::new()),
    ];
    for event in &events {
        store.append(&[more(1, std::slice::from_ref(event))]).await.unwrap();
    }
    assert_eq!(store.events(room_id(1), Seq(2), Seq(6)).await.unwrap(), events);
    let mut row = vec![Row::new(events[0].clone())];
    events[1..].iter().for_each(|event| Row::apply(&mut row, event));
    assert_eq!(store.rows(room_id(1), Seq(2), Seq(3)).await.unwrap(), row);
}

async fn what_was_deleted_takes_its_previews_along(store: &(impl History + Files)) {
    store.append(&[made(1, "lobby", Visibility::Public)]).await.unwrap();
    let one = preview("https://secret.example", Some(1));
    store.append(&[more(1, &[posted(3), previewed(4, 3, None, vec![one])])]).await.unwrap();
    store.append(&[more(1, &[event(5, Happened::Deleted { by: ANA, of: Seq(3) })])]).await.unwrap();
    store.loosened().notified().await;
    assert_eq!(loose(store).await, [blob(1)]);
    assert_eq!(store.unused_blobs(&[blob(1)]).await.unwrap(), [blob(1)]);
    let events = store.events(room_id(1), Seq(2), Seq(5)).await.unwrap();
    assert_eq!(events[1], previewed(4, 3, None, Vec::new()), "nothing of it is left");
}

async fn a_picture_is_needed_as_long_as_anything_has_it(store: &(impl History + Files + Lookups)) {
    store.append(&[made(1, "lobby", Visibility::Public)]).await.unwrap();
    assert!(!store.has_picture(blob(1)).await.unwrap());
    let link = "https://a.example";
    let found = Lookup { link: link.to_owned(), found: Some(preview(link, Some(1))), expires: Millis(10) };
    store.keep_lookup(&found).await.unwrap();
    assert!(store.has_picture(blob(1)).await.unwrap());
    store.append(&[more(1, &[posted(3), posted(4)])]).await.unwrap();
    for (seq, of) in [(5, 3), (6, 4)] {
        store
            .append(&[more(1, &[previewed(seq, of, None, vec![preview(link, Some(1)), preview("https://b.example", Some(1))])])])
            .await
            .unwrap();
    }
    store.sweep_lookups(Millis(11)).await.unwrap();
    assert_eq!(loose(store).await, [blob(1)]);
    assert!(store.unused_blobs(&[blob(1)]).await.unwrap().is_empty() && store.has_picture(blob(1)).await.unwrap());
    store.append(&[more(1, &[previewed(7, 3, Some(ANA), Vec::new())])]).await.unwrap();
    assert!(store.unused_blobs(&[blob(1)]).await.unwrap().is_empty(), "another message has it");
    store.append(&[more(1, &[previewed(8, 4, None, vec![preview(link, Some(2))])])]).await.unwrap();
    assert_eq!(store.unused_blobs(&[blob(1), blob(2)]).await.unwrap(), [blob(1)]);
    assert!(!store.has_picture(blob(1)).await.unwrap() && store.has_picture(blob(2)).await.unwrap());
}

async fn what_was_looked_up_counts_for_a_time(store: &(impl Lookups + Files)) {
    let (link, other) = ("https://a.example", "https://b.example");
    let found = Lookup { link: link.to_owned(), found: Some(preview(link, Some(1))), expires: Millis(1_000) };
    let nothing = Lookup { link: other.to_owned(), found: None, expires: Millis(2_000) };
    for lookup in [&found, &nothing] {
        store.keep_lookup(lookup).await.unwrap();
    }
    assert_eq!(store.lookup(link, Millis(999)).await.unwrap(), Some(found.clone()));
    assert_eq!(store.lookup(link, Millis(1_000)).await.unwrap(), None, "it has to be looked up again");
    assert_eq!(store.lookup(other, Millis(1_500)).await.unwrap(), Some(nothing.clone()), "that there is nothing is known too");
    assert_eq!(store.lookup("https://c.example", Millis(1)).await.unwrap(), None);
    let again = Lookup { found: Some(preview(link, Some(2))), expires: Millis(3_000), ..found };
    store.keep_lookup(&again).await.unwrap();
    assert_eq!((store.lookup(link, Millis(1_500)).await.unwrap(), loose(store).await), (Some(again), vec![blob(1)]));
    store.sweep_lookups(Millis(2_500)).await.unwrap();
    assert_eq!(store.lookup(other, Millis(1_500)).await.unwrap(), None);
    assert!(store.lookup(link, Millis(2_500)).await.unwrap().is_some());
}

async fn what_members_and_the_place_want_is_kept(store: &impl Accounts) {
    store.found(&the_place(), &newcomer(1, "ana")).await.unwrap();
    store.add(&newcomer(2, "ben"), None).await.unwrap();
    let ben = MemberId::from_bits(2);
    let account = store.account(ben).await.unwrap().unwrap();
    assert_eq!((account.discreet, account.previews), (false, true));
    let change = ProfileChange { discreet: Some(true), previews: Some(false), ..ProfileChange::default() };
    let account = store.change_profile(ben, &change).await.unwrap();
    assert_eq!((account.discreet, account.previews), (true, false));
    assert_eq!(store.discreet().await.unwrap(), [ben]);
    let back = ProfileChange { discreet: Some(false), ..ProfileChange::default() };
    assert!(!store.change_profile(ben, &back).await.unwrap().previews);
    assert!(store.discreet().await.unwrap().is_empty());
    for previews in [false, true] {
        store.preview_links(previews).await.unwrap();
        assert_eq!(store.place().await.unwrap().unwrap().previews, previews);
    }
}

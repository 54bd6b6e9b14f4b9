//! Files in messages: uploaded, shown to the right people in the right way, and gone when they are deleted.

use std::{io::Cursor, path::Path, time::Duration};

use image::{DynamicImage, GenericImageView, ImageFormat};
use reqwest::Method;
use serde_json::{Value, json};

use crate::{
    house::House,
    person::{Answer, Person},
};

const NOWHERE: &str = "5eed5eed5eed5eed5eed5eed5eed5eed";

fn png(width: u32, height: u32) -> Vec<u8> {
    let mut bytes = Vec::new();
    DynamicImage::new_rgb8(width, height).write_to(&mut Cursor::new(&mut bytes), ImageFormat::Png).unwrap();
    bytes
}

async fn uploads(person: &Person, room: &str, name: &str, bytes: &[u8], headers: &[(&str, &str)]) -> Answer {
    let id = room.strip_prefix("/rooms/").unwrap();
    let elsewhere = headers.iter().any(|(name, _)| *name == "sec-fetch-site");
    let ours: &[_] = if elsewhere { &[] } else { &[("sec-fetch-site", "same-origin")] };
    let headers = [ours, &[("maru-file-name", name)], headers].concat();
    person.sends(Method::POST, &format!("/api/chat/rooms/{id}/files"), &headers, Some(("application/octet-stream", bytes.to_vec()))).await
}

/// Uploads a file that is taken; its id.
async fn uploaded(person: &Person, room: &str, name: &str, bytes: &[u8]) -> String {
    let answer = uploads(person, room, name, bytes, &[]).await;
    assert_eq!(answer.status, 201, "{}", answer.body);
    let id = json(&answer)["id"].as_str().unwrap().to_owned();
    assert_eq!(answer.header("location"), format!("/files/{id}"));
    id
}

fn json(answer: &Answer) -> Value {
    serde_json::from_str(&answer.body).unwrap_or_else(|_| panic!("{}", answer.body))
}

async fn posts(person: &Person, room: &str, content: &str, files: &[&str]) -> Answer {
    let id = room.strip_prefix("/rooms/").unwrap();
    let body = json!({ "content": content, "attachments": files }).to_string().into_bytes();
    let headers = [("sec-fetch-site", "same-origin")];
    person.sends(Method::POST, &format!("/api/chat/rooms/{id}/messages"), &headers, Some(("application/json", body))).await
}

/// A message with one file in it; the file's id.
async fn posted(person: &Person, room: &str, name: &str, bytes: &[u8]) -> String {
    let id = uploaded(person, room, name, bytes).await;
    assert_eq!(posts(person, room, "", &[&id]).await.status, 201);
    id
}

fn blobs(house: &House) -> usize {
    let files = |folder: &Path| std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect::<Vec<_>>();
    files(&house.data().join("blobs")).iter().filter(|folder| !folder.ends_with("incoming")).map(|folder| files(folder).len()).sum()
}

#[tokio::test]
async fn a_picture_is_shown_to_the_room_with_its_size_and_a_preview() {
    let (house, ana) = House::founded().await;
    let (ben, eve) = (house.member(&ana, "Ben").await, house.member(&ana, "Eve").await);
    let room = ana.makes_a_room("Plans", "public").await;
    ben.posts(&format!("{room}/join"), &[]).await;
    let picture = png(2_000, 1_000);
    let id = uploaded(&ana, &room, "%EC%82%AC%EC%A7%84%20%22a%22.png", &picture).await;
    assert_eq!(ben.gets(&format!("/files/{id}")).await.status, 404, "it is in no message yet");
    let message = posts(&ana, &room, "", &[&id]).await;
    assert_eq!(message.status, 201, "{}", message.body);
    assert_eq!(json(&message)["attachments"][0]["name"], "사진 \"a\".png");

    let shown = ben.gets(&format!("/files/{id}")).await;
    assert_eq!((shown.status.as_u16(), shown.header("content-type")), (200, "image/png"));
    assert_eq!(shown.header("content-length"), picture.len().to_string());
    assert_eq!(shown.header("content-disposition"), "inline; filename*=UTF-8''%EC%82%AC%EC%A7%84%20%22a%22.png");
    assert_eq!(shown.header("cache-control"), "private, max-age=31536000, immutable");
    assert_eq!(shown.header("x-content-type-options"), "nosniff");
    assert!(shown.header("content-security-policy").ends_with("sandbox"));
    let known = ben.gets_with(&format!("/files/{id}"), &[("if-none-match", shown.header("etag"))]).await;
    assert_eq!((known.status.as_u16(), known.body.as_str()), (304, ""));

    let preview = ben.gets(&format!("/files/{id}/preview")).await;
    assert_eq!((preview.status.as_u16(), preview.header("content-type")), (200, "image/jpeg"));
    let view = ben.views(&format!("room?room={}", room.strip_prefix("/rooms/").unwrap())).await;
    let row = view["Live"]["snapshot"]["page"]["rows"].as_array().unwrap().last().unwrap().clone();
    let file = &row["attachments"][0];
    assert_eq!(
        (&file["kind"], &file["width"], &file["height"], &file["bytes"]),
        (&json!("image"), &json!(2_000), &json!(1_000), &json!(picture.len()))
    );
    let page = ben.gets(&room).await.body;
    assert!(
        page.contains(&format!("src=\"/files/{id}/preview\"")) && page.contains("width=\"440\" height=\"220\""),
        "its box has its size"
    );

    // For others it does not exist, whoever they are.
    assert_eq!(house.stranger().gets(&format!("/files/{id}")).await.leads_to(), "/sign-in");
    for path in ["", "/preview"] {
        let (theirs, nowhere) = (eve.gets(&format!("/files/{id}{path}")).await, eve.gets(&format!("/files/{NOWHERE}{path}")).await);
        assert_eq!((theirs.status.as_u16(), theirs.body), (404, nowhere.body), "{path}");
        assert_eq!(nowhere.status, 404);
        assert_eq!(theirs.headers.len(), nowhere.headers.len());
    }
    assert_eq!(ana.gets("/files/x").await.status, 404);
    ben.posts(&format!("{room}/leave"), &[]).await;
    assert_eq!(ben.gets(&format!("/files/{id}")).await.status, 404, "who has left has left");
}

#[tokio::test]
async fn only_what_is_harmless_is_shown_everything_else_is_taken_away() {
    let (_house, ana) = House::founded().await;
    let room = ana.makes_a_room("Plans", "public").await;
    for (name, bytes) in [
        ("a.svg", &b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>"[..]),
        ("a.html", b"<!DOCTYPE html><script>alert(1)</script>"),
        ("a.pdf", b"%PDF-1.7"),
        ("a.png", b"<script>alert(1)</script>"),
        ("half.png", &png(300, 200)[..60]),
        ("empty", b""),
    ] {
        let id = posted(&ana, &room, name, bytes).await;
        let shown = ana.gets(&format!("/files/{id}")).await;
        assert_eq!((shown.status.as_u16(), shown.header("content-type")), (200, "application/octet-stream"), "{name}");
        assert_eq!(shown.header("content-disposition"), format!("attachment; filename*=UTF-8''{name}"));
        assert_eq!(shown.header("x-content-type-options"), "nosniff");
        assert!(
            shown.header("content-security-policy").contains("default-src 'none'")
                && shown.header("content-security-policy").contains("sandbox")
        );
        assert_eq!(ana.gets(&format!("/files/{id}/preview")).await.status, 404);
    }
    let id = posted(&ana, &room, "a.mp4", b"\0\0\0\x20ftypisom\0\0\x02\0moov").await;
    assert_eq!(ana.gets(&format!("/files/{id}")).await.header("content-type"), "video/mp4");
}

#[tokio::test]
async fn parts_of_a_file_are_given_where_parts_are_asked_for() {
    let (_house, ana) = House::founded().await;
    let room = ana.makes_a_room("Plans", "public").await;
    let sound: Vec<u8> = b"ID3".iter().copied().chain((0..200_000).map(|n: u32| b'a' + (n % 26) as u8)).collect();
    let path = format!("/files/{}", posted(&ana, &room, "a.mp3", &sound).await);
    let part = async |range: &str| ana.gets_with(&path, &[("range", range)]).await;
    let text = |from: usize, to: usize| String::from_utf8(sound[from..to].to_vec()).unwrap();

    let whole = ana.gets(&path).await;
    assert_eq!((whole.status.as_u16(), whole.header("accept-ranges"), whole.header("content-type")), (200, "bytes", "audio/mpeg"));
    assert_eq!(whole.body, text(0, sound.len()));
    for (range, from, to) in
        [("bytes=0-1", 0, 2), ("bytes=70000-150000", 70_000, 150_001), ("bytes=200000-", 200_000, 200_003), ("bytes=-3", 200_000, 200_003)]
    {
        let answer = part(range).await;
        assert_eq!(answer.status, 206, "{range}");
        assert_eq!(answer.header("content-range"), format!("bytes {from}-{}/200003", to - 1));
        assert_eq!(answer.body, text(from, to), "{range}");
    }
    let beyond = part("bytes=200003-").await;
    assert_eq!((beyond.status.as_u16(), beyond.header("content-range"), beyond.body.as_str()), (416, "bytes */200003", ""));
    let other = ana.gets_with(&path, &[("range", "bytes=0-1"), ("if-range", "\"another\"")]).await;
    assert_eq!(other.status, 200);
    let head = ana.sends(Method::HEAD, &path, &[], None).await;
    assert_eq!((head.status.as_u16(), head.header("content-length"), head.body.as_str()), (200, "200003", ""));
}

#[tokio::test]
async fn bombs_and_giants_are_refused_by_name() {
    let house = House::with(|config| {
        config.limits.files.bytes = 100_000;
        config.limits.files.pixels = 1_000_000;
        config.limits.files.member_bytes = 150_000;
    });
    let (house, ana) = house.await.founded_by_ana().await;
    let room = ana.makes_a_room("Plans", "public").await;
    let refused = async |bytes: &[u8]| {
        let answer = uploads(&ana, &room, "x", bytes, &[]).await;
        assert_eq!((answer.status.as_u16(), answer.header("content-type")), (413, "application/problem+json"));
        (json(&answer)["code"].as_str().unwrap().to_owned(), json(&answer)["most"].as_u64().unwrap())
    };
    assert_eq!(refused(&vec![0; 100_001]).await, ("file_too_big".to_owned(), 100_000));
    assert_eq!(refused(&png(1_001, 1_000)).await, ("picture_too_large".to_owned(), 1_000_000));
    let mut bomb = png(1, 1);
    // Its head now claims 50,000 × 50,000 pixels, and its checksum agrees.
    bomb.splice(16..24, [0, 0, 0xc3, 0x50, 0, 0, 0xc3, 0x50]);
    bomb.splice(29..33, [0xc4, 0xcd, 0xaa, 0x9d]);
    assert_eq!(refused(&bomb).await, ("picture_too_large".to_owned(), 1_000_000));
    uploaded(&ana, &room, "a", &vec![1; 90_000]).await;
    assert_eq!(refused(&vec![2; 60_001]).await, ("no_room_for_files".to_owned(), 150_000));
    uploaded(&ana, &room, "b", &vec![3; 60_000]).await;
    assert_eq!(blobs(&house), 2, "nothing is left of what was refused");
    let ben = house.member(&ana, "Ben").await;
    assert_eq!(uploads(&ben, &room, "x", b"x", &[]).await.status, 404, "he is not in the room");
    assert_eq!(uploads(&house.stranger(), &room, "x", b"x", &[]).await.status, 401);
    let elsewhere = uploads(&ana, &room, "x", b"x", &[("sec-fetch-site", "cross-site")]).await;
    assert_eq!(elsewhere.status, 403);
}

#[tokio::test]
async fn too_many_uploads_are_too_fast() {
    let (_house, ana) = House::with(|config| config.limits.files.per_minute = 2).await.founded_by_ana().await;
    let room = ana.makes_a_room("Plans", "public").await;
    let answers = [
        uploads(&ana, &room, "x", b"1", &[]).await,
        uploads(&ana, &room, "x", b"2", &[]).await,
        uploads(&ana, &room, "x", b"3", &[]).await,
    ];
    assert_eq!(answers.each_ref().map(|answer| answer.status.as_u16()), [201, 201, 429]);
    assert!(json(&answers[2])["retryAfterMs"].as_u64().unwrap() > 0);
}

#[tokio::test]
async fn the_same_key_is_the_same_file() {
    let (house, ana) = House::founded().await;
    let ben = house.member(&ana, "Ben").await;
    let room = ana.makes_a_room("Plans", "public").await;
    ben.posts(&format!("{room}/join"), &[]).await;
    let key = "0123456789abcdef0123456789abcdef";
    let first = uploads(&ana, &room, "a", b"one", &[("idempotency-key", key)]).await;
    assert_eq!(json(&first)["id"], key, "its id is the key");
    assert_eq!(uploads(&ana, &room, "a", b"one", &[("idempotency-key", key)]).await.body, first.body);
    for person in [&ana, &ben] {
        let other = uploads(person, &room, "a", b"two", &[("idempotency-key", key)]).await;
        assert_eq!((other.status.as_u16(), json(&other)["code"].clone()), (422, json!("key_reused")));
    }
    let named = uploads(&ana, &room, "a", b"one", &[("idempotency-key", "report")]).await;
    let bens = uploads(&ben, &room, "a", b"one", &[("idempotency-key", "report")]).await;
    assert_eq!((named.status.as_u16(), bens.status.as_u16()), (201, 201));
    assert_ne!(json(&named)["id"], json(&bens)["id"]);
    assert_eq!(posts(&ben, &room, "mine?", &[key]).await.status, 422, "it is Ana's");
    assert_eq!(blobs(&house), 1, "the same bytes lie there once");
}

#[tokio::test]
async fn a_deleted_message_takes_its_bytes_along_unless_another_needs_them() {
    let (house, ana) = House::founded().await;
    let room = ana.makes_a_room("Plans", "public").await;
    let id = room.strip_prefix("/rooms/").unwrap().parse().unwrap();
    let account = house.accounts.account(ana.id().await.parse().unwrap()).await.unwrap().unwrap();
    let picture = png(30, 20);
    let files = [posted(&ana, &room, "a.png", &picture).await, posted(&ana, &room, "b.png", &picture).await];
    assert_eq!(blobs(&house), 2, "the picture and its preview");
    let delete = async |seq: u64| {
        house.hub.alter(&account.person, id, chat::Alteration::Delete { of: protocol::Seq(seq) }).await.unwrap();
    };
    delete(2).await;
    assert_eq!(ana.gets(&format!("/files/{}", files[0])).await.status, 404);
    assert_eq!(ana.gets(&format!("/files/{}", files[1])).await.status, 200, "another has the same bytes");
    delete(3).await;
    assert_eq!(ana.gets(&format!("/files/{}", files[1])).await.status, 404);
    until(|| blobs(&house) == 0).await;
}

#[tokio::test]
async fn files_outlive_the_server_and_what_nobody_needs_does_not() {
    let (house, ana) = House::founded().await;
    let room = ana.makes_a_room("Plans", "public").await;
    let id = posted(&ana, &room, "a.txt", b"kept").await;
    // As after a crash between the bytes and the row.
    let stray = house.data().join("blobs").join("ab");
    std::fs::create_dir_all(&stray).unwrap();
    std::fs::write(stray.join("ab".repeat(32)), b"stray").unwrap();
    let house = house.restarted().await;
    ana.moves_to(house.address);
    until(|| blobs(&house) == 1).await;
    assert_eq!(ana.gets(&format!("/files/{id}")).await.body, "kept");
}

#[tokio::test]
async fn a_form_brings_files_too() {
    let (house, ana) = House::with(|config| config.limits.files.bytes = 1_000).await.founded_by_ana().await;
    let room = ana.makes_a_room("Plans", "public").await;
    let form = |body: &str, files: &[(&str, &str)]| {
        let field = |head: &str, content: &str| format!("--edge\r\nContent-Disposition: form-data; {head}\r\n\r\n{content}\r\n");
        let mut form = field("name=\"nonce\"", "0123456789abcdef0123456789abcdef") + &field("name=\"body\"", body);
        for (name, content) in files {
            form += &field(&format!("name=\"files\"; filename=\"{name}\""), content);
        }
        (form + "--edge--\r\n").into_bytes()
    };
    let sends = async |who: &Person, form: Vec<u8>| {
        let headers = [("sec-fetch-site", "same-origin")];
        who.sends(Method::POST, &format!("{room}/messages"), &headers, Some(("multipart/form-data; boundary=edge", form))).await
    };
    for _ in 0..2 {
        assert_eq!(
            sends(&ana, form("", &[("한글.txt", "one"), ("", ""), ("b.txt", "two")])).await.leads_to(),
            room,
            "once, however often it is sent"
        );
    }
    let view = ana.views(&format!("room?room={}", room.strip_prefix("/rooms/").unwrap())).await;
    let rows = view["Live"]["snapshot"]["page"]["rows"].as_array().unwrap();
    assert_eq!(rows.len(), 2);
    let names: Vec<&str> = rows[1]["attachments"].as_array().unwrap().iter().map(|file| file["name"].as_str().unwrap()).collect();
    assert_eq!(names, ["한글.txt", "b.txt"]);
    let page = ana.gets(&room).await.body;
    assert!(page.contains("enctype=\"multipart/form-data\"") && page.contains("한글.txt"));

    let big = "x".repeat(1_001);
    assert_eq!(sends(&ana, form("words", &[("big", &big)])).await.leads_to(), format!("{room}?problem=file_too_big&draft=words"));
    assert_eq!(sends(&ana, form(" ", &[("", "")])).await.leads_to(), format!("{room}?problem=body&draft=%20"));
    let stranger = sends(&house.stranger(), form("let me in", &[("a", "b")])).await;
    assert!(stranger.status == 401 && stranger.body.contains("let me in"));
}

#[tokio::test]
async fn a_preview_is_small_and_made_anew() {
    let (house, ana) = House::founded().await;
    let room = ana.makes_a_room("Plans", "public").await;
    let mut picture = png(1_800, 900);
    picture.extend(b"<script>hidden at the end</script>");
    posted(&ana, &room, "a.png", &picture).await;
    let folders = std::fs::read_dir(house.data().join("blobs")).unwrap().map(|entry| entry.unwrap().path());
    let files = folders.filter(|folder| !folder.ends_with("incoming")).flat_map(|folder| std::fs::read_dir(folder).unwrap());
    let sizes: Vec<_> =
        files.filter_map(|file| Some(image::load_from_memory(&std::fs::read(file.unwrap().path()).unwrap()).ok()?.dimensions())).collect();
    assert!(sizes.contains(&(1_800, 900)) && sizes.contains(&(880, 440)), "{sizes:?}");
}

#[tokio::test]
async fn a_pinned_message_shows_its_files_and_may_lose_its_words() {
    let (_house, ana) = House::founded().await;
    let room = ana.makes_a_room("Plans", "public").await;
    let message = format!("/api/chat{room}/messages/2");
    let file = uploaded(&ana, &room, "a.txt", b"one").await;
    assert_eq!(posts(&ana, &room, "before lunch", &[&file]).await.status, 201);
    let ours = [("sec-fetch-site", "same-origin")];
    let nothing = json!({ "content": "" }).to_string().into_bytes();
    let edited = ana.sends(Method::PATCH, &message, &ours, Some(("application/json", nothing))).await;
    assert_eq!((edited.status.as_u16(), json(&edited)["content"].clone()), (200, json!("a.txt")), "it says what its files are called");
    assert_eq!(ana.sends(Method::PUT, &format!("{message}/pin"), &ours, None).await.status, 204);
    let pins = ana.gets(&format!("{room}/pins")).await.body;
    assert!(pins.contains(&format!("href=\"/files/{file}\"")) && !pins.contains("before lunch"), "{pins}");
}

#[tokio::test]
async fn guests_bring_no_files() {
    let (house, ana) = House::founded().await;
    ana.posts("/invites/guests", &[("may", "yes")]).await.leads_to();
    let kitchen = ana.makes_a_room("Kitchen", "public").await;
    let guest = house.stranger();
    guest.posts("/guests", &[("next", &kitchen)]).await.leads_to();
    assert!(!guest.gets(&kitchen).await.body.contains("type=\"file\""));
    assert_eq!(uploads(&guest, &kitchen, "mine.txt", b"mine", &[]).await.status, 403);
    assert_eq!(blobs(&house), 0);
}

/// Waits for something that happens in the background.
async fn until(done: impl Fn() -> bool) {
    let patience = tokio::time::timeout(Duration::from_secs(30), async {
        while !done() {
            tokio::task::yield_now().await;
        }
    });
    patience.await.unwrap();
}

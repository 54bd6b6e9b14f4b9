//! Previews of links: read behind the guard, hung below messages, shown from our own server, and gone with their links.

mod stranger;

use std::path::Path;

use protocol::RoomId;
use serde_json::{Value, json};

use self::stranger::Stranger;
use crate::{house::House, person::Person};

/// A place that may ask this machine; Ana who owns it, and a room of hers.
async fn place() -> (House, Person, String) {
    let house = House::with(|config| config.reach = vec!["127.0.0.1/32".parse().unwrap()]).await;
    let (house, ana) = house.founded_by_ana().await;
    let room = ana.makes_a_room("Kitchen", "public").await;
    (house, ana, room)
}

async fn writes(person: &Person, room: &str, body: &str) {
    assert_eq!(person.posts(&format!("{room}/messages"), &[("body", body)]).await.leads_to(), room);
}

fn id_of(room: &str) -> RoomId {
    room.strip_prefix("/rooms/").unwrap().parse().unwrap()
}

/// The newest message of a room.
async fn newest(person: &Person, room: &str) -> Value {
    let view = person.views(&format!("room?room={}", id_of(room))).await;
    view["Live"]["snapshot"]["page"]["rows"].as_array().unwrap().last().unwrap().clone()
}

/// The previews below the newest message, once there are so many.
async fn previews(person: &Person, room: &str, count: usize) -> Vec<Value> {
    loop {
        let previews = newest(person, room).await["previews"].as_array().cloned().unwrap_or_default();
        if previews.len() == count {
            return previews;
        }
        tokio::task::yield_now().await;
    }
}

fn blobs(house: &House) -> usize {
    let files = |folder: &Path| std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect::<Vec<_>>();
    files(&house.data().join("blobs")).iter().filter(|folder| !folder.ends_with("incoming")).map(|folder| files(folder).len()).sum()
}

#[tokio::test]
async fn a_page_is_shown_below_the_message_with_a_picture_of_our_own() {
    let (house, ana, room) = place().await;
    let stranger = Stranger::new().await;
    let link = stranger.at("/a");
    writes(&ana, &room, &format!("look: {link}")).await;
    let preview = previews(&ana, &room, 1).await.remove(0);
    let picture = &preview["picture"];
    let id = picture["id"].as_str().unwrap();
    assert_eq!(
        json!({ "link": link, "url": link, "title": "Page /a", "description": "About <b>it", "site": "Strangers", "picture": picture }),
        preview
    );
    assert_eq!((&picture["width"], &picture["height"]), (&json!(880), &json!(440)), "made smaller");

    let shown = ana.gets(&format!("/previews/{id}")).await;
    assert_eq!((shown.status.as_u16(), shown.header("content-type")), (200, "image/jpeg"), "made anew from its pixels");
    assert_eq!(shown.header("cache-control"), "private, max-age=31536000, immutable");
    assert!(shown.header("content-security-policy").ends_with("sandbox"));
    assert_eq!(house.stranger().gets(&format!("/previews/{id}")).await.leads_to(), "/sign-in");
    let page = ana.gets(&room).await.body;
    assert!(page.contains(&format!("src=\"/previews/{id}\" width=\"880\" height=\"440\"")), "its box has its size before it is there");
    assert!(page.contains("About &lt;b&gt;it") && page.contains("rel=\"noopener noreferrer nofollow ugc\""));

    // Once for all who link there.
    writes(&ana, &room, &format!("{link} again")).await;
    assert_eq!(previews(&ana, &room, 1).await[0]["picture"]["id"], id);
    assert_eq!((stranger.was_asked("/a"), stranger.was_asked("/wide.png")), (1, 1));
    assert_eq!(blobs(&house), 1);
}

#[tokio::test]
async fn what_cannot_be_shown_is_left_out_and_the_rest_is_shown() {
    let (_house, ana, room) = place().await;
    let stranger = Stranger::new().await;
    let links = |paths: &[&str]| paths.iter().map(|path| stranger.at(path)).collect::<Vec<_>>().join(" ");
    for nothing in ["/lost", "/unlisted", "/inwards"] {
        writes(&ana, &room, &links(&[nothing, "/after"])).await;
        assert_eq!(previews(&ana, &room, 1).await[0]["title"], "Page /after", "{nothing}");
        assert_eq!(stranger.was_asked(nothing), 1);
    }
    writes(&ana, &room, &links(&["/endless", "/broken", "/dotted", "/fourth"])).await;
    let shown = previews(&ana, &room, 3).await;
    let titles: Vec<_> = shown.iter().map(|preview| preview["title"].as_str().unwrap()).collect();
    assert_eq!(titles, ["Endless", "Broken", "Dotted"], "in the order of the text, and no more than three");
    assert!(shown.iter().all(|preview| preview["picture"].is_null()));
    assert_eq!(stranger.was_asked("/fourth"), 0);
    // What was not there is not asked for again so soon.
    writes(&ana, &room, &links(&["/lost", "/inwards", "/again"])).await;
    assert_eq!(previews(&ana, &room, 1).await[0]["title"], "Page /again");
    assert_eq!((stranger.was_asked("/lost"), stranger.was_asked("/inwards")), (1, 1));
}

#[tokio::test]
async fn nobody_inside_is_asked_unless_the_operator_says_so() {
    let (_house, ana, room) = place().await;
    let (stranger, inside) = (Stranger::new().await, Stranger::at_address("127.0.0.2:0").await);
    writes(&ana, &room, &format!("{} http://169.254.169.254/latest {}", inside.at("/secret"), stranger.at("/after"))).await;
    // What is found comes when all links of the message are done.
    assert_eq!(previews(&ana, &room, 1).await[0]["title"], "Page /after");
    assert_eq!(inside.was_asked("/secret"), 0);
}

#[tokio::test]
async fn previews_go_with_their_link_with_their_message_and_when_they_are_taken_away() {
    let (house, ana, room) = place().await;
    let ben = house.member(&ana, "Ben").await;
    ben.posts(&format!("{room}/join"), &[]).await;
    let stranger = Stranger::new().await;
    let [a, b] = ["/a", "/b"].map(|path| stranger.at(path));
    writes(&ana, &room, &format!("{a} {b}")).await;
    previews(&ana, &room, 2).await;
    let seq = newest(&ana, &room).await["seq"].clone();
    let act = |what: &str| format!("{room}/messages/{seq}/{what}");
    assert_eq!(ben.posts(&act("dismiss"), &[("link", &b)]).await.leads_to(), format!("{room}/messages/{seq}?problem=not_allowed"));
    let nonce = newest(&ana, &room).await["nonce"].as_str().unwrap().to_owned();
    assert_eq!(ana.posts(&act("dismiss"), &[("link", &b)]).await.leads_to(), format!("{room}?at={seq}#m-{nonce}"));
    assert_eq!(previews(&ben, &room, 1).await[0]["link"], a);
    let c = stranger.at("/c");
    ana.posts(&act("edit"), &[("body", &format!("{b} {c}"))]).await;
    assert_eq!(previews(&ben, &room, 1).await[0]["link"], c, "what was taken away does not come back by an edit");
    ana.posts(&act("delete"), &[]).await;
    previews(&ben, &room, 0).await;
    assert_eq!(newest(&ben, &room).await["type"], "erased");
}

#[tokio::test]
async fn whoever_administers_turns_previews_off_for_all_and_everybody_for_themselves() {
    let (house, ana, room) = place().await;
    let ben = house.member(&ana, "Ben").await;
    ben.posts(&format!("{room}/join"), &[]).await;
    let stranger = Stranger::new().await;
    writes(&ana, &room, &stranger.at("/a")).await;
    previews(&ana, &room, 1).await;
    let shows = async |person: &Person| person.gets(&room).await.body.contains("class=\"preview-link\"");
    assert!(shows(&ana).await && shows(&ben).await);
    assert_eq!(ben.posts("/settings/reading", &[("counted", "yes"), ("previews", "no")]).await.leads_to(), "/settings?done=reading");
    assert!(shows(&ana).await && !shows(&ben).await);

    assert_eq!(ben.posts("/settings/previews", &[("may", "no")]).await.leads_to(), "/settings?problem=not_allowed");
    assert_eq!(ana.posts("/settings/previews", &[("may", "no")]).await.leads_to(), "/settings?done=previews");
    writes(&ana, &room, &stranger.at("/off")).await;
    let house = house.restarted().await;
    ana.moves_to(house.address);
    assert_eq!(ana.views("visit").await["place"]["previews"], false);
    ana.posts("/settings/previews", &[("may", "yes")]).await;
    writes(&ana, &room, &stranger.at("/on")).await;
    previews(&ana, &room, 1).await;
    assert_eq!((stranger.was_asked("/off"), stranger.was_asked("/on")), (0, 1));
}

#[tokio::test]
async fn a_conversation_has_previews_like_a_room() {
    let (house, ana, _) = place().await;
    let ben = house.member(&ana, "Ben").await;
    let talk = ana.posts(&format!("/people/{}/message", ben.id().await), &[]).await.leads_to();
    let stranger = Stranger::new().await;
    writes(&ana, &talk, &stranger.at("/a")).await;
    assert_eq!(previews(&ben, &talk, 1).await[0]["title"], "Page /a");
}

#[tokio::test]
async fn files_of_messages_are_no_pictures_of_pages() {
    let (house, ana, room) = place().await;
    let body = Some(("application/octet-stream", b"secret".to_vec()));
    let headers = [("maru-file-name", "a.txt"), ("sec-fetch-site", "same-origin")];
    let path = format!("/api/chat{room}/files");
    assert_eq!(ana.sends(reqwest::Method::POST, &path, &headers, body).await.status, 201);
    let mut folders = std::fs::read_dir(house.data().join("blobs")).unwrap().map(|entry| entry.unwrap().path());
    let folder = folders.find(|folder| !folder.ends_with("incoming")).unwrap();
    let name = std::fs::read_dir(folder).unwrap().next().unwrap().unwrap().file_name();
    for id in [name.to_str().unwrap(), "x", "../../etc/passwd", &"0".repeat(64)] {
        assert_eq!(ana.gets(&format!("/previews/{}", crate::person::escaped(id))).await.status, 404, "{id}");
    }
}

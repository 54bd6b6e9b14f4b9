//! One message without JavaScript: its page, the forms on it, and links to it from other rooms.

use protocol::RoomId;
use serde_json::{Value, json};

use crate::{house::House, person::Person};

async fn writes(person: &Person, room: &str, body: &str) -> u64 {
    assert_eq!(person.posts(&format!("{room}/messages"), &[("body", body)]).await.leads_to(), room);
    newest(person, room).await["seq"].as_u64().unwrap()
}

fn id_of(room: &str) -> RoomId {
    room.strip_prefix("/rooms/").unwrap().parse().unwrap()
}

async fn rows(person: &Person, room: &str) -> Vec<Value> {
    let view = person.views(&format!("room?room={}", id_of(room))).await;
    view["Live"]["snapshot"]["page"]["rows"].as_array().unwrap().clone()
}

async fn newest(person: &Person, room: &str) -> Value {
    rows(person, room).await.pop().unwrap()
}

async fn row(person: &Person, room: &str, seq: u64) -> Value {
    rows(person, room).await.into_iter().find(|row| row["seq"] == seq).unwrap()
}

/// Ana's room with Ben in it.
async fn kitchen() -> (House, Person, Person, String) {
    let (house, ana) = House::founded().await;
    let ben = house.member(&ana, "Ben").await;
    let room = ana.makes_a_room("Kitchen", "private").await;
    ana.posts(&format!("{room}/invite"), &[("name", "Ben")]).await;
    (house, ana, ben, room)
}

#[tokio::test]
async fn a_message_is_edited_answered_reacted_to_pinned_and_deleted_by_forms() {
    let (_house, ana, ben, room) = kitchen().await;
    let seq = writes(&ben, &room, "helo").await;
    let nonce = newest(&ben, &room).await["nonce"].as_str().unwrap().to_owned();
    let page = format!("{room}/messages/{seq}");
    let back = format!("{room}?at={seq}#m-{nonce}");
    let act = async |person: &Person, what: &str, form: &[(&str, &str)]| person.posts(&format!("{page}/{what}"), form).await.leads_to();
    assert!(ana.gets(&room).await.body.contains(&format!("href=\"{page}\"")), "the way there");

    assert_eq!(act(&ben, "edit", &[("body", "hello")]).await, back);
    assert_eq!(act(&ana, "edit", &[("body", "mine")]).await, format!("{page}?problem=not_allowed&body=mine"));
    assert_eq!(act(&ben, "edit", &[("body", " ")]).await, format!("{page}?problem=body&body=%20"));
    assert_eq!(act(&ana, "react", &[("emoji", "👍")]).await, back);
    assert_eq!(act(&ben, "react", &[("emoji", " 👍 ")]).await, back);
    assert_eq!(act(&ana, "react", &[("emoji", "👍")]).await, back, "the same again takes it back");
    assert_eq!(act(&ana, "react", &[("emoji", "thumb")]).await, format!("{page}?problem=emoji"));
    assert_eq!(act(&ana, "pin", &[("on", "yes")]).await, back);
    let now = row(&ana, &room, seq).await;
    assert_eq!((&now["body"], &now["reactions"][0]["by"]), (&json!("hello"), &json!([ben.id().await])));
    assert_eq!(now["pinned"], ana.id().await);
    assert_eq!(act(&ana, "pin", &[("on", "no")]).await, back);
    assert!(row(&ana, &room, seq).await["pinned"].is_null());

    let nonce = "5eed5eed5eed5eed5eed5eed5eed5eed";
    for _ in 0..2 {
        assert_eq!(act(&ana, "reply", &[("body", "hi Ben"), ("nonce", nonce)]).await, room, "sent twice, it is there once");
    }
    let answer = newest(&ana, &room).await;
    assert_eq!((&answer["body"], &answer["reply"], &answer["seq"]), (&json!("hi Ben"), &json!(seq), &answer["seq"]));
    assert_eq!(rows(&ana, &room).await.iter().filter(|row| row["body"] == "hi Ben").count(), 1);
    assert_eq!(act(&ana, "reply", &[("body", "")]).await, format!("{page}?problem=body"));

    assert_eq!(act(&ana, "unread", &[]).await, "/rooms?done=unread");
    let rooms = ana.views("rooms").await;
    let listed = rooms["rooms"].as_array().unwrap().iter().find(|one| one["room"]["id"] == id_of(&room).to_string()).unwrap().clone();
    assert_eq!(listed["unread"], 2);

    let own = writes(&ana, &room, "of Ana").await;
    assert_eq!(
        ben.posts(&format!("{room}/messages/{own}/delete"), &[]).await.leads_to(),
        format!("{room}/messages/{own}?problem=not_allowed")
    );
    assert_eq!(act(&ana, "delete", &[]).await, back, "who manages the room may");
    assert_eq!(row(&ana, &room, seq).await["type"], "erased");
    assert!(ana.gets(&page).await.body.contains("This message was deleted."));
}

#[tokio::test]
async fn what_was_written_in_a_form_is_never_lost() {
    let (_house, _ana, ben, room) = kitchen().await;
    let seq = writes(&ben, &room, "short").await;
    let page = format!("{room}/messages/{seq}");
    let longest = "가".repeat(8_000);
    for (form, back) in [("reply", room.clone()), ("edit", format!("{room}?at={seq}"))] {
        assert!(ben.posts(&format!("{page}/{form}"), &[("body", &longest)]).await.leads_to().starts_with(&back), "{form}");
        let too_long = ben.posts(&format!("{page}/{form}"), &[("body", &format!("{longest}!"))]).await;
        assert_eq!(too_long.status, 422, "{form}");
        assert!(too_long.body.contains(&longest), "{form}");
        let nowhere = ben.posts(&format!("{room}/messages/999/{form}"), &[("body", "kept")]).await;
        assert_eq!(nowhere.status, 404, "{form}");
        assert!(nowhere.body.contains("kept"), "{form}");
    }
    assert_eq!(newest(&ben, &room).await["reply"], seq);
    // A command is one here too.
    assert_eq!(
        ben.posts(&format!("{page}/reply"), &[("body", "/dance")]).await.leads_to(),
        format!("{page}?problem=unknown_command&reply=%2Fdance")
    );
}

#[tokio::test]
async fn the_page_of_a_message_offers_what_its_reader_may_do() {
    let (_house, ana, ben, room) = kitchen().await;
    let seq = writes(&ben, &room, "mine <b>").await;
    let page = format!("{room}/messages/{seq}");
    let offers = |html: &str, what: &str| html.contains(&format!("action=\"{page}/{what}\""));
    let (for_ben, for_ana) = (ben.gets(&page).await.body, ana.gets(&page).await.body);
    for what in ["reply", "react", "pin", "unread", "forward", "delete"] {
        assert!(offers(&for_ben, what) && offers(&for_ana, what), "{what}");
    }
    assert!(offers(&for_ben, "edit") && !offers(&for_ana, "edit"));
    assert!(for_ben.contains("mine &lt;b&gt;"));
    let other = writes(&ana, &room, "of Ana").await;
    assert!(!ben.gets(&format!("{room}/messages/{other}")).await.body.contains("/delete\""));
}

#[tokio::test]
async fn for_others_there_is_no_such_message() {
    let (house, ana, _ben, room) = kitchen().await;
    let eve = house.member(&ana, "Eve").await;
    let seq = writes(&ana, &room, "secret").await;
    let nowhere = "/rooms/5eed5eed5eed5eed5eed5eed5eed5eed/messages/3".to_owned();
    for page in [format!("{room}/messages/{seq}"), nowhere, format!("{room}/messages/0"), format!("{room}/messages/x")] {
        let shown = eve.gets(&page).await;
        assert_eq!(shown.status, 404, "{page}");
        assert!(!shown.body.contains("secret") && !shown.body.contains("Kitchen"));
        for (what, form) in [("delete", ("", "")), ("forward", ("to", "x"))] {
            assert_eq!(eve.posts(&format!("{page}/{what}"), &[form]).await.leads_to(), "/rooms?problem=not_found", "{page} {what}");
        }
        for what in ["edit", "reply"] {
            let kept = eve.posts(&format!("{page}/{what}"), &[("body", "mine")]).await;
            assert!(kept.status == 404 && kept.body.contains("mine") && !kept.body.contains("secret"), "{page} {what}");
        }
    }
    assert_eq!(ana.gets(&format!("{room}/messages/{}", seq + 1)).await.status, 404);
    assert_eq!(house.stranger().posts(&format!("{room}/messages/{seq}/delete"), &[]).await.leads_to(), "/sign-in");
}

#[tokio::test]
async fn a_message_that_is_passed_on_says_something_only_to_those_who_may_read_it() {
    let (house, ana, ben, room) = kitchen().await;
    let eve = house.member(&ana, "Eve").await;
    let hall = ana.makes_a_room("Hall", "public").await;
    for person in [&ben, &eve] {
        person.posts(&format!("{hall}/join"), &[]).await;
    }
    let seq = writes(&ana, &room, "the ||secret|| is **out**").await;
    let to = id_of(&hall).to_string();
    assert_eq!(ben.posts(&format!("{room}/messages/{seq}/forward"), &[("to", &to)]).await.leads_to(), hall);
    let link = newest(&ben, &hall).await["body"].as_str().unwrap().to_owned();
    assert!(link.starts_with("http://") && link.contains(&format!("{room}?at={seq}#m-")), "{link}");

    let excerpt = async |person: &Person, room: &str, seq: u64| {
        person.views(&format!("excerpt?room={}&seq={seq}", id_of(room))).await["said"].clone()
    };
    let said = excerpt(&ben, &room, seq).await;
    assert_eq!((&said["text"], &said["room"], &said["author"]["name"]), (&json!("the ▒▒▒ is out"), &json!("Kitchen"), &json!("Ana")));
    assert!(ben.gets(&hall).await.body.contains("the ▒▒▒ is out"), "in the first paint");
    // One answer for what is not for her, what was never said, and what does not exist.
    for (where_, seq) in [(&*room, seq), (&room, seq + 7), ("/rooms/5eed5eed5eed5eed5eed5eed5eed5eed", 3)] {
        assert!(excerpt(&eve, where_, seq).await.is_null());
    }
    let seen = eve.gets(&hall).await.body;
    assert!(seen.contains("A message in a room you are not in"));
    assert!(!seen.contains("out</") && !seen.contains("▒▒▒") && !seen.contains("Kitchen"));

    // What one may not read cannot be passed on, and not to where one may not write.
    assert_eq!(eve.posts(&format!("{room}/messages/{seq}/forward"), &[("to", &to)]).await.leads_to(), "/rooms?problem=not_found");
    let kitchen = id_of(&room).to_string();
    let heard = writes(&eve, &hall, "hi").await;
    assert_eq!(eve.posts(&format!("{hall}/messages/{heard}/forward"), &[("to", &kitchen)]).await.leads_to(), "/rooms?problem=not_found");

    // Who comes in later may know, and of a deleted one nobody.
    ana.posts(&format!("{room}/invite"), &[("name", "Eve")]).await;
    assert_eq!(excerpt(&eve, &room, seq).await["text"], "the ▒▒▒ is out");
    ana.posts(&format!("{room}/messages/{seq}/delete"), &[]).await;
    assert!(excerpt(&eve, &room, seq).await["text"].is_null());
}

#[tokio::test]
async fn who_is_not_counted_stays_so_over_a_restart() {
    let (house, ana, ben, room) = kitchen().await;
    assert!(ben.views("settings").await["counted"] == true);
    ben.posts("/settings/reading", &[("counted", "no"), ("previews", "yes")]).await;
    assert!(ben.views("settings").await["counted"] == false);
    let house = house.restarted().await;
    [&ana, &ben].into_iter().for_each(|person| person.moves_to(house.address));
    let mut wire = crate::wire::Wire::open(&house, &ana).await;
    let protocol::Event::Snapshot { cursors, .. } = wire.subscribes(id_of(&room), None).await else { panic!() };
    assert_eq!(cursors.iter().map(|one| one.member.to_string()).collect::<Vec<_>>(), [ana.id().await]);
}

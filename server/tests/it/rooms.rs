//! Making rooms and what members do to them by form.

use protocol::CloseCode;
use serde_json::json;

use crate::{
    doorways::{Script, Socket},
    house::House,
    stomp_wire::Stomp,
};

#[tokio::test]
async fn a_room_is_made_named_and_left() {
    let (house, ana) = House::founded().await;
    let ben = house.member(&ana, "Ben").await;
    let room = ana.makes_a_room("Plans", "public").await;
    assert_eq!(ben.posts(&format!("{room}/join"), &[]).await.leads_to(), room);
    assert_eq!(ben.posts(&format!("{room}/join"), &[]).await.leads_to(), room, "twice is fine");
    let settings = format!("{room}/settings");
    let form = [("name", "Big plans"), ("description", "for the year")];
    assert_eq!(ana.posts(&settings, &form).await.leads_to(), format!("{settings}?done=room"));
    assert!(ben.posts(&settings, &form).await.leads_to().starts_with(&format!("{settings}?problem=not_allowed")));
    let back = ana.posts(&settings, &[("name", " "), ("description", "d")]).await.leads_to();
    assert_eq!(back, format!("{settings}?problem=name_empty&name=%20&description=d"));
    let listed = ben.views("rooms").await;
    assert_eq!((&listed["rooms"][0]["room"]["name"], &listed["rooms"][0]["members"]), (&"Big plans".into(), &2.into()));
    assert_eq!(ben.posts(&format!("{room}/leave"), &[]).await.leads_to(), "/rooms");
    assert_eq!(ben.views("rooms").await["rooms"][0]["mine"], false);
    assert_eq!(ben.gets(&room).await.status, 200, "one may come back");
}

#[tokio::test]
async fn members_are_found_by_name_also_by_form() {
    let (house, ana) = House::founded().await;
    let ben = house.member(&ana, "Ben").await;
    let room = ana.makes_a_room("Plans", "public").await;
    ben.posts(&format!("{room}/join"), &[]).await.leads_to();
    let id = room.strip_prefix("/rooms/").unwrap();
    let names = async |view: &str| {
        let roster = ana.views(view).await;
        let names: Vec<_> = roster["members"].as_array().unwrap().iter().map(|one| one["person"]["display"].clone()).collect();
        (names, roster["total"].clone())
    };
    for view in [format!("members?room={id}"), "people".to_owned()] {
        let mark = if view.contains('?') { '&' } else { '?' };
        assert_eq!(names(&view).await, (vec!["Ana".into(), "Ben".into()], 2.into()));
        assert_eq!(names(&format!("{view}{mark}like=be")).await, (vec!["Ben".into()], 1.into()));
        assert_eq!(names(&format!("{view}{mark}like=cho")).await, (vec![], 0.into()));
    }
    for page in [format!("{room}/settings"), "/people".to_owned(), "/direct".to_owned()] {
        let (all, nobody) = (ana.gets(&page).await.body, ana.gets(&format!("{page}?find=cho")).await.body);
        assert!(!all.contains("Find a member"), "everybody is there: {page}");
        assert!(nobody.contains(r#"value="cho""#) && nobody.contains("Nobody here has a name like that."), "{page}");
    }
}

#[tokio::test]
async fn who_comes_and_goes_too_often_is_told_so_at_every_door() {
    let (house, ana) = House::with(|config| config.limits.rooms.joins_per_minute = 1).await.founded_by_ana().await;
    // Coming into the first room was his one.
    let ben = house.member(&ana, "Ben").await;
    let room = ana.makes_a_room("Plans", "public").await;
    let id = room.strip_prefix("/rooms/").unwrap();
    let back = ben.posts(&format!("{room}/join"), &[]).await.leads_to();
    assert_eq!(back, "/rooms?problem=too_fast");
    assert!(ben.gets(&back).await.body.contains("That was too fast."));
    let refused = Script::of(&house, "ben").await.posts(&format!("/api/chat{room}/join"), json!(null)).await;
    assert_eq!(refused.refusal(), (429, "too_fast"));
    assert!(refused.json["retryAfterMs"].as_u64().unwrap() > 1_000, "{refused:?}");
    let cookie = ben.cookie_header();
    let mut bound = Socket::open(house.address, &format!("/ws/chat?roomId={id}"), &[("cookie", &cookie)]).await;
    assert_eq!(bound.is_closed().await.code, CloseCode::TryLater);
    let mut plain = Socket::open(house.address, "/sockjs/chat/websocket", &[("cookie", &cookie)]).await;
    plain.says(json!({ "type": "JOIN", "roomId": id })).await;
    assert_eq!(plain.hears_json().await["code"], "too_fast");
    let mut stomp = Stomp::open(&house, &ben).await;
    stomp.says("SEND", &[("destination", "/publish/chat/join")], &json!({ "roomId": id }).to_string()).await;
    let (error, code) = stomp.fails().await;
    assert_eq!((error.header("retry-after-ms").is_empty(), code), (false, CloseCode::TryLater));

    // Others may still let him in.
    assert!(ana.posts(&format!("{room}/invite"), &[("name", "ben")]).await.leads_to().ends_with("done=invited"));
    assert_eq!(ben.posts(&format!("{room}/leave"), &[]).await.leads_to(), "/rooms?problem=too_fast");
    assert_eq!(ben.gets(&room).await.status, 200);
}

#[tokio::test]
async fn a_form_that_was_opened_long_ago_undoes_no_name() {
    let (_house, ana) = House::founded().await;
    let room = ana.makes_a_room("Plans", "private").await;
    ana.posts(&format!("{room}/settings"), &[("name", "Big plans"), ("description", "")]).await.leads_to();
    let form = [("name", "Plans"), ("was_name", "Plans"), ("description", "for the year"), ("was_description", "")];
    ana.posts(&format!("{room}/settings"), &form).await.leads_to();
    let view = ana.views("rooms").await;
    let room = &view["rooms"].as_array().unwrap().iter().find(|one| one["room"]["name"] != "Everyone").unwrap()["room"];
    assert_eq!((&room["name"], &room["description"]), (&json!("Big plans"), &json!("for the year")));
}

#[tokio::test]
async fn a_bad_name_comes_back() {
    let (_house, ana) = House::founded().await;
    let back = ana.posts("/rooms", &[("name", ""), ("description", "about"), ("visibility", "private")]).await.leads_to();
    assert_eq!(back, "/rooms/new?problem=name_empty&description=about&visibility=private");
    let long = "x".repeat(251);
    let back = ana.posts("/rooms", &[("name", "Plans"), ("description", &long), ("visibility", "private")]).await.leads_to();
    assert!(back.starts_with("/rooms/new?problem=name_too_long&name=Plans"), "{back}");
}

#[tokio::test]
async fn a_private_room_is_for_those_who_were_invited() {
    let (house, ana) = House::founded().await;
    let (ben, cem) = (house.member(&ana, "Ben").await, house.member(&ana, "Cem").await);
    let room = ana.makes_a_room("Board", "private").await;
    let settings = format!("{room}/settings");
    assert_eq!(ben.gets(&room).await.status, 404);
    let invite = format!("{room}/invite");
    assert_eq!(ana.posts(&invite, &[("name", "nobody")]).await.leads_to(), format!("{settings}?problem=no_such_member"));
    assert_eq!(ana.posts(&invite, &[("name", " @ben")]).await.leads_to(), format!("{settings}?done=invited"));
    assert_eq!(ben.gets(&room).await.status, 200);
    assert_eq!(cem.gets(&room).await.status, 404);
    let members = ben.views(&format!("members?room={}", room.strip_prefix("/rooms/").unwrap())).await;
    assert_eq!(members["members"].as_array().unwrap().len(), 2);

    let (of_ana, of_ben) = (ana.id().await, ben.id().await);
    let remove = format!("{room}/remove");
    assert!(ben.posts(&remove, &[("member", &of_ana)]).await.leads_to().starts_with(&format!("{settings}?problem=not_allowed")));
    assert_eq!(ana.posts(&remove, &[("member", &of_ben)]).await.leads_to(), format!("{settings}?done=removed"));
    assert_eq!(ben.gets(&room).await.status, 404);
}

#[tokio::test]
async fn rooms_survive_a_restart() {
    let (house, ana) = House::founded().await;
    let room = ana.makes_a_room("Plans", "private").await;
    ana.posts(&format!("{room}/messages"), &[("body", "still here")]).await;
    let house = house.restarted().await;
    ana.moves_to(house.address);
    let view = ana.views(&format!("room?room={}", room.strip_prefix("/rooms/").unwrap())).await;
    let rows = view["Live"]["snapshot"]["page"]["rows"].as_array().unwrap();
    assert_eq!(rows.iter().map(|row| row["body"].as_str().unwrap_or_default()).collect::<Vec<_>>(), ["", "still here"]);
}

#[tokio::test]
async fn what_waits_is_listed_with_what_calls() {
    let (house, ana) = House::founded().await;
    let ben = house.member(&ana, "Ben").await;
    let room = ana.makes_a_room("Plans", "public").await;
    ben.posts(&format!("{room}/join"), &[]).await.leads_to();
    for text in ["hello", "@Ben hello", "@room hello"] {
        ana.posts(&format!("{room}/messages"), &[("body", text)]).await.leads_to();
    }
    let waiting = async |person: &crate::person::Person| {
        let rooms = person.views("rooms").await["rooms"].as_array().unwrap().clone();
        let one = rooms.into_iter().find(|one| one["room"]["name"] == "Plans").unwrap();
        (one["unread"].clone(), one["mentions"].clone(), one["attention"].clone())
    };
    assert_eq!(waiting(&ben).await, (3.into(), 2.into(), "all".into()));
    assert_eq!(waiting(&ana).await, (0.into(), 0.into(), "all".into()));
    let settings = format!("{room}/settings");
    let attention = format!("{room}/attention");
    assert_eq!(ben.posts(&attention, &[("attention", "mentions")]).await.leads_to(), format!("{settings}?done=attention"));
    assert_eq!(waiting(&ben).await.2, "mentions");
    assert!(ben.posts(&attention, &[("attention", "loud")]).await.leads_to().contains("problem=not_allowed"));
    let house = house.restarted().await;
    ben.moves_to(house.address);
    assert_eq!(waiting(&ben).await, (3.into(), 2.into(), "mentions".into()));
}

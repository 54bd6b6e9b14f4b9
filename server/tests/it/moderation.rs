//! Keeping order by form: roles, mutes, reports, rules of rooms, and what is written down of it.

use serde_json::Value;

use crate::{house::House, person::Person};

async fn appoints(owner: &Person, person: &Person, role: &str) {
    let id = person.id().await;
    assert_eq!(owner.posts(&format!("/people/{id}/role"), &[("role", role)]).await.leads_to(), "/people?done=role");
}

/// Ana owns the place, Mia keeps order, Ben writes, in a public room.
async fn place() -> (House, Person, Person, Person, String) {
    let (house, ana) = House::founded().await;
    let (mia, ben) = (house.member(&ana, "Mia").await, house.member(&ana, "Ben").await);
    appoints(&ana, &mia, "moderator").await;
    let room = ana.makes_a_room("Plans", "public").await;
    for person in [&mia, &ben] {
        assert_eq!(person.posts(&format!("{room}/join"), &[]).await.leads_to(), room);
    }
    (house, ana, mia, ben, room)
}

async fn writes(person: &Person, room: &str, text: &str) -> String {
    person
        .posts(&format!("{room}/messages"), &[("body", text)])
        .await
        .headers
        .get("location")
        .map(|to| to.to_str().unwrap().to_owned())
        .unwrap_or_default()
}

async fn measures(person: &Person) -> Vec<Value> {
    let view = person.views("audit").await;
    view["acts"].as_array().unwrap().iter().map(|act| act[1].clone()).collect()
}

#[tokio::test]
async fn a_mute_is_said_where_one_writes_and_lifted_again() {
    let (house, _ana, mia, ben, room) = place().await;
    let id = ben.id().await;
    assert!(ben.gets(&room).await.body.contains("<textarea"));
    let mute = format!("/people/{id}/mute");
    assert_eq!(mia.posts(&mute, &[("hours", "24"), ("reason", "  too\nloud ")]).await.leads_to(), format!("/people/{id}?done=muted"));
    let page = ben.gets(&room).await.body;
    assert!(!page.contains("<textarea") && page.contains("composer-closed") && page.contains("too loud"), "{page}");
    let refused = ben.posts(&format!("{room}/messages"), &[("body", "but <I>")]).await;
    assert_eq!(refused.status, 403);
    assert!(refused.body.contains("but &lt;I&gt;"), "the text is not lost");
    let card = mia.gets(&format!("/people/{id}")).await.body;
    assert!(card.contains(&format!("/people/{id}/unmute")) && card.contains("too loud"));
    assert!(!ben.gets(&format!("/people/{}", mia.id().await)).await.body.contains("/mute"), "not offered where it is not allowed");
    let house = house.restarted().await;
    mia.moves_to(house.address);
    ben.moves_to(house.address);
    assert_eq!(ben.posts(&format!("{room}/messages"), &[("body", "x")]).await.status, 403, "also after a restart");
    assert_eq!(mia.posts(&format!("/people/{id}/unmute"), &[]).await.leads_to(), format!("/people/{id}?done=unmuted"));
    assert_eq!(writes(&ben, &room, "thank you").await, room);
    let written = measures(&mia).await;
    let kinds: Vec<&str> = written.iter().map(|act| act["what"]["type"].as_str().unwrap()).collect();
    assert_eq!(kinds[..2], ["unmuted", "muted"]);
    assert_eq!((&written[1]["reason"], &written[1]["what"]["member"]), (&"too loud".into(), &id.as_str().into()));
}

#[tokio::test]
async fn nobody_does_anything_to_those_beside_or_above() {
    let (house, ana, mia, ben, _room) = place().await;
    let other = house.member(&ana, "Noa").await;
    appoints(&ana, &other, "moderator").await;
    for target in [&ana, &mia, &other] {
        let id = target.id().await;
        for what in ["ban", "unban", "mute", "unmute", "sweep"] {
            let back = mia.posts(&format!("/people/{id}/{what}"), &[("hours", "1")]).await.leads_to();
            assert_eq!(back, format!("/people/{id}?problem=not_allowed"), "{what}");
        }
    }
    let own = ana.id().await;
    assert_eq!(ana.posts(&format!("/people/{own}/ban"), &[]).await.leads_to(), format!("/people/{own}?problem=not_allowed"), "nor oneself");
    for (nobody, back) in [("x", "/people?problem=no_such_member"), ("5eed5eed5eed5eed5eed5eed5eed5eed", "/people?problem=no_such_member")]
    {
        assert_eq!(ana.posts(&format!("/people/{nobody}/ban"), &[]).await.leads_to(), back);
    }
    let id = ben.id().await;
    for hours in ["0", "soon", "-1"] {
        assert_eq!(
            mia.posts(&format!("/people/{id}/mute"), &[("hours", hours)]).await.leads_to(),
            format!("/people/{id}?problem=not_allowed")
        );
    }
    assert_eq!(mia.posts(&format!("/people/{id}/role"), &[("role", "moderator")]).await.leads_to(), "/people?problem=not_allowed");
    let admin = house.member(&ana, "Ada").await;
    appoints(&ana, &admin, "admin").await;
    appoints(&admin, &ben, "moderator").await;
    let back = admin.posts(&format!("/people/{id}/role"), &[("role", "admin")]).await.leads_to();
    assert_eq!(back, "/people?problem=not_allowed");
}

#[tokio::test]
async fn rules_of_a_room_hold_live_and_after_a_restart() {
    let (house, ana, mia, ben, room) = place().await;
    let (rules, settings) = (format!("{room}/rules"), format!("{room}/settings"));
    assert!(!ben.gets(&settings).await.body.contains("/rules\""), "not offered where it is not allowed");
    assert!(mia.gets(&settings).await.body.contains("/rules\""));
    assert_eq!(ben.posts(&rules, &[("slow", "5"), ("writers", "all")]).await.leads_to(), format!("{settings}?problem=not_allowed"));
    assert_eq!(mia.posts(&rules, &[("slow", "3600"), ("writers", "all")]).await.leads_to(), format!("{settings}?done=rules"));
    assert_eq!(writes(&ben, &room, "one").await, room);
    assert!(writes(&ben, &room, "two").await.contains("problem=slow&draft=two"));
    let house = house.restarted().await;
    [&ana, &mia, &ben].iter().for_each(|person| person.moves_to(house.address));
    assert!(writes(&ben, &room, "two").await.contains("problem=slow"), "who wrote before the restart waits on");
    assert_eq!(mia.posts(&rules, &[("slow", "0"), ("writers", "moderators")]).await.leads_to(), format!("{settings}?done=rules"));
    let page = ben.gets(&room).await.body;
    assert!(page.contains("composer-closed") && !page.contains("<textarea"), "{page}");
    assert!(mia.gets(&room).await.body.contains("<textarea"));
    assert_eq!(ben.posts(&format!("{room}/messages"), &[("body", "x")]).await.status, 403);
    assert_eq!(writes(&mia, &room, "news").await, room);
    assert_eq!(mia.posts(&rules, &[("slow", "soon"), ("writers", "all")]).await.leads_to(), format!("{settings}?problem=not_allowed"));
}

#[tokio::test]
async fn a_report_reaches_those_who_keep_order_and_is_closed() {
    let (_house, ana, mia, ben, room) = place().await;
    writes(&ana, &room, "you cannot cook").await;
    let view = ben.views(&format!("room?room={}", room.strip_prefix("/rooms/").unwrap())).await;
    let of = view["Live"]["snapshot"]["head"].to_string();
    let page = ben.gets(&format!("{room}/report?of={of}")).await.body;
    assert!(page.contains("you cannot cook") && page.contains(&format!("action=\"{room}/report\"")), "{page}");
    assert_eq!(ben.gets(&format!("{room}/report?of=1")).await.status, 404, "that is no message");
    let report = format!("{room}/report");
    assert_eq!(ben.posts(&report, &[("of", &of), ("reason", "rude")]).await.leads_to(), format!("{room}?done=reported"));
    assert_eq!(ana.posts(&report, &[("of", &of)]).await.leads_to(), format!("{room}?problem=not_allowed"), "not one's own");
    let page = mia.gets("/moderation").await.body;
    assert!(page.contains("you cannot cook") && page.contains("rude") && page.contains(&format!("{room}?at={of}")), "{page}");
    assert_eq!(ben.gets("/moderation").await.status, 403);
    assert_eq!(ben.gets("/api/view/moderation").await.status, 404);
    let id = room.strip_prefix("/rooms/").unwrap();
    let close = [("room", id), ("of", of.as_str())];
    assert_eq!(ben.posts("/moderation/resolve", &close).await.leads_to(), "/moderation?problem=not_allowed");
    assert_eq!(mia.posts("/moderation/resolve", &close).await.leads_to(), "/moderation?done=resolved");
    assert_eq!(mia.posts("/moderation/resolve", &close).await.leads_to(), "/moderation?done=resolved", "twice is fine");
    assert!(!mia.gets("/moderation").await.body.contains("you cannot cook"), "the copy is gone");
    assert_eq!(measures(&mia).await[0]["what"]["type"], "resolved");
}

#[tokio::test]
async fn what_was_written_lately_goes_from_public_rooms() {
    let (_house, ana, mia, ben, room) = place().await;
    let private = ana.makes_a_room("Board", "private").await;
    ana.posts(&format!("{private}/invite"), &[("name", "Ben")]).await.leads_to();
    for text in ["ads ads", "more ads"] {
        writes(&ben, &room, text).await;
    }
    writes(&ben, &private, "not ads").await;
    writes(&ana, &room, "who is this").await;
    let id = ben.id().await;
    let sweep = format!("/people/{id}/sweep");
    assert_eq!(mia.posts(&sweep, &[("hours", "")]).await.leads_to(), format!("/people/{id}?problem=not_allowed"), "not for all time");
    assert_eq!(mia.posts(&sweep, &[("hours", "1"), ("reason", "ads")]).await.leads_to(), format!("/people/{id}?done=swept"));
    let page = ana.gets(&room).await.body;
    assert!(!page.contains("ads") && page.contains("who is this"), "{page}");
    assert!(ana.gets(&private).await.body.contains("not ads"));
    assert_eq!(measures(&mia).await[0]["what"]["type"], "swept");
}

#[tokio::test]
async fn everything_is_written_down_in_order() {
    let (_house, ana, mia, ben, room) = place().await;
    let (id, of_ana) = (ben.id().await, ana.id().await);
    ana.makes_a_join_link(&[]).await;
    let code = ana.views("invites").await[0]["code"].as_str().unwrap().to_owned();
    ana.posts(&format!("/invites/{code}/revoke"), &[]).await.leads_to();
    mia.posts(&format!("/people/{id}/ban"), &[("hours", ""), ("reason", "")]).await.leads_to();
    mia.posts(&format!("/people/{id}/unban"), &[]).await.leads_to();
    mia.posts(&format!("{room}/remove"), &[("member", &id)]).await.leads_to();
    assert!(mia.posts(&format!("{room}/remove"), &[("member", &of_ana)]).await.leads_to().contains("not_allowed"));
    let written = measures(&mia).await;
    let kinds: Vec<&str> = written.iter().map(|act| act["what"]["type"].as_str().unwrap()).collect();
    assert_eq!(kinds, ["removed", "unbanned", "banned", "unlinked", "linked", "appointed", "linked", "linked"]);
    let page = mia.gets("/moderation/audit").await.body;
    for sentence in ["Mia banned Ben", "Mia removed Ben from Plans", "Ana made Mia Moderator (was Member)", "Ana revoked a join link"] {
        assert!(page.contains(sentence), "{sentence}: {page}");
    }
    let before = mia.gets("/moderation/audit?before=3").await.body;
    assert!(!before.contains("banned") && before.contains("made a join link"), "{before}");
    assert_eq!(ben.gets("/moderation/audit").await.leads_to(), "/sign-in?next=%2Fmoderation%2Faudit", "the ban has ended the session");
}

#[tokio::test]
async fn earlier_versions_are_for_those_who_keep_order() {
    let (house, ana, mia, ben, room) = place().await;
    writes(&ben, &room, "first").await;
    let id = room.strip_prefix("/rooms/").unwrap();
    let view = ben.views(&format!("room?room={id}")).await;
    let of = view["Live"]["snapshot"]["head"].as_u64().unwrap();
    let (room_id, body) = (id.parse().unwrap(), protocol::Body::parse("second").unwrap());
    let card: protocol::Person = serde_json::from_value(ben.views("visit").await["me"]["person"].clone()).unwrap();
    house.hub.alter(&card, room_id, chat::Alteration::Edit { of: protocol::Seq(of), body }).await.unwrap();
    for person in [&ana, &mia] {
        let page = person.gets(&format!("{room}/versions?of={of}")).await;
        assert_eq!(page.status, 200);
        assert!(page.body.contains("first") && page.body.contains("second"));
    }
    assert_eq!(ben.gets(&format!("{room}/versions?of={of}")).await.status, 404);
    assert_eq!(mia.gets(&format!("{room}/versions?of=1")).await.status, 404);
}

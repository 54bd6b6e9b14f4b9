//! Coming in through a join link.

use chat::Invite;
use protocol::{MemberId, Millis};

use crate::house::{House, PASSWORD};

#[tokio::test]
async fn a_link_lets_somebody_in_and_into_the_first_room() {
    let (house, ana) = House::founded().await;
    let board = ana.makes_a_room("Board", "public").await;
    let link = ana.makes_a_join_link(&[("days", "7"), ("uses", "")]).await;
    assert!(link.strip_prefix("/join/").unwrap().len() >= 16);
    let ben = house.stranger();
    assert_eq!(ben.gets(&link).await.status, 200);
    assert_eq!(ben.posts(&link, &[("name", "Ben"), ("display", "Ben B."), ("password", PASSWORD)]).await.leads_to(), "/rooms");
    let me = ben.views("visit").await;
    assert_eq!((&me["me"]["person"]["display"], &me["me"]["person"]["role"]), (&"Ben B.".into(), &"member".into()));
    let rooms = ben.views("rooms").await;
    let listed: Vec<(&str, bool)> = rooms["rooms"]
        .as_array()
        .unwrap()
        .iter()
        .map(|room| (room["room"]["name"].as_str().unwrap(), room["mine"].as_bool().unwrap()))
        .collect();
    assert_eq!(listed, [("Board", false), ("Everyone", true)]);
    assert_eq!(ben.gets(&board).await.status, 200, "a public room can be found");
}

#[tokio::test]
async fn a_taken_name_is_said_and_the_link_stays_good() {
    let (house, ana) = House::founded().await;
    let link = ana.makes_a_join_link(&[("uses", "1")]).await;
    let ben = house.stranger();
    let back = ben.posts(&link, &[("name", "ANA"), ("display", "벤"), ("password", PASSWORD)]).await.leads_to();
    assert_eq!(back, format!("{link}?problem=name_taken&name=ANA&display=%EB%B2%A4"));
    assert_eq!(ben.posts(&link, &[("name", "Ben"), ("password", PASSWORD)]).await.leads_to(), "/rooms");
}

#[tokio::test]
async fn a_link_ends_with_its_uses() {
    let (house, ana) = House::founded().await;
    let link = ana.makes_a_join_link(&[("uses", "1")]).await;
    let form = |name| [("name", name), ("password", PASSWORD)];
    assert_eq!(house.stranger().posts(&link, &form("Ben")).await.leads_to(), "/rooms");
    let back = house.stranger().posts(&link, &form("Cem")).await.leads_to();
    assert_eq!(back, format!("{link}?problem=invite_closed&name=Cem"));
    let invites = ana.views("invites").await;
    assert_eq!((&invites[0]["open"], &invites[0]["used"], &invites[0]["uses_left"]), (&false.into(), &1.into(), &0.into()));
}

#[tokio::test]
async fn one_use_is_one_use_even_for_two_at_once() {
    let (house, ana) = House::founded().await;
    let link = ana.makes_a_join_link(&[("uses", "1")]).await;
    let (ben, cem) = (house.stranger(), house.stranger());
    let (for_ben, for_cem) = ([("name", "Ben"), ("password", PASSWORD)], [("name", "Cem"), ("password", PASSWORD)]);
    let (first, second) = tokio::join!(ben.posts(&link, &for_ben), cem.posts(&link, &for_cem));
    let came_in = [first, second].iter().filter(|answer| answer.leads_to() == "/rooms").count();
    assert_eq!(came_in, 1);
    assert_eq!(house.accounts.accounts().await.unwrap().len(), 2);
}

#[tokio::test]
async fn expired_revoked_and_invented_links_are_closed_alike() {
    let (house, ana) = House::founded().await;
    let by: MemberId = ana.id().await.parse().unwrap();
    let expired = Invite { code: "e".repeat(32), by, created: Millis(0), expires: Some(Millis(1)), uses_left: None, used: 0 };
    house.accounts.add_invite(&expired, None).await.unwrap();
    let revoked = ana.makes_a_join_link(&[]).await;
    let code = revoked.strip_prefix("/join/").unwrap();
    assert_eq!(ana.posts(&format!("/invites/{code}/revoke"), &[]).await.leads_to(), "/invites?done=invite");
    let (expired, invented) = (format!("/join/{}", "e".repeat(32)), format!("/join/{}", "f".repeat(32)));
    for link in [&expired, &revoked, &invented] {
        let ben = house.stranger();
        let back = ben.posts(link, &[("name", "Ben"), ("password", PASSWORD)]).await.leads_to();
        assert_eq!(back, format!("{link}?problem=invite_closed&name=Ben"));
        let view = ben.views(&format!("join?code={}", link.strip_prefix("/join/").unwrap())).await;
        assert_eq!((&view["open"], &view["place"]), (&false.into(), &"Hanok".into()));
    }
    assert_eq!(house.accounts.accounts().await.unwrap().len(), 1);
}

#[tokio::test]
async fn only_those_who_administer_make_links() {
    let (house, ana) = House::founded().await;
    let ben = house.member(&ana, "Ben").await;
    assert_eq!(ben.posts("/invites", &[]).await.leads_to(), "/invites?problem=not_allowed");
    assert_eq!(ben.gets("/api/view/invites").await.status, 404);
    let link = ana.makes_a_join_link(&[]).await;
    let code = link.strip_prefix("/join/").unwrap();
    assert_eq!(ben.posts(&format!("/invites/{code}/revoke"), &[]).await.leads_to(), "/invites?problem=not_allowed");
    assert_eq!(house.stranger().views(&format!("join?code={code}")).await["open"], true);

    let role = format!("/people/{}/role", ben.id().await);
    assert_eq!(ana.posts(&role, &[("role", "admin")]).await.leads_to(), "/people?done=role");
    assert_eq!(ben.posts("/invites", &[]).await.leads_to(), "/invites?done=invite");
}

#[tokio::test]
async fn numbers_that_are_none_make_no_link() {
    let (_house, ana) = House::founded().await;
    for form in [
        [("days", "x"), ("uses", "")],
        [("days", "-1"), ("uses", "")],
        [("days", ""), ("uses", "0")],
        [("days", "9999999999"), ("uses", "1")],
    ] {
        assert_eq!(ana.posts("/invites", &form).await.leads_to(), "/invites?problem=not_allowed");
    }
    assert_eq!(ana.views("invites").await.as_array().unwrap().len(), 0);
}

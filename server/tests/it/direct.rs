//! Conversations: begun from a profile or with some people, and pages for them.

use crate::house::House;

#[tokio::test]
async fn a_conversation_is_begun_from_a_profile_and_found_again() {
    let (house, ana) = House::founded().await;
    let (ben, cem) = (house.member(&ana, "Ben").await, house.member(&ana, "Cem").await);
    let (of_ana, of_ben) = (ana.id().await, ben.id().await);
    let profile = ana.gets(&format!("/people/{of_ben}")).await;
    assert_eq!(profile.status, 200);
    assert!(profile.body.contains(&format!("action=\"/people/{of_ben}/message\"")), "{}", profile.body);
    let room = ana.posts(&format!("/people/{of_ben}/message"), &[]).await.leads_to();
    assert_eq!(ben.posts(&format!("/people/{of_ana}/message"), &[]).await.leads_to(), room);
    ana.posts(&format!("{room}/messages"), &[("body", "between us")]).await;

    let page = ben.gets(&room).await;
    assert!(page.body.contains("between us") && page.body.contains("<h1>Ana"), "{}", page.body);
    assert_eq!(cem.gets(&room).await.status, 404);
    let listed = |rooms: serde_json::Value| {
        let direct = rooms["rooms"].as_array().unwrap().iter().find(|one| one["room"]["visibility"] == "direct").cloned();
        direct.map(|one| (one["room"]["name"].clone(), one["with"].as_array().unwrap().len(), one["unread"].clone()))
    };
    assert_eq!(listed(ben.views("rooms").await), Some(("Ana".into(), 1, 1.into())));
    assert_eq!(listed(ana.views("rooms").await), Some(("Ben".into(), 1, 0.into())));
    assert_eq!(listed(cem.views("rooms").await), None);
    assert!(ana.posts(&format!("{room}/settings"), &[("name", "x")]).await.leads_to().contains("problem=not_allowed"));
    assert!(ana.posts(&format!("{room}/leave"), &[]).await.leads_to().contains("problem=not_allowed"));
    assert!(ana.posts("/rooms", &[("name", "x"), ("visibility", "direct")]).await.leads_to().contains("problem=not_allowed"));
}

#[tokio::test]
async fn a_conversation_is_begun_with_some() {
    let (house, ana) = House::founded().await;
    let (ben, cem) = (house.member(&ana, "Ben").await, house.member(&ana, "Cem").await);
    let (of_ben, of_cem) = (ben.id().await, cem.id().await);
    assert_eq!(ana.gets("/direct").await.status, 200);
    let room = ana.posts("/direct", &[("member", &of_cem), ("member", &of_ben)]).await.leads_to();
    assert!(room.starts_with("/rooms/"));
    assert_eq!(ana.posts("/direct", &[("member", &of_ben), ("member", &of_cem)]).await.leads_to(), room);
    assert_eq!(cem.gets(&room).await.status, 200);
    assert_eq!(ana.posts("/direct", &[]).await.leads_to(), "/direct?problem=nobody");
    assert_eq!(ana.posts("/direct", &[("member", "nobody")]).await.leads_to(), "/direct?problem=no_such_member");
    let many: Vec<_> = (0..11).map(|_| ("member", of_ben.as_str())).collect();
    assert_eq!(ana.posts("/direct", &many).await.leads_to(), "/direct?problem=too_many");
    let nobody = format!("/people/{}", "0".repeat(32));
    assert_eq!(ana.gets(&nobody).await.status, 404);
    assert_eq!(ana.posts(&format!("{nobody}/message"), &[]).await.leads_to(), "/people?problem=no_such_member");
}

//! The first run exists once.

use crate::house::{House, PASSWORD};

#[tokio::test]
async fn the_first_one_founds_the_place_and_nobody_after() {
    let house = House::on_bare_ground().await;
    let ana = house.stranger();
    assert_eq!(ana.gets("/").await.leads_to(), "/first-run");
    assert_eq!(ana.gets("/rooms").await.leads_to(), "/first-run");
    assert_eq!(ana.gets("/sign-in").await.leads_to(), "/first-run");
    assert_eq!(ana.gets("/first-run").await.status, 200);

    let ana = house.found_by("Ana").await;
    assert_eq!(ana.gets("/").await.leads_to(), "/rooms");
    let visit = ana.views("visit").await;
    assert_eq!(visit["place"]["name"], "Hanok");
    assert_eq!(visit["me"]["person"]["role"], "owner");
    let rooms = ana.views("rooms").await;
    assert_eq!(rooms["rooms"][0]["room"]["name"], "Everyone");
    assert_eq!(rooms["rooms"][0]["mine"], true);

    let eve = house.stranger();
    assert_eq!(eve.gets("/first-run").await.leads_to(), "/sign-in");
    let form = [("place", "Mine"), ("name", "Eve"), ("password", PASSWORD), ("language", "en")];
    assert_eq!(eve.posts("/first-run", &form).await.leads_to(), "/sign-in");
    assert_eq!(eve.cookie("maru"), None);
    assert_eq!(eve.gets("/rooms").await.leads_to(), "/sign-in?next=%2Frooms");

    let house = house.restarted().await;
    eve.moves_to(house.address);
    ana.moves_to(house.address);
    assert_eq!(eve.posts("/first-run", &form).await.leads_to(), "/sign-in");
    assert_eq!(ana.gets("/first-run").await.leads_to(), "/sign-in");
    assert_eq!(ana.views("visit").await["me"]["person"]["name"], "Ana", "a session survives a restart");
}

#[tokio::test]
async fn two_at_once_found_one_place() {
    let house = House::new().await;
    let (ana, ben) = (house.stranger(), house.stranger());
    let form = |name| [("place", "Hanok"), ("name", name), ("password", PASSWORD), ("language", "ko")];
    let (for_ana, for_ben) = (form("Ana"), form("Ben"));
    let (first, second) = tokio::join!(ana.posts("/first-run", &for_ana), ben.posts("/first-run", &for_ben));
    let mut ways = [first.leads_to(), second.leads_to()];
    ways.sort();
    assert_eq!(ways, ["/rooms", "/sign-in"]);
    assert_eq!(house.accounts.accounts().await.unwrap().len(), 1);
}

#[tokio::test]
async fn what_is_wrong_is_said_and_what_was_typed_comes_back() {
    let house = House::new().await;
    let ana = house.stranger();
    for (place, name, password, problem) in [
        ("", "Ana", PASSWORD, "name_empty"),
        ("Hanok", "", PASSWORD, "name_empty"),
        ("Hanok", "a b", PASSWORD, "name_character"),
        ("Hanok", "Ana", "sesame", "password_short"),
    ] {
        let form = [("place", place), ("name", name), ("password", password), ("language", "ko")];
        let back = ana.posts("/first-run", &form).await.leads_to();
        assert!(back.starts_with(&format!("/first-run?problem={problem}")), "{back}");
        assert!(back.ends_with("&language=ko"), "{back}");
        assert!(!back.contains("horse") && !back.contains("sesame"), "{back}");
    }
    assert_eq!(ana.gets("/").await.leads_to(), "/first-run");
}

#[tokio::test]
async fn a_korean_place_has_a_korean_room() {
    let house = House::new().await;
    let seoyeon = house.stranger();
    let form = [("place", "한옥"), ("name", "서연"), ("display", "김서연"), ("password", "여덟글자비밀번호"), ("language", "ko")];
    assert_eq!(seoyeon.posts("/first-run", &form).await.leads_to(), "/rooms");
    assert_eq!(seoyeon.views("rooms").await["rooms"][0]["room"]["name"], "모두의 마루");
    assert!(house.stranger().gets("/sign-in").await.body.contains("lang=\"ko\""), "a stranger sees the language of the place");
}

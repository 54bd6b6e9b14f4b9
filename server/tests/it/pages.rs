//! Who sees which page, in which language and theme.

use crate::house::House;

#[tokio::test]
async fn strangers_are_led_to_the_door_and_back_again() {
    let (house, ana) = House::founded().await;
    let stranger = house.stranger();
    assert_eq!(stranger.gets("/").await.leads_to(), "/sign-in");
    let room = ana.makes_a_room("Plans", "public").await;
    for path in
        ["/rooms", "/rooms/new", &room, &format!("{room}?before=3"), &format!("{room}/settings"), "/settings", "/people", "/invites"]
    {
        let expected = format!("/sign-in?next={}", path.replace('/', "%2F").replace('?', "%3F").replace('=', "%3D"));
        assert_eq!(stranger.gets(path).await.leads_to(), expected);
        let page = ana.gets(path).await;
        assert_eq!(page.status, 200, "{path}");
        assert!(page.header("content-type").starts_with("text/html"), "{path}");
        assert_eq!(page.header("cache-control"), "no-store", "{path}");
    }
}

#[tokio::test]
async fn unknown_addresses_get_a_page_that_says_so() {
    let (house, ana) = House::founded().await;
    for person in [&ana, &house.stranger()] {
        for path in ["/nothing", "/rooms/x/y/z", "/.env", "/pkg"] {
            let page = person.gets(path).await;
            assert_eq!(page.status, 404, "{path}");
            assert!(page.header("content-type").starts_with("text/html"), "{path}");
        }
        assert_eq!(person.posts("/nothing", &[]).await.status, 404);
    }
    assert_eq!(ana.gets("/rooms/00000000000000000000000000000000").await.status, 404);
    assert_eq!(ana.gets("/rooms/not-an-id").await.status, 404);
}

#[tokio::test]
async fn questions_of_pages_are_answered_for_the_one_who_asks() {
    let (house, ana) = House::founded().await;
    let stranger = house.stranger();
    assert!(stranger.views("visit").await["me"].is_null());
    for what in ["rooms", "settings", "people", "invites"] {
        let answer = stranger.gets(&format!("/api/view/{what}")).await;
        assert_eq!((answer.status.as_u16(), answer.body.as_str()), (401, "\"not_signed_in\""), "{what}");
        assert_eq!(answer.header("cache-control"), "no-store");
    }
    let from_a_form = [("accept", "text/html"), ("referer", "https://evil.example/")];
    assert_eq!(ana.gets_with("/api/view/visit", &from_a_form).await.status, 200, "it leads nowhere");
    assert_eq!(ana.gets("/api/view/nothing").await.status, 400);
}

#[tokio::test]
async fn profile_then_cookie_then_browser_then_place() {
    let (house, ana) = House::founded().await;
    let html = async |person: &crate::person::Person, headers: &[(&str, &str)]| {
        let page = person.gets_with("/join/x", headers).await.body;
        page[page.find("<html").unwrap()..].split('>').next().unwrap().to_owned()
    };
    let stranger = house.stranger();
    assert!(html(&stranger, &[]).await.contains("lang=\"en\""));
    assert!(html(&stranger, &[("accept-language", "ko-KR,en;q=0.5")]).await.contains("lang=\"ko\""));
    assert!(html(&stranger, &[("accept-language", "ko"), ("cookie", "lang=en")]).await.contains("lang=\"en\""));
    assert!(html(&stranger, &[("cookie", "lang=xx; theme=dark")]).await.contains("data-theme=\"dark\""));
    assert!(html(&stranger, &[]).await.contains("data-theme=\"system\""));

    let form = [("display", "Ana"), ("language", "ko"), ("theme", "light")];
    assert_eq!(ana.posts("/settings/profile", &form).await.leads_to(), "/settings?done=profile");
    let now = html(&ana, &[("accept-language", "en")]).await;
    assert!(now.contains("lang=\"ko\"") && now.contains("data-theme=\"light\""), "{now}");
    ana.posts("/sign-out", &[]).await;
    assert!(html(&ana, &[("accept-language", "en")]).await.contains("lang=\"ko\""), "a browser remembers");
}

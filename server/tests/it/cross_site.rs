//! Pages of other websites.

use crate::house::{House, PASSWORD};

#[tokio::test]
async fn a_form_of_another_website_is_refused() {
    let (house, ana) = House::founded().await;
    let own = format!("http://{}", house.address);
    let form = [("name", "Trap"), ("visibility", "public")];
    for headers in [
        &[("sec-fetch-site", "cross-site")][..],
        &[("sec-fetch-site", "same-site")],
        &[("sec-fetch-site", "cross-site"), ("origin", own.as_str())],
        &[("origin", "https://evil.example")],
        &[("origin", "null")],
        &[("origin", "http://127.0.0.1.evil.example")],
        &[("origin", "http://127.0.0.1")],
    ] {
        let answer = ana.posts_with("/rooms", &form, headers).await;
        assert_eq!(answer.status, 403, "{headers:?}");
        assert!(answer.headers.contains_key("x-content-type-options"), "a refusal is protected too");
    }
    for headers in [&[("sec-fetch-site", "none")][..], &[("origin", own.as_str())], &[]] {
        assert!(ana.posts_with("/rooms", &form, headers).await.leads_to().starts_with("/rooms/"), "{headers:?}");
    }
    assert_eq!(ana.views("rooms").await["rooms"].as_array().unwrap().len(), 4);
}

#[tokio::test]
async fn signing_somebody_in_from_elsewhere_is_refused() {
    let (house, _ana) = House::founded().await;
    let ben = house.stranger();
    let form = [("name", "Ana"), ("password", PASSWORD)];
    assert_eq!(ben.posts_with("/sign-in", &form, &[("sec-fetch-site", "cross-site")]).await.status, 403);
    assert_eq!(ben.cookie("maru"), None);
}

#[tokio::test]
async fn the_public_address_and_what_the_operator_allows_may() {
    let house = House::with(|config| {
        config.public_url = "https://chat.example.org".parse().ok();
        config.origins.extend("https://intranet.example.org".parse());
    })
    .await;
    let ana = house.found_by("Ana").await;
    let form = [("name", "Plans"), ("visibility", "public")];
    for origin in ["https://chat.example.org", "https://intranet.example.org"] {
        for headers in [&[("origin", origin)][..], &[("origin", origin), ("sec-fetch-site", "cross-site")]] {
            assert!(ana.posts_with("/rooms", &form, headers).await.leads_to().starts_with("/rooms/"), "{headers:?}");
        }
    }
    assert_eq!(ana.posts_with("/rooms", &form, &[("origin", "https://evil.example.org")]).await.status, 403);
}

#[tokio::test]
async fn nothing_is_changed_by_opening_a_page() {
    let (_house, ana) = House::founded().await;
    for path in ["/sign-out", "/settings/profile", "/settings/avatar/remove", "/api/auth/token"] {
        assert_eq!(ana.gets(path).await.status, 405, "{path}");
    }
    assert_eq!(ana.gets("/rooms").await.status, 200);
}

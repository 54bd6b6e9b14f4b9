//! In and out.

use crate::house::{House, PASSWORD};

#[tokio::test]
async fn in_and_out() {
    let (house, ana) = House::founded().await;
    let first = ana.cookie("maru").unwrap();
    assert_eq!(ana.posts("/sign-out", &[]).await.leads_to(), "/sign-in");
    assert_eq!(ana.cookie("maru"), None);
    assert_eq!(ana.gets("/rooms").await.leads_to(), "/sign-in?next=%2Frooms");
    let old = [("cookie", format!("maru={first}"))];
    let old: Vec<(&str, &str)> = old.iter().map(|(name, value)| (*name, value.as_str())).collect();
    assert_eq!(ana.gets_with("/rooms", &old).await.leads_to(), "/sign-in?next=%2Frooms", "the token itself is dead");

    assert_eq!(ana.gets("/sign-in").await.status, 200);
    let signed = ana.posts("/sign-in", &[("name", "ana"), ("password", PASSWORD)]).await;
    let cookie = signed.header("set-cookie");
    assert!(
        cookie.contains("; HttpOnly") && cookie.contains("; SameSite=Lax") && cookie.contains("; Path=/") && !cookie.contains("Secure")
    );
    assert_eq!(signed.leads_to(), "/rooms");
    assert_ne!(ana.cookie("maru").unwrap(), first, "a new session each time");
    assert_eq!(ana.gets("/sign-in").await.leads_to(), "/rooms");
    drop(house);
}

#[tokio::test]
async fn over_tls_the_cookie_is_bound_to_the_host() {
    let house = House::with(|config| config.public_url = "https://chat.example.org".parse().ok()).await;
    let ana = house.stranger();
    let form = [("place", "Hanok"), ("name", "Ana"), ("password", PASSWORD)];
    let founded = ana.posts("/first-run", &form).await;
    let cookie = founded.header("set-cookie");
    assert!(cookie.starts_with("__Host-maru=") && cookie.ends_with("; Secure"), "{cookie}");
    ana.posts("/invites", &[]).await;
    let link = ana.views("invites").await[0]["link"].as_str().unwrap().to_owned();
    assert!(link.starts_with("https://chat.example.org/join/"), "{link}");
}

#[tokio::test]
async fn a_wrong_password_and_a_wrong_name_are_one_answer() {
    let (house, _ana) = House::founded().await;
    let eve = house.stranger();
    let wrong_password = eve.posts("/sign-in", &[("name", "Ana"), ("password", "wrong horse"), ("next", "/settings")]).await;
    let wrong_name = eve.posts("/sign-in", &[("name", "Bea"), ("password", "wrong horse"), ("next", "/settings")]).await;
    assert_eq!(wrong_password.leads_to(), "/sign-in?problem=credentials&name=Ana&next=%2Fsettings");
    assert_eq!(wrong_name.leads_to(), "/sign-in?problem=credentials&name=Bea&next=%2Fsettings");
    assert_eq!(eve.cookie("maru"), None);
}

#[tokio::test]
async fn one_goes_on_to_where_one_wanted_but_never_elsewhere() {
    let (house, _ana) = House::founded().await;
    for (next, leads_to) in [
        ("/settings", "/settings"),
        ("/rooms/new?name=a", "/rooms/new?name=a"),
        ("https://evil.example", "/rooms"),
        ("//evil.example", "/rooms"),
        ("/\\evil.example", "/rooms"),
        ("", "/rooms"),
    ] {
        let ana = house.stranger();
        let form = [("name", "Ana"), ("password", PASSWORD), ("next", next)];
        assert_eq!(ana.posts("/sign-in", &form).await.leads_to(), leads_to, "{next}");
        let again = format!("/sign-in?next={}", crate::person::escaped(next));
        assert_eq!(ana.gets(&again).await.leads_to(), leads_to, "{next}");
    }
}

#[tokio::test]
async fn after_ten_wrong_ones_even_the_right_one_waits() {
    let (house, ana) = House::founded().await;
    let ben = house.member(&ana, "Ben").await;
    let eve = house.stranger();
    for _ in 0..10 {
        let back = eve.posts("/sign-in", &[("name", "Ana"), ("password", "wrong horse")]).await.leads_to();
        assert!(back.starts_with("/sign-in?problem=credentials"), "{back}");
    }
    for name in ["Ana", "ana", "Ben"] {
        let back = eve.posts("/sign-in", &[("name", name), ("password", PASSWORD)]).await.leads_to();
        assert!(back.starts_with("/sign-in?problem=too_fast"), "{back}");
    }
    let json = r#"{"name":"Ben","password":"correct horse"}"#;
    let token = eve.sends(reqwest::Method::POST, "/api/auth/token", &[], Some(("application/json", json.into()))).await;
    assert_eq!(token.status, 429);
    assert!(token.header("retry-after").parse::<u32>().unwrap() <= 180);
    assert_eq!(ben.gets("/rooms").await.status, 200, "who is in stays in");
}

#[tokio::test]
async fn behind_a_proxy_addresses_are_told_apart() {
    let house = House::with(|config| config.client_address_header = "x-forwarded-for".parse().ok()).await;
    let _ana = house.found_by("Ana").await;
    let eve = house.stranger();
    for n in 0..10 {
        let name = format!("guess{n}");
        let form = [("name", name.as_str()), ("password", "wrong horse")];
        eve.posts_with("/sign-in", &form, &[("x-forwarded-for", "10.9.9.9, 203.0.113.7")]).await;
    }
    let form = [("name", "Ana"), ("password", PASSWORD)];
    let from = async |address: &str| eve.posts_with("/sign-in", &form, &[("x-forwarded-for", address)]).await.leads_to();
    assert!(from("203.0.113.7").await.contains("too_fast"));
    assert!(from("198.51.100.1, 203.0.113.7").await.contains("too_fast"), "what a client claims does not count");
    assert_eq!(from("203.0.113.8").await, "/rooms");
}

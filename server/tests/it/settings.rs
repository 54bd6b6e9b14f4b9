//! One's own account, one's sessions, and roles.

use crate::house::{House, PASSWORD};

#[tokio::test]
async fn a_profile_is_changed_and_seen_by_others() {
    let (house, ana) = House::founded().await;
    let ben = house.member(&ana, "Ben").await;
    let form = [("display", "아나"), ("language", ""), ("theme", "dark")];
    assert_eq!(ana.posts("/settings/profile", &form).await.leads_to(), "/settings?done=profile");
    let me = ana.views("visit").await;
    assert_eq!((&me["me"]["person"]["display"], &me["me"]["theme"]), (&"아나".into(), &"dark".into()));
    assert!(me["me"]["language"].is_null());
    let people = ben.views("people").await;
    assert!(people["members"].as_array().unwrap().iter().any(|one| one["person"]["display"] == "아나"));
    let back = ana.posts("/settings/profile", &[("display", ""), ("theme", "dark")]).await.leads_to();
    assert_eq!(back, "/settings?problem=name_empty");
}

#[tokio::test]
async fn a_form_that_was_opened_long_ago_undoes_nothing() {
    let (_house, ana) = House::founded().await;
    ana.posts("/settings/profile", &[("display", "Ana Kim"), ("language", "ko"), ("theme", "light")]).await.leads_to();
    let before = [("was_display", "Ana"), ("was_language", ""), ("was_theme", "system")];
    let form = [&[("display", "Ana"), ("language", ""), ("theme", "dark")][..], &before].concat();
    assert_eq!(ana.posts("/settings/profile", &form).await.leads_to(), "/settings?done=profile");
    let me = ana.views("visit").await["me"].clone();
    assert_eq!((&me["person"]["display"], &me["language"], &me["theme"]), (&"Ana Kim".into(), &"ko".into(), &"dark".into()));
    assert_eq!((ana.cookie("lang").as_deref(), ana.cookie("theme").as_deref()), (Some("ko"), Some("dark")));
    ana.posts("/settings/reading", &[("counted", "no"), ("previews", "yes")]).await.leads_to();
    ana.posts("/settings/reading", &[("counted", "yes"), ("was_counted", "yes"), ("previews", "no"), ("was_previews", "yes")])
        .await
        .leads_to();
    let settings = ana.views("settings").await;
    assert_eq!((&settings["counted"], &settings["previews"]), (&false.into(), &false.into()));
}

#[tokio::test]
async fn sessions_are_listed_and_revoked() {
    let (house, ana) = House::founded().await;
    let phone = house.stranger();
    phone.posts("/sign-in", &[("name", "Ana"), ("password", PASSWORD)]).await;
    let sessions = ana.views("settings").await["sessions"].clone();
    let sessions = sessions.as_array().unwrap();
    assert_eq!(sessions.len(), 2);
    assert!(sessions.iter().all(|session| session["agent"] == "Mozilla/5.0 (Test)"));
    let id_of = |current: bool| sessions.iter().find(|session| session["current"] == current).unwrap()["id"].as_str().unwrap();
    let (own, other) = (id_of(true), id_of(false));

    let ben = house.member(&ana, "Ben").await;
    assert_eq!(ben.posts(&format!("/settings/sessions/{other}/revoke"), &[]).await.leads_to(), "/settings?done=session");
    assert_eq!(phone.gets("/rooms").await.status, 200, "nobody ends a session of somebody else");

    assert_eq!(ana.posts(&format!("/settings/sessions/{other}/revoke"), &[]).await.leads_to(), "/settings?done=session");
    assert_eq!(phone.gets("/rooms").await.leads_to(), "/sign-in?next=%2Frooms");
    assert_eq!(ana.gets("/rooms").await.status, 200);
    assert_eq!(ana.posts(&format!("/settings/sessions/{own}/revoke"), &[]).await.leads_to(), "/sign-in");
    assert_eq!(ana.cookie("maru"), None);
}

#[tokio::test]
async fn a_new_password_ends_all_other_sessions() {
    let (house, ana) = House::founded().await;
    let phone = house.stranger();
    phone.posts("/sign-in", &[("name", "Ana"), ("password", PASSWORD)]).await;
    let form = |current, password| [("current", current), ("password", password)];
    assert_eq!(
        ana.posts("/settings/password", &form("wrong horse", "battery staple")).await.leads_to(),
        "/settings?problem=wrong_password"
    );
    assert_eq!(ana.posts("/settings/password", &form(PASSWORD, "short")).await.leads_to(), "/settings?problem=password_short");
    assert_eq!(phone.gets("/rooms").await.status, 200);
    assert_eq!(ana.posts("/settings/password", &form(PASSWORD, "battery staple")).await.leads_to(), "/settings?done=password");
    assert_eq!(ana.gets("/rooms").await.status, 200);
    assert_eq!(phone.gets("/rooms").await.leads_to(), "/sign-in?next=%2Frooms");
    let with = |password| [("name", "Ana"), ("password", password)];
    assert!(phone.posts("/sign-in", &with(PASSWORD)).await.leads_to().contains("credentials"));
    assert_eq!(phone.posts("/sign-in", &with("battery staple")).await.leads_to(), "/rooms");
}

#[tokio::test]
async fn the_owner_decides_about_roles_and_somebody_stays_owner() {
    let (house, ana) = House::founded().await;
    let (ben, cem) = (house.member(&ana, "Ben").await, house.member(&ana, "Cem").await);
    let role_of = |id: &str| format!("/people/{id}/role");
    let (of_ana, of_ben, of_cem) = (role_of(&ana.id().await), role_of(&ben.id().await), role_of(&cem.id().await));
    assert_eq!(ana.posts(&of_ana, &[("role", "member")]).await.leads_to(), "/people?problem=not_allowed");
    assert_eq!(ana.posts(&of_ben, &[("role", "admin")]).await.leads_to(), "/people?done=role");
    assert_eq!(ben.posts(&of_cem, &[("role", "admin")]).await.leads_to(), "/people?problem=not_allowed");
    assert_eq!(ben.posts(&of_ben, &[("role", "owner")]).await.leads_to(), "/people?problem=not_allowed");
    assert_eq!(ana.posts(&of_cem, &[("role", "king")]).await.leads_to(), "/people?problem=not_allowed");
    assert_eq!(ana.posts(&role_of(&"0".repeat(32)), &[("role", "admin")]).await.leads_to(), "/people?problem=no_such_member");
    assert_eq!(ana.posts(&of_ben, &[("role", "owner")]).await.leads_to(), "/people?done=role");
    assert_eq!(ana.posts(&of_ana, &[("role", "member")]).await.leads_to(), "/people?done=role", "now there is another");
    assert_eq!(ana.posts(&of_cem, &[("role", "admin")]).await.leads_to(), "/people?problem=not_allowed");
}

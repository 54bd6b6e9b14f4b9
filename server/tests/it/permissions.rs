//! Every route of the server, and every command over the line, as each role and each kind of outsider: what is answered is what
//! the one table says. A route that is not named here makes a test fail.

mod commands;
mod routes;

use chat::{Action, may};
use protocol::Role;
use reqwest::Method;

use self::routes::{Kind, ROUTES, Route, in_the_source};
use crate::{
    house::{House, PASSWORD},
    person::{Answer, Person},
};

const NOWHERE: &str = "5eed5eed5eed5eed5eed5eed5eed5eed";

/// Everybody who tries, by role.
pub struct Somebody {
    pub role: Role,
    pub person: Person,
    pub id: String,
}

/// A place with somebody of each role, and two rooms that none of them is in: Rob's.
pub struct Stage {
    pub house: House,
    pub ana: Person,
    pub rob: Person,
    /// Whom things are done to: a plain member.
    pub tom_id: String,
    pub everybody: Vec<Somebody>,
    pub public: String,
    pub private: String,
}

async fn stage() -> Stage {
    let (house, ana) = House::founded().await;
    ana.posts("/invites/guests", &[("may", "yes")]).await.leads_to();
    let (rob, tom) = (house.member(&ana, "Rob").await, house.member(&ana, "Tom").await);
    let mut everybody = Vec::new();
    let guest = house.stranger();
    guest.posts("/guests", &[]).await.leads_to();
    everybody.push(Somebody { role: Role::Guest, id: guest.id().await, person: guest });
    for role in [Role::Member, Role::Moderator, Role::Admin, Role::Owner] {
        let person = house.member(&ana, role.word()).await;
        let id = person.id().await;
        if role != Role::Member {
            assert_eq!(ana.posts(&format!("/people/{id}/role"), &[("role", role.word())]).await.leads_to(), "/people?done=role");
        }
        everybody.push(Somebody { role, person, id });
    }
    let id = |path: String| path.strip_prefix("/rooms/").unwrap().to_owned();
    let (public, private) = (id(rob.makes_a_room("Open", "public").await), id(rob.makes_a_room("Shut", "private").await));
    for room in [&public, &private] {
        assert_eq!(rob.posts(&format!("/rooms/{room}/messages"), &[("body", "among us")]).await.leads_to(), format!("/rooms/{room}"));
    }
    let tom_id = tom.id().await;
    Stage { house, ana, rob, tom_id, everybody, public, private }
}

impl Stage {
    /// Sends what this route is sent, with a room in its place.
    async fn asks(&self, person: &Person, route: &Route, room: &str) -> Answer {
        let path = route.path.replace("{room}", room).replace("{member}", &self.tom_id);
        let path = ["{session}", "{code}", "{connection}", "{build}", "{bot}", "{inlet}", "{secret}"]
            .iter()
            .fold(path, |path, name| path.replace(name, NOWHERE));
        let path = path.replace("{*file}", "x.js").replace("{*nothing}", "nothing").replace("{emoji}", "%F0%9F%91%8D");
        let path =
            path.replace("/files/{id}", &format!("/files/{NOWHERE}")).replace("{id}", "2").replace("{seq}", "2").replace("{name}", "visit");
        let path = format!("{path}{}", route.query.replace("ROOM", room));
        let path = path.replace("{server}", "000").replace("{transport}", "xhr");
        let method = Method::from_bytes(route.method.as_bytes()).unwrap();
        let body = route.body.replace("TOM", &self.tom_id).replace("ROOM", room);
        let kind = if body.starts_with('{') { "application/json" } else { "application/x-www-form-urlencoded" };
        let sent = (route.method != "GET").then(|| (kind, body.into_bytes()));
        let headers = [("sec-fetch-site", "same-origin"), ("idempotency-key", "0123456789abcdef0123456789abcdef")];
        // A line without an end is asked over the line itself.
        let answer = person.sends(method, &path, &headers, sent).await;
        assert!(!answer.status.is_server_error(), "{} {path}: {}", route.method, answer.status);
        answer
    }
}

/// The server said no, as forms, pages and programs are told.
fn refused(answer: &Answer) -> bool {
    let leads = answer.headers.get("location").map(|to| to.to_str().unwrap().to_owned()).unwrap_or_default();
    leads.contains("problem=not_allowed") || answer.status == 403 || answer.status == 404
}

/// They were not recognized at all.
fn turned_away(answer: &Answer) -> bool {
    let leads = answer.headers.get("location").map(|to| to.to_str().unwrap().to_owned()).unwrap_or_default();
    answer.status == 401 || leads.starts_with("/sign-in")
}

/// What an answer comes to.
fn leads(answer: &Answer, room: &str) -> String {
    let to = answer.headers.get("location").map(|to| to.to_str().unwrap().to_owned()).unwrap_or_default();
    format!("{} {}", answer.status, to.replace(room, "ID"))
}

/// What of an answer somebody outside could compare.
fn seen(answer: &Answer, room: &str) -> String {
    answer.seen(|header| header == "location", room)
}

#[test]
fn every_route_is_named_here() {
    let mut there = in_the_source();
    there.sort();
    let mut named: Vec<(String, String)> = ROUTES.iter().map(|route| (route.method.to_owned(), route.path.to_owned())).collect();
    named.sort();
    named.dedup();
    assert_eq!(there, named, "left: in server/src; right: in server/tests/it/permissions/routes.rs");
}

/// The walk, in one place with one sign-in for each role: it is what takes longest of all tests, so nothing of it is done twice.
#[tokio::test]
async fn every_route_and_every_line_answers_everybody_as_the_table_says() {
    let stage = stage().await;
    who_was_never_in_a_room_is_answered_as_if_there_were_none(&stage).await;
    who_was_removed_is_answered_as_if_there_were_none(&stage).await;
    who_is_banned_is_a_stranger_on_every_route(&stage).await;
}

async fn who_was_never_in_a_room_is_answered_as_if_there_were_none(stage: &Stage) {
    as_the_table_says_outside(stage).await;
    commands::outsiders_find_no_room(stage).await;
    for Somebody { role, person, .. } in &stage.everybody {
        let leads = person.posts(&format!("/rooms/{}/join", stage.public), &[]).await.leads_to();
        assert_eq!(leads, format!("/rooms/{}", stage.public), "{role:?}");
    }
}

async fn who_was_removed_is_answered_as_if_there_were_none(stage: &Stage) {
    for Somebody { role, person, id } in &stage.everybody {
        for room in [&stage.public, &stage.private] {
            if *role != Role::Guest {
                let invited = stage.rob.posts(&format!("/rooms/{room}/invite"), &[("name", role.word())]).await.leads_to();
                assert!(invited.ends_with("done=invited"), "{invited}");
                assert_eq!(person.gets(&format!("/rooms/{room}")).await.status, 200);
            }
            let removed = stage.rob.posts(&format!("/rooms/{room}/remove"), &[("member", id)]).await.leads_to();
            assert!(removed.ends_with("done=removed"), "{removed}");
        }
    }
    as_the_table_says_outside(stage).await;
    commands::outsiders_find_no_room(stage).await;
}

/// Every route as somebody who is in neither of the rooms.
async fn as_the_table_says_outside(stage: &Stage) {
    for Somebody { role, person, .. } in &stage.everybody {
        for route in ROUTES {
            let what = format!("{role:?} {} {}", route.method, route.path);
            match route.kind {
                Kind::Open | Kind::Long => {}
                Kind::Own => assert!(!turned_away(&stage.asks(person, route, NOWHERE).await), "{what}"),
                Kind::Place(action) => {
                    let answer = stage.asks(person, route, NOWHERE).await;
                    assert_eq!(refused(&answer), !may(action, *role), "{what}: {} {:?}", answer.status, answer.headers.get("location"));
                }
                Kind::Room(action) => {
                    let nowhere = stage.asks(person, route, NOWHERE).await;
                    let private = stage.asks(person, route, &stage.private).await;
                    assert_eq!(seen(&private, &stage.private), seen(&nowhere, NOWHERE), "{what}");
                    if !matches!(action, Action::Find | Action::Join) {
                        // That there is such a room is no secret, and stands in the list beside the page.
                        let public = stage.asks(person, route, &stage.public).await;
                        assert_eq!(leads(&public, &stage.public), leads(&nowhere, NOWHERE), "{what} (public)");
                        assert!(!public.body.contains("among us"), "{what} (public)");
                    }
                }
            }
        }
    }
}

async fn who_is_banned_is_a_stranger_on_every_route(stage: &Stage) {
    // Nobody bans an owner, so that one steps down first.
    let owner = stage.everybody.last().unwrap();
    stage.ana.posts(&format!("/people/{}/role", owner.id), &[("role", "admin")]).await.leads_to();
    for Somebody { id, .. } in &stage.everybody {
        let banned = stage.ana.posts(&format!("/people/{id}/ban"), &[("hours", "1"), ("reason", "ads")]).await.leads_to();
        assert_eq!(banned, format!("/people/{id}?done=banned"));
    }
    let stranger = stage.house.stranger();
    for route in ROUTES.iter().filter(|route| !matches!(route.kind, Kind::Open | Kind::Long)) {
        for room in [&stage.private, &stage.public] {
            let stranger = seen(&stage.asks(&stranger, route, room).await, room);
            for Somebody { role, person, .. } in &stage.everybody {
                let (what, banned) = (format!("{role:?} {} {}", route.method, route.path), stage.asks(person, route, room).await);
                assert_eq!(seen(&banned, room), stranger, "{what}");
                assert!(turned_away(&banned) || banned.status == 404, "{what}: {} {:?}", banned.status, banned.headers.get("location"));
            }
        }
    }
    let admin = stage.house.stranger();
    let back = admin.posts("/sign-in", &[("name", "admin"), ("password", PASSWORD)]).await.leads_to();
    assert!(back.starts_with("/sign-in?problem=banned&until="), "{back}");
}

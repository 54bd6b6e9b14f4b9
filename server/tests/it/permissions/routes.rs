//! Every route with what one needs for it, and how it is asked; and the routes that stand in the source.

use std::path::Path;

use chat::Action;
use protocol::Role;

/// What a route is.
#[derive(Debug, Clone, Copy)]
pub enum Kind {
    /// Everybody is answered; what they are told is tested elsewhere.
    Open,
    /// A socket or a stream: it is asked in `commands`.
    Long,
    /// One's own, for whoever is signed in.
    Own,
    /// About the place.
    Place(Action),
    /// About a room.
    Room(Action),
}

/// A route and how it is asked.
#[derive(Debug, Clone, Copy)]
pub struct Route {
    pub method: &'static str,
    pub path: &'static str,
    pub kind: Kind,
    pub query: &'static str,
    pub body: &'static str,
}

const fn route(method: &'static str, path: &'static str, kind: Kind) -> Route {
    Route { method, path, kind, query: "", body: "" }
}

const fn asking(method: &'static str, path: &'static str, kind: Kind, query: &'static str) -> Route {
    Route { method, path, kind, query, body: "" }
}

const fn sending(method: &'static str, path: &'static str, kind: Kind, body: &'static str) -> Route {
    Route { method, path, kind, query: "", body }
}

const MEMBER: Role = Role::Member;

/// All of them. One that changes something for good (signs out, becomes another password) is open here.
#[rustfmt::skip]
pub const ROUTES: &[Route] = {
    use Action::*;
    use Kind::*;
    &[
        route("GET", "/", Open),
        route("GET", "/first-run", Open),
        route("POST", "/first-run", Open),
        route("GET", "/sign-in", Open),
        route("POST", "/sign-in", Open),
        route("POST", "/guests", Open),
        route("POST", "/sign-out", Open),
        route("GET", "/join/{code}", Open),
        route("POST", "/join/{code}", Open),
        route("GET", "/rooms", Own),
        sending("POST", "/rooms", Place(MakeRoom), "name=Mine&visibility=private"),
        route("GET", "/rooms/new", Own),
        route("GET", "/rooms/{room}", Room(Find)),
        asking("GET", "/rooms/{room}", Room(Find), "?before=3"),
        asking("GET", "/rooms/{room}", Room(Find), "?at=2"),
        route("POST", "/rooms/{room}/join", Room(Join)),
        route("POST", "/rooms/{room}/leave", Room(Leave)),
        route("GET", "/rooms/{room}/settings", Room(Read)),
        sending("POST", "/rooms/{room}/settings", Room(Rename), "name=Mine&description=now"),
        route("GET", "/rooms/{room}/pins", Room(Read)),
        sending("POST", "/rooms/{room}/invite", Room(Bring { of: MEMBER }), "name=Tom"),
        sending("POST", "/rooms/{room}/attention", Room(Read), "attention=none"),
        sending("POST", "/rooms/{room}/remove", Room(Remove { of: MEMBER }), "member=TOM"),
        sending("POST", "/rooms/{room}/rules", Room(Rule), "slow=5&writers=all"),
        sending("POST", "/rooms/{room}/rules", Room(Rule), "slow=soon"),
        asking("GET", "/rooms/{room}/report", Room(Report), "?of=2"),
        sending("POST", "/rooms/{room}/report", Room(Report), "of=2&reason=ads"),
        asking("GET", "/rooms/{room}/versions", Room(SeeVersions), "?of=2"),
        route("GET", "/rooms/{room}/messages/{seq}", Room(Read)),
        sending("POST", "/rooms/{room}/messages/{seq}/reply", Room(Write), "body=hello&nonce=0123456789abcdef0123456789abcde0"),
        sending("POST", "/rooms/{room}/messages/{seq}/edit", Room(Write), "body=other&nonce=0123456789abcdef0123456789abcde1"),
        sending("POST", "/rooms/{room}/messages/{seq}/react", Room(Write), "emoji=%F0%9F%91%8D"),
        sending("POST", "/rooms/{room}/messages/{seq}/pin", Room(Write), "on=yes"),
        route("POST", "/rooms/{room}/messages/{seq}/unread", Room(Read)),
        sending("POST", "/rooms/{room}/messages/{seq}/forward", Room(Read), "to=5eed5eed5eed5eed5eed5eed5eed5eed"),
        sending("POST", "/rooms/{room}/messages/{seq}/dismiss", Room(Delete), "link=https://example.org/"),
        route("POST", "/rooms/{room}/messages/{seq}/delete", Room(Delete)),
        sending("POST", "/rooms/{room}/messages", Room(Write), "body=hello&nonce=0123456789abcdef0123456789abcdef"),
        route("GET", "/rooms/{room}/webhooks", Room(Connect)),
        sending("POST", "/rooms/{room}/webhooks", Room(Connect), "name=Deploys"),
        route("POST", "/rooms/{room}/webhooks/{inlet}/revoke", Room(Connect)),
        route("GET", "/settings", Own),
        sending("POST", "/settings/profile", Own, "display=Somebody"),
        sending("POST", "/settings/reading", Own, "counted=yes"),
        sending("POST", "/settings/previews", Place(Administer), "may=yes"),
        route("POST", "/settings/password", Open),
        route("POST", "/settings/avatar", Open),
        sending("POST", "/settings/attention", Own, "quiet=off"),
        route("POST", "/settings/avatar/remove", Own),
        route("GET", "/settings/bots", Place(Administer)),
        sending("POST", "/settings/bots", Place(Administer), "name=helper"),
        route("POST", "/settings/bots/{bot}/token", Place(Administer)),
        route("POST", "/settings/bots/{bot}/revoke", Place(Administer)),
        sending("POST", "/settings/bots/{bot}/hook", Place(Administer), "url="),
        route("POST", "/settings/sessions/{session}/revoke", Own),
        route("GET", "/people", Place(SeePeople)),
        route("GET", "/people/{member}", Own),
        route("POST", "/people/{member}/message", Place(MakeDirect)),
        route("GET", "/direct", Place(MakeDirect)),
        sending("POST", "/direct", Place(MakeDirect), "member=TOM"),
        sending("POST", "/people/{member}/role", Place(Appoint { of: MEMBER, to: MEMBER }), "role=member"),
        sending("POST", "/people/{member}/ban", Place(Ban { of: MEMBER }), "hours=1&reason=ads"),
        sending("POST", "/people/{member}/unban", Place(Ban { of: MEMBER }), "reason=over"),
        sending("POST", "/people/{member}/mute", Place(Mute { of: MEMBER }), "hours=1&reason=ads"),
        sending("POST", "/people/{member}/unmute", Place(Mute { of: MEMBER }), "reason=over"),
        sending("POST", "/people/{member}/sweep", Place(Sweep { of: MEMBER }), "hours=1&reason=ads"),
        route("GET", "/moderation", Place(Moderate)),
        route("GET", "/moderation/audit", Place(Moderate)),
        sending("POST", "/moderation/resolve", Place(Moderate), "room=5eed5eed5eed5eed5eed5eed5eed5eed&of=2"),
        route("GET", "/invites", Place(Administer)),
        sending("POST", "/invites", Place(Administer), "days=1&uses=1"),
        sending("POST", "/invites/guests", Place(LetGuestsIn), "may=yes"),
        route("POST", "/invites/{code}/revoke", Place(Administer)),
        route("POST", "/hooks/{secret}", Open),
        route("GET", "/api/view/{name}", Open),
        route("POST", "/api/auth/token", Open),
        route("GET", "/ws/chat", Long),
        route("GET", "/api/line", Long),
        route("POST", "/api/line/{connection}", Open),
        route("GET", "/pkg/{build}/{*file}", Open),
        route("POST", "/api/push", Open),
        route("DELETE", "/api/push", Open),
        route("GET", "/avatars/{member}", Open),
        route("GET", "/files/{id}", Open),
        route("GET", "/files/{id}/preview", Open),
        route("GET", "/previews/{picture}", Open),
        route("GET", "/healthz", Open),
        route("GET", "/readyz", Open),
        route("GET", "/api/chat/rooms", Own),
        sending("POST", "/api/chat/rooms", Place(MakeRoom), r#"{"name":"Mine","visibility":"private"}"#),
        route("GET", "/api/chat/rooms/{room}", Room(Find)),
        route("POST", "/api/chat/rooms/{room}/join", Room(Join)),
        route("POST", "/api/chat/rooms/{room}/leave", Room(Leave)),
        route("GET", "/api/chat/rooms/{room}/messages", Room(Read)),
        sending("POST", "/api/chat/rooms/{room}/messages", Room(Write), r#"{"content":"hello"}"#),
        route("GET", "/api/chat/rooms/{room}/messages/{id}", Room(Read)),
        sending("PATCH", "/api/chat/rooms/{room}/messages/{id}", Room(Write), r#"{"content":"other"}"#),
        route("DELETE", "/api/chat/rooms/{room}/messages/{id}", Room(Delete)),
        route("PUT", "/api/chat/rooms/{room}/messages/{id}/reactions/{emoji}", Room(Write)),
        route("DELETE", "/api/chat/rooms/{room}/messages/{id}/reactions/{emoji}", Room(Write)),
        route("PUT", "/api/chat/rooms/{room}/messages/{id}/pin", Room(Write)),
        route("DELETE", "/api/chat/rooms/{room}/messages/{id}/pin", Room(Write)),
        route("GET", "/api/chat/rooms/{room}/members", Room(Read)),
        sending("POST", "/api/chat/rooms/{room}/members", Room(Bring { of: MEMBER }), r#"{"name":"Tom"}"#),
        route("DELETE", "/api/chat/rooms/{room}/members/{member}", Room(Remove { of: MEMBER })),
        route("POST", "/api/chat/rooms/{room}/files", Room(Upload)),
        route("GET", "/api/chat/rooms/{room}/events", Room(Read)),
        sending("POST", "/api/chat/rooms/{room}/commands", Room(Read), r#"{"command":"/topic now"}"#),
        route("ANY", "/api/chat/{*nothing}", Open),
        route("GET", "/api/openapi.json", Open),
        route("GET", "/api/docs", Open),
        route("GET", "/ws/echo", Long),
        route("GET", "/ws/sink", Long),
        route("GET", "/ws/time", Long),
        route("GET", "/ws/notify", Long),
        sending("POST", "/api/notifications", Place(Administer), r#"{"to":"all","content":"hello"}"#),
        route("GET", "/api/notifications/events", Long),
        route("GET", "/api/notifications/sessions", Own),
        route("GET", "/stomp", Long),
        route("GET", "/stomp-chat", Open),
        route("GET", "/sockjs/chat", Open),
    ]
};

/// Every method and path that stands in a router. Those of SockJS are made from their base, which stands for them.
pub fn in_the_source() -> Vec<(String, String)> {
    let mut found = Vec::new();
    read(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src"), &mut found);
    found
}

fn read(folder: &Path, found: &mut Vec<(String, String)>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            read(&path, found);
        } else if path.ends_with("sockjs.rs") {
            found.extend(["/stomp-chat", "/sockjs/chat"].map(|base| ("GET".to_owned(), base.to_owned())));
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            let text = std::fs::read_to_string(&path).unwrap();
            for (at, begin) in text.match_indices(".route(") {
                let Some(rest) = text[at + begin.len()..].trim_start().strip_prefix('"') else { continue };
                let (path, ways) = rest.split_once('"').unwrap();
                // To the end of this call: the parenthesis that was open before the path.
                let mut depth = 1;
                let end = ways.find(|c| {
                    depth += i32::from(c == '(') - i32::from(c == ')');
                    depth == 0
                });
                let ways = ways[..end.unwrap()].split_whitespace().collect::<Vec<_>>().join(" ");
                for method in ["get", "post", "put", "patch", "delete", "any"] {
                    let begins = [format!(", {method}("), format!(").{method}(")];
                    if begins.iter().any(|begin| ways.contains(begin)) {
                        found.push((method.to_uppercase(), path.to_owned()));
                    }
                }
            }
        }
    }
}

//! SockJS as its protocol (0.3.3) describes it, asked by hand; the stock client is in the browser tests.

use std::net::SocketAddr;

use futures::{SinkExt, StreamExt};
use reqwest::{Client, Method, Response};
use serde_json::{Value, json};
use tokio_tungstenite::{connect_async, tungstenite::Message};

use crate::{
    house::House,
    person::{Answer, Person},
    stomp_wire::{self, frame},
};

const OPEN: &str = "o\n";

/// A session over HTTP.
struct Session<'a> {
    person: &'a Person,
    path: String,
}

impl<'a> Session<'a> {
    async fn open(person: &'a Person, door: &str, name: &str) -> Self {
        let session = Self { person, path: format!("{door}/000/{name}") };
        assert_eq!(session.receives().await, OPEN);
        session
    }

    async fn posts(&self, what: &str, body: &str) -> Answer {
        self.person.sends(Method::POST, &format!("{}/{what}", self.path), &[], Some(("text/plain", body.as_bytes().to_vec()))).await
    }

    async fn receives(&self) -> String {
        let answer = self.posts("xhr", "").await;
        assert_eq!(answer.status, 200, "{}", answer.body);
        answer.body
    }

    async fn says(&self, text: &str) {
        let answer = self.posts("xhr_send", &json!([text]).to_string()).await;
        assert_eq!((answer.status.as_u16(), answer.body.as_str()), (204, ""));
    }

    /// The texts of the next answer that has some.
    async fn hears(&self) -> Vec<String> {
        loop {
            let answer = self.receives().await;
            match answer.strip_prefix('a') {
                Some(texts) => return serde_json::from_str(texts).unwrap(),
                None => assert_eq!(answer, "h\n"),
            }
        }
    }
}

/// Opens an answer that goes on.
async fn stream(server: SocketAddr, person: &Person, method: Method, path: &str) -> Response {
    let client = Client::builder().no_proxy().build().unwrap();
    client.request(method, format!("http://{server}{path}")).header("cookie", person.cookie_header()).send().await.unwrap()
}

/// The next piece of it that says something.
async fn piece(response: &mut Response) -> String {
    String::from_utf8(response.chunk().await.unwrap().unwrap().to_vec()).unwrap()
}

#[tokio::test]
async fn the_addresses_are_those_of_the_protocol() {
    let (_house, ana) = House::founded().await;
    for base in ["/stomp-chat", "/sockjs/chat"] {
        for path in [base.to_owned(), format!("{base}/")] {
            let greeting = ana.gets(&path).await;
            assert_eq!((greeting.body.as_str(), greeting.header("content-type")), ("Welcome to SockJS!\n", "text/plain; charset=UTF-8"));
        }
        let (first, second) = (ana.gets(&format!("{base}/info")).await, ana.gets(&format!("{base}/info")).await);
        assert_eq!(first.header("cache-control"), "no-store, no-cache, must-revalidate, max-age=0");
        let info: Value = serde_json::from_str(&first.body).unwrap();
        assert_eq!((&info["websocket"], &info["cookie_needed"]), (&json!(true), &json!(false)));
        assert!(info["entropy"].is_u64() && first.body != second.body);
        for nowhere in ["/a", "/a/a", "/a/a/a", "/a./a/xhr", "/a/a./xhr", "//a/xhr", "/iframe.html"] {
            let answer = ana.sends(Method::POST, &format!("{base}{nowhere}"), &[], None).await;
            assert!(matches!(answer.status.as_u16(), 404 | 405), "{nowhere}: {}", answer.status);
        }
        assert_eq!(ana.gets(&format!("{base}/0/0/websocket")).await.status, 426);
        let wrong = ana.gets(&format!("{base}/0/0/xhr")).await;
        assert_eq!((wrong.status.as_u16(), wrong.header("allow")), (405, "OPTIONS, POST"));
        assert_eq!(ana.gets(&format!("{base}/0/0/jsonp")).await.status, 500);
        assert_eq!(ana.gets(&format!("{base}/0/0/htmlfile?c=alert(1)")).await.status, 500);
    }
}

#[tokio::test]
async fn a_session_is_polled() {
    let (_house, ana) = House::founded().await;
    let session = Session::open(&ana, "/sockjs/chat", "polled").await;
    assert_eq!(session.posts("xhr_send", "").await.status, 500);
    assert_eq!(session.posts("xhr_send", "[\"x").await.status, 500);
    session.says("nonsense").await;
    let refused: Value = serde_json::from_str(&session.hears().await[0]).unwrap();
    assert_eq!((&refused["type"], &refused["code"]), (&json!("SYSTEM"), &json!("malformed")));
    let (first, second) = tokio::join!(session.receives(), async {
        // The other one asks while this one waits, whichever comes first.
        tokio::task::yield_now().await;
        let second = session.receives().await;
        session.says("nonsense").await;
        second
    });
    let busy = "c[2010,\"Another connection still open\"]\n";
    assert!(first == busy || second == busy, "{first} {second}");
    assert_eq!(session.posts("../bad/xhr_send", "[\"x\"]").await.status, 404);
}

#[tokio::test]
async fn a_room_is_heard_through_each_transport() {
    let (house, ana) = House::founded().await;
    let kitchen = ana.makes_a_room("Kitchen", "private").await;
    let room = kitchen.strip_prefix("/rooms/").unwrap();
    let text = "100% <b>\u{2028}안녕";
    for (n, (method, transport, before, after)) in [
        (Method::POST, "xhr_streaming", "", "\n"),
        (Method::GET, "eventsource", "data: ", "\r\n\r\n"),
        (Method::GET, "htmlfile?c=callback", "p(", ");\n</script>\r\n"),
    ]
    .into_iter()
    .enumerate()
    {
        let path = format!("/stomp-chat/000/stream{n}");
        let mut response = stream(house.address, &ana, method, &format!("{path}/{transport}")).await;
        assert_eq!(response.status(), 200);
        let mut heard = String::new();
        while !heard.contains(&format!("{before}{}", if n == 2 { "\"o\"" } else { "o" })) {
            heard += &piece(&mut response).await;
        }
        let session = Session { person: &ana, path };
        session.says(&frame("CONNECT", &[("accept-version", "1.2")], "")).await;
        session.says(&frame("SUBSCRIBE", &[("id", "0"), ("destination", &format!("/topic/rooms.{room}")), ("receipt", "r")], "")).await;
        while !heard.contains("receipt-id:r") {
            heard += &piece(&mut response).await;
        }
        ana.posts(&format!("{kitchen}/messages"), &[("body", text)]).await.leads_to();
        while !heard.contains("MESSAGE") || !heard.ends_with(after) {
            heard += &piece(&mut response).await;
        }
        assert!(!heard.contains(['%', '\u{2028}']) && !heard.contains("<b>"), "{heard}");
        let line = heard.split(after).filter(|line| line.contains("MESSAGE")).last().unwrap();
        let framed = line.rsplit(before).next().filter(|_| !before.is_empty()).unwrap_or(line);
        let framed = if n == 2 { serde_json::from_str(framed).unwrap() } else { framed.trim().to_owned() };
        let texts: Vec<String> = serde_json::from_str(framed.trim_start_matches('a')).unwrap();
        let told: Value = serde_json::from_str(&stomp_wire::read(texts.last().unwrap()).body).unwrap();
        assert_eq!(told["content"], text);
    }
}

#[tokio::test]
async fn jsonp_calls_back_and_takes_forms() {
    let (_house, ana) = House::founded().await;
    let path = "/sockjs/chat/000/jsonp";
    let opened = ana.gets(&format!("{path}/jsonp?c=%63all")).await;
    assert_eq!((opened.body.as_str(), opened.header("content-type")), ("/**/call(\"o\");\r\n", "application/javascript; charset=UTF-8"));
    let sent = ana.posts(&format!("{path}/jsonp_send"), &[("d", "[\"nonsense\"]")]).await;
    assert_eq!((sent.status.as_u16(), sent.body.as_str()), (200, "ok"));
    let heard = ana.gets(&format!("{path}/jsonp?c=call")).await.body;
    assert!(heard.starts_with("/**/call(\"a[") && heard.contains("malformed"), "{heard}");
    assert_eq!(ana.posts(&format!("{path}/jsonp_send"), &[("p", "p")]).await.status, 500);
}

#[tokio::test]
async fn a_session_belongs_to_whoever_opened_it() {
    let (house, ana) = House::founded().await;
    let ben = house.member(&ana, "Ben").await;
    let session = Session::open(&ana, "/stomp-chat", "mine").await;
    for person in [&ben, &house.stranger()] {
        let theirs = Session { person, path: session.path.clone() };
        assert_eq!(theirs.posts("xhr_send", "[\"x\"]").await.status, 404);
        assert_eq!(theirs.posts("xhr", "").await.status, 503, "the name is taken");
    }
    ana.posts("/sign-out", &[]).await.leads_to();
    assert_eq!(session.posts("xhr_send", "[\"x\"]").await.status, 404, "it was opened by somebody who is signed in no more");
}

#[tokio::test]
async fn only_pages_of_known_origins_get_anywhere() {
    let house = House::with(|config| config.origins.extend("https://intranet.example.org".parse())).await;
    let ana = house.found_by("Ana").await;
    let own = format!("http://{}", house.address);
    for (n, origin) in ["https://intranet.example.org", own.as_str()].into_iter().enumerate() {
        let headers = [("origin", origin)];
        let info = ana.gets_with("/stomp-chat/info", &headers).await;
        assert_eq!((info.status.as_u16(), info.header("access-control-allow-origin")), (200, origin));
        assert_eq!(info.header("access-control-allow-credentials"), "true");
        let path = format!("/stomp-chat/0/origin{n}/xhr");
        let preflight = ana.sends(Method::OPTIONS, &path, &headers, None).await;
        assert_eq!((preflight.status.as_u16(), preflight.header("access-control-allow-origin")), (204, origin));
        let opened = ana.sends(Method::POST, &path, &headers, None).await;
        assert_eq!((opened.status.as_u16(), opened.body.as_str()), (200, OPEN));
    }
    for foreign in [vec![("origin", "https://evil.example")], vec![("origin", "null")], vec![("sec-fetch-site", "cross-site")]] {
        for (method, path) in [
            (Method::GET, "/stomp-chat/0/foreign/eventsource"),
            (Method::GET, "/stomp-chat/0/foreign/jsonp?c=x"),
            (Method::GET, "/stomp-chat/0/foreign/htmlfile?c=x"),
            (Method::POST, "/stomp-chat/0/foreign/xhr"),
            (Method::POST, "/stomp-chat/0/foreign/xhr_send"),
        ] {
            let answer = ana.sends(method, path, &foreign, None).await;
            assert_eq!(answer.status, 403, "{path} {foreign:?}");
            assert!(!answer.headers.contains_key("access-control-allow-origin"));
        }
    }
}

#[tokio::test]
async fn who_does_not_receive_is_gone_after_five_seconds() {
    let (house, ana) = House::founded().await;
    let room = ana.makes_a_room("Kitchen", "private").await.strip_prefix("/rooms/").unwrap().to_owned();
    let session = Session::open(&ana, "/sockjs/chat", "gone").await;
    session.says(&json!({ "type": "JOIN", "roomId": room }).to_string()).await;
    session.says(&json!({ "content": "into the only room" }).to_string()).await;
    for connections in [1, 0] {
        let counted = async {
            while house.hub.connections() != connections {
                tokio::task::yield_now().await;
            }
        };
        tokio::time::timeout(std::time::Duration::from_secs(60), counted).await.unwrap();
    }
    let again = Session::open(&ana, "/sockjs/chat", "again").await;
    again.says(&json!({ "type": "JOIN", "roomId": room, "since": 0 }).to_string()).await;
    let mut texts = Vec::new();
    while texts.len() < 2 {
        texts.extend(again.hears().await);
    }
    let told: Value = serde_json::from_str(&texts[1]).unwrap();
    assert_eq!((&told["type"], &told["content"]), (&json!("MESSAGE"), &json!("into the only room")), "what was sent is not lost");
}

#[tokio::test]
async fn sockets_carry_the_same_frames_or_bare_texts() {
    let (house, ana) = House::founded().await;
    let room = ana.makes_a_room("Kitchen", "private").await.strip_prefix("/rooms/").unwrap().to_owned();
    for (path, framed) in [("/sockjs/chat/000/x/websocket", true), ("/sockjs/chat/websocket", false)] {
        let mut request =
            tokio_tungstenite::tungstenite::client::IntoClientRequest::into_client_request(format!("ws://{}{path}", house.address))
                .unwrap();
        request.headers_mut().insert("cookie", ana.cookie_header().parse().unwrap());
        let (mut socket, _) = connect_async(request).await.unwrap();
        let text = json!({ "type": "JOIN", "roomId": room }).to_string();
        if framed {
            assert_eq!(socket.next().await.unwrap().unwrap(), Message::text("o"));
            socket.send(Message::text("")).await.unwrap();
            socket.send(Message::text(json!([text]).to_string())).await.unwrap();
            socket.send(Message::text(json!([json!({ "content": "hi" }).to_string()]).to_string())).await.unwrap();
        } else {
            socket.send(Message::text(text)).await.unwrap();
            assert!(socket.next().await.unwrap().unwrap().into_text().unwrap().contains("created the room"), "history on entry");
            assert!(socket.next().await.unwrap().unwrap().into_text().unwrap().contains("\"hi\""), "history on entry");
            socket.send(Message::text(json!({ "content": "hi again" }).to_string())).await.unwrap();
        }
        let mut heard = String::new();
        while !heard.contains("MESSAGE") {
            heard = socket.next().await.unwrap().unwrap().into_text().unwrap().to_string();
            assert!(heard.starts_with(if framed { "a[\"{" } else { "{" }), "{heard}");
        }
        socket.send(Message::text("[\"a")).await.unwrap();
        let last = socket.next().await.unwrap().unwrap();
        assert_eq!(last.into_text().unwrap().starts_with("c["), framed, "broken frames end a framed socket");
    }
}

#[tokio::test]
async fn an_address_has_so_many_sessions_and_no_more() {
    let house = House::with(|config| config.limits.connections_per_address = 2).await;
    let ana = house.found_by("Ana").await;
    let first = Session::open(&ana, "/stomp-chat", "1").await;
    let _second = Session::open(&ana, "/stomp-chat", "2").await;
    let third = ana.sends(Method::POST, "/stomp-chat/0/3/xhr", &[], None).await;
    assert_eq!((third.status.as_u16(), third.header("retry-after")), (503, "30"));
    let large = first.posts("xhr_send", &json!(["x".repeat(70_000)]).to_string()).await;
    assert_eq!(large.status, 413);
    first.says(&frame("SEND", &[], "")).await;
    assert!(first.hears().await[0].starts_with("ERROR\n"));
    assert_eq!(first.receives().await, "c[4401,\"Not signed in\"]\n");
    assert_eq!(first.receives().await, "c[4401,\"Not signed in\"]\n", "again and again");
}

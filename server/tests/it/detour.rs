//! The line over plain HTTP, as the web client takes it where no WebSocket gets through.

use chat::now;
use protocol::{Body, ClientFrame, CloseCode, Command, Event, Nonce, Position, Rejection, RoomId, Seq};
use reqwest::{Client, Method, Response};
use serde_json::Value;

use crate::{
    house::House,
    person::{Answer, Person},
    wire::Wire,
};

/// An open detour.
struct Detour<'a> {
    person: &'a Person,
    response: Response,
    unread: String,
    address: String,
}

/// What came next.
#[derive(Debug)]
enum Next {
    Event(Box<Event>),
    Closed(u16),
    Over,
}

impl<'a> Detour<'a> {
    async fn open(house: &House, person: &'a Person) -> Self {
        let mut detour = Self::dial(house, person).await;
        let Event::Welcomed { connection, .. } = detour.hears().await else { panic!("no welcome") };
        detour.address = format!("/api/line/{connection}");
        detour
    }

    async fn dial(house: &House, person: &'a Person) -> Self {
        let client = Client::builder().no_proxy().build().unwrap();
        let request = client.get(format!("http://{}/api/line", house.address)).header("cookie", person.cookie_header());
        let response = request.send().await.unwrap();
        assert_eq!((response.status().as_u16(), &response.headers()["content-type"]), (200, &"text/event-stream".parse().unwrap()));
        assert!(!response.headers().contains_key("content-encoding"));
        Self { person, response, unread: String::new(), address: String::new() }
    }

    async fn says(&self, commands: &[Command]) {
        let frames = commands.iter().map(|command| serde_json::to_string(&ClientFrame::from(command.clone())).unwrap());
        let answer = self.sends(&frames.collect::<Vec<_>>().join("\n")).await;
        assert_eq!((answer.status.as_u16(), answer.body.as_str()), (204, ""));
    }

    async fn sends(&self, text: &str) -> Answer {
        self.person.sends(Method::POST, &self.address, &[], Some(("text/plain", text.as_bytes().to_vec()))).await
    }

    async fn hears(&mut self) -> Event {
        loop {
            match self.next().await {
                Next::Event(event) => match *event {
                    Event::Presence { .. } | Event::Away { .. } | Event::Read { .. } | Event::Unread { .. } => {}
                    event => return event,
                },
                other => panic!("{other:?}"),
            }
        }
    }

    /// With which code it ends, whatever is told before.
    async fn is_closed(&mut self) -> u16 {
        loop {
            match self.next().await {
                Next::Event(_) => {}
                Next::Closed(code) => return code,
                Next::Over => panic!("it ends without a word"),
            }
        }
    }

    async fn next(&mut self) -> Next {
        loop {
            while let Some((block, rest)) = self.unread.split_once("\n\n") {
                let (block, rest) = (block.to_owned(), rest.to_owned());
                self.unread = rest;
                let data = block.lines().find_map(|line| line.strip_prefix("data: "));
                match (data, block.starts_with("event: close")) {
                    (Some(data), true) => {
                        let farewell: Value = serde_json::from_str(data).unwrap();
                        return Next::Closed(u16::try_from(farewell["code"].as_u64().unwrap()).unwrap());
                    }
                    (Some(data), false) => return Next::Event(serde_json::from_str(data).unwrap()),
                    (None, _) => assert!(block.starts_with(':'), "{block}"),
                }
            }
            match self.response.chunk().await {
                Ok(Some(chunk)) => self.unread.push_str(std::str::from_utf8(&chunk).unwrap()),
                Ok(None) | Err(_) => return Next::Over,
            }
        }
    }
}

async fn room(by: &Person) -> RoomId {
    by.makes_a_room("Kitchen", "public").await.strip_prefix("/rooms/").unwrap().parse().unwrap()
}

fn post(room: RoomId, nonce: u128, text: &str) -> Command {
    Command::Post { room, nonce: Nonce::from_bits(nonce), body: Body::parse(text).unwrap(), reply: None, attachments: Vec::new() }
}

#[tokio::test]
async fn commands_and_events_are_those_of_the_socket() {
    let (house, ana) = House::founded().await;
    let kitchen = room(&ana).await;
    let (mut line, mut detour) = (Wire::open(&house, &ana).await, Detour::open(&house, &ana).await);
    line.subscribes(kitchen, None).await;
    detour.says(&[Command::Subscribe { room: kitchen, after: None }, post(kitchen, 1, "by the long way"), post(kitchen, 2, "안녕")]).await;
    let Event::Snapshot { snapshot, .. } = detour.hears().await else { panic!() };
    let mut acknowledged = Vec::new();
    let mut told = Vec::new();
    while told.len() < 2 {
        match detour.hears().await {
            Event::Acknowledged { seq, .. } => acknowledged.push(seq),
            Event::Appended { events, .. } => told.extend(events.into_iter().map(|event| event.seq)),
            other => panic!("{other:?}"),
        }
    }
    assert_eq!((acknowledged, told), (vec![Seq(2), Seq(3)], vec![Seq(2), Seq(3)]));
    let mut heard = 0;
    while heard < 2 {
        let Event::Appended { events, .. } = line.hears().await else { panic!() };
        heard += events.len();
    }
    line.writes(kitchen, 3, "and back").await;
    assert!(matches!(detour.hears().await, Event::Appended { events, .. } if events[0].seq == Seq(4)));

    // What is no command is answered, and ends nothing.
    assert_eq!(detour.sends("{\"id\":7,\"type\":\"levitate\"}\n\nnonsense").await.status, 204);
    assert!(matches!(detour.hears().await, Event::Rejected { id: Some(7), rejection: Rejection::Malformed { .. }, .. }));
    assert!(matches!(detour.hears().await, Event::Rejected { id: None, rejection: Rejection::Malformed { .. }, .. }));
    detour.says(&[Command::Heartbeat { heads: Vec::new() }]).await;
    assert!(matches!(detour.hears().await, Event::Heartbeat { .. }));

    // The next one goes on where this one was.
    drop(detour);
    let mut again = Detour::open(&house, &ana).await;
    again.says(&[Command::Subscribe { room: kitchen, after: Some(Position { epoch: snapshot.epoch, seq: Seq(3) }) }]).await;
    assert!(matches!(again.hears().await, Event::Resumed { events, .. } if events.iter().map(|event| event.seq).eq([Seq(4)])));
}

#[tokio::test]
async fn nobody_else_speaks_on_it() {
    let (house, ana) = House::founded().await;
    let ben = house.member(&ana, "Ben").await;
    let detour = Detour::open(&house, &ana).await;
    for person in [&ben, &house.stranger()] {
        let answer = person.sends(Method::POST, &detour.address, &[], Some(("text/plain", b"{}".to_vec()))).await;
        assert_eq!(answer.status, 404);
    }
    for nowhere in ["/api/line/x", "/api/line/00000000000000000000000000000001"] {
        assert_eq!(ana.sends(Method::POST, nowhere, &[], Some(("text/plain", b"{}".to_vec()))).await.status, 404);
    }
    let foreign = [("origin", "https://evil.example"), ("sec-fetch-site", "cross-site")];
    assert_eq!(ana.gets_with("/api/line", &foreign).await.status, 403);
    assert_eq!(ana.sends(Method::POST, &detour.address, &foreign, Some(("text/plain", b"{}".to_vec()))).await.status, 403);
    let stranger = house.stranger();
    let mut unknown = Detour::dial(&house, &stranger).await;
    assert_eq!(unknown.is_closed().await, CloseCode::NotAuthenticated.number());
}

#[tokio::test]
async fn its_limits_are_those_of_the_socket() {
    let house = House::with(|config| {
        config.limits.rooms.connections_per_member = 1;
        config.limits.frames_per_second = 5;
    });
    let (house, ana) = house.await.founded_by_ana().await;
    let mut detour = Detour::open(&house, &ana).await;
    assert_eq!(Detour::dial(&house, &ana).await.is_closed().await, CloseCode::TryLater.number());
    let large = format!("{{\"type\":\"{}\"}}", "x".repeat(protocol::FRAME_BYTES));
    assert_eq!(detour.sends(&large).await.status, 413);
    assert_eq!(detour.sends(&"x".repeat(3 * protocol::FRAME_BYTES)).await.status, 413);
    let heartbeat = serde_json::to_string(&ClientFrame::from(Command::Heartbeat { heads: Vec::new() })).unwrap();
    detour.sends(&vec![heartbeat; 30].join("\n")).await;
    assert_eq!(detour.is_closed().await, CloseCode::Policy.number());
    assert_eq!(detour.sends("{}").await.status, 404, "it is over");
}

#[tokio::test]
async fn it_counts_as_a_line_of_its_address() {
    let (house, ana) = House::with(|config| config.limits.connections_per_address = 1).await.founded_by_ana().await;
    let _detour = Detour::open(&house, &ana).await;
    let refused = ana.gets("/api/line").await;
    assert_eq!((refused.status.as_u16(), refused.header("retry-after")), (503, "30"));
}

#[tokio::test]
async fn it_ends_with_its_session_and_with_the_server() {
    let (house, ana) = House::founded().await;
    let ben = house.member(&ana, "Ben").await;
    let mut of_ana = Detour::open(&house, &ana).await;
    ana.posts("/sign-out", &[]).await.leads_to();
    assert_eq!(of_ana.is_closed().await, CloseCode::NotAuthenticated.number());
    let mut of_ben = Detour::open(&house, &ben).await;
    let begun = now().0;
    let house = house.restarted().await;
    assert!(now().0 - begun < 10_000, "nobody waited for the stream to end by itself");
    assert!(matches!(of_ben.hears().await, Event::GoingAway { .. }));
    assert_eq!(of_ben.is_closed().await, CloseCode::Restart.number());
    drop(house);
}

#[tokio::test]
async fn who_goes_away_without_a_word_is_gone() {
    let (house, ana) = House::founded().await;
    let detour = Detour::open(&house, &ana).await;
    assert_eq!(house.hub.connections(), 1);
    drop(detour);
    let counted = async {
        while house.hub.connections() != 0 {
            tokio::task::yield_now().await;
        }
    };
    tokio::time::timeout(std::time::Duration::from_secs(60), counted).await.unwrap();
}

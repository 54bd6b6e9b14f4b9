//! A native client of the line: a real WebSocket, spoken to in commands and listened to for events.

use std::{collections::VecDeque, net::SocketAddr};

use futures::{SinkExt, StreamExt};
use protocol::{Body, ClientFrame, CloseCode, Command, Event, LogEvent, Nonce, Position, RoomId, SUBPROTOCOL};
use tokio::net::TcpStream;
use tokio_tungstenite::{
    MaybeTlsStream, WebSocketStream, connect_async,
    tungstenite::{Error, Message, client::IntoClientRequest, http::StatusCode},
};

use crate::{house::House, person::Person};

/// An open line.
pub struct Wire {
    socket: WebSocketStream<MaybeTlsStream<TcpStream>>,
    heard: VecDeque<Event>,
}

impl Wire {
    /// Opens a line for somebody who is signed in; it is welcomed.
    pub async fn open(house: &House, person: &Person) -> Self {
        let mut wire = Self::dial(house.address, &person.cookie_header(), &[]).await.unwrap();
        assert!(matches!(wire.hears().await, Event::Welcomed { .. }));
        wire
    }

    /// Opens a socket with these headers; a refused upgrade answers its status.
    pub async fn dial(server: SocketAddr, cookies: &str, headers: &[(&'static str, &str)]) -> Result<Self, StatusCode> {
        let mut request = format!("ws://{server}/ws/chat").into_client_request().unwrap();
        request.headers_mut().insert("sec-websocket-protocol", SUBPROTOCOL.parse().unwrap());
        if !cookies.is_empty() {
            request.headers_mut().insert("cookie", cookies.parse().unwrap());
        }
        for (name, value) in headers {
            request.headers_mut().insert(*name, value.parse().unwrap());
        }
        match connect_async(request).await {
            Ok((socket, response)) => {
                assert_eq!(response.headers()["sec-websocket-protocol"], SUBPROTOCOL);
                Ok(Self { socket, heard: VecDeque::new() })
            }
            Err(Error::Http(response)) => Err(response.status()),
            Err(other) => panic!("{other}"),
        }
    }

    /// Says something in this language.
    pub async fn says(&mut self, command: Command) {
        self.sends(Message::text(serde_json::to_string(&ClientFrame::from(command)).unwrap())).await;
    }

    /// Sends any frame.
    pub async fn sends(&mut self, message: Message) {
        self.socket.send(message).await.unwrap();
    }

    /// The next event, but for presence, which may come at any time.
    pub async fn hears(&mut self) -> Event {
        loop {
            match self.next().await {
                // What may come at any moment, about others and about reading.
                Ok(Event::Presence { .. } | Event::Away { .. } | Event::Read { .. } | Event::Unread { .. }) => {}
                Ok(event) => return event,
                Err(code) => panic!("closed with {code:?}"),
            }
        }
    }

    /// The code the server closes with, whatever it says before.
    pub async fn is_closed(&mut self) -> CloseCode {
        loop {
            if let Err(code) = self.next().await {
                return code.expect("a close frame");
            }
        }
    }

    async fn next(&mut self) -> Result<Event, Option<CloseCode>> {
        if let Some(event) = self.heard.pop_front() {
            return Ok(event);
        }
        loop {
            match self.socket.next().await {
                Some(Ok(Message::Text(text))) => return Ok(serde_json::from_str(&text).unwrap()),
                Some(Ok(Message::Close(frame))) => return Err(frame.and_then(|frame| CloseCode::from_number(frame.code.into()))),
                Some(Ok(_)) => {}
                Some(Err(_)) | None => return Err(None),
            }
        }
    }

    /// Subscribes and takes the answer.
    pub async fn subscribes(&mut self, room: RoomId, after: Option<Position>) -> Event {
        self.says(Command::Subscribe { room, after }).await;
        self.hears().await
    }

    /// Writes a message and takes its acknowledgement and its event.
    pub async fn writes(&mut self, room: RoomId, nonce: u128, text: &str) -> LogEvent {
        self.says(Command::Post {
            room,
            nonce: Nonce::from_bits(nonce),
            body: Body::parse(text).unwrap(),
            reply: None,
            attachments: Vec::new(),
        })
        .await;
        let seq = match self.hears().await {
            Event::Acknowledged { seq, .. } => seq,
            other => panic!("no acknowledgement: {other:?}"),
        };
        let event = self.hears_one().await;
        assert_eq!(event.seq, seq);
        event
    }

    /// The next event of a log.
    pub async fn hears_one(&mut self) -> LogEvent {
        match self.hears().await {
            Event::Appended { mut events, .. } if events.len() == 1 => events.remove(0),
            other => panic!("{other:?}"),
        }
    }
}

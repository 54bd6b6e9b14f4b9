//! A STOMP client of our own, that can also say what no client should; the stock one is in the browser tests.

use std::{collections::HashMap, net::SocketAddr};

use futures::{SinkExt, StreamExt};
use protocol::CloseCode;
use serde_json::Value;
use tokio::net::TcpStream;
use tokio_tungstenite::{
    MaybeTlsStream, WebSocketStream, connect_async,
    tungstenite::{Error, Message, client::IntoClientRequest, http::StatusCode},
};

use crate::{house::House, person::Person};

/// A frame that was heard.
#[derive(Debug)]
pub struct Heard {
    pub command: String,
    pub headers: HashMap<String, String>,
    pub body: String,
}

/// A socket that speaks STOMP.
pub struct Stomp {
    socket: WebSocketStream<MaybeTlsStream<TcpStream>>,
}

impl Stomp {
    /// A session of somebody who is signed in.
    pub async fn open(house: &House, person: &Person) -> Self {
        let mut stomp = Self::dial(house.address, &[("cookie", &person.cookie_header())]).await.unwrap();
        stomp.says("CONNECT", &[("accept-version", "1.0,1.1,1.2"), ("host", "/")], "").await;
        assert_eq!(stomp.hears().await.command, "CONNECTED");
        stomp
    }

    /// A socket before its first frame; a refused upgrade answers its status.
    pub async fn dial(server: SocketAddr, headers: &[(&'static str, &str)]) -> Result<Self, StatusCode> {
        let mut request = format!("ws://{server}/stomp").into_client_request().unwrap();
        request.headers_mut().insert("sec-websocket-protocol", "v10.stomp, v11.stomp, v12.stomp".parse().unwrap());
        for (name, value) in headers {
            request.headers_mut().insert(*name, value.parse().unwrap());
        }
        match connect_async(request).await {
            Ok((socket, response)) => {
                assert_eq!(response.headers()["sec-websocket-protocol"], "v12.stomp");
                Ok(Self { socket })
            }
            Err(Error::Http(response)) => Err(response.status()),
            Err(other) => panic!("{other}"),
        }
    }

    /// Says a frame.
    pub async fn says(&mut self, command: &str, headers: &[(&str, &str)], body: &str) {
        self.sends(&frame(command, headers, body)).await;
    }

    /// Says anything.
    pub async fn sends(&mut self, text: &str) {
        self.socket.send(Message::text(text)).await.unwrap();
    }

    /// Says anything, even when nobody listens any more.
    pub async fn attacks(&mut self, text: &str) {
        let _ = self.socket.send(Message::text(text)).await;
    }

    /// Subscribes and waits until that is confirmed.
    pub async fn subscribes(&mut self, id: &str, destination: &str, headers: &[(&str, &str)]) {
        let all = [&[("id", id), ("destination", destination), ("receipt", id)], headers].concat();
        self.says("SUBSCRIBE", &all, "").await;
        let heard = self.hears().await;
        assert_eq!((heard.command.as_str(), heard.header("receipt-id")), ("RECEIPT", id), "{heard:?}");
    }

    /// Sends a message with a receipt of the same name as its text.
    pub async fn writes(&mut self, room: &str, text: &str) {
        let body = serde_json::json!({ "roomId": room, "content": text }).to_string();
        self.says("SEND", &[("destination", "/publish/chat/message"), ("receipt", text)], &body).await;
    }

    /// The next frame.
    pub async fn hears(&mut self) -> Heard {
        match self.next().await {
            Ok(frame) => frame,
            Err(code) => panic!("closed with {code:?}"),
        }
    }

    /// The next frame, which is a message, and what it says.
    pub async fn is_told(&mut self) -> (Heard, Value) {
        let heard = self.hears().await;
        assert_eq!(heard.command, "MESSAGE", "{heard:?}");
        assert_eq!(heard.header("content-length"), heard.body.len().to_string());
        let said = serde_json::from_str(&heard.body).unwrap();
        (heard, said)
    }

    /// The ERROR the session ends with, and the code its socket does.
    pub async fn fails(&mut self) -> (Heard, CloseCode) {
        loop {
            let heard = self.hears().await;
            if heard.command == "ERROR" {
                return (heard, self.next().await.expect_err("nothing after an ERROR").expect("a code"));
            }
        }
    }

    /// The code the socket is closed with, after whatever else.
    pub async fn is_closed(&mut self) -> Option<CloseCode> {
        loop {
            if let Err(code) = self.next().await {
                return code;
            }
        }
    }

    async fn next(&mut self) -> Result<Heard, Option<CloseCode>> {
        loop {
            match self.socket.next().await {
                Some(Ok(Message::Text(text))) if text.trim().is_empty() => {}
                Some(Ok(Message::Text(text))) => return Ok(read(&text)),
                Some(Ok(Message::Close(frame))) => return Err(frame.and_then(|frame| CloseCode::from_number(frame.code.into()))),
                Some(Ok(_)) => {}
                Some(Err(_)) | None => return Err(None),
            }
        }
    }
}

impl Heard {
    /// A header that must be there.
    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).unwrap_or_else(|| panic!("no {name}: {self:?}"))
    }
}

/// A frame as it is sent.
pub fn frame(command: &str, headers: &[(&str, &str)], body: &str) -> String {
    let headers: String = headers.iter().map(|(name, value)| format!("{name}:{value}\n")).collect();
    format!("{command}\n{headers}\n{body}\0")
}

/// A frame as it is heard.
pub fn read(text: &str) -> Heard {
    let (head, body) = text.split_once("\n\n").unwrap();
    let mut lines = head.lines();
    let command = lines.next().unwrap().to_owned();
    let headers =
        lines.map(|line| line.split_once(':').unwrap()).map(|(name, value)| (name.to_owned(), value.replace("\\c", ":"))).collect();
    Heard { command, headers, body: body.strip_suffix('\0').unwrap().to_owned() }
}

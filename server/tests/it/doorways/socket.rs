//! A client of any socket here: texts and bytes, as any WebSocket library sends and shows them.

use std::net::SocketAddr;

use futures::{SinkExt, StreamExt};
use protocol::CloseCode;
use serde_json::Value;
use tokio::net::TcpStream;
use tokio_tungstenite::{
    MaybeTlsStream, WebSocketStream, connect_async,
    tungstenite::{Error, Message, client::IntoClientRequest, http::StatusCode},
};

/// An open socket.
pub struct Socket {
    stream: WebSocketStream<MaybeTlsStream<TcpStream>>,
}

/// How a socket was closed.
#[derive(Debug, PartialEq, Eq)]
pub struct Closed {
    pub code: CloseCode,
    pub reason: String,
}

impl Socket {
    /// Opens one at this path with these headers.
    pub async fn open(server: SocketAddr, path: &str, headers: &[(&'static str, &str)]) -> Self {
        Self::dial(server, path, headers).await.unwrap()
    }

    /// Opens one; a refused upgrade answers its status.
    pub async fn dial(server: SocketAddr, path: &str, headers: &[(&'static str, &str)]) -> Result<Self, StatusCode> {
        let mut request = format!("ws://{server}{path}").into_client_request().unwrap();
        for (name, value) in headers {
            request.headers_mut().insert(*name, value.parse().unwrap());
        }
        match connect_async(request).await {
            Ok((stream, response)) => {
                assert!(!response.headers().contains_key("sec-websocket-protocol"));
                Ok(Self { stream })
            }
            Err(Error::Http(response)) => Err(response.status()),
            Err(other) => panic!("{other}"),
        }
    }

    /// Sends any frame.
    pub async fn sends(&mut self, message: Message) {
        self.stream.send(message).await.unwrap();
    }

    /// Says a text.
    pub async fn says(&mut self, text: impl ToString) {
        self.sends(Message::text(text.to_string())).await;
    }

    /// The next message, but for pings.
    pub async fn hears(&mut self) -> Message {
        match self.next().await {
            Ok(message) => message,
            Err(closed) => panic!("{closed:?}"),
        }
    }

    /// The next message, which is JSON; the heartbeats between are not shown.
    pub async fn hears_json(&mut self) -> Value {
        loop {
            let text = self.hears().await.into_text().unwrap();
            if text.as_str() != "HEARTBEAT" {
                return serde_json::from_str(&text).unwrap();
            }
        }
    }

    /// How the server closes, whatever it says before.
    pub async fn is_closed(&mut self) -> Closed {
        loop {
            if let Err(closed) = self.next().await {
                return closed.expect("a close frame");
            }
        }
    }

    async fn next(&mut self) -> Result<Message, Option<Closed>> {
        loop {
            match self.stream.next().await {
                Some(Ok(Message::Close(frame))) => {
                    let closed = frame.map(|frame| (CloseCode::from_number(frame.code.into()), frame.reason.to_string()));
                    return Err(closed.map(|(code, reason)| Closed { code: code.unwrap(), reason }));
                }
                Some(Ok(Message::Ping(_) | Message::Pong(_))) => {}
                Some(Ok(message)) => return Ok(message),
                Some(Err(_)) | None => return Err(None),
            }
        }
    }
}

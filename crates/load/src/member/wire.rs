//! An open WebSocket to a server: frames in, frames out.
//! What they mean is decided in `tab`; benchmarks read the raw text instead.

use std::net::SocketAddr;

use futures::{SinkExt, StreamExt};
use protocol::{ClientFrame, Event, SUBPROTOCOL};
use tokio::net::TcpStream;
use tokio_tungstenite::{
    WebSocketStream, client_async_with_config,
    tungstenite::{Error, Message, Utf8Bytes, client::IntoClientRequest, http::HeaderValue, protocol::WebSocketConfig},
};

/// An open line.
#[derive(Debug)]
pub struct Wire(WebSocketStream<TcpStream>);

/// What came in on a line.
#[derive(Debug)]
pub enum Heard {
    /// Text.
    Text(Utf8Bytes),
    /// A sign of life without words.
    Life,
    /// The end, with a code if the other side named one.
    End(Option<u16>),
}

impl Wire {
    /// Opens a line to this address for whoever has this cookie; `host` is what the server is called.
    ///
    /// # Errors
    /// What the socket said.
    pub async fn dial(address: SocketAddr, host: &str, cookie: &str) -> Result<Self, Error> {
        let socket = TcpStream::connect(address).await?;
        socket.set_nodelay(true)?;
        let mut request = format!("ws://{host}/ws/chat").into_client_request()?;
        request.headers_mut().insert("sec-websocket-protocol", HeaderValue::from_static(SUBPROTOCOL));
        if let Ok(cookie) = HeaderValue::from_str(cookie) {
            request.headers_mut().insert("cookie", cookie);
        }
        // Small buffers: thousands of these may be open.
        let config = WebSocketConfig::default().read_buffer_size(4 * 1024).write_buffer_size(0);
        Ok(Self(client_async_with_config(request, socket, Some(config)).await?.0))
    }

    /// Says something.
    ///
    /// # Errors
    /// What the socket said.
    pub async fn say(&mut self, frame: &ClientFrame) -> Result<(), Error> {
        self.0.send(Message::text(serde_json::to_string(frame).unwrap_or_default())).await
    }

    /// The next thing that comes in. Cancelling it loses nothing.
    pub async fn hear(&mut self) -> Heard {
        match self.0.next().await {
            Some(Ok(Message::Text(text))) => Heard::Text(text),
            Some(Ok(Message::Close(frame))) => Heard::End(frame.map(|frame| frame.code.into())),
            Some(Ok(_)) => Heard::Life,
            Some(Err(_)) | None => Heard::End(None),
        }
    }

    /// The next event, or `None` when the line is over.
    pub async fn event(&mut self) -> Option<Event> {
        loop {
            match self.hear().await {
                Heard::Text(text) => return serde_json::from_str(&text).ok(),
                Heard::Life => {}
                Heard::End(_) => return None,
            }
        }
    }
}

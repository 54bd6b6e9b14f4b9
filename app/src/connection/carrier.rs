//! What carries the line: a WebSocket, or the detour where none gets through.
//! It carries texts; what they mean is decided in `connection`.

use std::time::Duration;

use futures::{
    SinkExt, StreamExt,
    channel::mpsc,
    future::{Either, select},
    pin_mut,
    stream::{self, LocalBoxStream, SplitSink},
};
use gloo_net::websocket::{Message, WebSocketError, futures::WebSocket};
use protocol::{CloseCode, SUBPROTOCOL};

use super::detour::Detour;
use crate::browser;

/// Whether sockets get through again is tried after this long, then after twice as long, and so on.
const TRY_AGAIN: Duration = Duration::from_secs(30);
/// But at least this often.
const TRY_AT_LEAST: Duration = Duration::from_secs(600);
/// A server that has not said welcome by then will not.
const OPENS_WITHIN: Duration = Duration::from_secs(15);

/// How the line gets to the server.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Way {
    /// By a WebSocket.
    Socket,
    /// By an event stream and requests.
    Detour,
}

/// What comes in.
#[derive(Debug)]
pub enum Heard {
    /// A text of the server.
    Text(String),
    /// It is over, with this code if the server said one.
    Ended(Option<CloseCode>),
    /// Nobody said it: on the detour, sockets get through again.
    Passable,
}

/// What is heard on a line, until it is dropped.
pub type Hearing = LocalBoxStream<'static, Heard>;

/// The half of a line that is spoken into.
pub enum Saying {
    /// A socket.
    Socket(SplitSink<WebSocket, Message>),
    /// Requests, sent one after the other.
    Detour(mpsc::UnboundedSender<String>),
}

impl Saying {
    /// Says a text; false when nobody hears it any more.
    pub async fn say(&mut self, text: String) -> bool {
        match self {
            Self::Socket(socket) => socket.send(Message::Text(text)).await.is_ok(),
            Self::Detour(requests) => requests.unbounded_send(text).is_ok(),
        }
    }
}

/// Begins to open a line; none when the browser will not.
pub fn open(way: Way) -> Option<(Hearing, Saying)> {
    match way {
        Way::Socket => {
            let (write, read) = WebSocket::open_with_protocol(&browser::line_address(), SUBPROTOCOL).ok()?.split();
            let texts = read.map(|message| match message {
                Ok(Message::Text(text)) => Heard::Text(text),
                // Bytes are not ours; what is no JSON is skipped.
                Ok(Message::Bytes(_)) => Heard::Text(String::new()),
                Err(WebSocketError::ConnectionClose(close)) => Heard::Ended(CloseCode::from_number(close.code)),
                Err(_) => Heard::Ended(None),
            });
            Some((texts.boxed_local(), Saying::Socket(write)))
        }
        Way::Detour => {
            let (detour, say) = Detour::open()?;
            let passable = stream::once(async {
                until_sockets_get_through().await;
                Heard::Passable
            });
            Some((stream::select(detour, passable).boxed_local(), Saying::Detour(say)))
        }
    }
}

/// Tries sockets again and again, less and less often.
async fn until_sockets_get_through() {
    let mut wait = TRY_AGAIN;
    loop {
        browser::sleep(wait).await;
        if socket_gets_through().await {
            return;
        }
        wait = TRY_AT_LEAST.min(wait * 2);
    }
}

/// The server says something on a socket.
async fn socket_gets_through() -> bool {
    let Some((mut heard, _say)) = open(Way::Socket) else { return false };
    let (first, late) = (heard.next(), browser::sleep(OPENS_WITHIN));
    pin_mut!(late);
    matches!(select(first, late).await, Either::Left((Some(Heard::Text(_)), _)))
}

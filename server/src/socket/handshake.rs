//! How a request becomes a socket (RFC 6455, section 4.2), down to the bare TCP stream.
//! Who may have one is decided before.

use axum::{
    body::Body,
    extract::Request,
    http::{HeaderMap, HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use bytes::Bytes;
use hyper::upgrade::OnUpgrade;
use hyper_util::rt::TokioIo;
use tokio::net::TcpStream;
use tokio_tungstenite::tungstenite::handshake::server::create_response_with_body;

/// A socket that is about to be opened.
pub struct Opening(OnUpgrade);

impl Opening {
    /// The stream, and what the other side has said on it already; `None` when the connection broke before.
    pub async fn stream(self) -> Option<(TcpStream, Bytes)> {
        let parts = self.0.await.ok()?.downcast::<TokioIo<TcpStream>>().ok()?;
        Some((parts.io.into_inner(), parts.read_buf))
    }
}

/// The answer to the request, and the socket to open once it was sent; none when it does not ask for one as it should.
pub fn accept(mut request: Request, protocol: Option<&'static str>) -> (Response, Option<Opening>) {
    let Ok(mut answer) = create_response_with_body(&request, Body::empty) else {
        let wanted = [(header::UPGRADE, "websocket"), (header::SEC_WEBSOCKET_VERSION, "13")];
        return ((StatusCode::UPGRADE_REQUIRED, wanted, "a WebSocket is spoken here\n").into_response(), None);
    };
    if let Some(protocol) = protocol.filter(|protocol| asks_for(request.headers(), protocol)) {
        answer.headers_mut().insert(header::SEC_WEBSOCKET_PROTOCOL, HeaderValue::from_static(protocol));
    }
    (answer, Some(Opening(hyper::upgrade::on(&mut request))))
}

/// The client speaks this sub-protocol.
pub fn asks_for(headers: &HeaderMap, protocol: &str) -> bool {
    let lists = headers.get_all(header::SEC_WEBSOCKET_PROTOCOL).iter().filter_map(|list| list.to_str().ok());
    lists.flat_map(|list| list.split(',')).any(|name| name.trim() == protocol)
}

//! `GET /ws/echo`: says back what it is told, text as text and bytes as bytes, with the settings of every other socket: the
//! place to try whether a client and everything between keep to RFC 6455.
//! It keeps nothing and tells nobody.

use axum::{extract::Request, response::Response};

use super::patience;
use crate::{
    auth::{ClientAddress, Visitor},
    socket::{Door, End, Said, enter},
};

/// Opens one.
pub async fn open(visitor: Visitor, ClientAddress(address): ClientAddress, request: Request) -> Response {
    let app = visitor.app.clone();
    enter(&app, address, request, |mut door| async move {
        let end = tokio::select! {
            Err(end) = echo(&mut door) => end,
            end = patience::runs_out(&visitor.app, visitor.signed.as_ref()) => end,
        };
        door.close(end).await;
    })
}

/// Who does not read what comes back is not read any more either.
async fn echo(door: &mut Door) -> Result<(), End> {
    loop {
        match door.next().await? {
            Said::Text(text) => door.put(text),
            Said::Binary(bytes) => door.put_binary(bytes),
        }
        door.flush().await?;
    }
}

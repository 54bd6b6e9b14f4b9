//! `GET /ws/sink`: only listens, and says when the other side pings it, never more: the pattern of a socket that is written to.
//! It keeps nothing.

use axum::{extract::Request, response::Response};

use super::patience;
use crate::{
    auth::{ClientAddress, Visitor},
    socket::{Door, End, enter},
};

/// Opens one.
pub async fn open(visitor: Visitor, ClientAddress(address): ClientAddress, request: Request) -> Response {
    let app = visitor.app.clone();
    enter(&app, address, request, |mut door| async move {
        let end = tokio::select! {
            Err(end) = listen(&mut door) => end,
            end = patience::runs_out(&visitor.app, visitor.signed.as_ref()) => end,
        };
        door.close(end).await;
    })
}

async fn listen(door: &mut Door) -> Result<(), End> {
    loop {
        door.next().await?;
    }
}

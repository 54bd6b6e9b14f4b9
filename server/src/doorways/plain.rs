//! The plain dialect: a JSON object a text, as chat tutorials write them. Over `GET /ws/chat` without our sub-protocol it is
//! about the one room that the address names; over SockJS, whose addresses have no query, texts name rooms.
//! What clients say is read in `plain/words`; what they are told is written in `entry` and `aside`.

mod wish;
mod words;
mod listening;
mod conversation;

use std::net::IpAddr;

use axum::{extract::Request, response::Response};

pub use self::conversation::Conversation;
use self::wish::Wish;
use super::{
    carrier::{self, Framing},
    talk::Caller,
};
use crate::auth::Visitor;

/// Opens a socket for one room.
pub async fn open(visitor: Visitor, address: IpAddr, agent: String, request: Request) -> Response {
    let Visitor { app, signed, .. } = visitor;
    let wish = Wish::read(request.uri().query().unwrap_or_default(), signed.is_some());
    let dialect = Conversation::in_one_room(wish, app.language().await);
    carrier::upgrade(app, Caller { signed, address, agent }, request, &[], Framing::Bare, dialect)
}

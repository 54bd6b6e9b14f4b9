//! Rooms: found, made, entered and left.
//! Who may is decided in `chat`, which makes one answer of "not there" and "not for you".

use std::{
    collections::HashMap,
    sync::{Mutex, PoisonError},
};

use axum::{
    extract::Path,
    http::{HeaderMap, StatusCode, header},
    response::{IntoResponse, Response},
};
use chat::ListedRoom;
use protocol::{MemberId, Millis, Rejection, RoomDescription, RoomId, RoomName, Visibility};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{
    super::time::written,
    caller::{Caller, Given},
    problem::Problem,
    room_id,
    tagged::tagged,
};
use crate::state::App;

/// A room to be made.
#[derive(Debug, Clone, Deserialize, ToSchema)]
pub struct NewRoom {
    /// What it is called: 1 to 80 characters.
    #[schema(example = "Kitchen")]
    pub name: String,
    /// What it is about.
    #[serde(default)]
    #[schema(example = "What to cook")]
    pub description: String,
    /// `public` (found and joined by every member; the default here) or `private`.
    #[serde(default)]
    #[schema(example = "public")]
    pub visibility: Option<String>,
}

/// A room.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct RoomView {
    /// Its id: 32 hexadecimal digits.
    pub id: String,
    /// What it is called.
    pub name: String,
    /// What it is about.
    pub description: String,
    /// `public`, `private`, or `direct`: the conversation of some people, named after the others in it.
    pub visibility: &'static str,
    /// The name of who made it.
    pub created_by: String,
    /// When, in RFC 3339, UTC.
    pub created_at: String,
    /// How many are in it.
    pub participants: u32,
    /// You are in it.
    pub joined: bool,
}

/// Who made rooms and when: read once, because it never changes.
#[derive(Debug, Default)]
pub struct Origins(Mutex<HashMap<RoomId, (MemberId, Millis)>>);

impl Origins {
    async fn of(&self, app: &App, found: &ListedRoom) -> Result<Option<(MemberId, Millis)>, Rejection> {
        let known = self.0.lock().unwrap_or_else(PoisonError::into_inner).get(&found.room.id).copied();
        if known.is_some() {
            return Ok(known);
        }
        let origin = app.hub.origin(found).await?;
        if let Some(origin) = origin {
            self.0.lock().unwrap_or_else(PoisonError::into_inner).insert(found.room.id, origin);
        }
        Ok(origin)
    }
}

/// The rooms you can find: your own and all public ones.
#[utoipa::path(get, path = "/api/chat/rooms", tag = "rooms", operation_id = "listRooms",
    responses((status = 200, description = "By name", body = [RoomView]), (status = 401, description = "Not signed in", body = Problem)))]
pub async fn list(caller: Caller, headers: HeaderMap) -> Result<Response, Problem> {
    let rooms = caller.app.hub.rooms(caller.person()).await?;
    Ok(tagged(&headers, &views(&caller.app, &rooms).await?))
}

/// Makes a room; you own it.
#[utoipa::path(post, path = "/api/chat/rooms", tag = "rooms", operation_id = "createRoom", request_body = NewRoom,
    responses((status = 201, description = "Made", body = RoomView), (status = 422, description = "A name that cannot be used", body = Problem)))]
pub async fn create(caller: Caller, Given(new): Given<NewRoom>) -> Result<Response, Problem> {
    let bad = |problem| Rejection::BadName { problem };
    let visibility = match new.visibility.as_deref() {
        // What clients of this dialect make is meant to be found by the others.
        None => Visibility::Public,
        Some(word) => Visibility::from_word(word).ok_or_else(|| Problem::malformed().detail("visibility is public or private"))?,
    };
    let new = chat::NewRoom {
        name: RoomName::parse(&new.name).map_err(bad)?,
        description: RoomDescription::parse(&new.description).map_err(bad)?,
        visibility,
    };
    let room = caller.app.hub.create_room(caller.person(), new).await?;
    let view = find(&caller, room.id).await?;
    Ok((StatusCode::CREATED, [(header::LOCATION, format!("/api/chat/rooms/{}", room.id))], axum::Json(view)).into_response())
}

/// A room you can find.
#[utoipa::path(get, path = "/api/chat/rooms/{room}", tag = "rooms", operation_id = "readRoom", params(("room" = String, Path, description = "Its id")),
    responses((status = 200, description = "It", body = RoomView), (status = 404, description = "Not there, or not for you", body = Problem)))]
pub async fn one(caller: Caller, Path(room): Path<String>, headers: HeaderMap) -> Result<Response, Problem> {
    Ok(tagged(&headers, &find(&caller, room_id(&room)?).await?))
}

/// Enters a public room; in it already is fine.
#[utoipa::path(post, path = "/api/chat/rooms/{room}/join", tag = "rooms", operation_id = "joinRoom", params(("room" = String, Path, description = "Its id")),
    responses((status = 200, description = "You are in it", body = RoomView), (status = 404, description = "Not there, or not for you", body = Problem),
        (status = 429, description = "Too often", body = Problem)))]
pub async fn join(caller: Caller, Path(room): Path<String>) -> Result<Response, Problem> {
    let room = room_id(&room)?;
    caller.app.hub.join(caller.person(), room).await?;
    Ok(axum::Json(find(&caller, room).await?).into_response())
}

/// Leaves a room.
#[utoipa::path(post, path = "/api/chat/rooms/{room}/leave", tag = "rooms", operation_id = "leaveRoom", params(("room" = String, Path, description = "Its id")),
    responses((status = 204, description = "You are not in it any more"), (status = 404, description = "You are not in it", body = Problem),
        (status = 429, description = "Too often", body = Problem)))]
pub async fn leave(caller: Caller, Path(room): Path<String>) -> Result<StatusCode, Problem> {
    caller.app.hub.leave(caller.person(), room_id(&room)?).await?;
    Ok(StatusCode::NO_CONTENT)
}

async fn find(caller: &Caller, room: RoomId) -> Result<RoomView, Problem> {
    let rooms = caller.app.hub.rooms(caller.person()).await?;
    let found: Vec<ListedRoom> = rooms.into_iter().filter(|found| found.room.id == room).collect();
    views(&caller.app, &found).await?.pop().ok_or(Problem::not_found())
}

async fn views(app: &App, rooms: &[ListedRoom]) -> Result<Vec<RoomView>, Rejection> {
    let mut origins = Vec::with_capacity(rooms.len());
    for room in rooms {
        origins.push(app.doorways.origins.of(app, room).await?);
    }
    let makers = app.hub.cards(origins.iter().flatten().map(|(by, _)| *by)).await?;
    let makers: HashMap<MemberId, String> = makers.into_iter().map(|card| (card.id, card.name.to_string())).collect();
    let view = |(found, origin): (&ListedRoom, Option<(MemberId, Millis)>)| RoomView {
        id: found.room.id.to_string(),
        name: found.room.name.to_string(),
        description: found.room.description.as_str().to_owned(),
        visibility: found.room.visibility.word(),
        created_by: origin.and_then(|(by, _)| makers.get(&by).cloned()).unwrap_or_default(),
        created_at: origin.map(|(_, at)| written(at)).unwrap_or_default(),
        participants: found.members,
        joined: found.role.is_some(),
    };
    Ok(rooms.iter().zip(origins).map(view).collect())
}

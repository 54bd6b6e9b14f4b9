//! Who is in a room and who of them is online; letting in and putting out.
//! Who may is decided in `chat`.

use axum::{
    extract::Path,
    http::{HeaderMap, StatusCode},
    response::Response,
};
use chat::Member;
use protocol::{MemberId, MemberName};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::{
    caller::{Asked, Caller, Given},
    problem::Problem,
    room_id,
    tagged::tagged,
};

/// Somebody in a room.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct MemberView {
    /// Their id.
    pub id: String,
    /// The name they sign in with.
    pub name: String,
    /// The name that is shown.
    pub display_name: String,
    /// What they may do in the place: `guest`, `bot`, `member`, `moderator`, `admin` or `owner`.
    pub role: &'static str,
    /// What they may do in the room: `member` or `owner`.
    pub room_role: &'static str,
    /// Online in this room.
    pub online: bool,
}

/// Which members.
#[derive(Debug, Clone, Default, Deserialize, IntoParams)]
#[serde(default)]
#[into_params(parameter_in = Query)]
pub struct Which {
    /// Only those who are online, or only those who are not.
    pub online: Option<bool>,
}

/// Somebody to be let in.
#[derive(Debug, Clone, Deserialize, ToSchema)]
pub struct Invited {
    /// The name they sign in with.
    #[schema(example = "ben")]
    pub name: String,
}

/// Who is in a room, by the names that are shown.
#[utoipa::path(get, path = "/api/chat/rooms/{room}/members", tag = "members", operation_id = "listMembers", params(("room" = String, Path, description = "Its id"), Which),
    responses((status = 200, description = "They", body = [MemberView]), (status = 404, description = "You are not in such a room", body = Problem)))]
pub async fn list(caller: Caller, Path(room): Path<String>, Asked(which): Asked<Which>, headers: HeaderMap) -> Result<Response, Problem> {
    let members = caller.app.hub.members(caller.person(), room_id(&room)?).await?;
    let wanted = members.into_iter().filter(|member| which.online.is_none_or(|online| online == member.presence.is_online()));
    Ok(tagged(&headers, &wanted.map(view).collect::<Vec<_>>()))
}

/// Lets somebody in.
#[utoipa::path(post, path = "/api/chat/rooms/{room}/members", tag = "members", operation_id = "inviteMember", request_body = Invited, params(("room" = String, Path, description = "Its id")),
    responses((status = 204, description = "They are in it"), (status = 403, description = "You may not", body = Problem),
        (status = 404, description = "You are not in such a room", body = Problem), (status = 422, description = "Nobody has that name", body = Problem)))]
pub async fn invite(caller: Caller, Path(room): Path<String>, Given(invited): Given<Invited>) -> Result<StatusCode, Problem> {
    let room = room_id(&room)?;
    // Only who is in the room may learn whether somebody has that name.
    caller.app.hub.head(caller.person(), room).await?;
    let nobody = || Problem::new(StatusCode::UNPROCESSABLE_ENTITY, "no_such_member", "nobody here has that name");
    let name = MemberName::parse(invited.name.trim_start_matches('@')).map_err(|_| nobody())?;
    let guest = caller.app.accounts.account_named(&name).await?.ok_or_else(nobody)?;
    caller.app.hub.invite(caller.person(), room, &guest.person).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Puts somebody out: whatever they are connected with hears no more of the room. Not in it is fine.
#[utoipa::path(delete, path = "/api/chat/rooms/{room}/members/{member}", tag = "members", operation_id = "removeMember",
    params(("room" = String, Path, description = "Its id"), ("member" = String, Path, description = "Their id")),
    responses((status = 204, description = "They are not in it any more"), (status = 403, description = "You may not", body = Problem),
        (status = 404, description = "You are not in such a room", body = Problem)))]
pub async fn remove(caller: Caller, Path((room, member)): Path<(String, String)>) -> Result<StatusCode, Problem> {
    let member: MemberId = member.parse().map_err(|_| Problem::not_found())?;
    caller.app.hub.remove(caller.person(), room_id(&room)?, member).await?;
    Ok(StatusCode::NO_CONTENT)
}

fn view(Member { person, role, presence }: Member) -> MemberView {
    MemberView {
        id: person.id.to_string(),
        name: person.name.to_string(),
        display_name: person.display.to_string(),
        role: person.role.word(),
        room_role: role.word(),
        online: presence.is_online(),
    }
}

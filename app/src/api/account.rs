//! One's own account, everybody else's, and how people come in.

use leptos::prelude::*;
use protocol::{MemberId, Millis, Person, PlaceName, Presence};
use serde::{Deserialize, Serialize};

use super::{Me, OrderView, Problem, RosterView};

/// One's own account.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SettingsView {
    /// Who one is.
    pub me: Me,
    /// Where one is signed in, newest first.
    pub sessions: Vec<SessionView>,
    /// Web Push, where the server can send it.
    pub push: Option<PushView>,
    /// One is counted among those who have read a message, and sees such counts.
    pub counted: bool,
    /// One wants to see previews of links.
    pub previews: bool,
}

/// Web Push, as one's browser sees it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PushView {
    /// The server's public key, as base64url: the `applicationServerKey`.
    pub key: String,
    /// This session has a device.
    pub is_on: bool,
}

/// A browser or client that is signed in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SessionView {
    /// To revoke it by.
    pub id: String,
    /// What the browser called itself.
    pub agent: String,
    /// When it was opened.
    pub created: Millis,
    /// When it was last used, give or take some minutes.
    pub seen: Millis,
    /// It is the one that asks.
    pub current: bool,
}

/// A join link.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct InviteView {
    /// What stands in the link.
    pub code: String,
    /// The whole link.
    pub link: String,
    /// When it was made.
    pub created: Millis,
    /// When it ends; `None` never.
    pub expires: Option<Millis>,
    /// How many may still come; `None` any number.
    pub uses_left: Option<u32>,
    /// How many came.
    pub used: u32,
    /// Somebody may still come through it.
    pub open: bool,
}

/// What a stranger with a join link sees.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct JoinView {
    /// Where it leads.
    pub place: PlaceName,
    /// It still works.
    pub open: bool,
}

/// What anybody may know of a member.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProfileView {
    /// Who.
    pub person: Person,
    /// Whether they are there now.
    pub presence: Presence,
    /// When the account was made.
    pub since: Millis,
    /// It is the visitor's own.
    pub own: bool,
    /// What the visitor may know who keeps order and may do something about them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub order: Option<OrderView>,
}

/// One's own account and sessions.
#[server(name = AskSettings, prefix = "/api/view", endpoint = "settings", input = leptos::server_fn::codec::GetUrl, output = crate::json::Json)]
pub async fn settings() -> Result<SettingsView, Problem> {
    crate::backend::backend()?.settings().await
}

/// Everybody of this place; with `like`, those whose names fit that.
#[server(name = AskPeople, prefix = "/api/view", endpoint = "people", input = leptos::server_fn::codec::GetUrl, output = crate::json::Json)]
pub async fn people(like: Option<String>) -> Result<RosterView, Problem> {
    crate::backend::backend()?.people(like).await
}

/// What anybody may know of a member.
#[server(name = AskProfile, prefix = "/api/view", endpoint = "profile", input = leptos::server_fn::codec::GetUrl, output = crate::json::Json)]
pub async fn profile(member: MemberId) -> Result<ProfileView, Problem> {
    crate::backend::backend()?.profile(member).await
}

/// The join links, for those who administer.
#[server(name = AskInvites, prefix = "/api/view", endpoint = "invites", input = leptos::server_fn::codec::GetUrl, output = crate::json::Json)]
pub async fn invites() -> Result<Vec<InviteView>, Problem> {
    crate::backend::backend()?.invites().await
}

/// What a stranger with a join link sees.
#[server(name = AskJoinLink, prefix = "/api/view", endpoint = "join", input = leptos::server_fn::codec::GetUrl, output = crate::json::Json)]
pub async fn join_link(code: String) -> Result<JoinView, Problem> {
    crate::backend::backend()?.join(code).await
}

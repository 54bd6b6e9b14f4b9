//! Keeping order: reports, who may not write or come in, what was done, and what messages said before.

use leptos::prelude::*;
use protocol::{Act, Body, Millis, Person, Report, Room, RoomId, RoomName, Sanction, Seq};
use serde::{Deserialize, Serialize};

use super::Problem;

/// What waits for those who keep order.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ModerationView {
    /// Open reports, the oldest first.
    pub reports: Vec<ReportView>,
    /// Who may not come in, by name.
    pub banned: Vec<SanctionView>,
    /// Who may not write, by name.
    pub muted: Vec<SanctionView>,
}

/// A message that was reported.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReportView {
    /// What was said of it.
    pub report: Report,
    /// Who wrote it, if they are still known.
    pub author: Option<Person>,
    /// Who shows it.
    pub by: Option<Person>,
    /// What the room is called, where the reader may find it.
    pub room: Option<RoomName>,
}

/// Somebody who may not write, or not come in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SanctionView {
    /// Who.
    pub person: Person,
    /// Until when and why.
    pub sanction: Sanction,
    /// Who decided it.
    pub by: Option<Person>,
}

/// How one who keeps order sees a member.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OrderView {
    /// They may not come in.
    pub ban: Option<Sanction>,
    /// They may not write.
    pub mute: Option<Sanction>,
}

/// A page of the audit log.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AuditView {
    /// What was done, newest first, each with its number.
    pub acts: Vec<(u64, Act)>,
    /// Everybody these name.
    pub people: Vec<Person>,
    /// The rooms these name, as far as the reader may find them.
    pub rooms: Vec<Room>,
}

/// A message that somebody is about to report.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ShownView {
    /// Where.
    pub room: Room,
    /// Who wrote it.
    pub author: Person,
    /// What it says.
    pub body: Body,
}

/// What a message said.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct VersionsView {
    /// Where.
    pub room: Room,
    /// Each text and since when, oldest first.
    pub versions: Vec<(Millis, Body)>,
}

/// What waits for those who keep order.
#[server(name = AskModeration, prefix = "/api/view", endpoint = "moderation", input = leptos::server_fn::codec::GetUrl, output = crate::json::Json)]
pub async fn moderation() -> Result<ModerationView, Problem> {
    crate::backend::backend()?.moderation().await
}

/// The newest page of the audit log, or the one before this number.
#[server(name = AskAudit, prefix = "/api/view", endpoint = "audit", input = leptos::server_fn::codec::GetUrl, output = crate::json::Json)]
pub async fn audit(before: Option<u64>) -> Result<AuditView, Problem> {
    crate::backend::backend()?.audit(before).await
}

/// A message that somebody is about to report.
#[server(name = AskShown, prefix = "/api/view", endpoint = "shown", input = leptos::server_fn::codec::GetUrl, output = crate::json::Json)]
pub async fn shown(room: RoomId, of: Seq) -> Result<ShownView, Problem> {
    crate::backend::backend()?.shown(room, of).await
}

/// What a message said before it was edited.
#[server(name = AskVersions, prefix = "/api/view", endpoint = "versions", input = leptos::server_fn::codec::GetUrl, output = crate::json::Json)]
pub async fn versions(room: RoomId, of: Seq) -> Result<VersionsView, Problem> {
    crate::backend::backend()?.versions(room, of).await
}

//! Programs that take part: bots, and the addresses by which they write into rooms.

use leptos::prelude::*;
use protocol::{MemberId, Millis, Person, Room, RoomId};
use serde::{Deserialize, Serialize};

use super::Problem;

/// The bots of a place, for those who administer it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct BotsView {
    /// The bots, oldest first.
    pub bots: Vec<BotView>,
    /// The server can ask other servers, so that bots can be called.
    pub calls: bool,
    /// A secret that was just made, shown this once.
    pub fresh: Option<FreshView>,
}

/// A bot.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct BotView {
    /// Its card.
    pub person: Person,
    /// Its token, if it has one.
    pub token: Option<TokenView>,
    /// Where it wants to be called.
    pub hook: Option<HookView>,
}

/// A token, as one sees it afterwards.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TokenView {
    /// When it was made.
    pub created: Millis,
    /// When it was last used, give or take some minutes; nothing when it never was.
    pub seen: Option<Millis>,
}

/// Where a bot wants to be called.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct HookView {
    /// The address.
    pub url: String,
    /// When something was delivered last, and with which status that was answered; no status when nobody was reached.
    pub outcome: Option<(Millis, Option<u16>)>,
}

/// A secret that was just made.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FreshView {
    /// What it is for.
    pub of: FreshFor,
    /// The secret, as it is used.
    pub text: String,
}

/// What a secret is for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum FreshFor {
    /// A bot signs in with it.
    Token(MemberId),
    /// A bot checks with it what is delivered to it.
    Hook(MemberId),
    /// It is the address of this inlet.
    Inlet(String),
}

/// The addresses by which programs write into a room, for those who manage it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct InletsView {
    /// The room.
    pub room: Room,
    /// The addresses, newest first.
    pub inlets: Vec<InletView>,
    /// A whole address that was just made, shown this once.
    pub fresh: Option<FreshView>,
}

/// An address by which a program writes into a room.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct InletView {
    /// To revoke it by.
    pub id: String,
    /// As whom it writes.
    pub bot: Person,
    /// Who made it, where they are known.
    pub by: Option<Person>,
    /// When.
    pub created: Millis,
    /// When it was used last.
    pub used: Option<Millis>,
}

/// The bots of the place, for those who administer it.
#[server(name = AskBots, prefix = "/api/view", endpoint = "bots", input = leptos::server_fn::codec::GetUrl, output = crate::json::Json)]
pub async fn bots() -> Result<BotsView, Problem> {
    crate::backend::backend()?.bots().await
}

/// The addresses by which programs write into a room, for those who manage it.
#[server(name = AskInlets, prefix = "/api/view", endpoint = "inlets", input = leptos::server_fn::codec::GetUrl, output = crate::json::Json)]
pub async fn inlets(room: RoomId) -> Result<InletsView, Problem> {
    crate::backend::backend()?.inlets(room).await
}

//! How programs are remembered that take part: where a bot wants to be called, by which addresses strangers may write into a
//! room, and what is still to be delivered. A bot is an account, and its token is a session; both are `accounts`'.
//! It asks nobody and decides nothing; `server/src/bots` does.

use async_trait::async_trait;
use protocol::{MemberId, Millis, RoomId, Seq};

use crate::AccountError;

/// The memory of programs.
#[async_trait]
pub trait Bots: Send + Sync + 'static {
    /// Keeps where a bot wants to be called, in the place of what was kept before.
    async fn set_hook(&self, hook: &Hook) -> Result<(), AccountError>;

    /// Where a bot wants to be called.
    async fn hook(&self, bot: MemberId) -> Result<Option<Hook>, AccountError>;

    /// Where all bots want to be called that do.
    async fn hooks(&self) -> Result<Vec<Hook>, AccountError>;

    /// A bot is called nowhere any more, and nothing is left to be delivered to it.
    async fn remove_hook(&self, bot: MemberId) -> Result<(), AccountError>;

    /// Notes what came of the last delivery to a hook that is still there.
    async fn note_outcome(&self, bot: MemberId, outcome: &Outcome) -> Result<(), AccountError>;

    /// Keeps an address by which may be written into a room.
    async fn add_inlet(&self, inlet: &Inlet) -> Result<(), AccountError>;

    /// The inlet with this hash of its secret.
    async fn inlet(&self, secret_hash: &str) -> Result<Option<Inlet>, AccountError>;

    /// The inlets of a room, newest first.
    async fn inlets(&self, room: RoomId) -> Result<Vec<Inlet>, AccountError>;

    /// Notes that an inlet was used.
    async fn touch_inlet(&self, secret_hash: &str, at: Millis) -> Result<(), AccountError>;

    /// Forgets an inlet of a room; an unknown one is fine.
    async fn revoke_inlet(&self, room: RoomId, id: &str) -> Result<(), AccountError>;

    /// Keeps what is to be delivered, or how far it has come with that.
    async fn keep_delivery(&self, delivery: &Delivery) -> Result<(), AccountError>;

    /// All that is still to be delivered, what is due first before all.
    async fn deliveries(&self) -> Result<Vec<Delivery>, AccountError>;

    /// It was delivered, or there is no reason to any more.
    async fn forget_delivery(&self, id: u128) -> Result<(), AccountError>;
}

/// Where a bot wants to be called.
#[derive(Clone, PartialEq, Eq)]
pub struct Hook {
    /// The bot.
    pub bot: MemberId,
    /// The address.
    pub url: String,
    /// What its receiver checks signatures with, as text. It must be read again for each signature, so it is kept as it is.
    pub secret: String,
    /// What came of the last delivery.
    pub outcome: Option<Outcome>,
}

/// Shows no secret.
impl std::fmt::Debug for Hook {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Hook").field("bot", &self.bot).field("outcome", &self.outcome).finish_non_exhaustive()
    }
}

/// What came of a delivery.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Outcome {
    /// When.
    pub at: Millis,
    /// The status that the receiver answered with; `None` when it was not reached.
    pub status: Option<u16>,
}

/// An address by which whoever knows it writes into a room, as a bot.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Inlet {
    /// Its public name, to revoke it by.
    pub id: String,
    /// SHA-256 of the secret in its address, in hex. The secret itself is kept nowhere.
    pub secret_hash: String,
    /// The room.
    pub room: RoomId,
    /// As whom.
    pub bot: MemberId,
    /// Who made it.
    pub by: MemberId,
    /// When.
    pub created: Millis,
    /// When it was used last.
    pub used: Option<Millis>,
}

/// Something that is to be delivered to a bot: a message that calls it. Its text is read anew for each attempt, so that nothing
/// of a deleted one is kept here.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Delivery {
    /// What its receiver knows repetitions by.
    pub id: u128,
    /// The bot that is called.
    pub bot: MemberId,
    /// Where.
    pub room: RoomId,
    /// The message.
    pub seq: Seq,
    /// Attempts that were made.
    pub attempts: u32,
    /// When the next one is due.
    pub due: Millis,
}

//! How it is remembered who is banned or muted, what was reported, and what those who keep order have done.
//! Who may is decided by `permissions`; ending open connections is the hub's.

use async_trait::async_trait;
use protocol::{Act, MemberId, Report, Sanction};

use crate::{Account, AccountError};

/// Acts in one page of the audit log.
pub const PAGE_ACTS: u64 = 50;

/// Open reports that are listed at once; more are seen when these are closed.
pub const MOST_REPORTS: usize = 200;

/// Open reports of one member: more would hide those of others.
pub const MOST_REPORTS_OF_ONE: usize = 20;

/// The memory of order. Each method writes down its act in the same transaction.
#[async_trait]
pub trait Moderation: Send + Sync + 'static {
    /// Bans a member in the place of an earlier ban, or lifts it. A ban also ends all their sessions with their devices, and
    /// revokes the join links and the webhooks they made.
    ///
    /// # Errors
    /// [`AccountError::NoSuchAccount`].
    async fn ban(&self, member: MemberId, ban: Option<&Sanction>, act: &Act) -> Result<Account, AccountError>;

    /// Mutes a member in the place of an earlier mute, or lifts it.
    ///
    /// # Errors
    /// [`AccountError::NoSuchAccount`].
    async fn mute(&self, member: MemberId, mute: Option<&Sanction>, act: &Act) -> Result<Account, AccountError>;

    /// Writes down something that changed nothing here, or nothing by itself.
    async fn note(&self, act: &Act) -> Result<(), AccountError>;

    /// The newest acts before this number (or of all), newest first, at most [`PAGE_ACTS`], each with its number.
    async fn acts(&self, before: Option<u64>) -> Result<Vec<(u64, Act)>, AccountError>;

    /// Keeps a report; false when its author has [`MOST_REPORTS_OF_ONE`] others open. A member who reports a message again says
    /// something else about it, and it is open again.
    async fn report(&self, report: &Report) -> Result<bool, AccountError>;

    /// Open reports, the oldest first, at most [`MOST_REPORTS`].
    async fn reports(&self) -> Result<Vec<Report>, AccountError>;

    /// Closes all reports of the message that `act` is about, and forgets their copies of it; false when none was open, and
    /// then nothing is written down.
    async fn resolve(&self, act: &Act) -> Result<bool, AccountError>;
}

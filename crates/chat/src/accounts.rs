//! How people are remembered: the place, its accounts, their sessions, join links and avatars.
//! It hashes nothing and decides nothing; `server/src/auth` does.

use async_trait::async_trait;
use protocol::{Act, DisplayName, Language, MemberId, MemberName, Millis, Person, PlaceName, Role, Sanction, Theme};

/// The memory of everybody.
#[async_trait]
pub trait Accounts: Send + Sync + 'static {
    /// The place; `None` before its first run was finished.
    async fn place(&self) -> Result<Option<Place>, AccountError>;

    /// Founds the place with its first account, who becomes its owner.
    ///
    /// # Errors
    /// [`AccountError::Founded`] when there is a place already: of two at once, one wins.
    async fn found(&self, place: &Place, owner: &NewAccount) -> Result<Account, AccountError>;

    /// Visitors without an account may come into the place, or may not.
    async fn let_guests_in(&self, may_come: bool) -> Result<(), AccountError>;

    /// Links in messages are looked up, or are not.
    async fn preview_links(&self, previews: bool) -> Result<(), AccountError>;

    /// Adds an account; with `invite`, uses that join link once, in the same transaction.
    ///
    /// # Errors
    /// [`AccountError::NameTaken`], or [`AccountError::NoSuchInvite`] when the link is unknown, revoked, expired at
    /// `account.at`, or used up.
    async fn add(&self, account: &NewAccount, invite: Option<&str>) -> Result<Account, AccountError>;

    /// One account.
    async fn account(&self, id: MemberId) -> Result<Option<Account>, AccountError>;

    /// The account with this name, upper and lower case alike.
    async fn account_named(&self, name: &MemberName) -> Result<Option<Account>, AccountError>;

    /// All accounts, oldest first.
    async fn accounts(&self) -> Result<Vec<Account>, AccountError>;

    /// The cards of these members, in any order; unknown ones are left out.
    async fn people(&self, ids: &[MemberId]) -> Result<Vec<Person>, AccountError>;

    /// Everybody who is discreet.
    async fn discreet(&self) -> Result<Vec<MemberId>, AccountError>;

    /// Changes a profile and returns the account as it is now.
    ///
    /// # Errors
    /// [`AccountError::NoSuchAccount`], or [`AccountError::LastOwner`] when `change.role` would leave the place without
    /// any owner: checked in the same transaction, so that of two owners stepping down at once one stays.
    async fn change_profile(&self, id: MemberId, change: &ProfileChange) -> Result<Account, AccountError>;

    /// Gives a member an uploaded avatar (or takes it away) and returns the account with its new avatar version.
    async fn set_avatar(&self, id: MemberId, avatar: Option<&Avatar>) -> Result<Account, AccountError>;

    /// A member's uploaded avatar.
    async fn avatar(&self, id: MemberId) -> Result<Option<Avatar>, AccountError>;

    /// Keeps a new session.
    async fn open_session(&self, session: &Session) -> Result<(), AccountError>;

    /// The session with this token hash and whose it is.
    async fn session(&self, token_hash: &str) -> Result<Option<(Session, Account)>, AccountError>;

    /// A member's sessions, newest first.
    async fn sessions(&self, member: MemberId) -> Result<Vec<Session>, AccountError>;

    /// Notes that a session was used.
    async fn touch_session(&self, token_hash: &str, at: Millis, expires: Millis) -> Result<(), AccountError>;

    /// Ends one of a member's sessions; returns its token hash if it was there.
    async fn close_session(&self, member: MemberId, id: &str) -> Result<Option<String>, AccountError>;

    /// Forgets all sessions that expired before `now`.
    async fn sweep_sessions(&self, now: Millis) -> Result<(), AccountError>;

    /// Keeps a new join link, and writes down who made it.
    async fn add_invite(&self, invite: &Invite, act: Option<&Act>) -> Result<(), AccountError>;

    /// The join link with this code, usable or not.
    async fn invite(&self, code: &str) -> Result<Option<Invite>, AccountError>;

    /// All join links that were not revoked, newest first.
    async fn invites(&self) -> Result<Vec<Invite>, AccountError>;

    /// Revokes a join link, and writes down who did it; unknown codes are fine, and are not written down.
    async fn revoke_invite(&self, code: &str, act: Option<&Act>) -> Result<(), AccountError>;

    /// A secret of this place by name: the first caller's `fresh` bytes are kept for ever.
    async fn secret(&self, name: &str, fresh: [u8; 32]) -> Result<[u8; 32], AccountError>;
}

/// The whole installation, as people see it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// What it is called.
    pub name: PlaceName,
    /// What it speaks to strangers.
    pub language: Language,
    /// Visitors without an account may come in.
    pub guests: bool,
    /// Links in messages are looked up.
    pub previews: bool,
}

/// An account to be made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewAccount {
    /// Its id.
    pub id: MemberId,
    /// What one signs in with.
    pub name: MemberName,
    /// What is shown.
    pub display: DisplayName,
    /// What it may do.
    pub role: Role,
    /// The argon2id hash of its password, as a PHC string; empty for a guest, who has none.
    pub password: String,
    /// Its language, if it chose one.
    pub language: Option<Language>,
    /// When it was made.
    pub at: Millis,
}

/// An account.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Account {
    /// What others see.
    pub person: Person,
    /// The argon2id hash of its password, as a PHC string. Never leaves the server.
    pub password: String,
    /// The language it chose; `None` follows the browser.
    pub language: Option<Language>,
    /// The theme it chose.
    pub theme: Theme,
    /// It does not want to be disturbed until then; a time that is over means nothing.
    pub quiet: Option<Millis>,
    /// It may not come in; one that is over means nothing.
    pub ban: Option<Sanction>,
    /// It reads and does not write; one that is over means nothing.
    pub mute: Option<Sanction>,
    /// It is not counted among those who have read a message, and sees no such counts.
    pub discreet: bool,
    /// It wants to see previews of links.
    pub previews: bool,
    /// When it was made.
    pub created: Millis,
}

impl Account {
    /// It does not want to be disturbed at this time.
    #[must_use]
    pub fn is_quiet(&self, now: Millis) -> bool {
        self.quiet.is_some_and(|until| now < until)
    }

    /// The ban that holds at this time.
    #[must_use]
    pub fn banned(&self, now: Millis) -> Option<&Sanction> {
        self.ban.as_ref().filter(|ban| ban.holds(now))
    }

    /// The mute that holds at this time.
    #[must_use]
    pub fn muted(&self, now: Millis) -> Option<&Sanction> {
        self.mute.as_ref().filter(|mute| mute.holds(now))
    }
}

/// What somebody changes about themselves; `None` leaves a thing as it is.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ProfileChange {
    /// Another shown name.
    pub display: Option<DisplayName>,
    /// Another language; the inner `None` follows the browser.
    pub language: Option<Option<Language>>,
    /// Another theme.
    pub theme: Option<Theme>,
    /// Do not disturb until then; the inner `None` ends it.
    pub quiet: Option<Option<Millis>>,
    /// Discreet, or no more.
    pub discreet: Option<bool>,
    /// Previews of links are shown, or no more.
    pub previews: Option<bool>,
    /// Another password hash.
    pub password: Option<String>,
    /// Another role; somebody always stays owner.
    pub role: Option<Role>,
    /// What is written down of it.
    pub act: Option<Act>,
}

/// An uploaded avatar, already re-encoded to a small square.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Avatar {
    /// Its media type.
    pub media_type: String,
    /// Its bytes, some tens of KiB at most.
    pub bytes: Vec<u8>,
}

/// One browser or client that is signed in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Session {
    /// Its public name, to revoke it by.
    pub id: String,
    /// SHA-256 of its token, in hex. The token itself is kept nowhere.
    pub token_hash: String,
    /// Whose it is.
    pub member: MemberId,
    /// What the browser called itself, shortened.
    pub agent: String,
    /// When it was opened.
    pub created: Millis,
    /// When it was last used, give or take some minutes.
    pub seen: Millis,
    /// When it ends if nobody uses it.
    pub expires: Millis,
}

/// A join link.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Invite {
    /// What stands in the link.
    pub code: String,
    /// Who made it.
    pub by: MemberId,
    /// When.
    pub created: Millis,
    /// When it ends; `None` never.
    pub expires: Option<Millis>,
    /// How many may still come; `None` any number.
    pub uses_left: Option<u32>,
    /// How many came.
    pub used: u32,
}

impl Invite {
    /// Somebody may still come through it at this time.
    #[must_use]
    pub fn is_open(&self, now: Millis) -> bool {
        self.expires.is_none_or(|expires| now < expires) && self.uses_left.is_none_or(|left| left > 0)
    }
}

/// What can go wrong with remembering people.
#[derive(Debug, thiserror::Error)]
pub enum AccountError {
    /// Somebody else has that name.
    #[error("the name is taken")]
    NameTaken,
    /// The place was founded before.
    #[error("the place is founded already")]
    Founded,
    /// No such account.
    #[error("no such account")]
    NoSuchAccount,
    /// The place would have no owner any more.
    #[error("the last owner stays owner")]
    LastOwner,
    /// The join link does not work, or no longer.
    #[error("the join link does not work")]
    NoSuchInvite,
    /// The database did not do it.
    #[error("accounts: {operation}")]
    Unavailable {
        /// What was tried.
        operation: &'static str,
        /// What the database said.
        #[source]
        source: Box<dyn std::error::Error + Send + Sync>,
    },
}

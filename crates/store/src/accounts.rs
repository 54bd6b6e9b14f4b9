//! The trait `Accounts` as the store keeps it.
//! Each method is one line; what it does stands in `place`, `people`, `avatars`, `sessions` and `invites`.

use async_trait::async_trait;
use chat::{Account, AccountError, Accounts, Avatar, Invite, NewAccount, Place, ProfileChange, Session};
use protocol::{Act, MemberId, MemberName, Millis, Person};

use crate::{Store, avatars, database::Failure, invites, people, place, sessions};

#[async_trait]
impl Accounts for Store {
    async fn place(&self) -> Result<Option<Place>, AccountError> {
        place::place(&self.database).await.map_err(unavailable("reading the place"))
    }

    async fn found(&self, place: &Place, owner: &NewAccount) -> Result<Account, AccountError> {
        place::found(&self.database, place, owner).await.map_err(refused("founding the place"))
    }

    async fn let_guests_in(&self, may_come: bool) -> Result<(), AccountError> {
        place::let_guests_in(&self.database, may_come).await.map_err(unavailable("letting guests in"))
    }

    async fn preview_links(&self, previews: bool) -> Result<(), AccountError> {
        place::preview_links(&self.database, previews).await.map_err(unavailable("deciding about previews"))
    }

    async fn add(&self, account: &NewAccount, invite: Option<&str>) -> Result<Account, AccountError> {
        people::add(&self.database, account, invite).await.map_err(refused("adding an account"))
    }

    async fn account(&self, id: MemberId) -> Result<Option<Account>, AccountError> {
        people::account(&self.database, id).await.map_err(unavailable("reading an account"))
    }

    async fn account_named(&self, name: &MemberName) -> Result<Option<Account>, AccountError> {
        people::account_named(&self.database, name).await.map_err(unavailable("reading an account by name"))
    }

    async fn accounts(&self) -> Result<Vec<Account>, AccountError> {
        people::accounts(&self.database).await.map_err(unavailable("listing accounts"))
    }

    async fn people(&self, ids: &[MemberId]) -> Result<Vec<Person>, AccountError> {
        people::people(&self.database, ids).await.map_err(unavailable("reading people"))
    }

    async fn discreet(&self) -> Result<Vec<MemberId>, AccountError> {
        people::discreet(&self.database).await.map_err(unavailable("listing who is discreet"))
    }

    async fn change_profile(&self, id: MemberId, change: &ProfileChange) -> Result<Account, AccountError> {
        let account = people::change_profile(&self.database, id, change).await.map_err(refused("changing a profile"))?;
        account.ok_or(AccountError::NoSuchAccount)
    }

    async fn set_avatar(&self, id: MemberId, avatar: Option<&Avatar>) -> Result<Account, AccountError> {
        let account = avatars::set_avatar(&self.database, id, avatar).await.map_err(unavailable("setting an avatar"))?;
        account.ok_or(AccountError::NoSuchAccount)
    }

    async fn avatar(&self, id: MemberId) -> Result<Option<Avatar>, AccountError> {
        avatars::avatar(&self.database, id).await.map_err(unavailable("reading an avatar"))
    }

    async fn open_session(&self, session: &Session) -> Result<(), AccountError> {
        sessions::open(&self.database, session).await.map_err(unavailable("opening a session"))
    }

    async fn session(&self, token_hash: &str) -> Result<Option<(Session, Account)>, AccountError> {
        sessions::session(&self.database, &self.finder, token_hash).await.map_err(unavailable("reading a session"))
    }

    async fn sessions(&self, member: MemberId) -> Result<Vec<Session>, AccountError> {
        sessions::sessions(&self.database, member).await.map_err(unavailable("listing sessions"))
    }

    async fn touch_session(&self, token_hash: &str, at: Millis, expires: Millis) -> Result<(), AccountError> {
        sessions::touch(&self.database, token_hash, at, expires).await.map_err(unavailable("touching a session"))
    }

    async fn close_session(&self, member: MemberId, id: &str) -> Result<Option<String>, AccountError> {
        sessions::close(&self.database, member, id).await.map_err(unavailable("closing a session"))
    }

    async fn sweep_sessions(&self, now: Millis) -> Result<(), AccountError> {
        sessions::sweep(&self.database, now).await.map_err(unavailable("sweeping sessions"))
    }

    async fn add_invite(&self, invite: &Invite, act: Option<&Act>) -> Result<(), AccountError> {
        invites::add(&self.database, invite, act).await.map_err(unavailable("adding a join link"))
    }

    async fn invite(&self, code: &str) -> Result<Option<Invite>, AccountError> {
        invites::invite(&self.database, code).await.map_err(unavailable("reading a join link"))
    }

    async fn invites(&self) -> Result<Vec<Invite>, AccountError> {
        invites::invites(&self.database).await.map_err(unavailable("listing join links"))
    }

    async fn revoke_invite(&self, code: &str, act: Option<&Act>) -> Result<(), AccountError> {
        invites::revoke(&self.database, code, act).await.map_err(unavailable("revoking a join link"))
    }

    async fn secret(&self, name: &str, fresh: [u8; 32]) -> Result<[u8; 32], AccountError> {
        place::secret(&self.database, name, fresh).await.map_err(unavailable("reading a secret"))
    }
}

/// Names what was tried.
pub(crate) fn unavailable(operation: &'static str) -> impl Fn(Failure) -> AccountError {
    move |failure| AccountError::Unavailable { operation, source: Box::new(failure) }
}

/// Why nobody was added, where the database can tell.
fn refused(operation: &'static str) -> impl Fn(Failure) -> AccountError {
    move |failure| match failure {
        failure if failure.is_taken("place") => AccountError::Founded,
        failure if failure.is_taken("account_name") => AccountError::NameTaken,
        failure if failure.is_thrown(invites::SHUT) => AccountError::NoSuchInvite,
        failure if failure.is_thrown(people::LAST_OWNER) => AccountError::LastOwner,
        failure => unavailable(operation)(failure),
    }
}

//! Whether a name and a password belong together: the one way in for forms and for other clients.
//! It opens no session.

use std::{net::IpAddr, time::Duration};

use chat::{Account, AccountError};
use protocol::{MemberName, Millis};

use crate::{logging::chain, state::App};

/// Why somebody was not let in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Refusal {
    /// The name or the password is wrong; which, is not said.
    Credentials,
    /// Too many wrong ones lately; wait this long.
    TooFast(Duration),
    /// Both are right, and they are banned, until then or for good.
    Banned(Option<Millis>),
    /// Memory does not answer.
    Unavailable,
}

impl From<AccountError> for Refusal {
    fn from(error: AccountError) -> Self {
        tracing::error!(error = chain(&error), "somebody could not sign in");
        Self::Unavailable
    }
}

/// Whose name and password these are.
///
/// # Errors
/// [`Refusal`], in the same time for a wrong name and a wrong password.
pub async fn recognize(app: &App, address: IpAddr, name: &str, password: String) -> Result<Account, Refusal> {
    let name = MemberName::parse(name).map_err(|_| Refusal::Credentials)?;
    let attempt = app.attempts.begin(address, &name).map_err(Refusal::TooFast)?;
    let account = app.accounts.account_named(&name).await?;
    if !app.passwords.verify(password, account.as_ref().map(|account| account.password.clone())).await {
        return Err(Refusal::Credentials);
    }
    attempt.succeeded();
    let account = account.ok_or(Refusal::Credentials)?;
    // Only who knows the password learns of it.
    match account.banned(chat::now()) {
        Some(ban) => Err(Refusal::Banned(ban.until)),
        None => Ok(account),
    }
}

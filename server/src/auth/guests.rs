//! Guests: visitors without an account, where the owner lets them in. A guest's name is a name tag: whoever has no password cannot
//! prove to be the one who wore it before.
//! What guests may do is decided where it is done, as for everybody.

use std::{
    net::IpAddr,
    sync::{
        Mutex, PoisonError,
        atomic::{AtomicUsize, Ordering},
    },
};

use chat::{Account, AccountError, Bucket, Buckets, NewAccount};
use protocol::{CloseCode, DisplayName, MemberId, MemberName, Role};

use super::{Refusal, visitor::neighborhood};
use crate::state::App;

/// Guests that may come from one address at once. In the long run one a second may: an office is behind one address too.
const BURST: u32 = 20;

/// Addresses remembered at once.
const ADDRESSES: usize = 20_000;

/// What a name begins with that was given.
const GIVEN: &str = "member-";

/// Given names that are tried before giving up: guests of before may have them.
const TRIES: usize = 100;

/// How many guests came from where lately.
#[derive(Debug, Default)]
pub struct Guests {
    recent: Mutex<Buckets<IpAddr, ADDRESSES>>,
    /// The number of the next name to be given; zero before the first.
    next: AtomicUsize,
}

impl Guests {
    /// One more comes from this address.
    fn count(&self, address: IpAddr) -> Result<(), Refusal> {
        let mut recent = self.recent.lock().unwrap_or_else(PoisonError::into_inner);
        recent.take(neighborhood(address), || Bucket::new(1, BURST)).map_err(Refusal::TooFast)
    }
}

/// Lets a guest in, under the name they say or one that is given.
///
/// # Errors
/// [`Refusal::Credentials`] when guests may not come in, or the name is not for them.
pub async fn welcome(app: &App, address: IpAddr, name: Option<&MemberName>) -> Result<Account, Refusal> {
    if !app.place().await?.is_some_and(|place| place.guests) {
        return Err(Refusal::Credentials);
    }
    app.guests.count(address)?;
    match name {
        Some(name) => named(app, name).await,
        None => given(app).await,
    }
}

/// Who may still be a guest after the owner changed their mind.
///
/// # Errors
/// [`AccountError::Unavailable`] when memory does not answer.
pub async fn may_stay(app: &App, account: &Account) -> Result<bool, AccountError> {
    Ok(account.person.role != Role::Guest || app.place().await?.is_some_and(|place| place.guests))
}

/// Guests may come in from now on, or no more; those who are here go then.
///
/// # Errors
/// [`AccountError::Unavailable`] when it could not be kept.
pub async fn let_in(app: &App, may_come: bool) -> Result<(), AccountError> {
    app.let_guests_in(may_come).await?;
    if !may_come {
        let accounts = app.accounts.accounts().await?;
        for guest in accounts.into_iter().filter(|account| account.person.role == Role::Guest) {
            app.hub.close_member(guest.person.id, CloseCode::NotAuthenticated);
        }
    }
    Ok(())
}

/// The guest of this name. Names that are given are kept by a cookie, and are not for others.
async fn named(app: &App, name: &MemberName) -> Result<Account, Refusal> {
    if name.folded().starts_with(GIVEN) {
        return Err(Refusal::Credentials);
    }
    match app.accounts.account_named(name).await? {
        Some(account) if account.person.role == Role::Guest && account.banned(chat::now()).is_none() => Ok(account),
        Some(_) => Err(Refusal::Credentials),
        None => match app.accounts.add(&guest(name.clone())?, None).await {
            Ok(account) => Ok(account),
            Err(AccountError::NameTaken) => Err(Refusal::Credentials),
            Err(error) => Err(error.into()),
        },
    }
}

/// A guest with the next name that is free.
async fn given(app: &App) -> Result<Account, Refusal> {
    if app.guests.next.load(Ordering::Relaxed) == 0 {
        let accounts = app.accounts.accounts().await?.len();
        app.guests.next.fetch_max(accounts, Ordering::Relaxed);
    }
    for _ in 0..TRIES {
        // Of many who come at once, each tries another.
        let n = app.guests.next.fetch_add(1, Ordering::Relaxed);
        let name = MemberName::parse(&format!("{GIVEN}{n}")).map_err(|_| Refusal::Credentials)?;
        match app.accounts.add(&guest(name)?, None).await {
            Err(AccountError::NameTaken) => {}
            other => return Ok(other?),
        }
    }
    Err(Refusal::Unavailable)
}

fn guest(name: MemberName) -> Result<NewAccount, Refusal> {
    let display = DisplayName::parse(name.as_str()).map_err(|_| Refusal::Credentials)?;
    // What is no hash is nobody's password.
    let password = String::new();
    let id = MemberId::from_bits(chat::bits());
    Ok(NewAccount { id, name, display, role: Role::Guest, password, language: None, at: chat::now() })
}

//! What all routes share.
//! It owns everything that lives as long as the server; what one request needs is made for that request.

use std::{
    fmt,
    sync::{Arc, PoisonError, RwLock},
};

use chat::{AccountError, Accounts, Bots, Devices, Hub, Moderation, Place};
use outward::{Outward, SystemNames};
use protocol::{Language, MemberId, Sanction};
use store::Store;
use tokio::sync::broadcast;
use tokio_util::{sync::CancellationToken, task::TaskTracker};

use crate::{
    Config,
    assets::Site,
    auth::{Attempts, Guests, Passwords, Tokens},
    bots::Postman,
    doorways::Doorways,
    files::Shelf,
    logging::chain,
    once::Once,
    previews::Previews,
    push::Push,
    socket::{Addresses, Detours},
};

/// Bans that may wait to be heard by a socket; who misses one still hears that there was one.
const BANS_AT_ONCE: usize = 64;

/// What all routes share, as an `Arc`.
pub struct App {
    /// What the operator set.
    pub config: Config,
    /// Where people are remembered.
    pub accounts: Arc<dyn Accounts>,
    /// Where browsers are remembered that want to be told.
    pub devices: Arc<dyn Devices>,
    /// Where it is remembered who is banned or muted, what was reported and what was done.
    pub moderation: Arc<dyn Moderation>,
    /// Where it is remembered what programs have here.
    pub bots: Arc<dyn Bots>,
    /// The way to all rooms.
    pub hub: Hub,
    /// The store behind both, to ask whether it is ready.
    pub store: Arc<Store>,
    /// The bytes of files.
    pub shelf: Shelf,
    /// Hashes and checks passwords.
    pub passwords: Passwords,
    /// Counts wrong passwords.
    pub attempts: Attempts,
    /// Counts guests.
    pub guests: Guests,
    /// Signs and checks the tokens of other clients.
    pub tokens: Tokens,
    /// The browser's half.
    pub site: Site,
    /// The tasks of open lines: hyper forgets a connection that became a socket, so the server must not.
    pub lines: TaskTracker,
    /// The server ends: what has no connection to the hub, or answers slowly on purpose, ends by this.
    pub closing: CancellationToken,
    /// How many of them each address has.
    pub addresses: Addresses,
    /// The lines where no WebSocket gets through.
    pub detours: Detours,
    /// What doors to other clients keep.
    pub doorways: Doorways,
    /// Tells browsers that have no page open; `None` where nobody else's server can be asked.
    pub push: Option<Push>,
    /// Who is banned, as it happens: ends what has no connection to the hub.
    put_out: broadcast::Sender<MemberId>,
    /// Calls bots; `None` where nobody else's server can be asked.
    pub postman: Option<Postman>,
    /// Secrets that wait to be shown.
    pub once: Once,
    /// Looks up links; `None` where nobody else's server can be asked.
    pub previews: Option<Previews>,
    /// Read once: after its first run a place stays, and what changes of it changes here too.
    place: RwLock<Option<Place>>,
}

impl App {
    /// Everything together. Who knows the secret can make the keys of Web Push.
    #[must_use]
    pub fn new(config: Config, store: Arc<Store>, shelf: Shelf, hub: Hub, tokens: Tokens, site: Site, secret: &[u8; 32]) -> Self {
        let outward = way_out(&config);
        Self {
            push: outward.clone().and_then(|outward| Push::open(&config, outward, secret)),
            postman: outward.clone().map(Postman::new),
            previews: outward.map(Previews::new),
            once: Once::default(),
            config,
            accounts: Arc::<Store>::clone(&store),
            devices: Arc::<Store>::clone(&store),
            moderation: Arc::<Store>::clone(&store),
            bots: Arc::<Store>::clone(&store),
            hub,
            store,
            shelf,
            passwords: Passwords::default(),
            attempts: Attempts::default(),
            guests: Guests::default(),
            tokens,
            site,
            lines: TaskTracker::new(),
            closing: CancellationToken::new(),
            addresses: Addresses::default(),
            detours: Detours::default(),
            doorways: Doorways::default(),
            put_out: broadcast::Sender::new(BANS_AT_ONCE),
            place: RwLock::default(),
        }
    }

    /// Ends everything that a member has open, because they are banned from now on. Their sessions have ended before.
    pub fn put_out(&self, member: MemberId, ban: &Sanction) {
        self.hub.ban(member, Some(ban));
        // Nobody may listen.
        let _ = self.put_out.send(member);
    }

    /// Tells that somebody is banned from now on.
    pub fn put_outs(&self) -> broadcast::Receiver<MemberId> {
        self.put_out.subscribe()
    }

    /// What the place speaks to strangers; English when memory does not answer.
    pub async fn language(&self) -> Language {
        self.place().await.ok().flatten().map(|place| place.language).unwrap_or_default()
    }

    /// The place; `None` before its first run was finished.
    ///
    /// # Errors
    /// [`AccountError::Unavailable`] when memory does not answer.
    pub async fn place(&self) -> Result<Option<Place>, AccountError> {
        if let Some(place) = &*self.place.read().unwrap_or_else(PoisonError::into_inner) {
            return Ok(Some(place.clone()));
        }
        let place = self.accounts.place().await?;
        self.place.write().unwrap_or_else(PoisonError::into_inner).clone_from(&place);
        Ok(place)
    }

    /// Guests may come in from now on, or no more.
    ///
    /// # Errors
    /// [`AccountError::Unavailable`] when it could not be kept.
    pub async fn let_guests_in(&self, may_come: bool) -> Result<(), AccountError> {
        self.accounts.let_guests_in(may_come).await?;
        if let Some(place) = &mut *self.place.write().unwrap_or_else(PoisonError::into_inner) {
            place.guests = may_come;
        }
        Ok(())
    }

    /// Links are looked up from now on, or no more.
    ///
    /// # Errors
    /// [`AccountError::Unavailable`] when it could not be kept.
    pub async fn preview_links(&self, previews: bool) -> Result<(), AccountError> {
        self.accounts.preview_links(previews).await?;
        if let Some(place) = &mut *self.place.write().unwrap_or_else(PoisonError::into_inner) {
            place.previews = previews;
        }
        Ok(())
    }
}

/// The way to other people's servers; `None`, and one warning, where none can be asked.
fn way_out(config: &Config) -> Option<Outward> {
    let outward = Outward::new(config.reach.clone(), Arc::new(SystemNames));
    outward.inspect_err(|error| tracing::warn!(error = chain(error), "no Web Push, no previews of links, no outgoing webhooks")).ok()
}

/// Shows no secret.
impl fmt::Debug for App {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("App").field("config", &self.config).finish_non_exhaustive()
    }
}

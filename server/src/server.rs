//! A server from its opening to its end: `run(listener, config, shutdown)`.
//! It decides the order of things and nothing else.

use std::{path::PathBuf, sync::Arc, time::Duration};

use chat::{AccountError, Accounts, Hub};
use store::{Blobs, OpenError, Store};
use tokio::net::TcpListener;

use crate::{
    Config,
    assets::{Site, SiteError},
    auth::Tokens,
    bots,
    files::{self, Shelf},
    page, previews, push, router, serve,
    state::App,
};

/// How often ended sessions are swept out.
const SWEEP_EVERY: Duration = Duration::from_secs(3600);

/// A server with its data open, not yet listening.
#[derive(Debug)]
pub struct Server {
    app: Arc<App>,
}

/// Why a server did not start or did not end well.
#[derive(Debug, thiserror::Error)]
pub enum RunError {
    /// The data did not open.
    #[error(transparent)]
    Open(#[from] OpenError),
    /// The data opened but did not answer.
    #[error("the database does not answer")]
    Accounts(#[from] AccountError),
    /// The folder of files cannot be used.
    #[error("the folder {path} cannot be used")]
    Blobs {
        /// The folder.
        path: PathBuf,
        /// What the system said.
        #[source]
        source: std::io::Error,
    },
    /// The browser's half cannot be read.
    #[error("cannot read the client's files in {path}")]
    Site {
        /// The folder or file.
        path: PathBuf,
        /// What the system said.
        #[source]
        source: std::io::Error,
    },
}

impl From<SiteError> for RunError {
    fn from(SiteError { path, source }: SiteError) -> Self {
        Self::Site { path, source }
    }
}

/// Serves on this listener until `shutdown` is done, then drains.
///
/// # Errors
/// [`RunError`] when it could not start.
pub async fn run(listener: TcpListener, config: Config, shutdown: impl Future<Output = ()>) -> Result<(), RunError> {
    Server::open(config).await?.serve(listener, shutdown).await
}

impl Server {
    /// Opens the data and makes everything ready, without listening.
    ///
    /// # Errors
    /// [`RunError`] when the data or the client's files cannot be used.
    pub async fn open(config: Config) -> Result<Self, RunError> {
        page::prepare();
        let site = Site::load(config.site.as_deref())?;
        let store = Arc::new(Store::open(&config.location, &config.limits.tuning).await?);
        // After the store, which makes the folder around it and sees to it that it is nobody else's.
        let blobs = Blobs::open(config.blobs.clone()).map_err(|source| RunError::Blobs { path: config.blobs.clone(), source })?;
        let tokens = Tokens::new(store.secret("jwt", chat::bytes()).await?);
        let hub = Hub::new(Arc::<Store>::clone(&store), Arc::<Store>::clone(&store), config.limits.rooms);
        hub.know_discreet(store.discreet().await?);
        let secret = store.secret("push", chat::bytes()).await?;
        Ok(Self { app: Arc::new(App::new(config, store, Shelf::new(blobs), hub, tokens, site, &secret)) })
    }

    /// Somebody has finished the first run.
    ///
    /// # Errors
    /// [`RunError::Accounts`] when the data does not answer.
    pub async fn is_founded(&self) -> Result<bool, RunError> {
        Ok(self.app.place().await?.is_some())
    }

    /// The hub and the accounts, for what is done without listening.
    #[must_use]
    pub fn parts(&self) -> (Hub, Arc<dyn Accounts>) {
        (self.app.hub.clone(), Arc::clone(&self.app.accounts))
    }

    /// Serves on this listener until `shutdown` is done, then drains and closes.
    ///
    /// # Errors
    /// None today: a connection that fails ends alone.
    pub async fn serve(self, listener: TcpListener, shutdown: impl Future<Output = ()>) -> Result<(), RunError> {
        let sweeper = tokio::spawn(sweep(Arc::clone(&self.app)));
        let files = tokio::spawn(files::sweep(Arc::clone(&self.app)));
        let push = tokio::spawn(push::follow(Arc::clone(&self.app)));
        let bots = tokio::spawn(bots::follow(Arc::clone(&self.app)));
        let previews = tokio::spawn(previews::follow(Arc::clone(&self.app)));
        let router = router::router(Arc::clone(&self.app));
        serve::serve(listener, &self.app, router, shutdown).await;
        sweeper.abort();
        files.abort();
        push.abort();
        bots.abort();
        previews.abort();
        self.close().await;
        Ok(())
    }

    /// Closes the data.
    pub async fn close(self) {
        self.app.store.close().await;
    }
}

async fn sweep(app: Arc<App>) {
    let mut hours = tokio::time::interval(SWEEP_EVERY);
    loop {
        hours.tick().await;
        if let Err(error) = app.accounts.sweep_sessions(chat::now()).await {
            tracing::warn!(error = crate::logging::chain(&error), "ended sessions were not swept out");
        }
    }
}

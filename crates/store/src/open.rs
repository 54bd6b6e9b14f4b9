//! Opening a store and closing it again.
//! What it remembers is read and written in the modules of its areas.

mod error;
mod reach;

use std::time::Duration;

use tokio::sync::Notify;

pub use self::error::OpenError;
use self::reach::reach;
use crate::{
    Location, MIGRATIONS, Migration, Tuning,
    database::Database,
    lock::DirectoryLock,
    migrations::migrate,
    sessions::{Finder, finder},
    threads::Threads,
};

/// How often a locked directory is tried, and how long to rest in between: whoever has just ended may not have let go of it yet.
const LOCK_TRIES: u32 = 20;
const LOCK_REST: Duration = Duration::from_millis(50);

/// Everything that is remembered. Share it as an `Arc`.
#[derive(Debug)]
pub struct Store {
    /// Before the database, so that it is dropped first.
    pub(crate) finder: Finder,
    /// Before the lock, so that it is dropped first.
    pub(crate) database: Database,
    /// See [`Files::loosened`](chat::Files::loosened).
    pub(crate) loosened: Notify,
    _lock: Option<DirectoryLock>,
}

impl Store {
    /// Opens what is there, or begins anew, and brings its schema up to date.
    ///
    /// # Errors
    /// [`OpenError`] says what is in the way, in words for whoever runs the server.
    pub async fn open(location: &Location, tuning: &Tuning) -> Result<Self, OpenError> {
        Self::open_with(location, tuning, MIGRATIONS).await
    }

    /// Opens as a Maru with these migrations would: how tests are an older or a newer one.
    ///
    /// # Errors
    /// As [`Store::open`].
    pub async fn open_with(location: &Location, tuning: &Tuning, migrations: &[Migration]) -> Result<Self, OpenError> {
        for _ in 1..LOCK_TRIES {
            match Self::open_once(location, tuning, migrations).await {
                Err(OpenError::Locked { .. }) => tokio::time::sleep(LOCK_REST).await,
                opened => return opened,
            }
        }
        Self::open_once(location, tuning, migrations).await
    }

    async fn open_once(location: &Location, tuning: &Tuning, migrations: &[Migration]) -> Result<Self, OpenError> {
        let lock = match location {
            Location::Directory(directory) => Some(DirectoryLock::take(directory)?),
            Location::Memory | Location::Remote(_) => None,
        };
        let threads = Threads::start().map_err(|source| OpenError::Threads { source })?;
        let surreal = threads.run(reach(location.clone(), *tuning)).await;
        let surreal = surreal.map_err(|source| OpenError::unavailable("reaching the database", source))??;
        let database = Database::new(surreal, threads);
        let store = Self { finder: finder(&database), database, loosened: Notify::new(), _lock: lock };
        match migrate(&store.database, migrations).await {
            Ok(()) => Ok(store),
            Err(error) => {
                store.close().await;
                Err(error)
            }
        }
    }

    /// Stops the database and waits until it has. Nothing works afterwards; the directory is free once the store is dropped.
    pub async fn close(&self) {
        if let Err(error) = self.database.close().await {
            tracing::warn!(error = &error as &dyn std::error::Error, "the database did not close cleanly");
        }
    }
}

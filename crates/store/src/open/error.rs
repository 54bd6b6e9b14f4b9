//! Why a store does not open, in words for whoever runs the server.
//! What goes wrong later is said in the errors of `chat`'s traits.

use std::{io, path::PathBuf};

use crate::database::Failure;

/// Why a store did not open.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// The directory cannot be made, read or written, or is none.
    #[error("the data directory {path} cannot be used")]
    Directory {
        /// The directory.
        path: PathBuf,
        /// What the system said.
        #[source]
        source: io::Error,
    },
    /// Another process has it open.
    #[error("the data directory {path} is in use by another process")]
    Locked {
        /// The directory.
        path: PathBuf,
    },
    /// It was written by a later Maru.
    #[error("the database is at migration {found}, this program knows only {known}: use a newer maru")]
    Newer {
        /// The last migration that ran.
        found: u32,
        /// The last one this program has.
        known: u32,
    },
    /// A migration ran here with another text than this program has.
    #[error("migration {number} ({name}) is not the one this database was made with")]
    Changed {
        /// Its number.
        number: u32,
        /// Its name.
        name: &'static str,
    },
    /// The system gives no threads for the database.
    #[error("no threads for the database")]
    Threads {
        /// What the system said.
        #[source]
        source: io::Error,
    },
    /// Nobody answers at that address.
    #[error("no SurrealDB answers at {url}")]
    Unreachable {
        /// The address.
        url: String,
        /// What the client said.
        #[source]
        source: Box<dyn std::error::Error + Send + Sync>,
    },
    /// The server does not take this user and password.
    #[error("SurrealDB at {url} refuses to sign in {user}")]
    SignIn {
        /// The address.
        url: String,
        /// Who.
        user: String,
        /// What the server said.
        #[source]
        source: Box<dyn std::error::Error + Send + Sync>,
    },
    /// The database did not do it.
    #[error("opening the store: {operation}")]
    Unavailable {
        /// What was tried.
        operation: &'static str,
        /// What the database said.
        #[source]
        source: Box<dyn std::error::Error + Send + Sync>,
    },
}

impl OpenError {
    pub(crate) fn unavailable(operation: &'static str, source: impl Into<Failure>) -> Self {
        Self::Unavailable { operation, source: Box::new(source.into()) }
    }
}

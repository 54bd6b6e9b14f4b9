//! Where a store's data is, and how much memory its caches may take.
//! Nothing is opened here.

use std::{fmt, path::PathBuf};

/// Where the data is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Location {
    /// In memory, gone with the [`Store`](crate::Store). For tests.
    Memory,
    /// In this directory, which belongs to one process at a time; made when it is not there.
    Directory(PathBuf),
    /// In a `SurrealDB` server.
    Remote(Remote),
}

/// A `SurrealDB` server and how to sign in to it.
#[derive(Clone, PartialEq, Eq)]
pub struct Remote {
    /// `ws://` or `wss://`, without a path.
    pub url: String,
    /// A root user of the server.
    pub user: String,
    /// Its password.
    pub password: String,
    /// The namespace, made when it is not there; `None` is `maru`.
    pub namespace: Option<String>,
}

/// Leaves the password out.
impl fmt::Debug for Remote {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { url, user, namespace, .. } = self;
        f.debug_struct("Remote").field("url", url).field("user", user).field("namespace", namespace).finish_non_exhaustive()
    }
}

/// Memory bounds of the engine on disk. Without them it takes half of the machine's memory.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Tuning {
    /// Recent writes kept in memory before they become a file, in bytes. Small ones cost more files and less memory.
    pub memtable_bytes: u64,
    /// What was read lately, in bytes.
    pub block_cache_bytes: u64,
}

impl Default for Tuning {
    /// 16 MiB of writes and 64 MiB of reads.
    fn default() -> Self {
        Self { memtable_bytes: 16 * 1024 * 1024, block_cache_bytes: 64 * 1024 * 1024 }
    }
}

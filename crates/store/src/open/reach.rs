//! The way to each kind of database, up to where the schema begins.
//! It runs on the store's own threads and leaves nothing behind when it fails.

use std::{io, path::Path};

use surrealdb::{
    Surreal,
    engine::any::{Any, connect},
    opt::{Config, auth::Root},
};

use super::OpenError;
use crate::{Location, Remote, Tuning};

/// Namespace and database, where nothing else was configured.
const NAME: &str = "maru";

/// Connects, signs in where one has to, and chooses the namespace.
pub(super) async fn reach(location: Location, tuning: Tuning) -> Result<Surreal<Any>, OpenError> {
    match location {
        Location::Memory => in_memory().await,
        Location::Directory(directory) => on_disk(&directory, &tuning).await,
        Location::Remote(remote) => elsewhere(&remote).await,
    }
}

async fn in_memory() -> Result<Surreal<Any>, OpenError> {
    let surreal = connect("mem://").await.map_err(|source| OpenError::unavailable("opening memory", source))?;
    choose(&surreal, NAME).await?;
    Ok(surreal)
}

async fn on_disk(directory: &Path, tuning: &Tuning) -> Result<Surreal<Any>, OpenError> {
    let unusable = |source: io::Error| OpenError::Directory { path: directory.to_owned(), source };
    // The engine takes its path as part of a URL, which has no place for everything a path may hold.
    let path = std::path::absolute(directory).map_err(unusable)?.join("db");
    let path = path.to_str().filter(|path| !path.contains('?')).map(|path| path.replace('%', "%25"));
    let path = path.ok_or_else(|| unusable(io::Error::new(io::ErrorKind::InvalidFilename, "its path is not UTF-8 or has a `?`")))?;
    let config = Config::new()
        .datastore_option("surrealkv_max_memtable_size", tuning.memtable_bytes)
        .datastore_option("surrealkv_block_cache_capacity", tuning.block_cache_bytes);
    // `every`: a commit returns after its fsync. This is what "saved before seen" stands on.
    let opened = connect((format!("surrealkv://{path}?sync=every"), config)).await;
    let surreal = opened.map_err(|source| {
        // The engine lets go of its own lock in the background, a little later than of ours.
        let locked = source.message().contains("already locked");
        if locked { OpenError::Locked { path: directory.to_owned() } } else { OpenError::unavailable("opening the directory", source) }
    })?;
    choose(&surreal, NAME).await?;
    Ok(surreal)
}

async fn elsewhere(remote: &Remote) -> Result<Surreal<Any>, OpenError> {
    let Remote { url, user, password, namespace } = remote;
    if !url.starts_with("ws://") && !url.starts_with("wss://") {
        let source = "the address must begin with ws:// or wss://".into();
        return Err(OpenError::Unreachable { url: url.clone(), source });
    }
    let surreal = connect(url).await.map_err(|source| OpenError::Unreachable { url: url.clone(), source: source.into() })?;
    let root = Root { username: user.clone(), password: password.clone() };
    surreal.signin(root).await.map_err(|source| OpenError::SignIn { url: url.clone(), user: user.clone(), source: source.into() })?;
    choose(&surreal, namespace.as_deref().unwrap_or(NAME)).await?;
    Ok(surreal)
}

/// Uses (and makes, where it is not there) the namespace and in it the one database.
async fn choose(surreal: &Surreal<Any>, namespace: &str) -> Result<(), OpenError> {
    let failed = |source: surrealdb::Error| OpenError::unavailable("choosing the namespace", source);
    if namespace.is_empty() || !namespace.chars().all(|c| c.is_ascii_alphanumeric() || c == '_') {
        let source = "a namespace has letters, digits and _ only".into();
        return Err(OpenError::Unavailable { operation: "choosing the namespace", source });
    }
    let define = format!("DEFINE NAMESPACE IF NOT EXISTS {namespace}; USE NS {namespace}; DEFINE DATABASE IF NOT EXISTS {NAME};");
    surreal.query(define).await.map_err(failed)?.check().map_err(failed)?;
    surreal.use_ns(namespace).use_db(NAME).await.map_err(failed)?;
    Ok(())
}

//! One process at a time in a data directory.
//! The engine has a lock of its own below; this one answers with a type instead of a text.

use std::{
    fs::{DirBuilder, File, OpenOptions, TryLockError},
    io,
    path::Path,
};

use crate::OpenError;

/// Holds the directory for as long as it lives. A killed process holds nothing: the system lets go for it.
#[derive(Debug)]
pub(crate) struct DirectoryLock {
    _file: File,
}

impl DirectoryLock {
    /// Makes the directory if it is not there, readable by its owner only, and takes it.
    pub(crate) fn take(directory: &Path) -> Result<Self, OpenError> {
        let unusable = |source: io::Error| OpenError::Directory { path: directory.to_owned(), source };
        make(directory).map_err(unusable)?;
        let file = OpenOptions::new().write(true).create(true).truncate(false).open(directory.join("lock")).map_err(unusable)?;
        match file.try_lock() {
            Ok(()) => Ok(Self { _file: file }),
            Err(TryLockError::WouldBlock) => Err(OpenError::Locked { path: directory.to_owned() }),
            Err(TryLockError::Error(source)) => Err(unusable(source)),
        }
    }
}

fn make(directory: &Path) -> io::Result<()> {
    let mut builder = DirBuilder::new();
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.recursive(true).create(directory)
}

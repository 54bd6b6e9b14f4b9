//! Blobs: bytes on disk under the name of their SHA-256, in a folder beside the database. A name never means other bytes.
//! Which files have which blobs is known to the database; here is only how bytes come, stay and go.

use std::{
    fs, io,
    path::{Path, PathBuf},
};

use chat::BlobId;
use sha2::{Digest, Sha256};
use tokio::{
    fs::File,
    io::AsyncWriteExt,
    sync::{Mutex, MutexGuard},
};

/// The folder of all blobs.
#[derive(Debug)]
pub struct Blobs {
    folder: PathBuf,
    /// Whoever puts a blob down, or takes one away, does it alone: see [`Blobs::turn`].
    turn: Mutex<()>,
}

/// Bytes on their way into the folder. What is dropped before it was finished leaves nothing.
#[derive(Debug)]
pub struct Incoming {
    path: PathBuf,
    file: File,
    digest: Sha256,
    bytes: u64,
}

/// Bytes that are on disk, and not yet under their name.
#[derive(Debug)]
pub struct Arrived {
    path: PathBuf,
    blob: BlobId,
    bytes: u64,
}

impl Blobs {
    /// The blobs in this folder, which is made when it is not there. What an earlier process left half done goes.
    ///
    /// # Errors
    /// When the folder cannot be made or read.
    pub fn open(folder: PathBuf) -> io::Result<Self> {
        let incoming = folder.join(INCOMING);
        if incoming.exists() {
            fs::remove_dir_all(&incoming)?;
        }
        fs::create_dir_all(&incoming)?;
        Ok(Self { folder, turn: Mutex::default() })
    }

    /// Begins to take bytes in.
    ///
    /// # Errors
    /// When the disk does not take them.
    pub async fn begin(&self) -> io::Result<Incoming> {
        let path = self.folder.join(INCOMING).join(format!("{:032x}", chat::bits()));
        let file = File::options().write(true).create_new(true).open(&path).await?;
        Ok(Incoming { path, file, digest: Sha256::new(), bytes: 0 })
    }

    /// Nobody else puts blobs down or takes them away for as long as this lives. Held from before a blob is put down until a
    /// file that has it is kept, and while it is asked whether any file has it: so none is taken away from under a new file.
    pub async fn turn(&self) -> MutexGuard<'_, ()> {
        self.turn.lock().await
    }

    /// Puts bytes that have arrived under their name; on disk for good when this returns.
    ///
    /// # Errors
    /// When the disk does not take them.
    pub async fn put(&self, _turn: &MutexGuard<'_, ()>, arrived: &Arrived) -> io::Result<()> {
        let (from, to) = (arrived.path.clone(), self.path(arrived.blob));
        on_disk(move || {
            let folder = to.parent().map(Path::to_owned).unwrap_or_default();
            if !folder.exists() {
                fs::create_dir_all(&folder)?;
                sync(folder.parent().unwrap_or(&folder))?;
            }
            fs::rename(from, to)?;
            sync(&folder)
        })
        .await
    }

    /// Opens a blob to read it, and says how many bytes it has.
    ///
    /// # Errors
    /// [`io::ErrorKind::NotFound`] when there is none of this name.
    pub async fn read(&self, blob: BlobId) -> io::Result<(File, u64)> {
        let file = File::open(self.path(blob)).await?;
        let bytes = file.metadata().await?.len();
        Ok((file, bytes))
    }

    /// Deletes blobs; one that is not there is deleted.
    ///
    /// # Errors
    /// When the disk does not do it.
    pub async fn delete(&self, _turn: &MutexGuard<'_, ()>, blobs: &[BlobId]) -> io::Result<()> {
        let paths: Vec<PathBuf> = blobs.iter().map(|blob| self.path(*blob)).collect();
        on_disk(move || {
            for path in paths {
                match fs::remove_file(path) {
                    Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
                    _ => {}
                }
            }
            Ok(())
        })
        .await
    }

    /// Every blob there is, in portions, so that a large folder is never in memory as a whole.
    ///
    /// # Errors
    /// When the folder cannot be read.
    pub async fn portions(&self) -> io::Result<Vec<PathBuf>> {
        let folder = self.folder.clone();
        on_disk(move || {
            let portions = fs::read_dir(folder)?.map(|entry| entry.map(|entry| entry.path()));
            let is_portion = |path: &PathBuf| path.file_name().is_some_and(|name| name.len() == 2);
            portions.filter(|path| path.as_ref().map_or(true, is_portion)).collect()
        })
        .await
    }

    /// The blobs of one portion.
    ///
    /// # Errors
    /// When it cannot be read.
    pub async fn portion(&self, portion: PathBuf) -> io::Result<Vec<BlobId>> {
        on_disk(move || {
            let names = fs::read_dir(portion)?.map(|entry| entry.map(|entry| entry.file_name()));
            names.filter_map(|name| name.map(|name| name.to_str()?.parse().ok()).transpose()).collect()
        })
        .await
    }

    fn path(&self, blob: BlobId) -> PathBuf {
        let name = blob.to_string();
        self.folder.join(name.get(..2).unwrap_or_default()).join(name)
    }
}

impl Incoming {
    /// Takes the next bytes.
    ///
    /// # Errors
    /// When the disk does not take them.
    pub async fn write(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.file.write_all(bytes).await?;
        self.digest.update(bytes);
        self.bytes += bytes.len() as u64;
        Ok(())
    }

    /// How many bytes came so far.
    #[must_use]
    pub const fn bytes(&self) -> u64 {
        self.bytes
    }

    /// All bytes are there: returns when the disk has them.
    ///
    /// # Errors
    /// When the disk does not take them.
    pub async fn finish(mut self) -> io::Result<Arrived> {
        self.file.flush().await?;
        self.file.sync_all().await?;
        let digest: [u8; 32] = std::mem::take(&mut self.digest).finalize().into();
        // What is dropped deletes its path; from here on `Arrived` does.
        Ok(Arrived { path: std::mem::take(&mut self.path), blob: digest.into(), bytes: self.bytes })
    }
}

impl Arrived {
    /// Their name.
    #[must_use]
    pub const fn blob(&self) -> BlobId {
        self.blob
    }

    /// How many they are.
    #[must_use]
    pub const fn bytes(&self) -> u64 {
        self.bytes
    }

    /// Where they lie until they are put under their name.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }
}

impl Drop for Incoming {
    fn drop(&mut self) {
        forget(&self.path);
    }
}

impl Drop for Arrived {
    fn drop(&mut self) {
        forget(&self.path);
    }
}

/// Where bytes lie that have no name yet. Emptied at every start.
const INCOMING: &str = "incoming";

/// Deletes what was not put under its name; what was, is not there any more.
fn forget(path: &Path) {
    if !path.as_os_str().is_empty() {
        let _ = fs::remove_file(path);
    }
}

/// A name in a folder is on disk only when the folder is.
fn sync(folder: &Path) -> io::Result<()> {
    fs::File::open(folder)?.sync_all()
}

async fn on_disk<T: Send + 'static>(work: impl FnOnce() -> io::Result<T> + Send + 'static) -> io::Result<T> {
    tokio::task::spawn_blocking(work).await.map_err(io::Error::other)?
}

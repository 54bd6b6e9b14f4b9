//! Files in messages: taken in, looked at, kept as blobs, shown, and swept out when nobody needs them any more.
//! Who may have which file is decided in `chat`; here is what a browser is told that it is.

mod kind;
mod look;
mod receive;
mod show;
mod sweep;

use std::sync::{Mutex, PoisonError};

use chat::{Bucket, Buckets};
use protocol::{MemberId, Rejection};
use store::Blobs;

pub use look::{Small, shrink};
pub use receive::{Declared, receive};
pub use show::{picture, preview, show};
pub use sweep::sweep;

/// What an operator may set about files.
#[derive(Debug, Clone, Copy)]
pub struct FileLimits {
    /// Bytes a file may have.
    pub bytes: u64,
    /// Pixels a picture may have.
    pub pixels: u64,
    /// Bytes the files of one member may have altogether.
    pub member_bytes: u64,
    /// Files a member may upload each minute, in the long run; as many at once.
    pub per_minute: u32,
}

impl Default for FileLimits {
    fn default() -> Self {
        Self { bytes: 25 << 20, pixels: crate::pictures::PIXELS, member_bytes: 1 << 30, per_minute: 60 }
    }
}

/// The bytes of all files, and how fast members upload.
#[derive(Debug)]
pub struct Shelf {
    /// The bytes.
    pub blobs: Blobs,
    rates: Mutex<Buckets<MemberId>>,
}

impl Shelf {
    /// Over these blobs.
    pub fn new(blobs: Blobs) -> Self {
        Self { blobs, rates: Mutex::default() }
    }

    /// Counts an upload.
    ///
    /// # Errors
    /// [`Rejection::TooFast`].
    fn count(&self, member: MemberId, per_minute: u32) -> Result<(), Rejection> {
        let mut rates = self.rates.lock().unwrap_or_else(PoisonError::into_inner);
        rates.take(member, || Bucket::each_minute(per_minute)).map_err(Rejection::too_fast)
    }
}

//! How files are remembered: what was uploaded, by whom, into which room, and which message it is in; the bytes are blobs.
//! Here is what is known of them. Where the bytes lie, and what they are, is not decided here.

use std::{fmt, str::FromStr, time::Duration};

use async_trait::async_trait;
use protocol::{Attachment, MemberId, Millis, RoomId, Seq};
use tokio::sync::Notify;

/// An upload that is in no message is forgotten after this long.
pub const UPLOAD_WAITS: Duration = Duration::from_secs(24 * 3600);

/// Before it is forgotten, it is this long too late to post it: so none is forgotten while it is being posted.
pub(crate) const TOO_LATE: Duration = Duration::from_secs(3600);

/// The name of some bytes: their SHA-256. Files with the same bytes share them.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct BlobId([u8; 32]);

impl From<[u8; 32]> for BlobId {
    fn from(digest: [u8; 32]) -> Self {
        Self(digest)
    }
}

impl fmt::Display for BlobId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

impl fmt::Debug for BlobId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "BlobId({self})")
    }
}

/// The text was not 64 lower hexadecimal digits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a blob is named by 64 hexadecimal digits")]
pub struct NotABlob;

impl FromStr for BlobId {
    type Err = NotABlob;

    fn from_str(text: &str) -> Result<Self, NotABlob> {
        let mut digest = [0; 32];
        if text.len() != 64 || !text.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f')) {
            return Err(NotABlob);
        }
        for (byte, at) in digest.iter_mut().zip((0..64).step_by(2)) {
            let digits = text.get(at..at + 2).ok_or(NotABlob)?;
            *byte = u8::from_str_radix(digits, 16).map_err(|_| NotABlob)?;
        }
        Ok(Self(digest))
    }
}

/// An uploaded file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Upload {
    /// What members see of it.
    pub attachment: Attachment,
    /// The room it was uploaded into; it can be in no other.
    pub room: RoomId,
    /// Who uploaded it.
    pub by: MemberId,
    /// When.
    pub at: Millis,
    /// Its bytes.
    pub blob: BlobId,
    /// What browsers are told it is.
    pub media_type: String,
    /// Of a picture, a small one made anew from its pixels.
    pub preview: Option<Preview>,
    /// The message it is in, once it is in one.
    pub posted: Option<Seq>,
}

/// A small picture.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Preview {
    /// Its bytes.
    pub blob: BlobId,
    /// What browsers are told it is.
    pub media_type: String,
}

/// The memory of files beside the logs; those of messages come and go with [`History`](crate::History).
#[async_trait]
pub trait Files: Send + Sync + 'static {
    /// Keeps an upload, unless its author's files would then have more than `most` bytes. If one with this id is kept
    /// already, by the same author in the same room and with the same bytes, that is the answer.
    ///
    /// # Errors
    /// [`FileError::Taken`] when the id is another file's, [`FileError::NoRoom`] above `most`.
    async fn keep_file(&self, upload: &Upload, most: u64) -> Result<Upload, FileError>;

    /// How many bytes the files of a member have, counted from the files.
    async fn file_bytes(&self, member: MemberId) -> Result<u64, FileError>;

    /// Forgets the uploads from before this time that are in no message.
    async fn sweep_uploads(&self, before: Millis) -> Result<(), FileError>;

    /// The blobs of files that were forgotten: if no other file has the same bytes, nobody needs them any more.
    async fn loose_blobs(&self) -> Result<Vec<BlobId>, FileError>;

    /// Those of these blobs that no file has.
    async fn unused_blobs(&self, blobs: &[BlobId]) -> Result<Vec<BlobId>, FileError>;

    /// These are seen to now, and loose no longer, until a file that has them is forgotten again.
    async fn settle_blobs(&self, blobs: &[BlobId]) -> Result<(), FileError>;

    /// Told whenever there may be loose blobs.
    fn loosened(&self) -> &Notify;
}

/// What can go wrong with the memory of files.
#[derive(Debug, thiserror::Error)]
pub enum FileError {
    /// The id is another file's.
    #[error("the id is another file's")]
    Taken,
    /// The member's files would take too much room.
    #[error("a member's files take too much room")]
    NoRoom,
    /// The database did not do it, or did not say whether it did.
    #[error("files: {operation}")]
    Unavailable {
        /// What was tried.
        operation: &'static str,
        /// What the database said.
        #[source]
        source: Box<dyn std::error::Error + Send + Sync>,
    },
}

#[cfg(test)]
mod tests {
    use super::{BlobId, NotABlob};

    #[test]
    fn a_blob_is_named_by_its_digest() {
        let id = BlobId::from(std::array::from_fn(|n| n as u8 * 8));
        assert_eq!(id.to_string().parse(), Ok(id));
        for text in ["", "ab", &"g".repeat(64), &"A".repeat(64), &"é".repeat(32)] {
            assert_eq!(text.parse::<BlobId>(), Err(NotABlob), "{text}");
        }
    }
}

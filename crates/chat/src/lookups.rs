//! Links that somebody has to look up: how rooms ask for it, and how what was found is remembered.
//! Nobody is asked here; the server does that, behind its guard.

use std::sync::OnceLock;

use async_trait::async_trait;
use protocol::{LinkPreview, MemberId, Millis, RoomId, Seq};
use tokio::sync::mpsc;

use crate::{BlobId, FileError};

/// A message with links that nobody has looked up yet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Linked {
    /// Where.
    pub room: RoomId,
    /// The message.
    pub of: Seq,
    /// Who wrote it.
    pub author: MemberId,
    /// The links, in the order of the text.
    pub links: Vec<String>,
}

/// Where rooms say what is to be looked up, for one follower. Without one they do no work.
#[derive(Debug, Default)]
pub struct LinkDesk {
    out: OnceLock<mpsc::Sender<Linked>>,
}

impl LinkDesk {
    /// What is to be looked up from now on, of which this many may wait; `None` when somebody follows already.
    pub fn follow(&self, most: usize) -> Option<mpsc::Receiver<Linked>> {
        let (out, linked) = mpsc::channel(most.max(1));
        self.out.set(out).ok().map(|()| linked)
    }

    /// Somebody follows.
    pub(crate) fn is_followed(&self) -> bool {
        self.out.get().is_some_and(|out| !out.is_closed())
    }

    /// Asks for links to be looked up. What does not fit is left out: a message is whole without previews.
    pub(crate) fn put(&self, linked: Linked) {
        if let Some(Err(mpsc::error::TrySendError::Full(linked))) = self.out.get().map(|out| out.try_send(linked)) {
            tracing::warn!(room = %linked.room, "too many links at once: some are not previewed");
        }
    }
}

/// What was found behind a link, for as long as that counts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lookup {
    /// The link.
    pub link: String,
    /// What the page says about itself; `None` when there is none to show.
    pub found: Option<LinkPreview>,
    /// From then on it is looked up again.
    pub expires: Millis,
}

impl Lookup {
    /// The blob of its picture, if it has one.
    #[must_use]
    pub fn blob(&self) -> Option<BlobId> {
        self.found.as_ref().and_then(picture_of)
    }
}

/// The blob of a preview's picture, if it has one.
#[must_use]
pub fn picture_of(preview: &LinkPreview) -> Option<BlobId> {
    preview.picture.as_ref().and_then(|picture| picture.id.as_str().parse().ok())
}

/// The memory of what was looked up. Pictures of messages come and go with [`History`](crate::History).
#[async_trait]
pub trait Lookups: Send + Sync + 'static {
    /// What was found behind a link, if that still counts at this time.
    async fn lookup(&self, link: &str, now: Millis) -> Result<Option<Lookup>, FileError>;

    /// Keeps what was found, in the place of what was found before.
    async fn keep_lookup(&self, lookup: &Lookup) -> Result<(), FileError>;

    /// Forgets what counted until before this time.
    async fn sweep_lookups(&self, before: Millis) -> Result<(), FileError>;

    /// A message or something that was looked up has this picture.
    async fn has_picture(&self, blob: BlobId) -> Result<bool, FileError>;
}

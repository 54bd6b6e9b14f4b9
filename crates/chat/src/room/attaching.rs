//! Which files a message may carry: those its author uploaded into this room, each into one message.
//! What a file is was decided when it was uploaded.

use std::collections::BTreeSet;

use protocol::{ATTACHMENTS, Attachment, BodyError, FileId, Happened, LogEvent, MemberId, Rejection};

use super::{NewPost, Room};
use crate::{
    Upload, clock,
    files::{TOO_LATE, UPLOAD_WAITS},
};

impl Room {
    /// What the files of a new message are.
    pub(super) async fn attachments(&mut self, author: MemberId, post: &NewPost) -> Result<Vec<Attachment>, Rejection> {
        let wanted = &post.attachments;
        if wanted.is_empty() {
            return if post.body.is_empty() { Err(Rejection::BadBody { problem: BodyError::Empty }) } else { Ok(Vec::new()) };
        }
        if wanted.len() > ATTACHMENTS {
            return Err(Rejection::TooManyFiles);
        }
        let found = self.around.history.files(wanted).await.map_err(|error| self.not_read(&error))?;
        match self.choose(author, post, &found) {
            Some(attachments) => Ok(attachments),
            // They may be in this very message, which was sent before and is sent again.
            None => self.as_before(author, post).await,
        }
    }

    /// The files in the order in which they were named, if all of them wait for a message of this author.
    fn choose(&self, author: MemberId, post: &NewPost, found: &[Upload]) -> Option<Vec<Attachment>> {
        let last = i64::try_from((UPLOAD_WAITS - TOO_LATE).as_millis()).unwrap_or(i64::MAX);
        let now = clock::now().0;
        let waits =
            |upload: &&Upload| upload.posted.is_none() && now - upload.at.0 < last && upload.by == author && upload.room == self.room.id;
        // Another message that is not saved yet may have named the same ones.
        let elsewhere = |id: FileId| self.posts.iter().any(|other| other.post.nonce != post.nonce && other.post.attachments.contains(&id));
        let once: BTreeSet<FileId> = post.attachments.iter().copied().filter(|id| !elsewhere(*id)).collect();
        if once.len() < post.attachments.len() {
            return None;
        }
        let find = |id: &FileId| found.iter().filter(waits).find(|upload| upload.attachment.id == *id);
        post.attachments.iter().map(|id| find(id).map(|upload| upload.attachment.clone())).collect()
    }

    /// What this attempt became, if it became a message with these files; what has become of that since is settled later.
    async fn as_before(&mut self, author: MemberId, post: &NewPost) -> Result<Vec<Attachment>, Rejection> {
        let before: Option<LogEvent> = match self.recent.attempt(author, post.nonce) {
            Some(event) => Some(event.clone()),
            None => {
                let known = self.around.history.attempt(self.room.id, author, post.nonce).await;
                known.map_err(|error| self.not_read(&error))?
            }
        };
        match before.map(|event| event.what) {
            Some(Happened::Posted { attachments, .. }) if attachments.iter().map(|one| one.id).eq(post.attachments.iter().copied()) => {
                Ok(attachments)
            }
            Some(Happened::Erased { .. }) => Ok(Vec::new()),
            Some(_) => Err(Rejection::NonceReused),
            None => Err(Rejection::NoSuchFile),
        }
    }

    fn not_read(&self, error: &(dyn std::error::Error + 'static)) -> Rejection {
        tracing::error!(error, room = %self.room.id, "files were not read");
        Rejection::Unavailable
    }
}

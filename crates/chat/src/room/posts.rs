//! The messages a room has accepted and not saved yet: each attempt once, in the order they came.
//! It numbers nothing; the room does, just before saving.

use protocol::{Attachment, Happened, LogEvent, MemberId, Millis, Rejection, RoomId, Seq};

use super::{NewPost, Reply};

/// Messages that wait for being saved together.
#[derive(Default)]
pub(crate) struct Posts {
    waiting: Vec<Post>,
}

/// One message that waits.
pub(crate) struct Post {
    pub(crate) author: MemberId,
    pub(crate) post: NewPost,
    /// What its files are.
    attachments: Vec<Attachment>,
    /// Usually one; more when the same attempt came again before it was saved.
    replies: Vec<Reply>,
}

impl Posts {
    /// Nothing waits.
    pub(crate) fn is_empty(&self) -> bool {
        self.waiting.is_empty()
    }

    /// The messages that wait.
    pub(crate) fn iter(&self) -> impl Iterator<Item = &Post> {
        self.waiting.iter()
    }

    /// Adds a message, or another listener to the same attempt.
    pub(crate) fn add(&mut self, room: RoomId, author: MemberId, post: NewPost, attachments: Vec<Attachment>, reply: Reply) {
        match self.waiting.iter_mut().find(|other| other.author == author && other.post.nonce == post.nonce) {
            Some(other) if other.post == post => other.replies.push(reply),
            Some(_) => reply.refuse(room, post.nonce, Rejection::NonceReused),
            None => self.waiting.push(Post { author, post, attachments, replies: vec![reply] }),
        }
    }

    /// Takes out those that became one of these events of the log, and answers them.
    pub(crate) fn settle_known(&mut self, room: RoomId, known: &[LogEvent]) {
        for event in known {
            let is_this = |post: &Post| event.what.attempt() == Some((post.author, post.post.nonce));
            if let Some(place) = self.waiting.iter().position(is_this) {
                let post = self.waiting.remove(place);
                let same = post.is(&event.what);
                post.answer(room, same.then_some((event.seq, event.at)).ok_or(Rejection::NonceReused));
            }
        }
    }

    /// Takes all of them out.
    pub(crate) fn take(&mut self) -> Vec<Post> {
        std::mem::take(&mut self.waiting)
    }
}

impl Post {
    /// What it will be in the log.
    pub(crate) fn happened(&self) -> Happened {
        let NewPost { nonce, body, reply, .. } = self.post.clone();
        Happened::Posted { author: self.author, nonce, body, reply, attachments: self.attachments.clone() }
    }

    /// The same was said then. Of what was deleted nobody knows any more, and whoever asks again has a right to hear that it
    /// arrived.
    fn is(&self, then: &Happened) -> bool {
        matches!(then, Happened::Erased { .. }) || *then == self.happened()
    }

    /// Tells everybody who asked what became of it.
    pub(crate) fn answer(self, room: RoomId, outcome: Result<(Seq, Millis), Rejection>) {
        for reply in self.replies {
            match &outcome {
                Ok((seq, at)) => reply.acknowledge(room, self.post.nonce, *seq, *at),
                Err(rejection) => reply.refuse(room, self.post.nonce, rejection.clone()),
            }
        }
    }
}

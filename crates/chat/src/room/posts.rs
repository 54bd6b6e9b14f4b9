//! The messages a room has accepted and not saved yet: each attempt once, in the order they came.
//! It numbers nothing; the room does, just before saving.

use protocol::{Body, Happened, MemberId, Millis, Nonce, Rejection, RoomId, Seq};

use super::Reply;

/// Messages that wait for being saved together.
#[derive(Default)]
pub(crate) struct Posts {
    waiting: Vec<Post>,
}

/// One message that waits.
pub(crate) struct Post {
    pub(crate) author: MemberId,
    pub(crate) nonce: Nonce,
    pub(crate) body: Body,
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
    pub(crate) fn add(&mut self, room: RoomId, author: MemberId, nonce: Nonce, body: Body, reply: Reply) {
        match self.waiting.iter_mut().find(|post| post.author == author && post.nonce == nonce) {
            Some(post) if post.body == body => post.replies.push(reply),
            Some(_) => reply.refuse(room, nonce, Rejection::NonceReused),
            None => self.waiting.push(Post { author, nonce, body, replies: vec![reply] }),
        }
    }

    /// Takes out those that `known` finds in the log already, and answers them.
    pub(crate) fn settle_known(&mut self, room: RoomId, known: &[(MemberId, Nonce, Seq, Millis, Body)]) {
        for (author, nonce, seq, at, body) in known {
            if let Some(place) = self.waiting.iter().position(|post| post.author == *author && post.nonce == *nonce) {
                let post = self.waiting.remove(place);
                let same = post.body == *body;
                post.answer(room, same.then_some((*seq, *at)).ok_or(Rejection::NonceReused));
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
        Happened::Posted { author: self.author, nonce: self.nonce, body: self.body.clone() }
    }

    /// Tells everybody who asked what became of it.
    pub(crate) fn answer(self, room: RoomId, outcome: Result<(Seq, Millis), Rejection>) {
        for reply in self.replies {
            match &outcome {
                Ok((seq, at)) => reply.acknowledge(room, self.nonce, *seq, *at),
                Err(rejection) => reply.refuse(room, self.nonce, rejection.clone()),
            }
        }
    }
}

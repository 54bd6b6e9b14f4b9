//! Sending the files of a message before the message: one after the other, by the tab whose turn it is, from bytes that outlive
//! the page. The message follows over the line when all of them are on the server.
//! How a file is sent is `browser`'s, where its bytes lie is `outbox`'s.

use std::time::Duration;

use leptos::prelude::*;
use protocol::{Attachment, FileId, Nonce, Rejection, RoomId};

use super::{LiveRoom, RoomState, locked};
use crate::{
    browser::{
        self,
        upload::{self, NotSent},
    },
    outbox::{Letter, blobs},
};

/// A server that was not reached is tried again after this long.
const TRY_AGAIN: Duration = Duration::from_secs(3);

/// How far the files of a message have come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Progress {
    /// Bytes that are on the server.
    pub sent: u64,
    /// Bytes altogether.
    pub all: u64,
}

impl RoomState {
    /// How far the files of a message have come, while they are on their way.
    pub fn progress(&self, nonce: Nonce) -> Option<Progress> {
        self.0.uploads.with(|uploads| uploads.get(&nonce).copied())
    }

    /// The files that were picked in a room and not sent: they wait there while this tab is elsewhere.
    pub fn picked(&self, room: RoomId) -> ArcRwSignal<Vec<Attachment>> {
        locked(&self.0.picked).entry(room).or_default().clone()
    }

    /// Where this page can show a file that it holds itself; tracked.
    pub fn local(&self, id: FileId) -> Option<String> {
        self.0.local.with(|local| local.get(&id).cloned())
    }

    /// Holds the bytes of a file, and begins to keep them. Says whether they are kept.
    pub fn hold(&self, id: FileId, blob: web_sys::Blob) -> impl Future<Output = bool> + use<> {
        self.shows(id, blobs::hold(id, blob));
        self.0.outbox.keep_file(id)
    }

    /// A file that was picked is not wanted any more.
    pub fn let_go(&self, id: FileId) {
        blobs::drop_file(id);
        // Told to nobody: what still shows it for a moment would ask the server for what it has not.
        self.0.local.update_untracked(|local| {
            local.remove(&id);
        });
        self.0.outbox.forget_files(vec![id]);
    }

    /// The message is gone, and with it what this page holds of its files.
    pub(super) fn drop_files(&self, files: &[Attachment]) {
        for id in files.iter().map(|file| file.id) {
            if self.0.local.with_untracked(|local| local.contains_key(&id)) {
                self.let_go(id);
            }
        }
    }

    fn shows(&self, id: FileId, url: Option<String>) {
        if let Some(url) = url {
            self.0.local.update(|local| {
                local.insert(id, url);
            });
        }
    }

    /// What waits in a room was written by an earlier page or another tab: its files are shown from the database.
    pub(super) fn show_files(&self, live: &LiveRoom) {
        let waiting = live.timeline.with_untracked(|timeline| {
            let files = timeline.pending().iter().flat_map(|pending| pending.attachments.iter().map(|file| file.id));
            files.collect::<Vec<_>>()
        });
        for id in waiting {
            if self.0.local.with_untracked(|local| local.contains_key(&id)) {
                continue;
            }
            let (state, fetched) = (self.clone(), self.0.outbox.fetch_file(id));
            leptos::task::spawn_local(async move {
                if fetched.await {
                    state.shows(id, blobs::held(id).and_then(|blob| blobs::hold(id, blob)));
                }
            });
        }
    }

    /// Sends the files of a letter, and then has the letter sent.
    pub(super) fn upload(&self, letter: Letter) {
        let Letter { room, nonce, files, .. } = letter;
        if self.0.uploads.with_untracked(|uploads| uploads.contains_key(&nonce)) {
            return;
        }
        let files: Vec<Attachment> = files.into_iter().map(|file| file.attachment).collect();
        self.tell_progress(nonce, Some(Progress { sent: 0, all: files.iter().map(|file| file.bytes).sum() }));
        let state = self.clone();
        leptos::task::spawn_local(async move {
            let outcome = state.upload_all(room, nonce, &files).await;
            state.tell_progress(nonce, None);
            match outcome {
                Ok(()) => {
                    state.0.outbox.uploaded(nonce, true);
                    state.0.outbox.refuse(nonce, None);
                    state.send_next(room);
                }
                Err(NotSent::CalledOff) => {}
                Err(NotSent::Unreachable) => state.rest(room, nonce, TRY_AGAIN),
                Err(NotSent::Refused(Rejection::TooFast { retry_after_ms })) => {
                    state.rest(room, nonce, Duration::from_millis(retry_after_ms.into()));
                }
                Err(NotSent::Refused(rejection)) => state.refused_for_good(room, nonce, rejection),
            }
        });
    }

    async fn upload_all(&self, room: RoomId, nonce: Nonce, files: &[Attachment]) -> Result<(), NotSent> {
        let all = files.iter().map(|file| file.bytes).sum();
        let mut before = 0;
        for file in files {
            if blobs::held(file.id).is_none() && !self.0.outbox.fetch_file(file.id).await {
                return Err(NotSent::Refused(Rejection::NoSuchFile));
            }
            let Some(blob) = blobs::held(file.id) else { return Err(NotSent::Refused(Rejection::NoSuchFile)) };
            // It was taken back while the bytes were looked for.
            if self.0.outbox.letter(nonce).is_none() {
                return Err(NotSent::CalledOff);
            }
            let state = self.clone();
            let progress = move |sent: u64| state.tell_progress(nonce, Some(Progress { sent: (before + sent).min(all), all }));
            upload::upload(room, nonce, file, &blob, progress).await?;
            before += file.bytes;
        }
        Ok(())
    }

    /// The server does not know the files of this message any more, because they waited too long: they are sent again, once.
    pub(super) fn sends_files_again(&self, nonce: Nonce) -> bool {
        let has_files = self.0.outbox.letter(nonce).is_some_and(|letter| !letter.files.is_empty());
        let again = has_files && locked(&self.0.sent_again).insert(nonce);
        if again {
            self.0.outbox.uploaded(nonce, false);
        }
        again
    }

    /// Sends a message after this time. Until then it counts as under way: what is written meanwhile must not make it hurry.
    pub(super) fn rest(&self, room: RoomId, nonce: Nonce, time: Duration) {
        let state = self.clone();
        browser::after(time, move || {
            state.0.outbox.refuse(nonce, None);
            state.send_next(room);
        });
    }

    fn tell_progress(&self, nonce: Nonce, progress: Option<Progress>) {
        self.0.uploads.update(|uploads| {
            match progress {
                Some(progress) => uploads.insert(nonce, progress),
                None => uploads.remove(&nonce),
            };
        });
    }
}

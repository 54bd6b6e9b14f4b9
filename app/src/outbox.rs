//! What was written and is not known to be safe on the server: kept in the browser until it is, through reloads, crashes and
//! days without a network, and sent in the order it was written, one at a time in each room, by one tab.
//! It sends nothing itself; `connection` does.

mod queue;
mod doorstep;
pub mod blobs;
mod store;
mod keeping;
mod tabs;
mod turn;

use std::{
    collections::HashSet,
    future::Future,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use futures::channel::{mpsc, oneshot};
use leptos::task::spawn_local;
use protocol::{Attachment, Body, FileId, MemberId, Millis, Nonce, Pending, Rejection, RoomId, Seq};
use serde::{Deserialize, Serialize};

use self::{
    keeping::Job,
    queue::{Lies, Queue},
    turn::Turn,
};

/// One message that waits. Builds of another day read it too: what is added to it has a default.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Letter {
    /// Where to.
    pub room: RoomId,
    /// The attempt, the same for every try.
    pub nonce: Nonce,
    /// The text.
    pub body: Body,
    /// The message it answers.
    #[serde(default)]
    pub reply: Option<Seq>,
    /// The files in it; their bytes lie beside the letters.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub files: Vec<LetterFile>,
    /// When it was written, by the writer's clock.
    pub at: Millis,
}

/// A file in a letter.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LetterFile {
    /// What it is, as far as this device knows. Its id is the one it will have on the server.
    pub attachment: Attachment,
    /// The server has its bytes.
    #[serde(default)]
    pub uploaded: bool,
}

impl Letter {
    /// The ids of its files.
    pub fn file_ids(&self) -> Vec<FileId> {
        self.files.iter().map(|file| file.attachment.id).collect()
    }

    /// The row it is shown as.
    pub fn pending(&self) -> Pending {
        let attachments = self.files.iter().map(|file| file.attachment.clone()).collect();
        Pending { nonce: self.nonce, body: self.body.clone(), reply: self.reply, attachments, at: self.at, refused: None, safe: false }
    }
}

/// The place of a letter among all that the tabs of this browser ever kept.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Place(u64);

/// A letter in the database.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stored {
    /// Where.
    place: Place,
    /// What.
    letter: Letter,
    /// Why it was refused for good, if it was.
    refused: Option<Rejection>,
}

/// What an outbox tells the tab it is in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Told {
    /// A letter for this room was kept, or could not be: it is to be sent either way.
    Kept {
        /// The room.
        room: RoomId,
    },
    /// The database was read: other tabs wrote, or took back.
    Read {
        /// What they took back.
        gone: Vec<(RoomId, Nonce)>,
    },
    /// The server told another tab that it has this one.
    Acknowledged {
        /// Its room.
        room: RoomId,
        /// Its attempt.
        nonce: Nonce,
    },
    /// It is this tab's turn to send.
    MaySend,
}

/// The messages of one member that wait, in this tab and in all others.
#[derive(Debug, Clone, Default)]
pub struct Outbox(Arc<Shared>);

#[derive(Debug, Default)]
struct Shared {
    queue: Mutex<Queue>,
    turn: Mutex<Turn>,
    open: Mutex<Option<Open>>,
}

/// What there is once it is known whose outbox this is.
#[derive(Debug, Clone)]
struct Open {
    member: MemberId,
    jobs: mpsc::UnboundedSender<Job>,
    told: mpsc::UnboundedSender<Told>,
}

fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// What the lock and the channel of a member's tabs are called. An outbox is only ever one member's: somebody else who
/// signs in to this browser neither sees nor sends what is in it.
fn shared_name(member: MemberId) -> String {
    format!("maru/outbox/{member}")
}

impl Outbox {
    fn queue(&self) -> MutexGuard<'_, Queue> {
        locked(&self.0.queue)
    }

    fn turn(&self) -> MutexGuard<'_, Turn> {
        locked(&self.0.turn)
    }

    fn member(&self) -> Option<MemberId> {
        locked(&self.0.open).as_ref().map(|open| open.member)
    }

    fn ask(&self, job: Job) {
        if let Some(open) = &*locked(&self.0.open) {
            let _ = open.jobs.unbounded_send(job);
        }
    }

    fn tell(&self, told: Told) {
        if let Some(open) = &*locked(&self.0.open) {
            let _ = open.told.unbounded_send(told);
        }
    }

    /// Begins for a member, with what earlier visits and other tabs left; says what happens to it from now on.
    pub fn open(&self, member: MemberId) -> mpsc::UnboundedReceiver<Told> {
        let ((jobs, to_do), (told, hear)) = (mpsc::unbounded(), mpsc::unbounded());
        *locked(&self.0.open) = Some(Open { member, jobs, told });
        self.ask(Job::Read);
        self.ask(Job::SweepFiles);
        for letter in doorstep::letters(member) {
            if self.queue().add(letter.clone(), true) {
                self.ask(Job::Keep(letter, oneshot::channel().0));
            }
        }
        spawn_local(keeping::keep(self.clone(), member, to_do));
        hear
    }

    /// Takes a message in, and says whether a closed page would not lose it: at once where the doorstep works, otherwise
    /// when the database has answered. It is sent even if not, but then only by this tab and as long as it lives.
    pub fn add(&self, letter: Letter) -> impl Future<Output = bool> + use<> {
        let at_door = self.member().is_some_and(|member| doorstep::put(member, &letter));
        let (answer, stored) = oneshot::channel();
        let mut queue = self.queue();
        let behind_unstored = queue.has_unstored();
        queue.add(letter.clone(), at_door);
        if behind_unstored {
            queue.lies(letter.nonce, Lies::Here);
        } else {
            self.ask(Job::Keep(letter, answer));
        }
        async move { at_door || stored.await.unwrap_or(false) }
    }

    /// Puts the bytes of a file, which are held, into the database; says whether they are there.
    pub fn keep_file(&self, id: FileId) -> impl Future<Output = bool> + use<> {
        blobs::kept(id, false);
        let (answer, kept) = oneshot::channel();
        self.ask(Job::KeepFile(id, answer));
        async move { kept.await.unwrap_or(false) }
    }

    /// Gets the bytes of a file from the database, to be held; says whether they are.
    pub fn fetch_file(&self, id: FileId) -> impl Future<Output = bool> + use<> {
        let (answer, held) = oneshot::channel();
        self.ask(Job::FetchFile(id, answer));
        async move { held.await.unwrap_or(false) }
    }

    /// Nobody needs the bytes of these files any more.
    pub fn forget_files(&self, ids: Vec<FileId>) {
        if !ids.is_empty() {
            ids.iter().for_each(|id| blobs::kept(*id, true));
            self.ask(Job::ForgetFiles(ids));
        }
    }

    /// The server has the bytes of these files of a letter, or (`false`) lost them again.
    pub fn uploaded(&self, nonce: Nonce, uploaded: bool) {
        let changed = self.queue().uploaded(nonce, uploaded);
        if let Some(stored) = changed {
            self.ask(Job::Change(stored));
        }
    }

    /// A letter that waits.
    pub fn letter(&self, nonce: Nonce) -> Option<Letter> {
        self.queue().letter(nonce)
    }

    /// The server has it: this tab heard so.
    pub fn acknowledged(&self, room: RoomId, nonce: Nonce) {
        let files = self.letter(nonce).map(|letter| letter.file_ids()).unwrap_or_default();
        let lay = self.queue().settle(nonce);
        if lay.is_some() {
            // Before it leaves the database, so that nobody takes it for taken back.
            self.ask(Job::Acknowledged(room, nonce));
        }
        self.clear(nonce, lay);
        self.forget_files(files);
    }

    /// Its author does not want it any more.
    pub fn remove(&self, nonce: Nonce) {
        let files = self.letter(nonce).map(|letter| letter.file_ids()).unwrap_or_default();
        let lay = self.queue().settle(nonce);
        self.clear(nonce, lay);
        files.iter().for_each(|id| blobs::drop_file(*id));
        self.forget_files(files);
    }

    fn clear(&self, nonce: Nonce, lay: Option<Lies>) {
        if let Some(Lies::Stored(place)) = lay {
            self.ask(Job::Delete(place));
        }
        if let (Some(_), Some(member)) = (lay, self.member()) {
            doorstep::clear(member, nonce);
        }
    }

    /// The server refused it for good, or (`None`) it is to be tried again.
    pub fn refuse(&self, nonce: Nonce, refused: Option<Rejection>) {
        let changed = self.queue().refuse(nonce, refused);
        if let Some(stored) = changed {
            self.ask(Job::Change(stored));
        }
    }

    /// The line broke: nothing is under way any more, and it is another tab's turn.
    pub fn line_lost(&self) {
        self.queue().line_lost();
        self.turn().let_go();
    }

    /// The line is the same, but answers may be missing: nothing is under way any more.
    pub fn answers_lost(&self) {
        self.queue().line_lost();
    }

    /// What waits for this room, oldest first, as it is shown.
    pub fn pending(&self, room: RoomId) -> Vec<Pending> {
        self.queue().pending(room)
    }

    /// The rooms for which something waits.
    pub fn rooms(&self) -> HashSet<RoomId> {
        self.queue().rooms()
    }

    /// It is this tab's turn to do what one tab does for all.
    pub fn has_turn(&self) -> bool {
        self.turn().is_mine()
    }

    /// Something would be lost if the page were closed now.
    pub fn would_lose(&self) -> bool {
        self.queue().would_lose() || blobs::would_lose()
    }

    /// The next message that this tab sends to this room, marked as under way; none while one is.
    pub fn next(&self, room: RoomId) -> Option<Letter> {
        let mine = self.turn().is_mine();
        self.queue().next(room, mine)
    }
}

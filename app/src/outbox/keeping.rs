//! The one task of a tab that reads and writes the database, one thing after the other: so letters get their places in the
//! order in which they were written.
//! What is sent, and when, is not decided here.

use futures::{
    StreamExt,
    channel::{mpsc, oneshot},
};
use protocol::{FileId, MemberId, Nonce, RoomId};

use super::{
    Letter, Outbox, Place, Stored, Told, blobs, doorstep,
    queue::{Lies, Read},
    store::{NotKept, Store},
    tabs::{Note, Tabs},
};

/// What is to be done to the database.
#[derive(Debug)]
pub enum Job {
    /// Look what is in it.
    Read,
    /// Keep a letter, and say whether it is safe from a closed page now.
    Keep(Letter, oneshot::Sender<bool>),
    /// Write down what became of one.
    Change(Stored),
    /// Forget one, because the server has it or because its author took it back.
    Delete(Place),
    /// Tell the other tabs that the server has one.
    Acknowledged(RoomId, Nonce),
    /// Another tab said something.
    Heard(Note),
    /// Keep the bytes of a file, which are held, and say whether they are kept.
    KeepFile(FileId, oneshot::Sender<bool>),
    /// Hold the bytes of a file, and say whether they are.
    FetchFile(FileId, oneshot::Sender<bool>),
    /// Forget the bytes of these files.
    ForgetFiles(Vec<FileId>),
    /// Forget the bytes of files that were picked long ago and are in no letter.
    SweepFiles,
}

/// Does the jobs of one tab for as long as it lives.
pub async fn keep(outbox: Outbox, member: MemberId, mut jobs: mpsc::UnboundedReceiver<Job>) {
    let heard = outbox.clone();
    let tabs = Tabs::of(&super::shared_name(member), move |note| heard.ask(Job::Heard(note)));
    let mut shelf = Shelf { member, store: None };
    while let Some(job) = jobs.next().await {
        match job {
            Job::Read | Job::Heard(Note::Changed) => shelf.read(&outbox).await,
            Job::Keep(letter, kept) => {
                let (room, nonce) = (letter.room, letter.nonce);
                let place = shelf.add(letter).await;
                let lies = place.map_or(Lies::Here, Lies::Stored);
                let wanted = outbox.queue().lies(nonce, lies);
                match place {
                    Ok(place) if !wanted => drop(shelf.delete(place).await),
                    Ok(_) => {
                        let refused = outbox.queue().refused_meanwhile(nonce);
                        if let Some(stored) = refused {
                            let _ = shelf.change(&stored).await;
                        }
                        tabs.tell(Note::Changed);
                    }
                    Err(NotKept) => {}
                }
                let _ = kept.send(place.is_ok());
                outbox.tell(Told::Kept { room });
            }
            Job::Change(stored) => {
                if shelf.change(&stored).await.is_ok() {
                    tabs.tell(Note::Changed);
                    // What was read between the decision and now has undone it here.
                    shelf.read(&outbox).await;
                }
            }
            Job::Delete(place) => {
                if shelf.delete(place).await.is_ok() {
                    tabs.tell(Note::Changed);
                }
            }
            Job::Acknowledged(room, nonce) => tabs.tell(Note::Acknowledged { room, nonce }),
            Job::Heard(Note::Acknowledged { room, nonce }) => {
                outbox.queue().settle(nonce);
                outbox.tell(Told::Acknowledged { room, nonce });
            }
            Job::KeepFile(id, kept) => {
                let done = shelf.keep_file(id).await.is_ok();
                if done {
                    blobs::kept(id, true);
                }
                let _ = kept.send(done);
            }
            Job::FetchFile(id, held) => {
                let _ = held.send(shelf.fetch_file(id).await);
            }
            Job::ForgetFiles(ids) => shelf.forget_files(&ids).await,
            Job::SweepFiles => shelf.sweep_files().await,
        }
    }
}

/// The database while it works; opened when it is needed, and once more when it broke.
struct Shelf {
    member: MemberId,
    store: Option<Store>,
}

impl Shelf {
    async fn store(&mut self) -> Result<&Store, NotKept> {
        let store = match self.store.take() {
            Some(store) => store,
            None => Store::open(self.member).await?,
        };
        Ok(self.store.insert(store))
    }

    /// Keeps a letter that lies on the doorstep, or nowhere, and clears the doorstep of it.
    async fn add(&mut self, letter: Letter) -> Result<Place, NotKept> {
        let mut place = self.add_once(&letter).await;
        if place.is_err() && self.store.take().is_some() {
            place = self.add_once(&letter).await;
        }
        if place.is_ok() {
            doorstep::clear(self.member, letter.nonce);
        }
        place
    }

    async fn add_once(&mut self, letter: &Letter) -> Result<Place, NotKept> {
        let store = self.store().await?;
        if let Ok(place) = store.add(letter).await {
            return Ok(place);
        }
        // Another tab found it on the doorstep and was faster, or it was kept and we were not told.
        let all = store.all().await?;
        all.into_iter().find(|stored| stored.letter.nonce == letter.nonce).map(|stored| stored.place).ok_or(NotKept)
    }

    async fn read(&mut self, outbox: &Outbox) {
        let stored = match self.store().await {
            Ok(store) => store.all().await,
            Err(NotKept) => Err(NotKept),
        };
        let read = match stored {
            Ok(stored) => outbox.queue().read(stored),
            // What this tab has waits all the same.
            Err(NotKept) => {
                self.store = None;
                Read::default()
            }
        };
        for place in read.stale {
            let _ = self.delete(place).await;
        }
        outbox.tell(Told::Read { gone: read.gone });
    }

    async fn change(&mut self, stored: &Stored) -> Result<(), NotKept> {
        self.store().await?.change(stored).await
    }

    async fn keep_file(&mut self, id: FileId) -> Result<(), NotKept> {
        let blob = blobs::held(id).ok_or(NotKept)?;
        self.store().await?.add_file(id, &blob).await
    }

    async fn fetch_file(&mut self, id: FileId) -> bool {
        if blobs::held(id).is_some() {
            return true;
        }
        let Ok(store) = self.store().await else { return false };
        let Ok(Some(blob)) = store.file(id).await else { return false };
        blobs::hold(id, blob);
        true
    }

    async fn forget_files(&mut self, ids: &[FileId]) {
        if let Ok(store) = self.store().await {
            // What stays behind is swept out another day.
            let _ = store.delete_files(ids).await;
        }
    }

    async fn sweep_files(&mut self) {
        let Ok(store) = self.store().await else { return };
        let (Ok(letters), Ok(mut old)) = (store.all().await, store.old_files().await) else { return };
        old.retain(|id| !letters.iter().any(|stored| stored.letter.file_ids().contains(id)));
        let _ = store.delete_files(&old).await;
    }

    async fn delete(&mut self, place: Place) -> Result<(), NotKept> {
        let deleted = self.store().await?.delete(place).await;
        if deleted.is_err() {
            // What stays behind is sent again one day, and answered as the first time.
            self.store = None;
        }
        deleted
    }
}

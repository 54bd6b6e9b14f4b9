//! The one task of a tab that reads and writes the database, one thing after the other: so letters get their places in the
//! order in which they were written.
//! What is sent, and when, is not decided here.

use futures::{
    StreamExt,
    channel::{mpsc, oneshot},
};
use protocol::{MemberId, Nonce, RoomId};

use super::{
    Letter, Outbox, Place, Stored, Told, doorstep,
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
                    Ok(_) => tabs.tell(Note::Changed),
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

    async fn delete(&mut self, place: Place) -> Result<(), NotKept> {
        let deleted = self.store().await?.delete(place).await;
        if deleted.is_err() {
            // What stays behind is sent again one day, and answered as the first time.
            self.store = None;
        }
        deleted
    }
}

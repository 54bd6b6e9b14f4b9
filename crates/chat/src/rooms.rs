//! The rooms that are awake: finds a room's task, starts it when somebody needs it, and lets it rest when nobody does.
//! It asks rooms nothing; the hub does.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
};

use protocol::{Rejection, RoomId};
use tokio::sync::mpsc;

use crate::{
    hub::unavailable,
    room::{Request, Room, Surroundings},
};

/// Requests that may wait for one room.
const MAILBOX: usize = 1_024;

type Awake = HashMap<RoomId, mpsc::Sender<Request>>;

/// The rooms whose tasks run; `None` after the end, when no room may be started any more. A room is here from before it is
/// loaded until it takes no more requests, so it never has two tasks, and nobody waits for the loading of another room.
#[derive(Clone)]
pub(crate) struct Rooms(Arc<Mutex<Option<Awake>>>);

impl Default for Rooms {
    fn default() -> Self {
        Self(Arc::new(Mutex::new(Some(Awake::new()))))
    }
}

impl Rooms {
    fn locked<R>(&self, act: impl FnOnce(&mut Option<Awake>) -> R) -> R {
        act(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// The way to a room's task, which is started if it does not run. Whether there is such a room, the task says.
    ///
    /// # Errors
    /// [`Rejection::Unavailable`] after the end.
    pub(crate) fn wake(&self, id: RoomId, around: &Surroundings) -> Result<mpsc::Sender<Request>, Rejection> {
        self.locked(|rooms| {
            let rooms = rooms.as_mut().ok_or(Rejection::Unavailable)?;
            if let Some(sender) = rooms.get(&id).filter(|sender| !sender.is_closed()) {
                return Ok(sender.clone());
            }
            let (sender, requests) = mpsc::channel(MAILBOX);
            rooms.insert(id, sender.clone());
            tokio::spawn(live(around.clone(), id, requests, self.clone()));
            Ok(sender)
        })
    }

    /// The way to a room's task, if it runs.
    pub(crate) fn awake(&self, id: RoomId) -> Option<mpsc::Sender<Request>> {
        self.locked(|rooms| rooms.as_ref()?.get(&id).cloned())
    }

    /// The ways to all rooms whose tasks run.
    pub(crate) fn all_awake(&self) -> Vec<mpsc::Sender<Request>> {
        self.locked(|rooms| rooms.iter().flat_map(|rooms| rooms.values().cloned()).collect())
    }

    /// Lets go of all rooms; none is started any more.
    pub(crate) fn end(&self) -> Vec<mpsc::Sender<Request>> {
        self.locked(Option::take).into_iter().flat_map(Awake::into_values).collect()
    }

    /// Takes a room out, after which its task is asked no more, unless there is `still` something that it was asked. Closed
    /// under the lock: whoever still has a sender is refused and looks here again.
    fn retire(&self, id: RoomId, requests: &mut mpsc::Receiver<Request>, still: impl FnOnce(&mpsc::Receiver<Request>) -> bool) -> bool {
        self.locked(|rooms| {
            let over = !still(requests);
            if over {
                requests.close();
                rooms.as_mut().map(|rooms| rooms.remove(&id));
            }
            over
        })
    }
}

/// The life of a room's task: loads the room and works until nobody wants anything of it.
async fn live(around: Surroundings, id: RoomId, mut requests: mpsc::Receiver<Request>, rooms: Rooms) {
    let rejection = match Room::load(around, id).await {
        Ok(Some(mut room)) => loop {
            room.run(&mut requests).await;
            if rooms.retire(id, &mut requests, |requests| !requests.is_empty()) {
                return;
            }
        },
        Ok(None) => Rejection::NoSuchRoom,
        Err(error) => unavailable("load a room", &error),
    };
    rooms.retire(id, &mut requests, |_| false);
    while let Some(request) = requests.recv().await {
        request.refuse(id, &rejection);
    }
}

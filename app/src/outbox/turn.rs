//! Whose turn it is to send: one tab of a member at a time, by a lock that the browser takes away from a tab that is closed
//! or crashes. Without such locks (an address that is not https) every tab sends, and the nonces make one message of it.
//! What is sent is not decided here.

use futures::channel::oneshot;
use js_sys::{Function, Object, Promise, Reflect};
use leptos::{prelude::window, task::spawn_local};
use protocol::MemberId;
use wasm_bindgen::{JsCast, JsValue, closure::Closure};
use wasm_bindgen_futures::{JsFuture, future_to_promise};

use super::{Outbox, Told, shared_name};

/// How it stands with this tab.
#[derive(Debug, Default)]
pub struct Turn {
    /// This tab has a line to send over.
    wanted: bool,
    /// It stands in the queue for the lock.
    queued: bool,
    /// It is taking the lock away from another tab.
    taking: bool,
    /// It has the lock; dropping this lets go of it.
    held: Option<oneshot::Sender<()>>,
    /// This browser has no locks.
    free: bool,
}

impl Turn {
    /// This tab sends.
    pub const fn is_mine(&self) -> bool {
        self.free || self.held.is_some()
    }

    /// There is no line: another tab may have one.
    pub fn let_go(&mut self) {
        self.wanted = false;
        self.held = None;
    }
}

impl Outbox {
    /// There is a line: asks for the turn to send. A page that somebody looks at takes it; others wait for theirs, because
    /// the tab that has it may be asleep in the background, as on phones.
    pub fn take_turn(&self, looked_at: bool) {
        let Some(member) = self.member() else { return };
        {
            let mut turn = self.turn();
            turn.wanted = true;
            if turn.is_mine() {
                return;
            }
            let asked = if looked_at { &mut turn.taking } else { &mut turn.queued };
            if std::mem::replace(asked, true) {
                return;
            }
        }
        spawn_local(ask(self.clone(), member, looked_at));
    }
}

/// Asks for the lock and waits until it was let go or taken away.
async fn ask(outbox: Outbox, member: MemberId, taking: bool) {
    let (let_go, over) = oneshot::channel::<()>();
    let granted = {
        let outbox = outbox.clone();
        // Called with the lock; the lock is held until the promise is kept.
        Closure::once(move |_: JsValue| -> Promise {
            let mut turn = outbox.turn();
            turn.held = turn.wanted.then_some(let_go);
            drop(turn);
            outbox.tell(Told::MaySend);
            future_to_promise(async move {
                let _ = over.await;
                Ok(JsValue::UNDEFINED)
            })
        })
    };
    let lock = request(&shared_name(member), taking, granted.as_ref().unchecked_ref());
    let Ok(lock) = lock else {
        outbox.turn().free = true;
        return outbox.tell(Told::MaySend);
    };
    let taken_away = JsFuture::from(lock).await.is_err();
    let again = {
        let mut turn = outbox.turn();
        *(if taking { &mut turn.taking } else { &mut turn.queued }) = false;
        if taken_away {
            turn.held = None;
        }
        turn.wanted && turn.held.is_none()
    };
    if again {
        outbox.take_turn(false);
    }
}

/// `navigator.locks.request(name, { steal }, granted)`. Looked up by name, because `web-sys` calls it unstable.
fn request(name: &str, steal: bool, granted: &Function) -> Result<Promise, JsValue> {
    let locks = Reflect::get(&window().navigator(), &"locks".into())?;
    let request: Function = Reflect::get(&locks, &"request".into())?.dyn_into()?;
    let options = Object::new();
    Reflect::set(&options, &"steal".into(), &JsValue::from_bool(steal))?;
    request.call3(&locks, &JsValue::from_str(name), &options, granted)?.dyn_into()
}

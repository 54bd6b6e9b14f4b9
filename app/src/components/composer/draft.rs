//! What somebody began to write, and which message it answers: kept at every key, for each member and room by itself, until it
//! is sent or they sign out.
//! What was sent is the outbox's.

use protocol::{MemberId, RoomId, Seq};

use crate::browser;

fn prefix(member: MemberId) -> String {
    format!("maru/draft/{member}/")
}

fn key(member: MemberId, room: RoomId) -> String {
    format!("{}{room}", prefix(member))
}

fn reply_key(member: MemberId, room: RoomId) -> String {
    format!("{}/reply", key(member, room))
}

/// Where builds before this one kept it, for whoever was there.
fn old_key(room: RoomId) -> String {
    format!("maru/draft/{room}")
}

/// Keeps a text.
pub fn keep(member: Option<MemberId>, room: RoomId, text: &str) {
    match member {
        Some(member) if !text.is_empty() => drop(browser::keep(&key(member, room), text)),
        member => forget(member, room),
    }
}

/// What was begun; nothing if nothing was.
pub fn kept(member: MemberId, room: RoomId) -> String {
    if let Some(text) = browser::kept(&old_key(room)) {
        browser::forget(&old_key(room));
        keep(Some(member), room, &text);
    }
    browser::kept(&key(member, room)).unwrap_or_default()
}

/// Keeps which message it answers, or that it answers none.
pub fn keep_reply(member: MemberId, room: RoomId, of: Option<Seq>) {
    let key = reply_key(member, room);
    match of {
        Some(of) => drop(browser::keep(&key, &of.to_string())),
        None => browser::forget(&key),
    }
}

/// Which message it answers, if it answers one.
pub fn reply(member: MemberId, room: RoomId) -> Option<Seq> {
    browser::kept(&reply_key(member, room))?.parse().ok().map(Seq)
}

/// It was sent.
pub fn forget(member: Option<MemberId>, room: RoomId) {
    if let Some(member) = member {
        browser::forget(&key(member, room));
    }
}

/// Somebody signs out: nobody who comes after them finds what they began to write. What they sent, and the server does not
/// have yet, stays in their outbox, and is sent when they come back: a message is never lost.
pub fn forget_all(member: MemberId) {
    for key in browser::kept_keys(&prefix(member)) {
        browser::forget(&key);
    }
}

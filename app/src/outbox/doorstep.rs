//! Where a letter lies from the key press until the database has it: the one storage a page can write to before it goes on,
//! so that whoever presses Enter and closes the page in the same breath loses nothing. It is also where builds before the
//! database kept all letters, which are found and taken in by the same way.
//! It is small and shared by nobody: what lies here for long lies here because the database does not work.

use protocol::{MemberId, Nonce};

use super::Letter;
use crate::{browser, json};

fn prefix(member: MemberId) -> String {
    format!("maru/outbox/{member}/")
}

fn key(member: MemberId, nonce: Nonce) -> String {
    format!("{}{nonce}", prefix(member))
}

/// Puts a letter down; false when the browser refused.
pub fn put(member: MemberId, letter: &Letter) -> bool {
    serde_json::to_string(letter).is_ok_and(|text| browser::keep(&key(member, letter.nonce), &text))
}

/// The letter is elsewhere, or not needed any more.
pub fn clear(member: MemberId, nonce: Nonce) {
    browser::forget(&key(member, nonce));
}

/// What lies here, oldest first.
pub fn letters(member: MemberId) -> Vec<Letter> {
    let read = |key: String| json::read(&browser::kept(&key)?).ok();
    let letters = browser::kept_keys(&prefix(member)).into_iter().filter_map(read).map(|letter: Letter| (letter.at, letter));
    text::best(letters, usize::MAX)
}

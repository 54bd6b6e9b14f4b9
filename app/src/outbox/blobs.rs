//! The bytes of files that this tab holds, by the ids of the files: what was just picked, and what the database gave back.
//! They are the browser's own handles, which cannot leave this thread; so everybody asks here.

use std::{
    cell::RefCell,
    collections::{HashMap, HashSet},
};

use protocol::FileId;
use web_sys::{Blob, Url};

thread_local! {
    static HELD: RefCell<HashMap<FileId, Held>> = RefCell::default();
    /// Held here and, so far, nowhere else: a closed page would lose them.
    static UNKEPT: RefCell<HashSet<FileId>> = RefCell::default();
}

struct Held {
    blob: Blob,
    url: Option<String>,
}

/// Holds the bytes of a file, and says under which address this page can show them.
pub fn hold(id: FileId, blob: Blob) -> Option<String> {
    HELD.with_borrow_mut(|held| {
        let held = held.entry(id).or_insert_with(|| Held { url: Url::create_object_url_with_blob(&blob).ok(), blob });
        held.url.clone()
    })
}

/// The bytes of a file, if they are held.
pub fn held(id: FileId) -> Option<Blob> {
    HELD.with_borrow(|held| held.get(&id).map(|held| held.blob.clone()))
}

/// Nobody wants them any more: their address shows nothing from now on.
pub fn drop_file(id: FileId) {
    HELD.with_borrow_mut(|held| {
        if let Some(Held { url: Some(url), .. }) = held.remove(&id) {
            let _ = Url::revoke_object_url(&url);
        }
    });
    kept(id, true);
}

/// They are in the database too, or they are not.
pub fn kept(id: FileId, kept: bool) {
    UNKEPT.with_borrow_mut(|unkept| if kept { unkept.remove(&id) } else { unkept.insert(id) });
}

/// Some would be lost if the page were closed now.
pub fn would_lose() -> bool {
    UNKEPT.with_borrow(|unkept| !unkept.is_empty())
}

//! The browser's database with the letters in it: one for the site, with the letters of every member who signed in here.
//! Straight on `web-sys`, because all it needs is a few requests; it knows nothing of queues and tabs.

use std::{future::Future, time::Duration};

use futures::{
    future::{Either, select},
    pin_mut,
};
use js_sys::{Array, Function, JSON, Object, Promise, Reflect};
use leptos::prelude::window;
use protocol::{FileId, MemberId, Nonce, Rejection};
use serde::{Deserialize, Serialize};
use wasm_bindgen::{JsCast, JsValue, closure::Closure};
use wasm_bindgen_futures::JsFuture;
use web_sys::{
    Blob, IdbDatabase, IdbIndexParameters, IdbObjectStore, IdbObjectStoreParameters, IdbOpenDbRequest, IdbRequest, IdbTransaction,
};

use super::{Letter, Place, Stored};
use crate::{browser, json};

const DATABASE: &str = "maru";
/// Counts up when what is in the database changes its shape.
const SHAPE: u32 = 2;
const LETTERS: &str = "letters";
const FILES: &str = "files";
/// Files that are in no letter are forgotten after this long, in milliseconds: somebody may still be writing.
const OLD_MS: i64 = 24 * 3_600_000;
const OF_MEMBER: &str = "member";
const OF_NONCE: &str = "nonce";

/// A browser that has not answered by then has lost its database (Safari does, after a long sleep).
const PATIENCE: Duration = Duration::from_secs(4);

/// The browser keeps nothing, no more, or not this: private mode, a full disk, a database that broke.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NotKept;

impl From<JsValue> for NotKept {
    fn from(_: JsValue) -> Self {
        Self
    }
}

/// What lies in the database.
#[derive(Debug, Serialize, Deserialize)]
struct Record {
    /// Given by the database, counting up: the order of all tabs.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    place: Option<u64>,
    member: MemberId,
    nonce: Nonce,
    letter: Letter,
    /// A rejection as JSON; one that this build does not know is as good as none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    refused: Option<String>,
}

/// The open database, as far as it belongs to one member.
#[derive(Debug)]
pub struct Store {
    database: IdbDatabase,
    member: MemberId,
}

impl Store {
    /// Opens it, and makes it first if this browser has none.
    pub async fn open(member: MemberId) -> Result<Self, NotKept> {
        let request = window().indexed_db()?.ok_or(NotKept)?.open_with_u32(DATABASE, SHAPE)?;
        // A browser that is slow may still call it when nobody waits any more.
        let (opening, made) = (request.clone(), Closure::once_into_js(move |_: JsValue| drop(make(&request))));
        opening.set_onupgradeneeded(Some(made.unchecked_ref()));
        let database: IdbDatabase = in_time(answer(&opening)).await?.unchecked_into();
        // A newer build in another tab wants another shape: an open database would keep it waiting.
        let closing = database.clone();
        let close = Closure::once_into_js(move |_: JsValue| closing.close());
        database.set_onversionchange(Some(close.unchecked_ref()));
        Ok(Self { database, member })
    }

    /// Keeps a letter; when this returns, it is on disk.
    pub async fn add(&self, letter: &Letter) -> Result<Place, NotKept> {
        let (transaction, letters) = self.write()?;
        let request = letters.add(&self.record(None, letter, None)?)?;
        in_time(done(&transaction)).await?;
        request.result()?.as_f64().map(|place| Place(place as u64)).ok_or(NotKept)
    }

    /// Writes down that a letter was refused, or no longer is.
    pub async fn change(&self, Stored { place, letter, refused }: &Stored) -> Result<(), NotKept> {
        let (transaction, letters) = self.write()?;
        // Not one that another tab has deleted meanwhile.
        let there = in_time(answer(&letters.get(&place.key())?)).await?;
        if !there.is_undefined() {
            letters.put(&self.record(Some(*place), letter, refused.as_ref())?)?;
        }
        in_time(done(&transaction)).await
    }

    /// Forgets the letter at this place.
    pub async fn delete(&self, place: Place) -> Result<(), NotKept> {
        let (transaction, letters) = self.write()?;
        letters.delete(&place.key())?;
        in_time(done(&transaction)).await
    }

    /// Everything of this member, oldest first. What a newer build wrote and this one cannot read is left alone.
    pub async fn all(&self) -> Result<Vec<Stored>, NotKept> {
        let letters = self.database.transaction_with_str(LETTERS)?.object_store(LETTERS)?;
        let request = letters.index(OF_MEMBER)?.get_all_with_key(&JsValue::from_str(&self.member.to_string()))?;
        let records: Array = in_time(answer(&request)).await?.unchecked_into();
        let read = |record: JsValue| {
            let text = String::from(JSON::stringify(&record).ok()?);
            let Record { place, letter, refused, .. } = json::read(&text).ok()?;
            let refused = refused.and_then(|refused| json::read(&refused).ok());
            Some(Stored { place: Place(place?), letter, refused })
        };
        Ok(records.iter().filter_map(read).collect())
    }

    /// Keeps the bytes of a file; when this returns, they are on disk.
    pub async fn add_file(&self, id: FileId, blob: &Blob) -> Result<(), NotKept> {
        let (transaction, files) = self.write_to(FILES)?;
        let record = Object::new();
        let member = JsValue::from_str(&self.member.to_string());
        let at = JsValue::from_f64(browser::now().0 as f64);
        for (name, value) in [("id", &file_key(id)), ("member", &member), ("at", &at), ("blob", blob.as_ref())] {
            Reflect::set(&record, &name.into(), value)?;
        }
        files.put(&record)?;
        in_time(done(&transaction)).await
    }

    /// The bytes of a file, if they are here.
    pub async fn file(&self, id: FileId) -> Result<Option<Blob>, NotKept> {
        let files = self.database.transaction_with_str(FILES)?.object_store(FILES)?;
        let record = in_time(answer(&files.get(&file_key(id))?)).await?;
        Ok(Reflect::get(&record, &"blob".into()).ok().and_then(|blob| blob.dyn_into().ok()))
    }

    /// Forgets the bytes of these files.
    pub async fn delete_files(&self, ids: &[FileId]) -> Result<(), NotKept> {
        let (transaction, files) = self.write_to(FILES)?;
        for id in ids {
            files.delete(&file_key(*id))?;
        }
        in_time(done(&transaction)).await
    }

    /// The files of this member that came here long ago.
    pub async fn old_files(&self) -> Result<Vec<FileId>, NotKept> {
        let files = self.database.transaction_with_str(FILES)?.object_store(FILES)?;
        let records: Array = in_time(answer(&files.get_all()?)).await?.unchecked_into();
        let before = (browser::now().0 - OLD_MS) as f64;
        let text = |record: &JsValue, name: &str| Reflect::get(record, &name.into()).ok().and_then(|value| value.as_string());
        let old = |record: JsValue| {
            let at = Reflect::get(&record, &"at".into()).ok()?.as_f64()?;
            let mine = text(&record, "member")? == self.member.to_string();
            (mine && at < before).then(|| text(&record, "id")?.parse().ok()).flatten()
        };
        Ok(records.iter().filter_map(old).collect())
    }

    /// `transaction("letters", "readwrite", { durability: "strict" })`: without the last, browsers say "done" before the disk
    /// has it. Looked up by name, because `web-sys` calls that unstable.
    fn write(&self) -> Result<(IdbTransaction, IdbObjectStore), NotKept> {
        self.write_to(LETTERS)
    }

    fn write_to(&self, name: &str) -> Result<(IdbTransaction, IdbObjectStore), NotKept> {
        let options = Object::new();
        Reflect::set(&options, &"durability".into(), &"strict".into())?;
        let begin: Function = Reflect::get(&self.database, &"transaction".into())?.unchecked_into();
        let transaction: IdbTransaction = begin.call3(&self.database, &name.into(), &"readwrite".into(), &options)?.unchecked_into();
        let store = transaction.object_store(name)?;
        Ok((transaction, store))
    }

    fn record(&self, place: Option<Place>, letter: &Letter, refused: Option<&Rejection>) -> Result<JsValue, NotKept> {
        let record = Record {
            place: place.map(|Place(place)| place),
            member: self.member,
            nonce: letter.nonce,
            letter: letter.clone(),
            refused: refused.and_then(|refused| serde_json::to_string(refused).ok()),
        };
        let text = serde_json::to_string(&record).map_err(|_| NotKept)?;
        Ok(JSON::parse(&text)?)
    }
}

impl Drop for Store {
    fn drop(&mut self) {
        self.database.close();
    }
}

fn file_key(id: FileId) -> JsValue {
    JsValue::from_str(&id.to_string())
}

impl Place {
    fn key(self) -> JsValue {
        JsValue::from_f64(self.0 as f64)
    }
}

/// Makes what the database does not have yet.
fn make(request: &IdbOpenDbRequest) -> Result<(), JsValue> {
    let database: IdbDatabase = request.result()?.unchecked_into();
    let names = database.object_store_names();
    if !names.contains(FILES) {
        let keys = IdbObjectStoreParameters::new();
        keys.set_key_path(&JsValue::from_str("id"));
        database.create_object_store_with_optional_parameters(FILES, &keys)?;
    }
    if names.contains(LETTERS) {
        return Ok(());
    }
    let keys = IdbObjectStoreParameters::new();
    keys.set_auto_increment(true);
    keys.set_key_path(&JsValue::from_str("place"));
    let letters = database.create_object_store_with_optional_parameters(LETTERS, &keys)?;
    letters.create_index_with_str(OF_MEMBER, "member")?;
    // A letter that two tabs find on the doorstep is kept once.
    let once = IdbIndexParameters::new();
    once.set_unique(true);
    letters.create_index_with_str_and_optional_parameters(OF_NONCE, "nonce", &once)?;
    Ok(())
}

/// What a request was answered with.
async fn answer(request: &IdbRequest) -> Result<JsValue, NotKept> {
    let answered = Promise::new(&mut |resolve, reject| {
        request.set_onsuccess(Some(resolve.unchecked_ref()));
        request.set_onerror(Some(reject.unchecked_ref()));
    });
    JsFuture::from(answered).await?;
    Ok(request.result()?)
}

/// Waits until a transaction is on disk.
async fn done(transaction: &IdbTransaction) -> Result<(), NotKept> {
    let done = Promise::new(&mut |resolve, reject| {
        transaction.set_oncomplete(Some(resolve.unchecked_ref()));
        transaction.set_onabort(Some(reject.unchecked_ref()));
    });
    JsFuture::from(done).await?;
    Ok(())
}

async fn in_time<T>(work: impl Future<Output = Result<T, NotKept>>) -> Result<T, NotKept> {
    let late = browser::sleep(PATIENCE);
    pin_mut!(work, late);
    match select(work, late).await {
        Either::Left((result, _)) => result,
        Either::Right(_) => Err(NotKept),
    }
}

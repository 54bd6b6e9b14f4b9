//! What was found behind links: `lookup:<SHA-256 of the link>`. Which messages have which pictures stands in `append`.
//! Nobody is asked here.

use async_trait::async_trait;
use chat::{BlobId, FileError, Lookup, Lookups};
use protocol::{LinkPreview, Millis};
use sha2::{Digest, Sha256};
use surrealdb::types::{RecordId, SurrealValue, object};

use crate::{
    Store,
    database::{Database, Failure},
    files::unavailable,
    rows::{field, record},
};

/// What was found.
#[derive(Debug, SurrealValue)]
struct LookupRow {
    link: String,
    found: Option<String>,
    blob: Option<String>,
    expires: i64,
}

const TABLE: &str = "lookup";

impl LookupRow {
    fn new(lookup: &Lookup) -> Result<Self, Failure> {
        let json = |found: &LinkPreview| field(TABLE, "found", serde_json::to_string(found).ok());
        Ok(Self {
            link: lookup.link.clone(),
            found: lookup.found.as_ref().map(json).transpose()?,
            blob: lookup.blob().map(|blob| blob.to_string()),
            expires: lookup.expires.0,
        })
    }

    fn into_lookup(self) -> Result<Lookup, Failure> {
        let found = self.found.map(|json| field(TABLE, "found", serde_json::from_str(&json).ok())).transpose()?;
        Ok(Lookup { link: self.link, found, expires: Millis(self.expires) })
    }
}

/// Links may be longer than keys should be.
fn id(link: &str) -> RecordId {
    let digest: [u8; 32] = Sha256::digest(link).into();
    record(TABLE, BlobId::from(digest))
}

async fn lookup(database: &Database, link: &str, now: Millis) -> Result<Option<Lookup>, Failure> {
    let read = "SELECT link, found, blob, expires FROM ONLY $id";
    let row: Option<LookupRow> = database.ask(read, object! { id: id(link) }).await?;
    row.filter(|row| now.0 < row.expires).map(LookupRow::into_lookup).transpose()
}

async fn keep(database: &Database, lookup: &Lookup) -> Result<(), Failure> {
    let keep = "{
        LET $old = (SELECT VALUE blob FROM ONLY $id);
        IF $old != NONE { UPSERT type::record('loose', $old) RETURN NONE };
        UPSERT $id CONTENT $row RETURN NONE;
        RETURN NONE;
    }";
    database.tell(keep, object! { id: id(&lookup.link), row: LookupRow::new(lookup)? }).await
}

async fn sweep(database: &Database, before: Millis) -> Result<(), Failure> {
    let forget = "{
        FOR $gone IN (SELECT id, blob FROM lookup WHERE expires < $before) {
            IF $gone.blob != NONE { UPSERT type::record('loose', $gone.blob) RETURN NONE };
            DELETE $gone.id RETURN NONE;
        };
        RETURN NONE;
    }";
    database.tell(forget, object! { before: before.0 }).await
}

async fn has_picture(database: &Database, blob: BlobId) -> Result<bool, Failure> {
    let ask = "RETURN array::concat(
        (SELECT VALUE blob FROM pictured WHERE blob = $blob LIMIT 1),
        (SELECT VALUE blob FROM lookup WHERE blob = $blob LIMIT 1)
    )";
    let found: Vec<String> = database.ask(ask, object! { blob: blob.to_string() }).await?;
    Ok(!found.is_empty())
}

#[async_trait]
impl Lookups for Store {
    async fn lookup(&self, link: &str, now: Millis) -> Result<Option<Lookup>, FileError> {
        lookup(&self.database, link, now).await.map_err(unavailable("reading what was looked up"))
    }

    async fn keep_lookup(&self, lookup: &Lookup) -> Result<(), FileError> {
        keep(&self.database, lookup).await.map_err(unavailable("keeping what was looked up"))?;
        self.loosened.notify_one();
        Ok(())
    }

    async fn sweep_lookups(&self, before: Millis) -> Result<(), FileError> {
        sweep(&self.database, before).await.map_err(unavailable("sweeping what was looked up"))?;
        self.loosened.notify_one();
        Ok(())
    }

    async fn has_picture(&self, blob: BlobId) -> Result<bool, FileError> {
        has_picture(&self.database, blob).await.map_err(unavailable("asking for a picture"))
    }
}

//! Uploaded files: `file:<file>`, `upload:<file>` for those in no message yet, and `loose:<blob>` for what may be deleted.
//! Where blobs lie is known in `blobs`; how files come into messages stands in `append`.

use std::collections::BTreeSet;

use async_trait::async_trait;
use chat::{BlobId, FileError, Files, Preview, Upload};
use protocol::{Attachment, FileId, FileName, MemberId, Millis};
use surrealdb::types::{RecordId, SurrealValue, Value, object};
use tokio::sync::Notify;

use crate::{
    Store,
    database::{Database, Failure},
    rows::{field, from_count, key, record, to_count, to_seq},
};

/// A file.
#[derive(Debug, Clone, SurrealValue)]
struct FileRow {
    id: RecordId,
    room: String,
    member: String,
    at: i64,
    name: String,
    bytes: i64,
    media: String,
    media_type: String,
    blob: String,
    preview: Option<String>,
    preview_type: Option<String>,
    seq: Option<i64>,
}

const TABLE: &str = "file";

impl FileRow {
    fn new(upload: &Upload) -> Result<Self, Failure> {
        let Upload { attachment, room, by, at, blob, media_type, preview, posted } = upload;
        Ok(Self {
            id: record(TABLE, attachment.id),
            room: room.to_string(),
            member: by.to_string(),
            at: at.0,
            name: attachment.name.as_str().to_owned(),
            bytes: from_count(attachment.bytes),
            media: field(TABLE, "media", serde_json::to_string(&attachment.media).ok())?,
            media_type: media_type.clone(),
            blob: blob.to_string(),
            preview: preview.as_ref().map(|preview| preview.blob.to_string()),
            preview_type: preview.as_ref().map(|preview| preview.media_type.clone()),
            seq: posted.map(crate::rows::from_seq),
        })
    }

    fn into_upload(self) -> Result<Upload, Failure> {
        let preview = match (self.preview, self.preview_type) {
            (Some(blob), Some(media_type)) => Some(Preview { blob: field(TABLE, "preview", blob.parse().ok())?, media_type }),
            _ => None,
        };
        Ok(Upload {
            attachment: Attachment {
                id: field(TABLE, "id", key(TABLE, self.id)?.parse().ok())?,
                name: FileName::from(self.name),
                bytes: to_count(TABLE, "bytes", self.bytes)?,
                media: field(TABLE, "media", serde_json::from_str(&self.media).ok())?,
            },
            room: field(TABLE, "room", self.room.parse().ok())?,
            by: field(TABLE, "member", self.member.parse().ok())?,
            at: Millis(self.at),
            blob: field(TABLE, "blob", self.blob.parse().ok())?,
            media_type: self.media_type,
            preview,
            posted: self.seq.map(|seq| to_seq(TABLE, seq)).transpose()?,
        })
    }
}

/// Those of these files that are there.
pub(crate) async fn files(database: &Database, ids: &[FileId]) -> Result<Vec<Upload>, Failure> {
    let ids: Vec<Value> = ids.iter().map(|id| record(TABLE, id).into_value()).collect();
    let rows: Vec<FileRow> = database.ask("SELECT * FROM $ids", object! { ids: Value::Array(ids.into()) }).await?;
    rows.into_iter().map(FileRow::into_upload).collect()
}

async fn keep(database: &Database, upload: &Upload, most: u64) -> Result<Upload, Failure> {
    // Uploads of one member at the same moment all write the same record, so that one of them starts again and counts anew.
    let statement = "{
        LET $kept = (SELECT * FROM ONLY $id);
        IF $kept = NONE {
            UPSERT $turn SET files = (files ?? 0) + 1 RETURN NONE;
            LET $used = math::sum((SELECT VALUE bytes FROM file WHERE member = $row.member));
            IF $used + $row.bytes > $most { THROW 'no_room_for_files' };
            CREATE $upload SET at = $row.at RETURN NONE;
            CREATE $id CONTENT $row RETURN NONE;
        } ELSE IF $kept.member != $row.member OR $kept.room != $row.room OR $kept.blob != $row.blob {
            THROW 'file_taken';
        };
        RETURN (SELECT * FROM ONLY $id);
    }";
    let row = FileRow::new(upload)?;
    let bound = object! {
        id: row.id.clone(),
        upload: record("upload", upload.attachment.id),
        turn: record("file_turn", upload.by),
        row: row.into_value(),
        most: from_count(most),
    };
    let kept: FileRow = database.ask(statement, bound).await?;
    kept.into_upload()
}

async fn bytes(database: &Database, member: MemberId) -> Result<u64, Failure> {
    let sum = "RETURN math::sum((SELECT VALUE bytes FROM file WHERE member = $member))";
    to_count(TABLE, "bytes", database.ask(sum, object! { member: member.to_string() }).await?)
}

async fn sweep(database: &Database, before: Millis) -> Result<(), Failure> {
    let forget = "{
        FOR $upload IN (SELECT VALUE id FROM upload WHERE at < $before) {
            LET $file = (SELECT id, blob, preview FROM ONLY type::record('file', record::id($upload)));
            IF $file != NONE {
                UPSERT type::record('loose', $file.blob) RETURN NONE;
                IF $file.preview != NONE { UPSERT type::record('loose', $file.preview) RETURN NONE };
                DELETE $file.id RETURN NONE;
            };
            DELETE $upload RETURN NONE;
        };
        RETURN NONE;
    }";
    database.tell(forget, object! { before: before.0 }).await
}

async fn loose(database: &Database) -> Result<Vec<BlobId>, Failure> {
    let ids: Vec<RecordId> = database.ask("SELECT VALUE id FROM loose", object! {}).await?;
    ids.into_iter().map(|id| field("loose", "id", key("loose", id)?.parse().ok())).collect()
}

async fn unused(database: &Database, blobs: &[BlobId]) -> Result<Vec<BlobId>, Failure> {
    let names: Vec<Value> = blobs.iter().map(|blob| blob.to_string().into_value()).collect();
    let ask = "RETURN array::distinct(array::concat(
        (SELECT VALUE blob FROM file WHERE blob IN $names),
        (SELECT VALUE preview FROM file WHERE preview IN $names),
        (SELECT VALUE blob FROM pictured WHERE blob IN $names),
        (SELECT VALUE blob FROM lookup WHERE blob IN $names)
    ))";
    let used: Vec<String> = database.ask(ask, object! { names: Value::Array(names.into()) }).await?;
    let used = used.into_iter().map(|name| field(TABLE, "blob", name.parse().ok())).collect::<Result<BTreeSet<BlobId>, Failure>>()?;
    Ok(blobs.iter().copied().filter(|blob| !used.contains(blob)).collect())
}

async fn settle(database: &Database, blobs: &[BlobId]) -> Result<(), Failure> {
    let ids: Vec<Value> = blobs.iter().map(|blob| record("loose", blob).into_value()).collect();
    database.tell("DELETE $ids RETURN NONE", object! { ids: Value::Array(ids.into()) }).await
}

#[async_trait]
impl Files for Store {
    async fn keep_file(&self, upload: &Upload, most: u64) -> Result<Upload, FileError> {
        keep(&self.database, upload, most).await.map_err(|failure| match failure {
            failure if failure.is_thrown("file_taken") || failure.is_taken(TABLE) => FileError::Taken,
            failure if failure.is_thrown("no_room_for_files") => FileError::NoRoom,
            failure => unavailable("keeping a file")(failure),
        })
    }

    async fn file_bytes(&self, member: MemberId) -> Result<u64, FileError> {
        bytes(&self.database, member).await.map_err(unavailable("adding up files"))
    }

    async fn sweep_uploads(&self, before: Millis) -> Result<(), FileError> {
        sweep(&self.database, before).await.map_err(unavailable("sweeping uploads"))?;
        self.loosened.notify_one();
        Ok(())
    }

    async fn loose_blobs(&self) -> Result<Vec<BlobId>, FileError> {
        loose(&self.database).await.map_err(unavailable("reading loose blobs"))
    }

    async fn unused_blobs(&self, blobs: &[BlobId]) -> Result<Vec<BlobId>, FileError> {
        unused(&self.database, blobs).await.map_err(unavailable("asking for the files of blobs"))
    }

    async fn settle_blobs(&self, blobs: &[BlobId]) -> Result<(), FileError> {
        settle(&self.database, blobs).await.map_err(unavailable("settling blobs"))
    }

    fn loosened(&self) -> &Notify {
        &self.loosened
    }
}

pub(crate) fn unavailable(operation: &'static str) -> impl Fn(Failure) -> FileError {
    move |failure| FileError::Unavailable { operation, source: Box::new(failure) }
}

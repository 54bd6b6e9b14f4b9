//! Taking a file in: counted, streamed to disk under bounds, looked at, and kept. It is on disk when this has answered.
//! How it came (as a body, in a form) is not known here.

use std::{fmt, path::Path, time::Duration};

use bytes::Bytes;
use chat::{FileError, Files, Preview, Upload};
use futures::{Stream, StreamExt};
use protocol::{Attachment, FileId, FileName, Media, Person, Rejection, RoomId};
use store::{Arrived, Incoming};
use tokio::io::AsyncReadExt;

use super::{
    kind::{BYTES, HEAD, Kind, kind},
    look::look,
};
use crate::{
    logging::chain,
    pictures::{self, Trouble},
    state::App,
};

/// The next bytes of a file must come this long after those before.
const NEXT_WITHIN: Duration = Duration::from_secs(30);

/// What is said of a file before its bytes come.
#[derive(Debug, Clone)]
pub struct Declared {
    /// Into which room.
    pub room: RoomId,
    /// What it will be known by; the same id again is the same upload.
    pub id: FileId,
    /// What it is called.
    pub name: FileName,
    /// How many bytes will come, where that is said.
    pub length: Option<u64>,
}

/// Takes a file in, for whoever may post in the room.
///
/// # Errors
/// Everything an upload can be refused for.
pub async fn receive<E: fmt::Display>(
    app: &App,
    person: &Person,
    declared: Declared,
    chunks: impl Stream<Item = Result<Bytes, E>> + Unpin,
) -> Result<Attachment, Rejection> {
    let Declared { room, id, name, length } = declared;
    let limits = app.config.limits.files;
    app.hub.may_upload(person, room).await?;
    app.shelf.count(person.id, limits.per_minute)?;
    let length = length.unwrap_or_default();
    if length > limits.bytes {
        return Err(Rejection::FileTooBig { most: limits.bytes });
    }
    // Counted again when it is kept; here so that what cannot be kept need not be sent.
    let used = app.store.file_bytes(person.id).await.map_err(|error| failed(&error))?;
    if used.saturating_add(length) > limits.member_bytes {
        return Err(Rejection::NoRoomForFiles { most: limits.member_bytes });
    }
    let arrived = stream(app, chunks, limits.bytes.min(limits.member_bytes)).await?;
    let (media, media_type, preview) = examine(app, &arrived, limits.pixels).await?;
    let upload = Upload {
        attachment: Attachment { id, name, bytes: arrived.bytes(), media },
        room,
        by: person.id,
        at: chat::now(),
        blob: arrived.blob(),
        media_type: media_type.to_owned(),
        preview: preview.as_ref().map(|(media_type, arrived)| Preview { blob: arrived.blob(), media_type: (*media_type).to_owned() }),
        posted: None,
    };
    keep(app, &upload, &arrived, preview.as_ref().map(|(_, preview)| preview)).await
}

async fn stream<E: fmt::Display>(
    app: &App,
    mut chunks: impl Stream<Item = Result<Bytes, E>> + Unpin,
    most: u64,
) -> Result<Arrived, Rejection> {
    let mut incoming = app.shelf.blobs.begin().await.map_err(|error| failed(&error))?;
    loop {
        let next = tokio::time::timeout(NEXT_WITHIN, chunks.next()).await;
        let broken = |detail: &str| Rejection::Malformed { detail: detail.to_owned() };
        match next.map_err(|_| broken("the file stopped coming"))? {
            Some(Ok(chunk)) => {
                if incoming.bytes() + chunk.len() as u64 > most {
                    return Err(Rejection::FileTooBig { most });
                }
                incoming.write(&chunk).await.map_err(|error| failed(&error))?;
            }
            Some(Err(_)) => return Err(broken("the file broke off")),
            None => return finish(incoming).await,
        }
    }
}

async fn finish(incoming: Incoming) -> Result<Arrived, Rejection> {
    incoming.finish().await.map_err(|error| failed(&error))
}

type Examined = (Media, &'static str, Option<(&'static str, Arrived)>);

/// Finds out what the bytes are, and makes the preview of a picture.
async fn examine(app: &App, arrived: &Arrived, most_pixels: u64) -> Result<Examined, Rejection> {
    let head = head(arrived.path()).await.map_err(|error| failed(&error))?;
    let (kind, media_type) = kind(&head);
    let media = match kind {
        Kind::Audio => Media::Audio,
        Kind::Video => Media::Video,
        Kind::File => Media::File,
        Kind::Image => {
            // One at a time has its picture in memory, from its bytes on.
            let path = arrived.path().to_owned();
            let looked = pictures::in_turn(move || std::fs::read(path).map(|bytes| look(&bytes, most_pixels))).await;
            let looked = looked.ok_or(Rejection::Unavailable)?.map_err(|error| failed(&error))?;
            match looked {
                Ok((media, preview_type, bytes)) => {
                    let mut incoming = app.shelf.blobs.begin().await.map_err(|error| failed(&error))?;
                    incoming.write(&bytes).await.map_err(|error| failed(&error))?;
                    return Ok((media, media_type, Some((preview_type, finish(incoming).await?))));
                }
                Err(Trouble::TooLarge) => return Err(Rejection::PictureTooLarge { most: most_pixels }),
                // It only begins like one: bytes to take with you.
                Err(Trouble::NoPicture) => return Ok((Media::File, BYTES, None)),
            }
        }
    };
    Ok((media, media_type, None))
}

async fn head(path: &Path) -> std::io::Result<Vec<u8>> {
    let mut head = Vec::with_capacity(HEAD);
    tokio::fs::File::open(path).await?.take(HEAD as u64).read_to_end(&mut head).await?;
    Ok(head)
}

/// Puts the bytes under their names and writes down whose they are. Nobody sweeps in between.
async fn keep(app: &App, upload: &Upload, file: &Arrived, preview: Option<&Arrived>) -> Result<Attachment, Rejection> {
    let blobs = &app.shelf.blobs;
    let turn = blobs.turn().await;
    let mut put = Vec::new();
    for arrived in std::iter::once(file).chain(preview) {
        blobs.put(&turn, arrived).await.map_err(|error| failed(&error))?;
        put.push(arrived.blob());
    }
    let most = app.config.limits.files.member_bytes;
    let error = match app.store.keep_file(upload, most).await {
        Ok(kept) => return Ok(kept.attachment),
        Err(error) => error,
    };
    // Should this fail too, the next sweep of the folder finds them.
    if let Ok(unused) = app.store.unused_blobs(&put).await {
        let _ = blobs.delete(&turn, &unused).await;
    }
    match error {
        FileError::NoRoom => Err(Rejection::NoRoomForFiles { most }),
        FileError::Taken => Err(Rejection::NonceReused),
        error @ FileError::Unavailable { .. } => Err(failed(&error)),
    }
}

fn failed(error: &(dyn std::error::Error + 'static)) -> Rejection {
    tracing::error!(error = chain(error), "a file was not kept");
    Rejection::Unavailable
}

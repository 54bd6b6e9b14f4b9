//! Files for messages: uploaded into a room first, then named by a message.
//! How they are given out again is in `files`.

use std::time::Duration;

use axum::{
    Json,
    body::BodyDataStream,
    extract::{Path, Request},
    http::{HeaderMap, StatusCode, header},
    response::{IntoResponse, Response},
};
use futures::StreamExt;
use percent_encoding::percent_decode;
use protocol::{Attachment, FileId, FileName, MemberId, Nonce};
use serde::Serialize;
use sha2::{Digest, Sha256};
use utoipa::ToSchema;

use super::{caller::Caller, messages::nonce, problem::Problem, room_id};
use crate::files::{Declared, receive};

/// The rest of a refused file is waited for this long.
const DRAIN_WITHIN: Duration = Duration::from_secs(30);

/// A file that waits for its message, or is in one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct FileEntry {
    /// What a message names it by.
    pub id: String,
    /// What it is called.
    pub name: String,
    /// How many bytes it has.
    pub bytes: u64,
    /// What it is, as the server found in its bytes: `image`, `audio`, `video` or `file`.
    pub kind: &'static str,
    /// Where its bytes are, for members of the room.
    pub url: String,
}

impl From<&Attachment> for FileEntry {
    fn from(attachment: &Attachment) -> Self {
        let Attachment { id, name, bytes, media } = attachment;
        let kind = match media {
            protocol::Media::Image { .. } => "image",
            protocol::Media::Audio => "audio",
            protocol::Media::Video => "video",
            protocol::Media::File => "file",
        };
        Self { id: id.to_string(), name: name.to_string(), bytes: *bytes, kind, url: format!("/files/{id}") }
    }
}

/// Uploads a file into a room: the body is the file. It waits a day for a message that names it, and is then forgotten. With
/// the same `Idempotency-Key` it is kept once; a key of 32 hexadecimal digits is its id.
#[utoipa::path(post, path = "/api/chat/rooms/{room}/files", tag = "messages", operation_id = "uploadFile",
    request_body(content = Vec<u8>, content_type = "application/octet-stream", description = "The file"),
    params(("room" = String, Path, description = "Its id"),
        ("Maru-File-Name" = Option<String>, Header, description = "What it is called, percent-encoded UTF-8"),
        ("Idempotency-Key" = Option<String>, Header, description = "Names this upload: a UUID, or any text of at most 255 characters")),
    responses((status = 201, description = "It is on disk", body = FileEntry), (status = 404, description = "You are not in such a room", body = Problem),
        (status = 413, description = "It is too big (`file_too_big`), has too many pixels (`picture_too_large`), or your files take too much room (`no_room_for_files`); `most` says what there may be", body = Problem),
        (status = 422, description = "The key was used for another file", body = Problem),
        (status = 429, description = "Too fast", body = Problem)))]
pub async fn upload(caller: Caller, Path(room): Path<String>, headers: HeaderMap, request: Request) -> Result<Response, Problem> {
    let room = room_id(&room)?;
    let name = headers.get("maru-file-name").map(|name| percent_decode(name.as_bytes()).decode_utf8_lossy());
    let length = headers.get(header::CONTENT_LENGTH).and_then(|length| length.to_str().ok()?.parse().ok());
    let declared = Declared { room, id: file_id(&headers, caller.person().id)?, name: FileName::of(&name.unwrap_or_default()), length };
    let mut chunks = request.into_body().into_data_stream();
    let attachment = match receive(&caller.app, caller.person(), declared, &mut chunks).await {
        Ok(attachment) => attachment,
        Err(rejection) => {
            drain(&mut chunks, caller.app.config.limits.files.bytes).await;
            return Err(rejection.into());
        }
    };
    let place = [(header::LOCATION, format!("/files/{}", attachment.id))];
    Ok((StatusCode::CREATED, place, Json(FileEntry::from(&attachment))).into_response())
}

/// Takes the rest of a file that is not wanted, as far as one may be large: a client that is still sending when its connection
/// ends never reads why.
async fn drain(chunks: &mut BodyDataStream, most: u64) {
    let mut left = most;
    let rest = async {
        while let Some(Ok(chunk)) = chunks.next().await {
            left = left.saturating_sub(chunk.len() as u64);
            if left == 0 {
                break;
            }
        }
    };
    // One that takes longer has waited long enough.
    let _ = tokio::time::timeout(DRAIN_WITHIN, rest).await;
}

/// A key that is 128 bits is the id; of any other text, which two members may have chosen, each has an own id.
fn file_id(headers: &HeaderMap, member: MemberId) -> Result<FileId, Problem> {
    let nonce: Nonce = nonce(headers)?;
    let key = headers.get("idempotency-key").and_then(|key| key.to_str().ok()).unwrap_or_default();
    let is_id = key.is_empty() || key.replace(['-', '"'], "").trim().parse::<Nonce>() == Ok(nonce);
    if is_id {
        return Ok(FileId::from_bits(nonce.bits()));
    }
    let digest = Sha256::new().chain_update(member.bits().to_be_bytes()).chain_update(nonce.bits().to_be_bytes()).finalize();
    Ok(FileId::from_bits(digest.iter().take(16).fold(0, |bits: u128, byte| bits << 8 | u128::from(*byte))))
}

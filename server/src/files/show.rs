//! Giving a file out: to those who may read its room, with the type found in its bytes, in parts where parts are asked for.
//! What browsers could run is never shown: it is bytes to take with you, in a sandbox.

use std::{io::SeekFrom, sync::Arc};

use axum::{
    body::Body,
    extract::{Path, State},
    http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, header},
    response::{IntoResponse, Response},
};
use bytes::Bytes;
use chat::{BlobId, Lookups, Upload};
use futures::stream;
use protocol::{FileId, Media, Rejection};
use tokio::{
    fs::File,
    io::{AsyncReadExt, AsyncSeekExt},
};

use super::kind::{HEAD, kind};
use crate::{
    assets::range::{Part, part},
    auth::Signed,
    forms::escape,
    logging::chain,
    state::App,
    validators,
};

/// Bytes read at once.
const CHUNK: u64 = 64 * 1024;

/// A browser that shows one of these by itself makes a page around it: that page may show it, and do nothing else.
const SHOWN_POLICY: &str = "default-src 'none'; img-src 'self'; media-src 'self'; style-src 'unsafe-inline'; base-uri 'none'; \
                            form-action 'none'; frame-ancestors 'none'; sandbox";

/// Some bytes, and what to say of them.
struct Given {
    blob: BlobId,
    media_type: String,
    disposition: String,
}

/// `GET /files/{id}`
pub async fn show(State(app): State<Arc<App>>, signed: Signed, Path(id): Path<String>, method: Method, headers: HeaderMap) -> Response {
    let upload = match find(&app, &signed, &id).await {
        Ok(upload) => upload,
        Err(status) => return status.into_response(),
    };
    let how = if upload.attachment.media == Media::File { "attachment" } else { "inline" };
    let given = Given { blob: upload.blob, media_type: upload.media_type, disposition: disposition(how, upload.attachment.name.as_str()) };
    give(&app, given, &method, &headers).await
}

/// `GET /files/{id}/preview`
pub async fn preview(State(app): State<Arc<App>>, signed: Signed, Path(id): Path<String>, method: Method, headers: HeaderMap) -> Response {
    match find(&app, &signed, &id).await.map(|upload| upload.preview) {
        Ok(Some(preview)) => {
            let given = Given { blob: preview.blob, media_type: preview.media_type, disposition: "inline".to_owned() };
            give(&app, given, &method, &headers).await
        }
        Ok(None) => StatusCode::NOT_FOUND.into_response(),
        Err(status) => status.into_response(),
    }
}

/// `GET /previews/{picture}`: the picture of a linked page. Its name is what it looks like, so whoever knows it has seen it, and
/// it is shown to every member; the files of messages are not found under such names.
pub async fn picture(State(app): State<Arc<App>>, _: Signed, Path(id): Path<String>, method: Method, headers: HeaderMap) -> Response {
    let Ok(blob) = id.parse::<BlobId>() else { return StatusCode::NOT_FOUND.into_response() };
    match app.store.has_picture(blob).await {
        Ok(true) => {}
        Ok(false) => return StatusCode::NOT_FOUND.into_response(),
        Err(error) => {
            tracing::error!(error = chain(&error), "a picture was not looked for");
            return StatusCode::SERVICE_UNAVAILABLE.into_response();
        }
    }
    match head_of(&app, blob).await {
        Ok(head) => {
            let given = Given { blob, media_type: kind(&head).1.to_owned(), disposition: "inline".to_owned() };
            give(&app, given, &method, &headers).await
        }
        // A preview that went away in this very moment.
        Err(_) => StatusCode::NOT_FOUND.into_response(),
    }
}

async fn head_of(app: &App, blob: BlobId) -> std::io::Result<Vec<u8>> {
    let (file, _) = app.shelf.blobs.read(blob).await?;
    let mut head = Vec::with_capacity(HEAD);
    file.take(HEAD as u64).read_to_end(&mut head).await?;
    Ok(head)
}

/// One answer for a file that does not exist and for one that is not for this member.
async fn find(app: &App, signed: &Signed, id: &str) -> Result<Upload, StatusCode> {
    let id: FileId = id.parse().map_err(|_| StatusCode::NOT_FOUND)?;
    app.hub.file(signed.person(), id).await.map_err(|rejection| match rejection {
        Rejection::Unavailable => StatusCode::SERVICE_UNAVAILABLE,
        _ => StatusCode::NOT_FOUND,
    })
}

async fn give(app: &App, given: Given, method: &Method, headers: &HeaderMap) -> Response {
    let etag = format!("\"{}\"", given.blob);
    let mut response = if validators::has(headers, &etag) {
        StatusCode::NOT_MODIFIED.into_response()
    } else {
        match body(app, given.blob, validators::range(headers, &etag), method).await {
            Ok(response) => response,
            Err(error) => {
                tracing::error!(error = chain(&error), "a file could not be read");
                return StatusCode::SERVICE_UNAVAILABLE.into_response();
            }
        }
    };
    let head = response.headers_mut();
    for (name, value) in [
        (header::ETAG, etag.as_str()),
        (header::CONTENT_TYPE, given.media_type.as_str()),
        (header::CONTENT_DISPOSITION, given.disposition.as_str()),
        (header::CACHE_CONTROL, "private, max-age=31536000, immutable"),
        (HeaderName::from_static("cross-origin-resource-policy"), "same-origin"),
    ] {
        if let Ok(value) = HeaderValue::try_from(value) {
            head.insert(name, value);
        }
    }
    if given.disposition.starts_with("inline") {
        head.insert(header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(SHOWN_POLICY));
    }
    response
}

async fn body(app: &App, blob: BlobId, range: Option<&str>, method: &Method) -> std::io::Result<Response> {
    let (mut file, length) = app.shelf.blobs.read(blob).await?;
    let whole = usize::try_from(length).unwrap_or(usize::MAX);
    let (status, first, count, span) = match range.map_or(Part::Whole, |range| part(range, whole)) {
        Part::Whole => (StatusCode::OK, 0, length, None),
        Part::From(first, last) => {
            let span = format!("bytes {first}-{last}/{length}");
            (StatusCode::PARTIAL_CONTENT, first as u64, (last - first) as u64 + 1, Some(span))
        }
        Part::Nowhere => (StatusCode::RANGE_NOT_SATISFIABLE, 0, 0, Some(format!("bytes */{length}"))),
    };
    if first > 0 {
        file.seek(SeekFrom::Start(first)).await?;
    }
    let body = if *method == Method::HEAD || count == 0 { Body::empty() } else { Body::from_stream(read(file, count)) };
    let mut response = (status, body).into_response();
    let head = response.headers_mut();
    head.insert(header::ACCEPT_RANGES, HeaderValue::from_static("bytes"));
    head.insert(header::CONTENT_LENGTH, HeaderValue::from(count));
    if let Some(span) = span.and_then(|span| HeaderValue::try_from(span).ok()) {
        head.insert(header::CONTENT_RANGE, span);
    }
    Ok(response)
}

/// The next `left` bytes of a file.
fn read(file: File, left: u64) -> impl stream::Stream<Item = std::io::Result<Bytes>> {
    stream::try_unfold((file, left), |(mut file, left)| async move {
        if left == 0 {
            return Ok(None);
        }
        let mut chunk = Vec::with_capacity(usize::try_from(left.min(CHUNK)).unwrap_or_default());
        let read = (&mut file).take(left.min(CHUNK)).read_to_end(&mut chunk).await? as u64;
        if read == 0 {
            return Err(std::io::ErrorKind::UnexpectedEof.into());
        }
        Ok(Some((Bytes::from(chunk), (file, left - read))))
    })
}

/// How it is to be taken, and under which name.
fn disposition(how: &str, name: &str) -> String {
    format!("{how}; filename*=UTF-8''{}", escape(name))
}

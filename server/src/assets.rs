//! The browser's half and the public files: read once, kept in memory, served with everything browsers know to save a trip.
//! In a release they are inside the binary; a debug build reads them from a folder when it starts.

mod answer;
mod negotiate;
pub mod range;

use std::{
    collections::BTreeMap,
    fs, io,
    path::{Path, PathBuf},
    sync::Arc,
};

use axum::{
    extract::{Path as UrlPath, State},
    http::{HeaderMap, HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use bytes::Bytes;
use sha2::{Digest, Sha256};

use crate::state::App;

/// What `build.rs` found: empty but in a release.
static INSIDE: &[(&str, &[u8])] = include!(concat!(env!("OUT_DIR"), "/site.rs"));

/// A service worker may ask the server; in a sandbox, as other files are, it would not run.
const WORKER_POLICY: HeaderValue = HeaderValue::from_static("default-src 'none'; connect-src 'self'");

/// Where the files of the client lie among the others.
const PKG: &str = "pkg/";

/// All files by their path, such as `pkg/maru.js` or `icon.svg`.
#[derive(Debug, Default)]
pub struct Site {
    files: BTreeMap<String, File>,
    build: String,
}

/// One file, in every encoding it was made in.
#[derive(Debug, Default)]
struct File {
    plain: Bytes,
    brotli: Option<Bytes>,
    gzip: Option<Bytes>,
    media_type: &'static str,
    /// What its `ETag` begins with.
    digest: String,
}

/// A file cannot be read.
#[derive(Debug, thiserror::Error)]
#[error("cannot read {path}")]
pub struct SiteError {
    /// Which.
    pub path: PathBuf,
    /// What the system said.
    #[source]
    pub source: io::Error,
}

impl Site {
    /// The files of this folder, or those inside the binary.
    ///
    /// # Errors
    /// [`SiteError`] when one cannot be read.
    pub fn load(folder: Option<&Path>) -> Result<Self, SiteError> {
        let mut files = Vec::new();
        match folder {
            Some(folder) => read(folder, "", &mut files)?,
            None => files.extend(INSIDE.iter().map(|(name, bytes)| ((*name).to_owned(), Bytes::from_static(bytes)))),
        }
        let site = Self::new(files);
        if site.files.is_empty() {
            tracing::warn!(?folder, "the browser's half is not here: pages come without styles and scripts");
        }
        Ok(site)
    }

    fn new(all: Vec<(String, Bytes)>) -> Self {
        let mut site = Self::default();
        let mut build = Sha256::new();
        let (packed, plain): (Vec<_>, Vec<_>) = all.into_iter().partition(|(name, _)| name.ends_with(".br") || name.ends_with(".gz"));
        for (name, bytes) in plain {
            let digest = Sha256::digest(&bytes);
            let file = File { media_type: media_type(&name), digest: hex(&digest, 8), plain: bytes, ..File::default() };
            site.files.insert(name, file);
        }
        for (name, file) in site.files.iter().filter(|(name, _)| name.starts_with(PKG)) {
            build.update(name);
            build.update(Sha256::digest(&file.plain));
        }
        site.build = hex(&build.finalize(), 6);
        for (name, bytes) in packed {
            let Some((original, encoding)) = name.rsplit_once('.') else { continue };
            let Some(file) = site.files.get_mut(original) else { continue };
            *(if encoding == "br" { &mut file.brotli } else { &mut file.gzip }) = Some(bytes);
        }
        site
    }

    /// Twelve digits that differ between any two builds of the client.
    #[must_use]
    pub fn build(&self) -> &str {
        &self.build
    }
}

/// `GET /pkg/{build}/{file}`: for ever the same under its own build; under another one, what is current.
pub async fn pkg(State(app): State<Arc<App>>, UrlPath((build, file)): UrlPath<(String, String)>, headers: HeaderMap) -> Response {
    match app.site.files.get(&format!("{PKG}{file}")) {
        Some(file) => {
            let keep = if build == app.site.build { answer::Keep::ForEver } else { answer::Keep::Ask };
            answer::with(file, &headers, keep)
        }
        None => StatusCode::NOT_FOUND.into_response(),
    }
}

/// A public file at this path, if there is one.
#[must_use]
pub fn public(site: &Site, path: &str, headers: &HeaderMap) -> Option<Response> {
    let name = path.strip_prefix('/').filter(|name| !name.starts_with(PKG))?;
    let mut response = answer::with(site.files.get(name)?, headers, answer::Keep::Ask);
    if name == "sw.js" {
        response.headers_mut().insert(header::CONTENT_SECURITY_POLICY, WORKER_POLICY);
    }
    Some(response)
}

fn read(folder: &Path, prefix: &str, files: &mut Vec<(String, Bytes)>) -> Result<(), SiteError> {
    let error = |path: &Path| {
        let path = path.to_owned();
        move |source| SiteError { path, source }
    };
    if !folder.is_dir() {
        return Ok(());
    }
    for entry in fs::read_dir(folder).map_err(error(folder))? {
        let path = entry.map_err(error(folder))?.path();
        let Some(name) = path.file_name().and_then(|name| name.to_str()) else { continue };
        let name = format!("{prefix}{name}");
        if path.is_dir() {
            read(&path, &format!("{name}/"), files)?;
        } else {
            files.push((name, fs::read(&path).map_err(error(&path))?.into()));
        }
    }
    Ok(())
}

fn media_type(name: &str) -> &'static str {
    match name.rsplit_once('.').map(|(_, extension)| extension) {
        Some("js" | "mjs") => "text/javascript; charset=utf-8",
        Some("wasm") => "application/wasm",
        Some("css") => "text/css; charset=utf-8",
        Some("svg") => "image/svg+xml",
        Some("png") => "image/png",
        Some("ico") => "image/x-icon",
        Some("woff2") => "font/woff2",
        Some("json" | "map") => "application/json",
        Some("webmanifest") => "application/manifest+json",
        Some("txt") => "text/plain; charset=utf-8",
        _ => "application/octet-stream",
    }
}

fn hex(digest: &[u8], bytes: usize) -> String {
    digest.iter().take(bytes).map(|byte| format!("{byte:02x}")).collect()
}

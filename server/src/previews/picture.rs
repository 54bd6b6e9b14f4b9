//! The picture of a page: fetched within bounds, opened like one that a stranger uploads, and made anew from its pixels.

use std::time::Duration;

use outward::{Outward, preview::image};
use protocol::{PictureId, PreviewPicture};
use store::Arrived;

use crate::{
    files::{Small, shrink},
    logging::chain,
    pictures,
    state::App,
};

/// Bytes a picture may have.
const BYTES: usize = 5 << 20;

/// Pixels a picture may have.
const PIXELS: u64 = 25_000_000;

/// How long a picture may take: the text of a page does not wait longer for it.
const WITHIN: Duration = Duration::from_secs(8);

/// Pixels that are kept at most, from left to right and from top to bottom: twice of what is shown.
const KEPT: (u32, u32) = (880, 880);

/// Pixels that each side has at least: what is smaller is there to count readers.
const LEAST: u32 = 24;

/// The picture at this address, and its bytes on disk, not yet under their name. Whatever goes wrong, there is none.
pub async fn fetch(app: &App, outward: &Outward, url: &str) -> Option<(PreviewPicture, Arrived)> {
    let fetched = tokio::time::timeout(WITHIN, image(outward, url, BYTES)).await.ok()?;
    let fetched = fetched.inspect_err(|error| tracing::debug!(error = chain(error), "a page's picture was not reached")).ok()??;
    let small = pictures::in_turn(move || shrink(&fetched.bytes, PIXELS, KEPT)).await?.ok()?;
    let Small { width, height, blur, bytes, .. } = small;
    if width < LEAST || height < LEAST {
        return None;
    }
    let arrived =
        write(app, &bytes).await.inspect_err(|error| tracing::warn!(error = chain(error), "a page's picture was not kept")).ok()?;
    let id = PictureId::try_from(arrived.blob().to_string()).ok()?;
    Some((PreviewPicture { id, width, height, blur }, arrived))
}

async fn write(app: &App, bytes: &[u8]) -> std::io::Result<Arrived> {
    let mut incoming = app.shelf.blobs.begin().await?;
    incoming.write(bytes).await?;
    incoming.finish().await
}

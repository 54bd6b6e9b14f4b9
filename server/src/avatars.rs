//! Pictures of people: whatever was uploaded becomes a small square, made anew, or nothing.
//! Generated pictures are drawn in `app`.

use std::{
    io::Cursor,
    sync::{Arc, LazyLock},
};

use axum::{
    extract::{Path, Query, State},
    http::{HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use bytes::Bytes;
use chat::Avatar;
use image::{
    DynamicImage, ImageDecoder, ImageEncoder, ImageReader, Limits, codecs::jpeg::JpegEncoder, codecs::png::PngEncoder, imageops::FilterType,
};
use protocol::MemberId;
use serde::Deserialize;
use tokio::sync::Semaphore;

use crate::{auth::Signed, state::App};

/// Bytes an upload may have, with some room for the form around it.
pub const UPLOAD_BYTES: usize = 5 * 1024 * 1024 + 16 * 1024;

/// Pixels of the square's side.
const SIDE: u32 = 192;

/// Pixels an upload may have on one side, and altogether: a few bytes can claim to be more than any memory holds.
const LONGEST: u32 = 12_000;
const PIXELS: u64 = 40_000_000;

/// Bytes that decoding one may take.
const MEMORY: u64 = 256 * 1024 * 1024;

/// One at a time: each may take [`MEMORY`].
static TURN: LazyLock<Arc<Semaphore>> = LazyLock::new(|| Arc::new(Semaphore::new(1)));

/// Which version of a picture a page wants.
#[derive(Deserialize, Default)]
#[serde(default)]
pub struct Version {
    v: String,
}

/// `GET /avatars/{member}?v=…`: for members alone; the same answer for everybody who has none.
pub async fn show(State(app): State<Arc<App>>, _: Signed, Path(member): Path<String>, Query(version): Query<Version>) -> Response {
    let Ok(member) = member.parse::<MemberId>() else { return StatusCode::NOT_FOUND.into_response() };
    match app.accounts.avatar(member).await {
        Ok(Some(avatar)) => {
            let kept = if version.v.is_empty() { "private, no-cache" } else { "private, max-age=31536000, immutable" };
            let media_type = HeaderValue::try_from(avatar.media_type).unwrap_or(HeaderValue::from_static("application/octet-stream"));
            let head = [(header::CONTENT_TYPE, media_type), (header::CACHE_CONTROL, HeaderValue::from_static(kept))];
            (head, avatar.bytes).into_response()
        }
        Ok(None) => StatusCode::NOT_FOUND.into_response(),
        Err(error) => {
            tracing::error!(error = crate::logging::chain(&error), "a picture could not be read");
            StatusCode::SERVICE_UNAVAILABLE.into_response()
        }
    }
}

/// The small square of an uploaded picture, on a thread of its own; `None` if it is no picture or too large a one.
pub async fn shrink(upload: Bytes) -> Option<Avatar> {
    let turn = Arc::clone(&TURN).acquire_owned().await.ok()?;
    let work = tokio::task::spawn_blocking(move || {
        let square = square(&upload);
        drop(turn);
        square
    });
    work.await.ok()?
}

fn square(upload: &[u8]) -> Option<Avatar> {
    let mut reader = ImageReader::new(Cursor::new(upload)).with_guessed_format().ok()?;
    let mut limits = Limits::default();
    limits.max_image_width = Some(LONGEST);
    limits.max_image_height = Some(LONGEST);
    limits.max_alloc = Some(MEMORY);
    reader.limits(limits);
    let mut decoder = reader.into_decoder().ok()?;
    let (width, height) = decoder.dimensions();
    if width == 0 || height == 0 || u64::from(width) * u64::from(height) > PIXELS || decoder.total_bytes() > MEMORY {
        return None;
    }
    let turned = decoder.orientation().ok()?;
    let picture = DynamicImage::from_decoder(decoder).ok()?;
    let side = width.min(height);
    let mut small = picture.crop_imm((width - side) / 2, (height - side) / 2, side, side).resize_exact(SIDE, SIDE, FilterType::Triangle);
    small.apply_orientation(turned);
    encode(&small)
}

/// Made anew from its pixels alone: nothing that was hidden in the upload comes along.
fn encode(picture: &DynamicImage) -> Option<Avatar> {
    let mut bytes = Vec::new();
    let media_type = if picture.color().has_alpha() {
        let pixels = picture.to_rgba8();
        PngEncoder::new(&mut bytes).write_image(&pixels, SIDE, SIDE, image::ExtendedColorType::Rgba8).ok()?;
        "image/png"
    } else {
        let pixels = picture.to_rgb8();
        JpegEncoder::new_with_quality(&mut bytes, 88).write_image(&pixels, SIDE, SIDE, image::ExtendedColorType::Rgb8).ok()?;
        "image/jpeg"
    };
    Some(Avatar { media_type: media_type.to_owned(), bytes })
}

#[cfg(test)]
mod tests {
    use std::io::Cursor;

    use image::{DynamicImage, GenericImageView, ImageFormat};

    use super::{SIDE, square};

    fn encoded(picture: &DynamicImage, format: ImageFormat) -> Vec<u8> {
        let mut bytes = Vec::new();
        picture.write_to(&mut Cursor::new(&mut bytes), format).unwrap();
        bytes
    }

    #[test]
    fn any_picture_becomes_a_small_square() {
        for (picture, format, media_type) in [
            (DynamicImage::new_rgb8(300, 200), ImageFormat::Jpeg, "image/jpeg"),
            (DynamicImage::new_rgba8(20, 90), ImageFormat::Png, "image/png"),
            (DynamicImage::new_rgba8(64, 64), ImageFormat::WebP, "image/png"),
        ] {
            let avatar = square(&encoded(&picture, format)).unwrap();
            assert_eq!(avatar.media_type, media_type);
            assert_eq!(image::load_from_memory(&avatar.bytes).unwrap().dimensions(), (SIDE, SIDE));
        }
    }

    #[test]
    fn what_is_no_picture_is_refused() {
        assert!(square(b"<svg xmlns='http://www.w3.org/2000/svg'/>").is_none());
        assert!(square(b"").is_none());
        let half = encoded(&DynamicImage::new_rgb8(300, 200), ImageFormat::Png);
        assert!(square(&half[..half.len() / 2]).is_none());
    }

    #[test]
    fn a_picture_that_claims_to_be_huge_is_not_even_begun() {
        // The head of a PNG of 50,000 × 50,000 pixels: seven gigabytes in fifty bytes.
        let mut bomb = b"\x89PNG\r\n\x1a\n\0\0\0\x0dIHDR\0\0\xc3\x50\0\0\xc3\x50\x08\x02\0\0\0".to_vec();
        bomb.extend([0x5b, 0x9c, 0x8c, 0x1e]);
        assert!(square(&bomb).is_none());
    }
}

//! Pictures of people: whatever was uploaded becomes a small square, made anew, or nothing.
//! Generated pictures are drawn in `app`.

use std::sync::Arc;

use axum::{
    extract::{Path, Query, State},
    http::{HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use bytes::Bytes;
use chat::Avatar;
use image::imageops::FilterType;
use protocol::MemberId;
use serde::Deserialize;

use crate::{auth::Signed, pictures, state::App};

/// Bytes an upload may have, with some room for the form around it.
pub const UPLOAD_BYTES: usize = 5 * 1024 * 1024 + 16 * 1024;

/// Pixels of the square's side.
const SIDE: u32 = 192;

/// How much of it is kept.
const QUALITY: u8 = 88;

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

/// The small square of an uploaded picture; `None` if it is no picture or too large a one.
pub async fn shrink(upload: Bytes) -> Option<Avatar> {
    pictures::in_turn(move || square(&upload)).await?
}

fn square(upload: &[u8]) -> Option<Avatar> {
    let pictures::Opened { pixels, turned } = pictures::open(upload, pictures::PIXELS).ok()?;
    let (width, height) = (pixels.width(), pixels.height());
    let side = width.min(height);
    let mut small = pixels.crop_imm((width - side) / 2, (height - side) / 2, side, side).resize_exact(SIDE, SIDE, FilterType::Triangle);
    small.apply_orientation(turned);
    let (media_type, bytes) = pictures::encode(&small, QUALITY)?;
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
}

//! Pictures that people upload: decoded within bounds, one at a time, and made anew from their pixels alone.
//! What a picture is for is decided where it is used.

use std::{
    io::Cursor,
    sync::{Arc, LazyLock},
};

use image::{
    DynamicImage, ImageDecoder, ImageEncoder, ImageError, ImageReader, Limits, codecs::jpeg::JpegEncoder, codecs::png::PngEncoder,
    metadata::Orientation,
};
use tokio::sync::Semaphore;

/// Pixels a picture may have, unless the operator says otherwise: a few bytes can claim to be more than any memory holds.
pub const PIXELS: u64 = 40_000_000;

/// Bytes that decoding one may take for each of its pixels, in the widest common format; and for a small one.
const BYTES_PER_PIXEL: u64 = 6;
const LEAST_MEMORY: u64 = 16 * 1024 * 1024;

/// One at a time, because each may take hundreds of megabytes.
static TURN: LazyLock<Arc<Semaphore>> = LazyLock::new(|| Arc::new(Semaphore::new(1)));

/// Why a picture was not opened.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Trouble {
    /// It is none, or a broken one.
    NoPicture,
    /// It has more pixels than one may have here.
    TooLarge,
}

/// A picture as it was kept, and how it is to be turned to be seen.
pub struct Opened {
    /// Its pixels.
    pub pixels: DynamicImage,
    /// How it is to be turned.
    pub turned: Orientation,
}

/// Does this on a thread of its own when it is its turn.
pub async fn in_turn<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> Option<T> {
    let turn = Arc::clone(&TURN).acquire_owned().await.ok()?;
    let work = tokio::task::spawn_blocking(move || {
        let done = work();
        drop(turn);
        done
    });
    work.await.ok()
}

/// Opens a PNG, JPEG, GIF (its first frame) or WebP of at most so many pixels. One that claims more is not even begun.
pub fn open(bytes: &[u8], most: u64) -> Result<Opened, Trouble> {
    let trouble = |error| if matches!(error, ImageError::Limits(_)) { Trouble::TooLarge } else { Trouble::NoPicture };
    let mut reader = ImageReader::new(Cursor::new(bytes)).with_guessed_format().map_err(|_| Trouble::NoPicture)?;
    let memory = most.saturating_mul(BYTES_PER_PIXEL).max(LEAST_MEMORY);
    let mut limits = Limits::default();
    limits.max_alloc = Some(memory);
    reader.limits(limits);
    let mut decoder = reader.into_decoder().map_err(trouble)?;
    let (width, height) = decoder.dimensions();
    if u64::from(width) * u64::from(height) > most || decoder.total_bytes() > memory {
        return Err(Trouble::TooLarge);
    }
    if width == 0 || height == 0 {
        return Err(Trouble::NoPicture);
    }
    let turned = decoder.orientation().unwrap_or(Orientation::NoTransforms);
    Ok(Opened { pixels: DynamicImage::from_decoder(decoder).map_err(trouble)?, turned })
}

/// Encodes a small picture and says what it became: a JPEG, or where something shines through, a PNG. Nothing that was hidden
/// in the upload comes along.
pub fn encode(picture: &DynamicImage, quality: u8) -> Option<(&'static str, Vec<u8>)> {
    let mut bytes = Vec::new();
    if picture.color().has_alpha() && picture.to_rgba8().pixels().any(|pixel| pixel.0[3] < u8::MAX) {
        let pixels = picture.to_rgba8();
        PngEncoder::new(&mut bytes).write_image(&pixels, picture.width(), picture.height(), image::ExtendedColorType::Rgba8).ok()?;
        return Some(("image/png", bytes));
    }
    let pixels = picture.to_rgb8();
    JpegEncoder::new_with_quality(&mut bytes, quality)
        .write_image(&pixels, picture.width(), picture.height(), image::ExtendedColorType::Rgb8)
        .ok()?;
    Some(("image/jpeg", bytes))
}

#[cfg(test)]
mod tests {
    use std::io::Cursor;

    use image::{DynamicImage, ImageFormat};

    use super::{PIXELS, Trouble, encode, open};

    #[test]
    fn what_is_no_picture_is_refused() {
        assert_eq!(open(b"<svg xmlns='http://www.w3.org/2000/svg'/>", PIXELS).err(), Some(Trouble::NoPicture));
        assert_eq!(open(b"", PIXELS).err(), Some(Trouble::NoPicture));
        let mut png = Vec::new();
        DynamicImage::new_rgb8(300, 200).write_to(&mut Cursor::new(&mut png), ImageFormat::Png).unwrap();
        assert_eq!(open(&png[..png.len() / 2], PIXELS).err(), Some(Trouble::NoPicture));
        assert_eq!(open(&png, 59_999).err(), Some(Trouble::TooLarge));
        assert!(open(&png, 60_000).is_ok());
    }

    #[test]
    fn a_picture_that_claims_to_be_huge_is_not_even_begun() {
        let mut bomb = Vec::new();
        DynamicImage::new_rgb8(1, 1).write_to(&mut Cursor::new(&mut bomb), ImageFormat::Png).unwrap();
        // Its head now claims 50,000 × 50,000 pixels, seven gigabytes, and its checksum agrees.
        bomb.splice(16..24, [0, 0, 0xc3, 0x50, 0, 0, 0xc3, 0x50]);
        bomb.splice(29..33, [0xc4, 0xcd, 0xaa, 0x9d]);
        assert_eq!(open(&bomb, PIXELS).err(), Some(Trouble::TooLarge));
    }

    #[test]
    fn only_what_shines_through_stays_a_png() {
        let opaque = DynamicImage::from(image::RgbaImage::from_pixel(4, 4, image::Rgba([1, 2, 3, 255])));
        assert_eq!(encode(&opaque, 80).unwrap().0, "image/jpeg");
        assert_eq!(encode(&DynamicImage::new_rgba8(4, 4), 80).unwrap().0, "image/png");
    }
}

//! What stands for a picture until it is opened: a preview of bounded size, and a blur of some pixels for the time before that.
//! Both are made anew from pixels; the file itself stays as it came.

use base64::{Engine, engine::general_purpose::STANDARD};
use image::{DynamicImage, ImageEncoder, codecs::png::PngEncoder};
use protocol::{Blur, Media};

use crate::pictures::{self, Opened, Trouble};

/// Pixels a preview has at most from left to right and from top to bottom: twice of what it is shown with.
const PREVIEW: (u32, u32) = (880, 720);

/// How much of it is kept.
const QUALITY: u8 = 82;

/// Pixels of a blur's longer side.
const BLUR: u32 = 8;

/// A picture made smaller, as it is to be seen.
pub struct Small {
    /// Pixels from left to right.
    pub width: u32,
    /// Pixels from top to bottom.
    pub height: u32,
    /// The width and height of the picture it was made of.
    pub whole: (u32, u32),
    /// What stands in its place until it is there.
    pub blur: Blur,
    /// What browsers are told it is.
    pub media_type: &'static str,
    /// Its bytes.
    pub bytes: Vec<u8>,
}

/// What a picture is, and its preview as media type and bytes.
pub type Looked = (Media, &'static str, Vec<u8>);

/// Looks at a picture of at most so many pixels.
///
/// # Errors
/// [`Trouble`] when it cannot be opened.
pub fn look(bytes: &[u8], most: u64) -> Result<Looked, Trouble> {
    let Small { whole: (width, height), blur, media_type, bytes, .. } = shrink(bytes, most, PREVIEW)?;
    Ok((Media::Image { width, height, blur }, media_type, bytes))
}

/// Makes a picture of at most so many pixels as small as it has to be to fit within this width and height.
///
/// # Errors
/// [`Trouble`] when it cannot be opened.
pub fn shrink(bytes: &[u8], most: u64, within: (u32, u32)) -> Result<Small, Trouble> {
    let Opened { pixels, turned } = pictures::open(bytes, most)?;
    let (across, down) = within;
    let fits = pixels.width() <= across && pixels.height() <= down;
    let mut small = if fits { pixels.clone() } else { pixels.thumbnail(across, down) };
    let (mut width, mut height) = (pixels.width(), pixels.height());
    drop(pixels);
    let before = (small.width(), small.height());
    small.apply_orientation(turned);
    if (small.width(), small.height()) != before && before.0 != before.1 {
        (width, height) = (height, width);
    }
    let (media_type, bytes) = pictures::encode(&small, QUALITY).ok_or(Trouble::NoPicture)?;
    // What shines through would show the blur for ever.
    let blur = if media_type == "image/png" { Blur::default() } else { blur(&small) };
    Ok(Small { width: small.width(), height: small.height(), whole: (width, height), blur, media_type, bytes })
}

fn blur(picture: &DynamicImage) -> Blur {
    let tiny = picture.thumbnail(BLUR, BLUR).to_rgb8();
    let mut png = Vec::new();
    match PngEncoder::new(&mut png).write_image(&tiny, tiny.width(), tiny.height(), image::ExtendedColorType::Rgb8) {
        Ok(()) => Blur::from(STANDARD.encode(png)),
        Err(_) => Blur::default(),
    }
}

#[cfg(test)]
mod tests {
    use std::io::Cursor;

    use image::{DynamicImage, GenericImageView, ImageFormat};
    use protocol::Media;

    use super::look;

    #[test]
    fn a_picture_has_a_bounded_preview_and_a_blur() {
        for (width, height, shown) in [(4_000, 1_000, (880, 220)), (40, 30, (40, 30)), (300, 3_000, (72, 720))] {
            let mut bytes = Vec::new();
            DynamicImage::new_rgb8(width, height).write_to(&mut Cursor::new(&mut bytes), ImageFormat::Png).unwrap();
            let (media, media_type, preview) = look(&bytes, 40_000_000).unwrap();
            let Media::Image { width: across, height: down, blur } = media else { panic!("{media:?}") };
            assert_eq!(((across, down), media_type), ((width, height), "image/jpeg"));
            assert_eq!(image::load_from_memory(&preview).unwrap().dimensions(), shown);
            assert!(!blur.is_empty() && blur.as_str().len() < 500, "{} characters", blur.as_str().len());
        }
    }
}

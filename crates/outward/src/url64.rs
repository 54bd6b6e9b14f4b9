//! Bytes as text that fits into an address: base64 with `-` and `_`, written without `=`, read with or without.
//! The only base64 that Web Push knows; webhooks have another one.

use base64::{
    Engine,
    alphabet::URL_SAFE,
    engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig},
};

const ENGINE: GeneralPurpose = GeneralPurpose::new(
    &URL_SAFE,
    GeneralPurposeConfig::new().with_encode_padding(false).with_decode_padding_mode(DecodePaddingMode::Indifferent),
);

/// The text for these bytes.
pub(crate) fn write(bytes: &[u8]) -> String {
    ENGINE.encode(bytes)
}

/// The bytes of a text, if they are so many.
pub(crate) fn read<const N: usize>(text: &str) -> Option<[u8; N]> {
    // Too long is known before anything is decoded.
    (text.len() <= N.div_ceil(3) * 4).then(|| ENGINE.decode(text).ok()?.try_into().ok()).flatten()
}

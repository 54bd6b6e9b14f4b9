//! A file, and what it is, as they stand on the wire: one flat object with the fields of its kind.

use serde::Deserialize;

use crate::{
    Attachment, Blur, FileId, FileName, Media,
    flat::{Missing, take},
};

/// Every field that a file can have.
#[derive(Deserialize)]
pub(crate) struct FlatFile {
    id: Option<FileId>,
    name: Option<FileName>,
    bytes: Option<u64>,
    kind: String,
    width: Option<u32>,
    height: Option<u32>,
    #[serde(default)]
    blur: Blur,
}

impl TryFrom<FlatFile> for Media {
    type Error = Missing;

    fn try_from(mut flat: FlatFile) -> Result<Self, Missing> {
        Ok(match flat.kind.as_str() {
            "image" => Self::Image { width: take!(flat.width), height: take!(flat.height), blur: flat.blur },
            "audio" => Self::Audio,
            "video" => Self::Video,
            // Also what is newer than this reader.
            _ => Self::File,
        })
    }
}

impl TryFrom<FlatFile> for Attachment {
    type Error = Missing;

    fn try_from(mut flat: FlatFile) -> Result<Self, Missing> {
        Ok(Self { id: take!(flat.id), name: take!(flat.name), bytes: take!(flat.bytes), media: flat.try_into()? })
    }
}

//! A rejection as it stands on the wire: one flat object with the fields of its code.

use serde::{
    Deserialize,
    de::{DeserializeOwned, IntoDeserializer, value},
};

use crate::{
    Millis, Rejection,
    flat::{Missing, take},
};

/// Every field that a rejection can have.
#[derive(Deserialize)]
pub(crate) struct FlatRejection {
    code: String,
    detail: Option<String>,
    most: Option<u64>,
    until: Option<Millis>,
    retry_after_ms: Option<u32>,
    problem: Option<String>,
}

impl TryFrom<FlatRejection> for Rejection {
    type Error = Missing;

    fn try_from(mut flat: FlatRejection) -> Result<Self, Missing> {
        Ok(match flat.code.as_str() {
            "malformed" => Self::Malformed { detail: take!(flat.detail) },
            "no_such_room" => Self::NoSuchRoom,
            "no_such_message" => Self::NoSuchMessage,
            "too_many_reactions" => Self::TooManyReactions,
            "no_such_file" => Self::NoSuchFile,
            "too_many_files" => Self::TooManyFiles,
            "file_too_big" => Self::FileTooBig { most: take!(flat.most) },
            "picture_too_large" => Self::PictureTooLarge { most: take!(flat.most) },
            "no_room_for_files" => Self::NoRoomForFiles { most: take!(flat.most) },
            "not_allowed" => Self::NotAllowed,
            "muted" => Self::Muted { until: flat.until },
            "slow" => Self::Slow { retry_after_ms: take!(flat.retry_after_ms) },
            "announcements" => Self::Announcements,
            "bad_body" => Self::BadBody { problem: known(&take!(flat.problem))? },
            "bad_name" => Self::BadName { problem: known(&take!(flat.problem))? },
            "name_taken" => Self::NameTaken,
            "nonce_reused" => Self::NonceReused,
            "too_fast" => Self::TooFast { retry_after_ms: take!(flat.retry_after_ms) },
            "unavailable" => Self::Unavailable,
            _ => return Err(Missing("code")),
        })
    }
}

/// A problem by its word.
fn known<P: DeserializeOwned>(word: &str) -> Result<P, Missing> {
    P::deserialize(IntoDeserializer::<value::Error>::into_deserializer(word)).map_err(|_| Missing("problem"))
}

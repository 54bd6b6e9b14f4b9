//! Why a form was not done, as the code that pages know.
//! The words are in `app/src/words`.

use chat::AccountError;
use protocol::{BodyError, Millis, NameError, Rejection};

use crate::{
    auth::{PasswordError, Refusal},
    logging::chain,
};

/// Every reason a form can come back for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Problem {
    /// The name or the password is wrong.
    Credentials,
    /// Too often; wait a little.
    TooFast,
    /// Somebody else has that name.
    NameTaken,
    /// Nothing visible is in the name.
    NameEmpty,
    /// The name has too many characters.
    NameTooLong,
    /// The name has a character it may not have.
    NameCharacter,
    /// The password has too few characters.
    PasswordShort,
    /// The password has too many characters.
    PasswordLong,
    /// The present password is another.
    WrongPassword,
    /// One may not do that.
    NotAllowed,
    /// Nobody here has that name.
    NoSuchMember,
    /// Nobody was chosen.
    Nobody,
    /// The join link works no longer, or never did.
    InviteClosed,
    /// The file is no picture that can be shown, or too large a one.
    Image,
    /// A file is too big.
    FileTooBig,
    /// A picture has too many pixels.
    PictureTooLarge,
    /// One's files take too much room.
    NoRoomForFiles,
    /// More files than a message can carry.
    TooManyFiles,
    /// It does not exist, or not for you.
    NotFound,
    /// The text is no message.
    Body,
    /// The text is no emoji.
    Emoji,
    /// More people than a direct room may have.
    TooMany,
    /// One may read, and not write.
    Muted,
    /// The room is slow.
    Slow,
    /// Only those who keep order write there.
    Announcements,
    /// One is banned, until then or for good.
    Banned(Option<Millis>),
    /// There is no such command.
    UnknownCommand,
    /// The command lacks what must follow it.
    BareCommand,
    /// The address cannot be asked.
    Address,
    /// It may work later.
    Unavailable,
}

impl Problem {
    /// The code that stands in URLs.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Credentials => "credentials",
            Self::TooFast => "too_fast",
            Self::NameTaken => "name_taken",
            Self::NameEmpty => "name_empty",
            Self::NameTooLong => "name_too_long",
            Self::NameCharacter => "name_character",
            Self::PasswordShort => "password_short",
            Self::PasswordLong => "password_long",
            Self::WrongPassword => "wrong_password",
            Self::NotAllowed => "not_allowed",
            Self::NoSuchMember => "no_such_member",
            Self::Nobody => "nobody",
            Self::InviteClosed => "invite_closed",
            Self::Image => "image",
            Self::FileTooBig => "file_too_big",
            Self::PictureTooLarge => "picture_too_large",
            Self::NoRoomForFiles => "no_room_for_files",
            Self::TooManyFiles => "too_many_files",
            Self::NotFound => "not_found",
            Self::Body => "body",
            Self::Emoji => "emoji",
            Self::TooMany => "too_many",
            Self::Muted => "muted",
            Self::Slow => "slow",
            Self::Announcements => "announcements",
            Self::Banned(_) => "banned",
            Self::UnknownCommand => "unknown_command",
            Self::BareCommand => "bare_command",
            Self::Address => "address",
            Self::Unavailable => "unavailable",
        }
    }
}

impl From<NameError> for Problem {
    fn from(error: NameError) -> Self {
        match error {
            NameError::Empty => Self::NameEmpty,
            NameError::TooLong => Self::NameTooLong,
            NameError::Character => Self::NameCharacter,
        }
    }
}

impl From<BodyError> for Problem {
    fn from(_: BodyError) -> Self {
        Self::Body
    }
}

impl From<Rejection> for Problem {
    fn from(rejection: Rejection) -> Self {
        match rejection {
            Rejection::NoSuchRoom | Rejection::NoSuchMessage | Rejection::NoSuchFile => Self::NotFound,
            Rejection::FileTooBig { .. } => Self::FileTooBig,
            Rejection::PictureTooLarge { .. } => Self::PictureTooLarge,
            Rejection::NoRoomForFiles { .. } => Self::NoRoomForFiles,
            Rejection::TooManyFiles => Self::TooManyFiles,
            Rejection::NotAllowed | Rejection::TooManyReactions => Self::NotAllowed,
            Rejection::BadName { problem } => problem.into(),
            Rejection::NameTaken => Self::NameTaken,
            Rejection::TooFast { .. } => Self::TooFast,
            Rejection::Malformed { .. } | Rejection::BadBody { .. } | Rejection::NonceReused => Self::Body,
            Rejection::Muted { .. } => Self::Muted,
            Rejection::Slow { .. } => Self::Slow,
            Rejection::Announcements => Self::Announcements,
            Rejection::Unavailable => Self::Unavailable,
        }
    }
}

impl From<AccountError> for Problem {
    fn from(error: AccountError) -> Self {
        match error {
            AccountError::NameTaken => Self::NameTaken,
            AccountError::NoSuchAccount => Self::NoSuchMember,
            AccountError::NoSuchInvite => Self::InviteClosed,
            AccountError::Founded | AccountError::LastOwner => Self::NotAllowed,
            AccountError::Unavailable { .. } => {
                tracing::error!(error = chain(&error), "a form was not done");
                Self::Unavailable
            }
        }
    }
}

impl From<PasswordError> for Problem {
    fn from(error: PasswordError) -> Self {
        match error {
            PasswordError::TooShort => Self::PasswordShort,
            PasswordError::TooLong => Self::PasswordLong,
            PasswordError::Failed => {
                tracing::error!(%error, "a form was not done");
                Self::Unavailable
            }
        }
    }
}

impl From<Refusal> for Problem {
    fn from(refusal: Refusal) -> Self {
        match refusal {
            Refusal::Credentials => Self::Credentials,
            Refusal::TooFast(_) => Self::TooFast,
            Refusal::Banned(until) => Self::Banned(until),
            Refusal::Unavailable => Self::Unavailable,
        }
    }
}

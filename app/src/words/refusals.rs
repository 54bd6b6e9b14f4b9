//! What people read when something was refused, or was done.
//! The codes come from the server's redirects and from the line; the sentences are each language's own.

use protocol::{BodyError, Language, NameError, Rejection};

use super::{Words, en, ko, size::size};
use crate::api::Problem;

/// Every reason for a refusal that somebody can meet.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Refusal {
    /// Name and password do not belong together.
    Credentials,
    /// Too many attempts.
    TooFast,
    /// The name belongs to somebody else.
    NameTaken,
    /// A name with nothing in it.
    NameEmpty,
    /// A name with too much in it.
    NameTooLong,
    /// A name with a character it may not have.
    NameCharacter,
    /// A password that is too short.
    PasswordShort,
    /// A password that is too long.
    PasswordLong,
    /// The present password was not right.
    WrongPassword,
    /// Not for you.
    NotAllowed,
    /// Nobody has that name.
    NoSuchMember,
    /// The join link is over.
    InviteClosed,
    /// The file is no picture that can be used.
    Image,
    /// Gone, or never there.
    NotFound,
    /// The message is empty or too long.
    Body,
    /// The text is no emoji.
    Emoji,
    /// The message is too long.
    BodyTooLong,
    /// The message has as many different reactions as it can carry.
    TooManyReactions,
    /// More people than a direct room may have.
    TooMany,
    /// A file is too big.
    FileTooBig,
    /// A picture has too many pixels.
    PictureTooLarge,
    /// One's files take too much room.
    NoRoomForFiles,
    /// Too many files for one message.
    TooManyFiles,
    /// A file is not on the server any more.
    NoSuchFile,
    /// One may read, and not write.
    Muted,
    /// The room is slow.
    Slow,
    /// Only moderators write there.
    Announcements,
    /// One may not come in.
    Banned,
    /// Somebody took one out of the room.
    Out,
    /// The session is over.
    SignedOut,
    /// Nobody was chosen to talk to.
    Nobody,
    /// No such word after a `/`.
    UnknownCommand,
    /// A word after a `/` that lacks what must follow it.
    BareCommand,
    /// An address that the server may not ask.
    Address,
    /// The server could not save it now.
    Unavailable,
    /// The client said something the server did not understand.
    Malformed,
    /// Anything a newer server may say.
    Unknown,
}

impl Refusal {
    /// The refusal a redirect names in `?problem=`.
    pub fn from_code(code: &str) -> Self {
        match code {
            "credentials" => Self::Credentials,
            "too_fast" => Self::TooFast,
            "name_taken" => Self::NameTaken,
            "name_empty" => Self::NameEmpty,
            "name_too_long" => Self::NameTooLong,
            "name_character" => Self::NameCharacter,
            "password_short" => Self::PasswordShort,
            "password_long" => Self::PasswordLong,
            "wrong_password" => Self::WrongPassword,
            "not_allowed" => Self::NotAllowed,
            "no_such_member" => Self::NoSuchMember,
            "invite_closed" => Self::InviteClosed,
            "image" => Self::Image,
            "not_found" => Self::NotFound,
            "body" => Self::Body,
            "emoji" => Self::Emoji,
            "too_many" => Self::TooMany,
            "file_too_big" => Self::FileTooBig,
            "picture_too_large" => Self::PictureTooLarge,
            "no_room_for_files" => Self::NoRoomForFiles,
            "too_many_files" => Self::TooManyFiles,
            "muted" => Self::Muted,
            "slow" => Self::Slow,
            "announcements" => Self::Announcements,
            "banned" => Self::Banned,
            "out" => Self::Out,
            "signed_out" => Self::SignedOut,
            "nobody" => Self::Nobody,
            "unknown_command" => Self::UnknownCommand,
            "bare_command" => Self::BareCommand,
            "address" => Self::Address,
            "unavailable" => Self::Unavailable,
            _ => Self::Unknown,
        }
    }
}

impl From<NameError> for Refusal {
    fn from(error: NameError) -> Self {
        match error {
            NameError::Empty => Self::NameEmpty,
            NameError::TooLong => Self::NameTooLong,
            NameError::Character => Self::NameCharacter,
        }
    }
}

impl From<BodyError> for Refusal {
    fn from(error: BodyError) -> Self {
        match error {
            BodyError::Empty => Self::Body,
            BodyError::TooLong => Self::BodyTooLong,
        }
    }
}

impl From<&Rejection> for Refusal {
    fn from(rejection: &Rejection) -> Self {
        match rejection {
            Rejection::Malformed { .. } | Rejection::NonceReused => Self::Malformed,
            Rejection::NoSuchRoom | Rejection::NoSuchMessage => Self::NotFound,
            Rejection::NoSuchFile => Self::NoSuchFile,
            Rejection::TooManyFiles => Self::TooManyFiles,
            Rejection::FileTooBig { .. } => Self::FileTooBig,
            Rejection::PictureTooLarge { .. } => Self::PictureTooLarge,
            Rejection::NoRoomForFiles { .. } => Self::NoRoomForFiles,
            Rejection::TooManyReactions => Self::TooManyReactions,
            Rejection::NotAllowed => Self::NotAllowed,
            Rejection::BadBody { problem } => (*problem).into(),
            Rejection::BadName { problem } => (*problem).into(),
            Rejection::NameTaken => Self::NameTaken,
            Rejection::TooFast { .. } => Self::TooFast,
            Rejection::Muted { .. } => Self::Muted,
            Rejection::Slow { .. } => Self::Slow,
            Rejection::Announcements => Self::Announcements,
            Rejection::Unavailable => Self::Unavailable,
        }
    }
}

impl Words {
    /// Why it was refused and what to do.
    pub fn refusal(&self, refusal: impl Into<Refusal>) -> &'static str {
        let refusal = refusal.into();
        match self.language {
            Language::En => en::refusal(refusal),
            Language::Ko => ko::refusal(refusal),
        }
    }

    /// Why a command was refused; where the wait is known, how long.
    pub fn rejection(&self, rejection: &Rejection) -> String {
        match rejection {
            Rejection::TooFast { retry_after_ms } if *retry_after_ms >= 1_000 => self.wait_seconds(retry_after_ms.div_ceil(1_000)),
            Rejection::Slow { retry_after_ms } => self.slow_wait(retry_after_ms.div_ceil(1_000)),
            Rejection::FileTooBig { most } if *most > 0 => self.file_too_big(&size(*most)),
            other => self.refusal(other).to_owned(),
        }
    }

    /// What was done, by the code a redirect names in `?done=`.
    pub fn done(&self, code: &str) -> &'static str {
        match self.language {
            Language::En => en::done(code),
            Language::Ko => ko::done(code),
        }
    }

    /// Title and sentence of a page that has nothing to show.
    pub const fn problem(&self, problem: &Problem) -> (&'static str, &'static str) {
        match problem {
            Problem::NotSignedIn => (self.not_signed_in_title, self.not_signed_in_lead),
            Problem::NotFound => (self.not_found_title, self.not_found_lead),
            Problem::Failed => (self.failed_title, self.failed_lead),
            Problem::Unreachable => (self.unreachable_title, self.unreachable_lead),
        }
    }
}

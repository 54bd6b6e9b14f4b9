//! English: what was refused, and what was done.

use crate::words::refusals::Refusal;

/// Why it was refused and what to do.
pub const fn refusal(refusal: Refusal) -> &'static str {
    match refusal {
        Refusal::Credentials => "Name and password do not match. Check both and try again.",
        Refusal::TooFast => "That was too fast. Wait a moment and try again.",
        Refusal::NameTaken => "That name is taken. Choose another one.",
        Refusal::NameEmpty => "The name is missing.",
        Refusal::NameTooLong => "The name is too long. Choose a shorter one.",
        Refusal::NameCharacter => "A name takes letters, digits, . - and _ only, without spaces.",
        Refusal::PasswordShort => "The password is too short. It needs at least 8 characters.",
        Refusal::PasswordLong => "The password is too long. Choose a shorter one.",
        Refusal::WrongPassword => "The current password is not right.",
        Refusal::NotAllowed => "You may not do that here.",
        Refusal::NoSuchMember => "Nobody here has that name. Check how it is spelled.",
        Refusal::InviteClosed => "This link is closed. Ask for a new one.",
        Refusal::Image => "This file cannot be used. Choose a PNG, JPEG, WebP or GIF of up to 5 MB.",
        Refusal::NotFound => "It is not here any more.",
        Refusal::Body => "The message is empty or too long.",
        Refusal::Emoji => "That is no emoji. Choose one, or type a single one.",
        Refusal::BodyTooLong => "The message is too long. Send it in parts.",
        Refusal::TooManyReactions => "This message has enough different reactions. Join one of them.",
        Refusal::TooMany => "A conversation has room for ten people. Make a private room for more.",
        Refusal::FileTooBig => "A file is too big. Choose a smaller one.",
        Refusal::PictureTooLarge => "The picture has too many pixels. Make it smaller and send it again.",
        Refusal::NoRoomForFiles => "Your files have used up their room here. Delete messages with files you no longer need.",
        Refusal::TooManyFiles => "A message takes up to 10 files. Send the others in another message.",
        Refusal::NoSuchFile => "A file of this message is gone. Delete the message and send it again.",
        Refusal::Muted => "You can read, but not write: a moderator has muted you for now.",
        Refusal::Slow => "This room is slow. Wait a while between two messages.",
        Refusal::Announcements => "Only moderators write in this room.",
        Refusal::Banned => "Your account is closed by a moderator.",
        Refusal::Out => "You are not in that room any more.",
        Refusal::SignedOut => "You were signed out here. Sign in again to go on.",
        Refusal::Nobody => "Choose somebody to talk to.",
        Refusal::UnknownCommand => "There is no such command. Begin with // to send it as text.",
        Refusal::BareCommand => "Something must follow this command.",
        Refusal::Address => "The server may not call this address. It must begin with https and be reachable from everywhere.",
        Refusal::Unavailable => "The server could not save it. Try again in a moment.",
        Refusal::Malformed => "The server did not understand this page. Reload it and try again.",
        Refusal::Unknown => "That did not work. Try again.",
    }
}

/// What was done.
pub fn done(code: &str) -> &'static str {
    match code {
        "password" => "Your password was changed.",
        "avatar" => "Your picture was changed.",
        "session" => "The browser was signed out.",
        "guests" => "Saved. It holds from now on.",
        "quiet" => "Saved. Nothing will disturb you.",
        "reading" => "Saved. It holds from now on, everywhere.",
        "unread" => "Marked as unread.",
        "role" => "The role was changed.",
        "invite" => "The join link is ready. Copy it and send it.",
        "banned" => "Banned. They are signed out everywhere.",
        "unbanned" => "They can sign in again.",
        "muted" => "Muted. They can read, but not write.",
        "unmuted" => "They can write again.",
        "swept" => "The messages were deleted.",
        "reported" => "Thank you. The moderators will look at it.",
        "resolved" => "Done. The report is closed.",
        "invited" => "Invited. They are in the room now.",
        "bot" => "The bot is ready. Copy its token now.",
        "bot_token" => "The bot has a new token. The old one works no more.",
        "bot_revoked" => "The token was revoked. The bot is signed out.",
        "bot_hooked" => "The bot will be called there. Copy the secret now.",
        "bot_unhooked" => "The bot is not called any more.",
        "inlet" => "The webhook is ready. Copy its address now.",
        "inlet_revoked" => "The webhook was revoked.",
        "removed" => "Removed from the room.",
        _ => "Saved.",
    }
}

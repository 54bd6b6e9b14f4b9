//! Who may do what: one table of every action by role and standing, which every command, form, route and doorway asks.
//! It is pure: what somebody is and where they stand is found out elsewhere. That they are muted, or a room slow, is a
//! matter of time and stands beside it, in `sanctions` and `room/pace`.

use protocol::{Rejection, Role, RoomRole, Visibility};

/// Something somebody may want to do. `of` is the role of the one it is done to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Action {
    /// Learn that a room is there, and what it is called.
    Find,
    /// Come into a room by oneself.
    Join,
    /// Read a room and everything in it, follow it, and say how much one wants to be told.
    Read,
    /// Write a message, edit one's own, react and pin.
    Write,
    /// Put a file into a room.
    Upload,
    /// Write where only those who keep order do, and as often as one likes where a room is slow.
    Announce,
    /// Delete one's own message.
    TakeBack,
    /// Delete the message of somebody else.
    Delete,
    /// See what an edited message said before.
    SeeVersions,
    /// Show a message to those who keep order.
    Report,
    /// Bring a member into a room, or a guest.
    Bring {
        /// Whom.
        of: Role,
    },
    /// Go out of a room.
    Leave,
    /// Put somebody out of a room.
    Remove {
        /// Whom.
        of: Role,
    },
    /// Give a room its name and description.
    Rename,
    /// Decide who may write in a room, and how often.
    Rule,
    /// Make, see and revoke the addresses by which programs write into a room.
    Connect,
    /// Delete what somebody wrote lately in a public room.
    Sweep {
        /// Whose.
        of: Role,
    },
    /// See everybody of the place.
    SeePeople,
    /// Make a room.
    MakeRoom,
    /// Write to members alone.
    MakeDirect,
    /// Make, see and revoke join links; tell everybody something.
    Administer,
    /// Decide whether guests may come in.
    LetGuestsIn,
    /// See reports, who is banned or muted, and the audit log; close reports.
    Moderate,
    /// Give somebody another role.
    Appoint {
        /// What they are.
        of: Role,
        /// What they will be.
        to: Role,
    },
    /// Keep somebody out of the place, or let them in again.
    Ban {
        /// Whom.
        of: Role,
    },
    /// Let somebody read only, or write again.
    Mute {
        /// Whom.
        of: Role,
    },
}

/// How somebody stands to what they want to do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Standing {
    /// No room is meant.
    Here,
    /// They are in the room.
    Inside(RoomRole, Visibility),
    /// They are not in the room: never were, went, or were put out.
    Outside(Visibility),
    /// They are banned.
    Banned,
}

/// The table.
///
/// # Errors
/// [`Rejection::NoSuchRoom`] where it must not be known that there is a room, [`Rejection::NotAllowed`] otherwise.
pub fn permit(action: Action, role: Role, standing: Standing) -> Result<(), Rejection> {
    let may = match standing {
        Standing::Banned => false,
        Standing::Here => in_the_place(action, role),
        Standing::Inside(room_role, visibility) => in_a_room(action, role, room_role, visibility),
        Standing::Outside(visibility) => {
            let open = visibility == Visibility::Public && from_outside(action, role);
            return if open { Ok(()) } else { Err(Rejection::NoSuchRoom) };
        }
    };
    if may { Ok(()) } else { Err(Rejection::NotAllowed) }
}

/// Keeps order in a room they are in: its owners, and of a public one the moderators of the place.
#[must_use]
pub fn keeps_order(role: Role, room_role: RoomRole, visibility: Visibility) -> bool {
    permit(Action::Delete, role, Standing::Inside(room_role, visibility)).is_ok()
}

/// May do this where no room is meant.
#[must_use]
pub fn may(action: Action, role: Role) -> bool {
    permit(action, role, Standing::Here).is_ok()
}

fn in_the_place(action: Action, role: Role) -> bool {
    match action {
        Action::SeePeople | Action::MakeDirect => role > Role::Guest,
        Action::MakeRoom => role.brings_people(),
        Action::Moderate => role.moderates(),
        Action::Administer => role.administers(),
        Action::LetGuestsIn => role == Role::Owner,
        // A guest or a bot has no password and would be nobody's member.
        Action::Appoint { of, to } => {
            of.brings_people() && to.brings_people() && (role == Role::Owner || (role.administers() && role > of.max(to)))
        }
        Action::Ban { of } | Action::Mute { of } | Action::Sweep { of } => role.moderates() && role > of,
        Action::Find
        | Action::Join
        | Action::Read
        | Action::Write
        | Action::Upload
        | Action::Announce
        | Action::TakeBack
        | Action::Delete
        | Action::SeeVersions
        | Action::Report
        | Action::Bring { .. }
        | Action::Leave
        | Action::Remove { .. }
        | Action::Rename
        | Action::Rule
        | Action::Connect => false,
    }
}

fn in_a_room(action: Action, role: Role, room_role: RoomRole, visibility: Visibility) -> bool {
    let (public, direct) = (visibility == Visibility::Public, visibility == Visibility::Direct);
    let owner = room_role == RoomRole::Owner && !direct;
    match action {
        Action::Find | Action::Join | Action::Read | Action::Write | Action::TakeBack => true,
        // Whoever can come as often as they like, under any name, fills nobody's disk and calls nobody.
        Action::Upload | Action::Report => role > Role::Guest,
        Action::Announce | Action::Delete | Action::SeeVersions | Action::Rule => owner || (public && role.moderates()),
        Action::Rename | Action::Connect => owner || (public && role.administers()),
        // Guests and bots bring nobody. Guests are brought into no room that others do not find; for a bot somebody answers.
        Action::Bring { .. } if !role.brings_people() => false,
        Action::Bring { of: Role::Guest } => public,
        Action::Bring { of: Role::Bot } => owner || (public && role.administers()),
        Action::Bring { .. } => owner || public,
        Action::Leave => !direct,
        Action::Remove { of } => owner || (public && role.moderates() && role > of),
        Action::Sweep { of } => public && role.moderates() && role > of,
        Action::SeePeople
        | Action::MakeRoom
        | Action::MakeDirect
        | Action::Administer
        | Action::LetGuestsIn
        | Action::Moderate
        | Action::Appoint { .. }
        | Action::Ban { .. }
        | Action::Mute { .. } => in_the_place(action, role),
    }
}

/// What may be done to a public room by somebody who is not in it.
fn from_outside(action: Action, role: Role) -> bool {
    match action {
        Action::Find => true,
        // A bot comes in through who answers for the room, and never by itself.
        Action::Join => role != Role::Bot,
        Action::Sweep { of } => role.moderates() && role > of,
        _ => false,
    }
}

#[cfg(test)]
mod tests;

//! The places that STOMP frames name, and which of ours they mean.
//! Whether somebody may go there is decided by the room.

use protocol::RoomId;

/// What one can subscribe to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Source {
    /// What happens in a room.
    Room(RoomId),
    /// Who comes online in a room and goes offline.
    Presence(RoomId),
    /// What happens to oneself: added to a room, removed from it.
    Notices,
    /// Refusals that would otherwise end the connection.
    Refusals,
}

/// What one can send to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Target {
    /// A message into the room that the body names.
    Message,
    /// Enter the room that the body names.
    Join,
    /// Leave the room that the body names.
    Leave,
    /// Another text for a message.
    Edit,
    /// Delete a message.
    Delete,
    /// React to a message, or take that back.
    React,
}

impl Source {
    /// What a destination means.
    pub fn parse(destination: &str) -> Option<Self> {
        match destination {
            "/user/queue/notify" | "/queue/notify" => return Some(Self::Notices),
            "/user/queue/errors" | "/queue/errors" => return Some(Self::Refusals),
            _ => {}
        }
        let room = ["/subscribe/chat/room/", "/topic/rooms."].into_iter().find_map(|prefix| destination.strip_prefix(prefix))?;
        if let Some(room) = room.strip_suffix(".presence").or_else(|| room.strip_suffix("/presence")) {
            return room.parse().ok().map(Self::Presence);
        }
        room.parse().ok().map(Self::Room)
    }
}

impl Target {
    /// What a destination means.
    pub fn parse(destination: &str) -> Option<Self> {
        match destination {
            "/publish/chat/message" | "/app/chat.send" => Some(Self::Message),
            "/publish/chat/join" | "/app/chat.join" => Some(Self::Join),
            "/publish/chat/leave" | "/app/chat.leave" => Some(Self::Leave),
            "/publish/chat/edit" | "/app/chat.edit" => Some(Self::Edit),
            "/publish/chat/delete" | "/app/chat.delete" => Some(Self::Delete),
            "/publish/chat/react" | "/app/chat.react" => Some(Self::React),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Source, Target};

    #[test]
    fn both_spellings_of_a_room_are_the_same_room() {
        let id = "5eed5eed5eed5eed5eed5eed5eed5eed";
        let room = Source::Room(id.parse().unwrap());
        assert_eq!(Source::parse(&format!("/subscribe/chat/room/{id}")), Some(room));
        assert_eq!(Source::parse(&format!("/topic/rooms.{id}")), Some(room));
        let presence = Source::Presence(id.parse().unwrap());
        assert_eq!(Source::parse(&format!("/subscribe/chat/room/{id}/presence")), Some(presence));
        assert_eq!(Source::parse(&format!("/topic/rooms.{id}.presence")), Some(presence));
        assert_eq!(Source::parse("/user/queue/notify"), Some(Source::Notices));
        for nowhere in ["", "/topic/rooms.", "/topic/rooms.*", "/subscribe/chat/room/1", "/topic/rooms.5eed/..", "/user/ana/queue/notify"] {
            assert_eq!(Source::parse(nowhere), None, "{nowhere}");
        }
        assert_eq!(Target::parse("/topic/rooms.x"), None, "rooms are written to through the application alone");
    }
}

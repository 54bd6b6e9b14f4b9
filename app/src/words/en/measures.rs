//! English: what those who keep order have done.

use protocol::Measure;

use super::{WORDS, lasting};
use crate::components::member_list::role_name;

/// One line of the audit log.
pub fn measured(what: &Measure, by: &str, member: &str, room: &str) -> String {
    match what {
        Measure::Banned { .. } => format!("{by} banned {member}"),
        Measure::Unbanned { .. } => format!("{by} let {member} in again"),
        Measure::Muted { .. } => format!("{by} muted {member}"),
        Measure::Unmuted { .. } => format!("{by} let {member} write again"),
        Measure::Removed { .. } => format!("{by} removed {member} from {room}"),
        Measure::Deleted { .. } => format!("{by} deleted a message of {member} in {room}"),
        Measure::Swept { .. } => format!("{by} deleted the recent messages of {member}"),
        Measure::Appointed { from, to, .. } => {
            format!("{by} made {member} {} (was {})", role_name(&WORDS, *to), role_name(&WORDS, *from))
        }
        Measure::Renamed { name, .. } => format!("{by} renamed a room to “{name}”"),
        Measure::Ruled { rules, .. } if rules.announcements => format!("{by} made {room} a room for announcements"),
        Measure::Ruled { rules, .. } if rules.slow_s > 0 => format!("{by} turned on slow mode in {room}: {}", lasting(rules.slow_s)),
        Measure::Ruled { .. } => format!("{by} let everybody write in {room}"),
        Measure::Linked => format!("{by} made a join link"),
        Measure::Unlinked => format!("{by} revoked a join link"),
        Measure::Resolved { .. } => format!("{by} closed a report about {member}"),
        Measure::Unknown => format!("{by} did something newer than this page"),
    }
}

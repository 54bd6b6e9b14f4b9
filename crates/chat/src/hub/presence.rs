//! Who is there, who looks, and who does not want to be counted among those who have read.
//! Rooms tell it; here they are asked to.

use std::{sync::Arc, time::Duration};

use protocol::{ConnectionId, MemberId, Presence};

use super::Hub;
use crate::room::Request;

impl Hub {
    /// Whether the member has an open connection, and looks.
    #[must_use]
    pub fn presence(&self, member: MemberId) -> Presence {
        match self.around.lines.is_away(member) {
            None => Presence::Offline,
            Some(true) => Presence::Away,
            Some(false) => Presence::Online,
        }
    }

    /// How long ago the member did something on a line that is still open, if they did.
    #[must_use]
    pub fn acted(&self, member: MemberId) -> Option<Duration> {
        self.around.lines.acted(member)
    }

    /// Nobody looks at this connection any more, or somebody does again: rooms tell it where that changes something. Any room
    /// may: lines of a member need not follow the same ones.
    pub(crate) async fn set_away(&self, member: MemberId, connection: ConnectionId, away: bool) {
        self.around.lines.set_away(member, connection, away);
        self.ask_all_awake(|| Request::Look { member }).await;
    }

    /// These members are discreet, as memory has it; to be said before anybody connects.
    pub fn know_discreet(&self, members: impl IntoIterator<Item = MemberId>) {
        for member in members {
            self.around.discreet.set(member, true);
        }
    }

    /// A member is discreet from now on, or no more: told to everybody who sees them.
    pub async fn set_discreet(&self, member: MemberId, discreet: bool) {
        let all = Arc::clone(&self.around.discreet);
        if all.set(member, discreet) {
            self.ask_all_awake(|| Request::Recount { member }).await;
        }
    }

    async fn ask_all_awake(&self, request: impl Fn() -> Request) {
        for room in self.rooms.all_awake() {
            // A task that has just gone to rest has nobody to tell.
            let _ = room.send(request()).await;
        }
    }
}

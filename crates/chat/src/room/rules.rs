//! Deciding who may write in a room, and how often; and what of a room's affairs is written down for the place.
//! What the rules mean for a message is in `pace`.

use protocol::{Act, Happened, Measure, Person, Rejection, Rules, SLOWEST_S, Visibility};

use super::Room;
use crate::{Action, Change, clock};

impl Room {
    pub(super) async fn rule(&mut self, actor: &Person, rules: Rules) -> Result<(), Rejection> {
        self.permit(Action::Rule, actor)?;
        let rules = Rules { slow_s: rules.slow_s.min(SLOWEST_S), ..rules };
        if self.room.rules == rules {
            return Ok(());
        }
        let room = protocol::Room { rules, ..self.room.clone() };
        let measure = Measure::Ruled { room: room.id, rules };
        let changes = [Change::Updated { room: room.clone() }].into_iter().chain(self.audited(actor, Some(measure))).collect();
        self.around.directory.greet(actor.clone());
        self.save(vec![Happened::Ruled { by: actor.id, rules }], changes).await?;
        self.room = room;
        Ok(())
    }

    /// What the audit log of the place is told: nothing of rooms that those who read it need not know of.
    pub(super) fn audited(&self, actor: &Person, what: Option<Measure>) -> Option<Change> {
        let what = what.filter(|_| self.room.visibility == Visibility::Public)?;
        Some(Change::Audited { act: Act { by: actor.id, at: clock::now(), what, reason: Default::default() } })
    }
}

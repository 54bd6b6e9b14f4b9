//! Hooks, inlets and deliveries in lists.

use async_trait::async_trait;
use protocol::{MemberId, Millis, RoomId};

use super::{Memory, locked};
use crate::{AccountError, Bots, Delivery, Hook, Inlet, Outcome};

/// What programs have here.
#[derive(Debug, Default)]
pub(super) struct Programs {
    hooks: Vec<Hook>,
    inlets: Vec<Inlet>,
    deliveries: Vec<Delivery>,
}

impl Programs {
    /// Nobody writes by what this member made.
    pub(super) fn forget_inlets_of(&mut self, member: MemberId) {
        self.inlets.retain(|inlet| inlet.by != member);
    }
}

#[async_trait]
impl Bots for Memory {
    async fn set_hook(&self, hook: &Hook) -> Result<(), AccountError> {
        let hooks = &mut locked(&self.programs).hooks;
        hooks.retain(|one| one.bot != hook.bot);
        hooks.push(hook.clone());
        Ok(())
    }

    async fn hook(&self, bot: MemberId) -> Result<Option<Hook>, AccountError> {
        Ok(locked(&self.programs).hooks.iter().find(|one| one.bot == bot).cloned())
    }

    async fn hooks(&self) -> Result<Vec<Hook>, AccountError> {
        let mut hooks = locked(&self.programs).hooks.clone();
        hooks.sort_by_key(|one| one.bot);
        Ok(hooks)
    }

    async fn remove_hook(&self, bot: MemberId) -> Result<(), AccountError> {
        let programs = &mut locked(&self.programs);
        programs.hooks.retain(|one| one.bot != bot);
        programs.deliveries.retain(|one| one.bot != bot);
        Ok(())
    }

    async fn note_outcome(&self, bot: MemberId, outcome: &Outcome) -> Result<(), AccountError> {
        if let Some(hook) = locked(&self.programs).hooks.iter_mut().find(|one| one.bot == bot) {
            hook.outcome = Some(*outcome);
        }
        Ok(())
    }

    async fn add_inlet(&self, inlet: &Inlet) -> Result<(), AccountError> {
        locked(&self.programs).inlets.push(inlet.clone());
        Ok(())
    }

    async fn inlet(&self, secret_hash: &str) -> Result<Option<Inlet>, AccountError> {
        Ok(locked(&self.programs).inlets.iter().find(|one| one.secret_hash == secret_hash).cloned())
    }

    async fn inlets(&self, room: RoomId) -> Result<Vec<Inlet>, AccountError> {
        let mut inlets: Vec<Inlet> = locked(&self.programs).inlets.iter().filter(|one| one.room == room).cloned().collect();
        inlets.sort_by(|one, other| (other.created, &other.id).cmp(&(one.created, &one.id)));
        Ok(inlets)
    }

    async fn touch_inlet(&self, secret_hash: &str, at: Millis) -> Result<(), AccountError> {
        if let Some(inlet) = locked(&self.programs).inlets.iter_mut().find(|one| one.secret_hash == secret_hash) {
            inlet.used = Some(at);
        }
        Ok(())
    }

    async fn revoke_inlet(&self, room: RoomId, id: &str) -> Result<(), AccountError> {
        locked(&self.programs).inlets.retain(|one| one.room != room || one.id != id);
        Ok(())
    }

    async fn keep_delivery(&self, delivery: &Delivery) -> Result<(), AccountError> {
        let deliveries = &mut locked(&self.programs).deliveries;
        deliveries.retain(|one| one.id != delivery.id);
        deliveries.push(*delivery);
        Ok(())
    }

    async fn deliveries(&self) -> Result<Vec<Delivery>, AccountError> {
        let mut deliveries = locked(&self.programs).deliveries.clone();
        deliveries.sort_by_key(|one| (one.due, one.id));
        Ok(deliveries)
    }

    async fn forget_delivery(&self, id: u128) -> Result<(), AccountError> {
        locked(&self.programs).deliveries.retain(|one| one.id != id);
        Ok(())
    }
}

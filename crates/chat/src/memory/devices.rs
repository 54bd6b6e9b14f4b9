//! Devices in a list.

use async_trait::async_trait;
use protocol::{MemberId, Millis};

use super::{Memory, locked};
use crate::{AccountError, Device, Devices, MOST_DEVICES};

#[async_trait]
impl Devices for Memory {
    async fn add_device(&self, device: &Device) -> Result<(), AccountError> {
        let devices = &mut locked(&self.people).devices;
        devices.retain(|one| one.session != device.session && one.endpoint != device.endpoint);
        devices.push(device.clone());
        devices.sort_by_key(|one| one.at);
        let of_member = devices.iter().filter(|one| one.member == device.member).count();
        let mut spare = of_member.saturating_sub(MOST_DEVICES);
        devices.retain(|one| {
            let goes = spare > 0 && one.member == device.member;
            spare -= usize::from(goes);
            !goes
        });
        Ok(())
    }

    async fn devices(&self, member: MemberId, now: Millis) -> Result<Vec<Device>, AccountError> {
        let people = locked(&self.people);
        let lasts = |device: &&Device| people.sessions.iter().any(|one| one.token_hash == device.session && now < one.expires);
        Ok(people.devices.iter().filter(|device| device.member == member).filter(lasts).cloned().collect())
    }

    async fn remove_device(&self, session: &str) -> Result<(), AccountError> {
        locked(&self.people).devices.retain(|device| device.session != session);
        Ok(())
    }

    async fn forget_endpoint(&self, endpoint: &str) -> Result<(), AccountError> {
        locked(&self.people).devices.retain(|device| device.endpoint != endpoint);
        Ok(())
    }

    async fn members_with_devices(&self) -> Result<Vec<MemberId>, AccountError> {
        let mut members: Vec<MemberId> = locked(&self.people).devices.iter().map(|device| device.member).collect();
        members.sort_unstable();
        members.dedup();
        Ok(members)
    }
}

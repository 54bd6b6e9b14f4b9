//! Browsers that want to be told while no page of ours is open: how they are remembered.
//! Nothing is told here; the server sends notes to them.

use async_trait::async_trait;
use protocol::{MemberId, Millis};

use crate::AccountError;

/// Devices a member may have; one more makes the oldest be forgotten.
pub const MOST_DEVICES: usize = 10;

/// The memory of devices. A device goes with its session: closed or swept, it takes its device along.
#[async_trait]
pub trait Devices: Send + Sync + 'static {
    /// Keeps a device in the place of the one that its session had, and of any other with its endpoint. Of a member's devices
    /// the [`MOST_DEVICES`] newest stay.
    async fn add_device(&self, device: &Device) -> Result<(), AccountError>;

    /// Those of a member whose sessions last beyond `now`, in any order.
    async fn devices(&self, member: MemberId, now: Millis) -> Result<Vec<Device>, AccountError>;

    /// Forgets the device of a session, if it has one.
    async fn remove_device(&self, session: &str) -> Result<(), AccountError>;

    /// Forgets whatever has this endpoint: the browser has ended its subscription.
    async fn forget_endpoint(&self, endpoint: &str) -> Result<(), AccountError>;

    /// Everybody who has a device.
    async fn members_with_devices(&self) -> Result<Vec<MemberId>, AccountError>;
}

/// One browser that wants to be told.
#[derive(Clone, PartialEq, Eq)]
pub struct Device {
    /// Hash of the token of the session that it is signed in with.
    pub session: String,
    /// Whose it is.
    pub member: MemberId,
    /// Where notes for it go. A secret.
    pub endpoint: String,
    /// Its public key, as base64url.
    pub key: String,
    /// What it shares with us alone, as base64url.
    pub secret: String,
    /// Since when.
    pub at: Millis,
}

/// Shows no secret.
impl std::fmt::Debug for Device {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Device").field("member", &self.member).field("at", &self.at).finish_non_exhaustive()
    }
}

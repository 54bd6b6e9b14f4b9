//! The real binary under attack, and somebody who talks there meanwhile.

use std::net::SocketAddr;

use protocol::RoomId;
use tempfile::TempDir;
use tokio::process::Child;

use crate::{command_line::serving, house::PASSWORD, person::Person, wire::Wire};

/// Memory that one attack may cost, in KiB.
pub const MOST_GROWTH: u64 = 10 * 1_024;

/// A server under attack, and somebody who talks there meanwhile.
pub struct Target {
    pub address: SocketAddr,
    server: Child,
    pub ana: Person,
    wire: Wire,
    room: RoomId,
    said: u128,
    _folder: TempDir,
}

impl Target {
    /// A server with these options beside the usual ones.
    pub async fn new(options: &[&str]) -> Self {
        let folder = tempfile::tempdir().unwrap();
        // Whoever sees whether the server still lives writes more often than people do.
        let usual = ["serve", "--listen", "127.0.0.1:0", "--posts-burst", "1000"];
        let (server, _, address) = serving(folder.path(), &[&usual, options].concat()).await;
        let address = address.strip_prefix("http://").unwrap().parse().unwrap();
        let ana = Person::new(address);
        let form = [("place", "Hanok"), ("name", "Ana"), ("password", PASSWORD), ("language", "en")];
        assert_eq!(ana.posts("/first-run", &form).await.leads_to(), "/rooms");
        let room = ana.makes_a_room("Kitchen", "public").await.strip_prefix("/rooms/").unwrap().parse().unwrap();
        let mut wire = Wire::dial(address, &ana.cookie_header(), &[]).await.unwrap();
        wire.hears().await;
        wire.subscribes(room, None).await;
        Self { address, server, ana, wire, room, said: 0, _folder: folder }
    }

    /// KiB of memory of the server.
    pub fn memory(&self) -> u64 {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.server.id().unwrap())).unwrap();
        let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).unwrap();
        line.trim().strip_suffix(" kB").unwrap().parse().unwrap()
    }

    /// Ana writes, and it arrives.
    pub async fn talks(&mut self) {
        self.said += 1;
        self.wire.writes(self.room, self.said, "still here").await;
    }
}

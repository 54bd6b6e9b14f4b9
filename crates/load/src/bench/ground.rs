//! A fresh release server for one scenario, with limits out of the way, and a few accounts in it.

use std::{
    io,
    net::{Ipv4Addr, SocketAddr},
    path::Path,
    sync::Arc,
};

use futures::{StreamExt, TryStreamExt, stream};
use protocol::RoomId;
use tempfile::TempDir;
use tokio::net::TcpStream;

use super::{
    Machine,
    wire::{Wire, ask},
};
use crate::{
    LoadError, Maru,
    place::{Account, PROXY_HEADER, Place},
};

/// Owner of the place, and their password.
const OWNER: (&str, &str) = ("owner", "nothing to hide");
/// Members who come in at the same time.
const AT_ONCE: usize = 32;
/// So many that no limit is met.
const MANY: &str = "1000000";

/// A server and who is there.
#[derive(Debug)]
pub struct Ground {
    /// The server.
    pub server: Maru,
    /// The place it opens.
    pub place: Place,
    /// Its owner.
    pub owner: Account,
    address: SocketAddr,
    _folder: TempDir,
}

impl Ground {
    /// A server that has just been founded.
    ///
    /// # Errors
    /// [`LoadError`] when it does not start.
    pub async fn open(program: &Path, machine: &Machine) -> Result<Self, LoadError> {
        let folder = tempfile::Builder::new().prefix("maru-bench-").tempdir().map_err(LoadError::system("make a folder"))?;
        let mut server = Maru::new(program, folder.path()).await?;
        if let Some(core) = machine.server_core() {
            server.pin_to(core);
        }
        let limits = ["CONNECTIONS_PER_MEMBER", "CONNECTIONS_PER_ADDRESS", "POSTS_PER_SECOND", "POSTS_BURST", "FRAMES_PER_SECOND"];
        limits.iter().for_each(|limit| server.set(&format!("MARU_{limit}"), MANY));
        server.set("MARU_CLIENT_ADDRESS_HEADER", PROXY_HEADER);
        server.start().await?;
        let place = Place::at(&server.url())?;
        let owner = place.found(OWNER.0, OWNER.1).await?;
        let address = place.host().parse().map_err(|_| LoadError::Unfit(format!("{} is no address", place.host())))?;
        Ok(Self { server, place, owner, address, _folder: folder })
    }

    /// A room of the owner's.
    ///
    /// # Errors
    /// [`LoadError`] when the server refuses.
    pub async fn room(&self, name: &str) -> Result<RoomId, LoadError> {
        self.place.make_room(&self.owner, name, true).await
    }

    /// So many members of a public room, each with an account and a session of their own.
    ///
    /// # Errors
    /// [`LoadError`] when they do not come in.
    pub async fn members(&self, room: RoomId, count: usize) -> Result<Vec<Door>, LoadError> {
        self.place.let_guests_in(&self.owner).await?;
        let coming = (0..count).map(async |n| {
            // An address of their own: not many guests may come from one.
            let from = Ipv4Addr::from_bits(0x0a00_0000 + u32::try_from(n).unwrap_or_default());
            let cookie = self.place.come_as_guest(room, &from.to_string()).await?;
            Ok(Door { cookie: cookie.as_str().into(), ..self.door() })
        });
        stream::iter(coming).buffer_unordered(AT_ONCE).try_collect().await
    }

    /// A line of the owner's. Nearly all lines are: to the server a line is a line, and nobody has to be let in.
    ///
    /// # Errors
    /// [`LoadError`] when it does not open.
    pub async fn line(&self) -> Result<Wire, LoadError> {
        self.door().open().await.map_err(LoadError::system("open a line"))
    }

    /// The way to such a line, for those who come back later.
    #[must_use]
    pub fn door(&self) -> Door {
        Door { address: self.address, host: self.place.host().into(), cookie: self.owner.cookie.as_str().into() }
    }

    /// The server's process.
    ///
    /// # Errors
    /// [`LoadError::Unfit`] when it is gone.
    pub fn pid(&self) -> Result<u32, LoadError> {
        self.server.pid().ok_or_else(|| LoadError::Unfit("the server is gone".to_owned()))
    }
}

/// Where to open a line, and as whom.
#[derive(Debug, Clone)]
pub struct Door {
    address: SocketAddr,
    host: Arc<str>,
    cookie: Arc<str>,
}

impl Door {
    /// Opens a line.
    ///
    /// # Errors
    /// When nobody is there, or the upgrade is refused.
    pub async fn open(&self) -> io::Result<Wire> {
        Wire::dial(self.address, &self.host, &self.cookie).await
    }

    /// Opens a socket at another path, for this sub-protocol or none.
    ///
    /// # Errors
    /// When nobody is there, or the upgrade is refused.
    pub async fn socket(&self, path: &str, protocol: Option<&str>) -> io::Result<Wire> {
        Wire::dial_at(self.address, &self.host, &self.cookie, path, protocol).await
    }

    /// Asks for a stream of server-sent events.
    ///
    /// # Errors
    /// When nobody is there, or the answer is another.
    pub async fn stream(&self, path: &str) -> io::Result<TcpStream> {
        let (host, cookie) = (&self.host, &self.cookie);
        let request = format!("GET {path} HTTP/1.1\r\nHost: {host}\r\nAccept: text/event-stream\r\nCookie: {cookie}\r\n\r\n");
        ask(self.address, &request, "HTTP/1.1 200").await
    }
}

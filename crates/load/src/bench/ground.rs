//! A fresh release server for one scenario, with limits out of the way, and a few accounts in it.

use std::{io, net::SocketAddr, path::Path, sync::Arc};

use protocol::RoomId;
use tempfile::TempDir;
use tokio::net::TcpStream;

use super::{
    Machine,
    wire::{Wire, ask},
};
use crate::{LoadError, Maru, place::Account, place::Place};

/// Owner of the place, and their password.
const OWNER: (&str, &str) = ("owner", "nothing to hide");
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

    /// A line of the owner's. All lines are the owner's: to the server a line is a line, and nobody has to be let in.
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

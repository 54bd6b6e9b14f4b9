//! A bad network in a box: passes bytes between members and the server, late, slowly, in pieces, and not forever.
//! It knows nothing of what passes, so it cuts in the middle of frames and of handshakes too.

mod fate;
mod pipe;

use std::{
    net::SocketAddr,
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicBool, Ordering},
    },
};

use fastrand::Rng;
use tokio::{
    net::{TcpListener, TcpStream},
    task::{AbortHandle, JoinSet},
};

pub use fate::Fate;

use crate::{Journal, LoadError, What};

/// A proxy that harms what goes through it, until it is told to calm down.
#[derive(Debug)]
pub struct Proxy {
    address: SocketAddr,
    calm: Arc<AtomicBool>,
    accepting: AbortHandle,
}

impl Proxy {
    /// Listens on a port of its own and passes on to this server; each connection's fate is drawn from `rng`.
    ///
    /// # Errors
    /// [`LoadError::System`] when there is no port.
    pub async fn start(server: String, rng: Rng, journal: Journal) -> Result<Self, LoadError> {
        let listener = TcpListener::bind("127.0.0.1:0").await.map_err(LoadError::system("open a port for the proxy"))?;
        let address = listener.local_addr().map_err(LoadError::system("open a port for the proxy"))?;
        let calm = Arc::new(AtomicBool::new(false));
        let accepting = tokio::spawn(accept(listener, server, rng, journal, Arc::clone(&calm))).abort_handle();
        Ok(Self { address, calm, accepting })
    }

    /// Where it listens.
    #[must_use]
    pub const fn address(&self) -> SocketAddr {
        self.address
    }

    /// From now on new connections are left in peace. Those that are open meet their fate.
    pub fn calm_down(&self) {
        self.calm.store(true, Ordering::Relaxed);
    }
}

impl Drop for Proxy {
    fn drop(&mut self) {
        self.accepting.abort();
    }
}

async fn accept(listener: TcpListener, server: String, rng: Rng, journal: Journal, calm: Arc<AtomicBool>) {
    let rng = Mutex::new(rng);
    let mut open = JoinSet::new();
    while let Ok((near, _)) = listener.accept().await {
        let calm = calm.load(Ordering::Relaxed);
        let fate = if calm { Fate::peaceful() } else { Fate::draw(&mut rng.lock().unwrap_or_else(PoisonError::into_inner)) };
        let (server, journal) = (server.clone(), journal.clone());
        open.spawn(async move {
            // Without a server behind it, a connection that was accepted ends at once: the member tries again.
            let Ok(far) = TcpStream::connect(&server).await else { return };
            if let Some(how) = pipe::pass(near, far, &fate).await {
                journal.record(What::Cut { how });
            }
        });
        while open.try_join_next().is_some() {}
    }
}

#[cfg(test)]
mod tests;

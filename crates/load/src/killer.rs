//! Kills the server every few seconds and starts it again, sometimes in an orderly way.

use std::time::Duration;

use fastrand::Rng;
use tokio::{sync::watch, task::JoinHandle, time::sleep};

use crate::{Journal, LoadError, Maru, What};

/// The server lives at least and at most this long, in milliseconds.
const LIFE_MS: std::ops::RangeInclusive<u64> = 1_000..=9_000;
/// It stays away at most this long, in milliseconds.
const AWAY_MS: u64 = 1_500;

/// The work of killing, so many times or until it is told to end. It ends with the server up.
#[derive(Debug)]
pub struct Killer {
    stop: watch::Sender<bool>,
    working: JoinHandle<Result<Maru, LoadError>>,
}

impl Killer {
    /// Begins to kill this server, which runs, `most` times.
    #[must_use]
    pub fn start(server: Maru, most: u32, journal: Journal, rng: Rng) -> Self {
        let (stop, stopped) = watch::channel(false);
        Self { stop, working: tokio::spawn(work(server, most, journal, rng, stopped)) }
    }

    /// It has killed as often as it should, or something went wrong.
    #[must_use]
    pub fn is_done(&self) -> bool {
        self.working.is_finished()
    }

    /// Gives the server back, running.
    ///
    /// # Errors
    /// [`LoadError`] when it did not start again, or did not stop when it was asked to.
    pub async fn finish(self) -> Result<Maru, LoadError> {
        let _ = self.stop.send(true);
        self.working.await.unwrap_or_else(|error| Err(LoadError::Unfit(format!("the killer ended: {error}"))))
    }
}

async fn work(mut server: Maru, most: u32, journal: Journal, mut rng: Rng, mut stopped: watch::Receiver<bool>) -> Result<Maru, LoadError> {
    for _ in 0..most {
        let life = Duration::from_millis(rng.u64(LIFE_MS));
        tokio::select! { () = sleep(life) => {} _ = stopped.wait_for(|stop| *stop) => return Ok(server) }
        if rng.u8(..4) == 0 {
            journal.record(What::Stopped);
            server.stop().await?;
        } else {
            journal.record(What::Killed);
            server.kill().await?;
        }
        sleep(Duration::from_millis(rng.u64(..=AWAY_MS))).await;
        server.start().await?;
        journal.record(What::Up);
    }
    Ok(server)
}

//! The one door for saving: everything that waits, of all rooms, goes into one transaction and one fsync.
//! It knows nothing of what it saves.

use std::sync::Arc;

use tokio::sync::{mpsc, oneshot};

use crate::{Append, History, HistoryError};

/// Appends of different rooms that may go into one transaction.
const MOST_ROOMS: usize = 512;
/// Events after which a transaction takes no more rooms.
const MOST_EVENTS: usize = 2_000;

/// Saves what rooms give it, in batches that grow with the load.
#[derive(Clone)]
pub(crate) struct Writer {
    jobs: mpsc::Sender<Job>,
}

struct Job {
    append: Append,
    done: oneshot::Sender<Result<(), HistoryError>>,
}

impl Writer {
    /// Starts the one task that writes.
    pub(crate) fn start(history: Arc<dyn History>) -> Self {
        let (jobs, mut waiting) = mpsc::channel::<Job>(MOST_ROOMS);
        tokio::spawn(async move {
            while let Some(first) = waiting.recv().await {
                let mut batch = vec![first];
                let mut events = 0;
                while let Ok(job) = waiting.try_recv() {
                    events += job.append.events.len();
                    batch.push(job);
                    if batch.len() >= MOST_ROOMS || events >= MOST_EVENTS {
                        break;
                    }
                }
                save(&*history, batch).await;
            }
        });
        Self { jobs }
    }

    /// Returns when the append is durable, or was refused as a whole.
    pub(crate) async fn save(&self, append: Append) -> Result<(), HistoryError> {
        let gone = || HistoryError::Unavailable { operation: "save", source: "the writer has stopped".into() };
        let (done, answer) = oneshot::channel();
        self.jobs.send(Job { append, done }).await.map_err(|_| gone())?;
        answer.await.map_err(|_| gone())?
    }
}

async fn save(history: &dyn History, batch: Vec<Job>) {
    let (appends, dones): (Vec<Append>, Vec<_>) = batch.into_iter().map(|job| (job.append, job.done)).unzip();
    match history.append(&appends).await {
        Ok(()) => dones.into_iter().for_each(|done| drop(done.send(Ok(())))),
        // One room's repeated nonce must not fail the others: each for itself, then.
        Err(HistoryError::NonceTaken | HistoryError::SeqTaken | HistoryError::DirectTaken) if appends.len() > 1 => {
            for (append, done) in appends.iter().zip(dones) {
                let _ = done.send(history.append(std::slice::from_ref(append)).await);
            }
        }
        Err(error) => {
            let mut dones = dones.into_iter();
            let first = dones.next();
            for done in dones {
                let again = match &error {
                    HistoryError::NonceTaken => HistoryError::NonceTaken,
                    HistoryError::SeqTaken => HistoryError::SeqTaken,
                    HistoryError::DirectTaken => HistoryError::DirectTaken,
                    HistoryError::Unavailable { operation, source } => {
                        HistoryError::Unavailable { operation, source: source.to_string().into() }
                    }
                };
                let _ = done.send(Err(again));
            }
            if let Some(first) = first {
                let _ = first.send(Err(error));
            }
        }
    }
}

//! Deleting bytes that no file has any more: at once when a message is deleted, and what a crash left behind at every start.
//! Which files there are is asked of the store, each time; nothing is counted.

use std::{sync::Arc, time::Duration};

use chat::{Files, Lookups, UPLOAD_WAITS};
use protocol::Millis;

use crate::{logging::chain, state::App};

/// How often uploads that are in no message are looked for.
const UPLOADS_EVERY: Duration = Duration::from_secs(3600);

/// How often the whole folder is compared with the files there are.
const FOLDER_EVERY: u32 = 24;

/// Blobs asked about at once.
const PORTION: usize = 200;

type Outcome = Result<(), Box<dyn std::error::Error + Send + Sync>>;

/// Sweeps for as long as the server lives.
pub async fn sweep(app: Arc<App>) {
    let mut hours = tokio::time::interval(UPLOADS_EVERY);
    let mut hour: u32 = 0;
    loop {
        let outcome = tokio::select! {
            _ = hours.tick() => {
                let outcome = hourly(&app, hour.is_multiple_of(FOLDER_EVERY)).await;
                hour = hour.wrapping_add(1);
                outcome
            }
            () = app.store.loosened().notified() => loose(&app).await,
        };
        if let Err(error) = outcome {
            tracing::warn!(error = chain(&*error), "files were not swept");
        }
    }
}

async fn hourly(app: &App, folder: bool) -> Outcome {
    let waits = i64::try_from(UPLOAD_WAITS.as_millis()).unwrap_or(i64::MAX);
    app.store.sweep_uploads(Millis(chat::now().0.saturating_sub(waits))).await?;
    // What has just ended may be on its way below a message, with its picture.
    let ended = i64::try_from(UPLOADS_EVERY.as_millis()).unwrap_or(i64::MAX);
    app.store.sweep_lookups(Millis(chat::now().0.saturating_sub(ended))).await?;
    loose(app).await?;
    if folder {
        for portion in app.shelf.blobs.portions().await? {
            let there = app.shelf.blobs.portion(portion).await?;
            for some in there.chunks(PORTION) {
                delete_unused(app, some).await?;
            }
        }
    }
    Ok(())
}

/// What files that were forgotten had.
async fn loose(app: &App) -> Outcome {
    let loose = app.store.loose_blobs().await?;
    for some in loose.chunks(PORTION) {
        // Settled first: whoever forgets another file of these bytes from here on says so anew. What a failure leaves behind
        // is found when the whole folder is compared.
        app.store.settle_blobs(some).await?;
        delete_unused(app, some).await?;
    }
    Ok(())
}

async fn delete_unused(app: &App, blobs: &[chat::BlobId]) -> Outcome {
    let turn = app.shelf.blobs.turn().await;
    let unused = app.store.unused_blobs(blobs).await?;
    app.shelf.blobs.delete(&turn, &unused).await?;
    Ok(())
}

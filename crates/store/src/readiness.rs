//! Whether the store does what it is for: answers, and saves.
//! It repairs nothing; what is in the way (a full disk, a database that is gone) ends elsewhere.

use std::time::Duration;

use surrealdb::types::{Bytes, Value, object};

use crate::{
    Store,
    database::{Database, Failure},
};

/// A database that does not answer for this long is not ready.
const WITHIN: Duration = Duration::from_secs(2);

/// Why a store is not ready.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NotReady {
    /// It does not answer.
    #[error("the database does not answer")]
    Silent,
    /// It answers, but what is new cannot be saved: the disk is full or broken.
    #[error("the database does not save")]
    Unsaved,
}

impl Store {
    /// The database answers, and it saves: after something has failed, that is tried. Cheap enough to ask every second.
    ///
    /// # Errors
    /// [`NotReady`] says what it does not do.
    pub async fn readiness(&self) -> Result<(), NotReady> {
        let answer = self.database.ask::<Value>("RETURN true", object! {});
        if !matches!(tokio::time::timeout(WITHIN, answer).await, Ok(Ok(Value::Bool(true)))) {
            return Err(NotReady::Silent);
        }
        if !self.database.is_in_trouble() {
            return Ok(());
        }
        match tokio::time::timeout(WITHIN, save(&self.database)).await {
            Ok(Ok(())) => {
                self.database.is_well();
                Ok(())
            }
            Ok(Err(error)) => {
                tracing::warn!(error = &error as &dyn std::error::Error, "nothing can be saved");
                Err(NotReady::Unsaved)
            }
            Err(_) => Err(NotReady::Unsaved),
        }
    }
}

/// Saves something that nobody reads. It is deleted and made anew, because what does not change is not written.
async fn save(database: &Database) -> Result<(), Failure> {
    database.tell("DELETE secret:probe RETURN NONE", object! {}).await?;
    database.tell("CREATE secret:probe SET bytes = $bytes RETURN NONE", object! { bytes: Bytes::from(vec![0; 32]) }).await
}

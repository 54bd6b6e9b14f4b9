//! Questions that many ask at once, asked together: a statement costs the database nearly as much for one record as for many.
//! It knows no table.

use std::collections::HashMap;

use tokio::sync::{mpsc, oneshot};

use crate::database::{Database, Failure, Within};

/// Questions that may wait, and that may be asked together.
const MOST: usize = 256;

/// Reads records of one kind, by their keys, for all who ask while those before them are answered.
#[derive(Debug)]
pub(crate) struct Together<A> {
    questions: mpsc::Sender<Question<A>>,
}

#[derive(Debug)]
struct Question<A> {
    key: String,
    answer: oneshot::Sender<Option<A>>,
}

impl<A: Clone + Send + 'static> Together<A> {
    /// Starts the one task that asks; it ends with what is returned. `find` reads what is there by some keys.
    pub(crate) fn start<F: Future<Output = Result<HashMap<String, A>, Failure>> + Send>(
        database: &Database,
        find: impl Fn(Within, Vec<String>) -> F + Send + 'static,
    ) -> Self {
        let (questions, mut waiting) = mpsc::channel::<Question<A>>(MOST);
        let within = database.within();
        database.beside(async move {
            let mut batch = Vec::new();
            while waiting.recv_many(&mut batch, MOST).await > 0 {
                let keys = batch.iter().map(|question| question.key.clone()).collect();
                // What failed for all is answered to nobody.
                let found = find(within.clone(), keys).await.ok();
                for Question { key, answer } in batch.drain(..) {
                    if let Some(found) = &found {
                        let _ = answer.send(found.get(&key).cloned());
                    }
                }
            }
        });
        Self { questions }
    }

    /// What is found by this key. Where asking together did not work, this is `None`: it is to be asked alone, to hear why.
    pub(crate) async fn ask(&self, key: &str) -> Option<Option<A>> {
        let (answer, found) = oneshot::channel();
        self.questions.send(Question { key: key.to_owned(), answer }).await.ok()?;
        found.await.ok()
    }
}

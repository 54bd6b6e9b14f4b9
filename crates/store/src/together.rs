//! Questions that many ask at once, asked together: a statement costs the database nearly as much for one record as for many.
//! It knows no table.

use std::collections::HashMap;

use surrealdb::types::{Object, SurrealValue};
use tokio::sync::{mpsc, oneshot};

use crate::database::{Database, Failure};

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
    /// Starts the one task that asks; it ends with what is returned. `bind` makes what is bound in the statement for some keys,
    /// `find` what it found, by key.
    pub(crate) fn start<T: SurrealValue + Send + 'static>(
        database: &Database,
        statement: &'static str,
        bind: fn(Vec<String>) -> Object,
        find: fn(T) -> Result<HashMap<String, A>, Failure>,
    ) -> Self {
        let (questions, mut waiting) = mpsc::channel::<Question<A>>(MOST);
        let within = database.within();
        database.beside(async move {
            let mut batch = Vec::new();
            while waiting.recv_many(&mut batch, MOST).await > 0 {
                let keys = batch.iter().map(|question| question.key.clone()).collect();
                let answer = within.ask(statement, &bind(keys)).await;
                // What failed for all is answered to nobody.
                let found = answer.and_then(|answer| find(answer).ok());
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

//! The one connection to `SurrealDB`: a statement with bound values in, its answer out, tried again after a lost race.
//! It knows no table.

use std::{
    borrow::Cow,
    future::Future,
    sync::{
        Arc, Mutex, PoisonError, Weak,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

use surrealdb::{
    IndexedResults, Surreal,
    engine::any::Any,
    types::{AlreadyExistsError, Object, QueryError, SurrealValue, Value},
};

use crate::threads::{Stopped, Threads};

/// How often a statement is tried when it loses races for the same records.
const TRIES: u32 = 12;

/// The longest rest between two tries.
const LONGEST_REST: Duration = Duration::from_millis(64);

type Statement = Cow<'static, str>;

/// A statement of a transaction, and what is bound to it.
#[derive(Debug)]
pub(crate) struct Step {
    pub(crate) statement: &'static str,
    pub(crate) bound: Object,
}

/// One connection, shared by everybody.
#[derive(Debug)]
pub(crate) struct Database {
    /// Before the threads, so that it is dropped first. It is cloned only for transactions: each clone is a session of its own in
    /// the engine.
    surreal: Arc<Surreal<Any>>,
    /// Clones of it that no transaction needs at the moment.
    spare: Arc<Mutex<Vec<Surreal<Any>>>>,
    threads: Threads,
    /// See [`Self::is_in_trouble`].
    in_trouble: AtomicBool,
}

impl Database {
    pub(crate) fn new(surreal: Surreal<Any>, threads: Threads) -> Self {
        Self { surreal: Arc::new(surreal), spare: Arc::default(), threads, in_trouble: AtomicBool::new(false) }
    }

    /// The answer of one statement. A block `{ … }` is one statement, hence one transaction: all of it or nothing.
    pub(crate) async fn ask<T: SurrealValue>(&self, statement: impl Into<Statement>, bound: Object) -> Result<T, Failure> {
        let (surreal, statement) = (Arc::clone(&self.surreal), statement.into());
        let answer: Value = self.run(async move { patiently(|| once(&surreal, &statement, bound.clone())).await?.take(0) }).await?;
        Ok(T::from_value(answer)?)
    }

    /// Takes these steps in one transaction: all of them or nothing.
    ///
    /// The engine remembers how to run a statement that comes by itself and names records by what is bound to it, such as
    /// `CREATE $record CONTENT $fields` or `SELECT * FROM $records`. What stands in a block, behind a write in the same request, or
    /// in an `INSERT`, it works out anew every time, which takes several times as long as doing it.
    pub(crate) async fn take(&self, steps: Vec<Step>) -> Result<(), Failure> {
        let (surreal, spare) = (Arc::clone(&self.surreal), Arc::clone(&self.spare));
        self.run(async move { patiently(|| transaction(&surreal, &spare, &steps)).await }).await
    }

    /// Runs a statement whose answer does not matter.
    pub(crate) async fn tell(&self, statement: impl Into<Statement>, bound: Object) -> Result<(), Failure> {
        self.ask::<Value>(statement, bound).await.map(drop)
    }

    /// Runs several statements, which must bear being run again: only between `BEGIN` and `COMMIT` are they one transaction.
    pub(crate) async fn script(&self, statements: impl Into<Statement>, bound: Object) -> Result<(), Failure> {
        let (surreal, statements) = (Arc::clone(&self.surreal), statements.into());
        self.run(async move { patiently(|| once(&surreal, &statements, bound.clone())).await.map(drop) }).await
    }

    /// Asks several things one after the other.
    pub(crate) async fn several<T: Send + 'static, F: Future<Output = Result<T, Failure>> + Send>(
        &self,
        task: impl FnOnce(Within) -> F + Send + 'static,
    ) -> Result<T, Failure> {
        let within = self.within();
        self.run(async move { task(within).await }).await
    }

    /// Runs a task beside the database, for as long as that lives.
    pub(crate) fn beside(&self, task: impl Future<Output = ()> + Send + 'static) {
        self.threads.spawn(task);
    }

    /// The way to the database for such a task.
    pub(crate) fn within(&self) -> Within {
        Within(Arc::downgrade(&self.surreal))
    }

    /// Stops the database and waits until it has.
    pub(crate) async fn close(&self) -> Result<(), Failure> {
        let surreal = Arc::clone(&self.surreal);
        self.run(async move { surreal.shutdown().await }).await
    }

    /// Something has failed for a reason that is not in what was said to the database.
    pub(crate) fn is_in_trouble(&self) -> bool {
        self.in_trouble.load(Ordering::Relaxed)
    }

    /// Somebody has tried, and it works again.
    pub(crate) fn is_well(&self) {
        self.in_trouble.store(false, Ordering::Relaxed);
    }

    async fn run<T: Send + 'static, E: Into<Failure> + Send + 'static>(
        &self,
        task: impl Future<Output = Result<T, E>> + Send + 'static,
    ) -> Result<T, Failure> {
        let answer = self.threads.run(task).await.map_err(Failure::from).and_then(|answer| answer.map_err(E::into));
        if answer.as_ref().is_err_and(Failure::is_trouble) {
            self.in_trouble.store(true, Ordering::Relaxed);
        }
        answer
    }
}

/// The way to the database for what runs on its threads: it does not keep it.
#[derive(Debug, Clone)]
pub(crate) struct Within(Weak<Surreal<Any>>);

impl Within {
    /// As [`Database::ask`].
    pub(crate) async fn ask<T: SurrealValue>(&self, statement: &'static str, bound: Object) -> Result<T, Failure> {
        let surreal = self.0.upgrade().ok_or(Stopped(None))?;
        let answer: Value = patiently(|| once(&surreal, statement, bound.clone())).await?.take(0)?;
        Ok(T::from_value(answer)?)
    }
}

/// Tries again for as long as somebody else was faster.
async fn patiently<T, F: Future<Output = surrealdb::Result<T>>>(attempt: impl Fn() -> F) -> surrealdb::Result<T> {
    let mut rest = Duration::from_millis(1);
    for _ in 1..TRIES {
        match attempt().await {
            Err(error) if is_lost_race(&error) => {
                tokio::time::sleep(rest).await;
                rest = (rest * 2).min(LONGEST_REST);
            }
            answer => return answer,
        }
    }
    attempt().await
}

/// Takes all steps, each by itself, in a session of the engine that nobody else uses meanwhile.
async fn transaction(surreal: &Surreal<Any>, spare: &Mutex<Vec<Surreal<Any>>>, steps: &[Step]) -> surrealdb::Result<()> {
    let spares = || spare.lock().unwrap_or_else(PoisonError::into_inner);
    let session = spares().pop().unwrap_or_else(|| surreal.clone());
    let transaction = session.begin().await?;
    for Step { statement, bound } in steps {
        if let Err(error) = transaction.query(*statement).bind(bound.clone()).await.and_then(IndexedResults::check) {
            // One that cannot be rolled back is, once it is dropped with its session.
            let session = transaction.cancel().await;
            spares().extend(session);
            return Err(error);
        }
    }
    let session = transaction.commit().await?;
    spares().push(session);
    Ok(())
}

/// All answers, or the error that explains the others.
async fn once(surreal: &Surreal<Any>, statements: &str, bound: Object) -> surrealdb::Result<IndexedResults> {
    let mut answers = surreal.query(statements).bind(bound).await?;
    // In a failed transaction every other statement reports only that it was not executed.
    let worst = answers.take_errors().into_values().max_by_key(|error| {
        error.query_details().is_none_or(|details| !matches!(details, QueryError::NotExecuted | QueryError::Cancelled))
    });
    worst.map_or(Ok(answers), Err)
}

/// Somebody else wrote the same records at the same time, be it the engine itself. Nothing was written; trying again is right.
fn is_lost_race(error: &surrealdb::Error) -> bool {
    error.query_details() == Some(&QueryError::TransactionConflict)
}

/// What went wrong below the traits of `chat`.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Failure {
    /// The database said no, or said nothing.
    #[error("asking the database")]
    Database(#[from] surrealdb::Error),
    /// The database is gone.
    #[error("asking the database")]
    Stopped(#[from] Stopped),
    /// A row holds something that this program never writes.
    #[error("reading `{field}` of a row of `{table}`")]
    Row { table: &'static str, field: &'static str },
    /// A range of a log came back in another order than asked for.
    #[error("reading a range of a log in order")]
    Order,
}

impl Failure {
    /// It lies neither in what was asked nor in what is there: the disk is full, the database is gone.
    fn is_trouble(&self) -> bool {
        match self {
            Self::Database(error) => error.already_exists_details().is_none() && !error.is_thrown() && !is_lost_race(error),
            Self::Stopped(_) => true,
            Self::Row { .. } | Self::Order => false,
        }
    }

    /// A record of this table was to be made and is there already.
    pub(crate) fn is_taken(&self, table: &str) -> bool {
        let Self::Database(error) = self else { return false };
        let Some(AlreadyExistsError::Record { id }) = error.already_exists_details() else { return false };
        id.strip_prefix(table).is_some_and(|rest| rest.starts_with(':'))
    }

    /// A statement of ours ended itself with `THROW <code>`.
    pub(crate) fn is_thrown(&self, code: &str) -> bool {
        matches!(self, Self::Database(error) if error.is_thrown() && error.message().ends_with(code))
    }
}

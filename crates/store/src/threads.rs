//! Threads for the database alone, with stacks deep enough for it: a statement overflows the 2 MiB that other threads have in a
//! debug build, and nobody above should have to know.
//! What runs here runs to its end, also when nobody waits for it any more: an append is never dropped half way.

use std::{future::Future, io};

use tokio::runtime::{Builder, Runtime};

/// Bytes of one stack, as the makers of the database advise. Memory is taken only as deep as a stack was ever used.
const STACK: usize = 10 * 1024 * 1024;

/// Some threads, for as long as this lives.
#[derive(Debug)]
pub(crate) struct Threads {
    /// Always there until it is dropped.
    runtime: Option<Runtime>,
}

/// The database panicked, or its threads are gone.
#[derive(Debug, thiserror::Error)]
#[error("the database stopped in the middle")]
pub(crate) struct Stopped(#[source] pub(crate) Option<tokio::task::JoinError>);

impl Threads {
    /// One for each processor.
    pub(crate) fn start() -> io::Result<Self> {
        let runtime = Builder::new_multi_thread().thread_name("store").thread_stack_size(STACK).enable_all().build()?;
        Ok(Self { runtime: Some(runtime) })
    }

    /// Lets this go on by itself.
    pub(crate) fn spawn(&self, task: impl Future<Output = ()> + Send + 'static) {
        if let Some(runtime) = &self.runtime {
            runtime.spawn(task);
        }
    }

    /// What this comes to.
    pub(crate) async fn run<T: Send + 'static>(&self, task: impl Future<Output = T> + Send + 'static) -> Result<T, Stopped> {
        let runtime = self.runtime.as_ref().ok_or(Stopped(None))?;
        runtime.spawn(task).await.map_err(|error| Stopped(Some(error)))
    }
}

impl Drop for Threads {
    /// A runtime may not wait for its own end inside of another one.
    fn drop(&mut self) {
        if let Some(runtime) = self.runtime.take() {
            runtime.shutdown_background();
        }
    }
}

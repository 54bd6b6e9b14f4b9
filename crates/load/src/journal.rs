//! The log file of a run: written line by line by everybody who takes part, read back by the checker.
//! It keeps the order in which it is told things, and counts some of them for the progress line.

use std::{
    fs::File,
    io::{BufRead, BufReader, BufWriter, Write},
    path::{Path, PathBuf},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Instant,
};

use crate::{Entry, LoadError, What};

/// The log of a run that goes on. Clones write to the same file.
#[derive(Debug, Clone)]
pub struct Journal(Arc<Mutex<State>>);

#[derive(Debug)]
struct State {
    path: PathBuf,
    out: BufWriter<File>,
    began: Instant,
    counts: Counts,
    trouble: Option<std::io::Error>,
}

/// How often the things of the progress line happened.
#[derive(Debug, Clone, Copy, Default)]
pub struct Counts {
    /// Messages written by members.
    pub written: u64,
    /// Messages put on a line, repeats included.
    pub sent: u64,
    /// Acknowledgements.
    pub acked: u64,
    /// Events shown on some screen.
    pub shown: u64,
    /// Lines that were opened.
    pub opened: u64,
    /// Timelines that began from a snapshot.
    pub restarted: u64,
    /// Tabs that were told to resync.
    pub overflowed: u64,
    /// Connections harmed by the proxy.
    pub cut: u64,
    /// Times the server was killed or stopped.
    pub killed: u64,
    /// Members that left a room or were removed.
    pub gone: u64,
}

impl Journal {
    /// Begins a log in this file.
    ///
    /// # Errors
    /// [`LoadError::File`] when it cannot be made.
    pub fn create(path: &Path) -> Result<Self, LoadError> {
        let out = File::create(path).map_err(|source| LoadError::File { operation: "write", path: path.to_owned(), source })?;
        let (out, path) = (BufWriter::with_capacity(1 << 16, out), path.to_owned());
        Ok(Self(Arc::new(Mutex::new(State { path, out, began: Instant::now(), counts: Counts::default(), trouble: None }))))
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Writes down what happens. What cannot be written is found out by [`Self::close`].
    pub fn record(&self, what: What) {
        let mut state = self.state();
        state.counts.count(&what);
        let at = u64::try_from(state.began.elapsed().as_micros()).unwrap_or(u64::MAX);
        let line = serde_json::to_vec(&Entry { at, what }).unwrap_or_default();
        let written = state.out.write_all(&line).and_then(|()| state.out.write_all(b"\n"));
        if let Err(error) = written {
            state.trouble.get_or_insert(error);
        }
    }

    /// How often things have happened so far.
    #[must_use]
    pub fn counts(&self) -> Counts {
        self.state().counts
    }

    /// Writes what is not in the file yet.
    ///
    /// # Errors
    /// [`LoadError::File`] when something, now or earlier, could not be written.
    pub fn close(&self) -> Result<(), LoadError> {
        let mut state = self.state();
        let trouble = state.trouble.take();
        let written = trouble.map_or_else(|| state.out.flush(), Err);
        written.map_err(|source| LoadError::File { operation: "write", path: state.path.clone(), source })
    }
}

impl Counts {
    fn count(&mut self, what: &What) {
        match what {
            What::Wrote { .. } => self.written += 1,
            What::Sent { .. } => self.sent += 1,
            What::Acked { .. } => self.acked += 1,
            What::Shown { events, .. } => self.shown += events.len() as u64,
            What::Opened { .. } => self.opened += 1,
            What::Restarted { .. } => self.restarted += 1,
            What::Overflowed { .. } => self.overflowed += 1,
            What::Cut { .. } => self.cut += 1,
            What::Killed | What::Stopped => self.killed += 1,
            What::Gone { .. } => self.gone += 1,
            _ => {}
        }
    }
}

/// Reads a log back.
///
/// # Errors
/// [`LoadError::File`] or, for a line that is none, [`LoadError::Entry`].
pub fn read(path: &Path) -> Result<Vec<Entry>, LoadError> {
    let unreadable = |source| LoadError::File { operation: "read", path: path.to_owned(), source };
    let file = BufReader::new(File::open(path).map_err(unreadable)?);
    let mut entries = Vec::new();
    for (n, line) in file.lines().enumerate() {
        let line = line.map_err(unreadable)?;
        entries.push(serde_json::from_str(&line).map_err(|source| LoadError::Entry { line: n + 1, source })?);
    }
    Ok(entries)
}

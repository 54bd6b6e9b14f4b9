//! `maru-load bench`: how fast a release server is, scenario by scenario, each on a fresh server of its own.
//! Load is open-loop wherever people would not wait for each other, and a run in which anything was lost or swapped is void.
//! Other servers can be measured beside it, in turns.

mod machine;
mod table;
mod ground;
mod wire;
mod crowd;
mod peer;
mod raw;
mod idle;
mod fan_out;
mod doors;
mod acks;
mod history;
mod storm;

use std::path::PathBuf;

pub use machine::Machine;
pub use table::{Figure, Row, json, markdown};

use crate::{LoadError, report};

/// What is measured, and how large.
#[derive(Debug, Clone)]
pub struct Options {
    /// The server's binary, which should be a release build.
    pub maru: PathBuf,
    /// Programs to compare with, where they can do the same.
    pub peers: Vec<PathBuf>,
    /// Only scenarios whose names begin like this.
    pub only: Option<String>,
    /// The most sockets to open in one scenario.
    pub sockets: usize,
    /// How long a paced scenario lasts, in seconds.
    pub seconds: u64,
    /// Messages in the room whose history is read.
    pub messages: u64,
}

impl Options {
    /// How many lines a scenario opens that would open this many.
    fn lines(&self, wished: usize, machine: &Machine) -> usize {
        wished.min(self.sockets).min(machine.sockets)
    }
}

/// The most lines: what the promise is about.
const MOST_LINES: usize = 10_000;

/// A scenario's name, and what it is about.
pub const SCENARIOS: [(&str, &str); 11] = [
    ("raw", "what one write of 150 bytes costs on this machine, without any server"),
    ("idle", "memory of a server with many open lines"),
    ("sparse", "one room of 1,000 sockets, 20 messages a second"),
    ("dense", "one room of 200 sockets, 500 and 1,000 messages a second"),
    ("burst", "one room of 200 sockets, 1,000 messages at once"),
    ("crowd", "one message to a room of 10,000 sockets"),
    ("rooms", "500 rooms of 20 sockets, one message a second in each"),
    ("doors", "one room of 200 listeners, 100 messages a second, through each doorway"),
    ("acks", "durable acknowledgements for 1, 10, 200 and 2,000 senders at once"),
    ("storm", "10,000 sockets in one room break at once and come back, once with the server killed"),
    ("history", "pages of a long room, and starting again with it"),
];

/// Measures, and hands each row to `done` as soon as there is one.
///
/// # Errors
/// [`LoadError`] when a scenario could not be set up.
pub async fn bench(options: &Options, mut done: impl FnMut(Row)) -> Result<(), LoadError> {
    let machine = Machine::look()?;
    machine.pin_self().await?;
    for (name, about) in SCENARIOS {
        if options.only.as_ref().is_some_and(|only| !name.starts_with(only.as_str())) {
            continue;
        }
        report::note(&format!("{name}: {about}"));
        let rows = match name {
            "raw" => raw::measure(&machine)?,
            "idle" => idle::measure(options, &machine).await?,
            "doors" => doors::measure(options, &machine).await?,
            "acks" => acks::measure(options, &machine).await?,
            "storm" => storm::measure(options, &machine).await?,
            "history" => history::measure(options, &machine).await?,
            fan_out => fan_out::measure(fan_out, options, &machine).await?,
        };
        rows.into_iter().for_each(&mut done);
    }
    Ok(())
}

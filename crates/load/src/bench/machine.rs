//! What the operating system says: cores, limits, the time and the memory a process has used.
//! Only Linux is read.

use std::{
    fs, process,
    time::{Duration, Instant},
};

use tokio::process::Command;

use crate::LoadError;

/// Clock ticks a second in /proc/PID/stat; a constant of Linux on every architecture Maru runs on.
const TICKS: f64 = 100.0;
/// File descriptors left for other things than sockets: the database, libraries, standard streams.
const SPARE_FILES: usize = 300;

/// The machine everything runs on.
#[derive(Debug, Clone)]
pub struct Machine {
    /// How it calls itself.
    pub processor: String,
    /// Its cores.
    pub cores: usize,
    /// Sockets one process may have.
    pub sockets: usize,
}

/// Memory of a process, in KiB.
#[derive(Debug, Clone, Copy)]
pub struct Memory {
    /// Everything that is in memory.
    pub resident: u64,
    /// What it shares with nobody.
    pub private: u64,
}

impl Machine {
    /// Looks at it.
    ///
    /// # Errors
    /// [`LoadError`] when it is no Linux.
    pub fn look() -> Result<Self, LoadError> {
        let cores = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
        let processor = read("/proc/cpuinfo")?
            .lines()
            .find_map(|line| line.strip_prefix("model name"))
            .map_or_else(|| "unknown".to_owned(), |name| name.trim_start_matches(['\t', ' ', ':']).to_owned());
        let limits = read("/proc/self/limits")?;
        let files = limits.lines().find_map(|line| line.strip_prefix("Max open files")?.split_whitespace().next()?.parse().ok());
        Ok(Self { processor, cores, sockets: files.unwrap_or(1_024_usize).saturating_sub(SPARE_FILES) })
    }

    /// The core a server may have for itself, if there are enough.
    #[must_use]
    pub fn server_core(&self) -> Option<u32> {
        (self.cores >= 2).then_some(0)
    }

    /// Keeps this process off the server's core.
    ///
    /// # Errors
    /// [`LoadError::System`] when there is no `taskset`.
    pub async fn pin_self(&self) -> Result<(), LoadError> {
        if self.cores >= 2 {
            let mut taskset = Command::new("taskset");
            taskset.args(["-a", "-c", "-p", "1"]).arg(process::id().to_string()).stdout(process::Stdio::null());
            taskset.status().await.map_err(LoadError::system("run taskset (package util-linux)"))?;
        }
        Ok(())
    }

    /// The machine in one line, and how busy it is with other things.
    #[must_use]
    pub fn describe(&self) -> String {
        let load = read("/proc/loadavg").unwrap_or_default();
        let kernel = read("/proc/sys/kernel/osrelease").unwrap_or_default();
        let load = load.split_whitespace().next().unwrap_or("?");
        format!("{}, {} cores, Linux {}, load average {load} before the first scenario", self.processor, self.cores, kernel.trim())
    }
}

/// A time during which two processes are watched: the server, and this one.
#[derive(Debug)]
pub struct Watch {
    server: u32,
    began: Instant,
    server_then: Duration,
    self_then: Duration,
}

/// What the two used, meanwhile.
#[derive(Debug, Clone, Copy)]
pub struct Used {
    /// Processor time of the server.
    pub server: Duration,
    /// The same, as a share of the time that passed.
    pub server_share: f64,
    /// Processor time of this process, as a share of the time that passed.
    pub own_share: f64,
}

impl Watch {
    /// Begins to watch.
    ///
    /// # Errors
    /// [`LoadError`] when there is no such process.
    pub fn begin(server: u32) -> Result<Self, LoadError> {
        Ok(Self { server, began: Instant::now(), server_then: time_of(server)?, self_then: time_of(process::id())? })
    }

    /// What was used since.
    ///
    /// # Errors
    /// [`LoadError`] when the server is gone.
    pub fn end(&self) -> Result<Used, LoadError> {
        let own = time_of(process::id())?.saturating_sub(self.self_then);
        let server = time_of(self.server)?.saturating_sub(self.server_then);
        let passed = self.began.elapsed().as_secs_f64();
        Ok(Used { server, server_share: server.as_secs_f64() / passed, own_share: own.as_secs_f64() / passed })
    }
}

/// Processor time of a process, in user and kernel mode, in steps of 10 ms.
fn time_of(pid: u32) -> Result<Duration, LoadError> {
    let stat = read(&format!("/proc/{pid}/stat"))?;
    // The name may hold anything; behind its parenthesis, the 12th and 13th words are the times.
    let mut words = stat.rsplit(')').next().unwrap_or_default().split_whitespace().skip(11);
    let mut ticks = || words.next().and_then(|word| word.parse::<f64>().ok()).unwrap_or_default();
    Ok(Duration::from_secs_f64((ticks() + ticks()) / TICKS))
}

/// Memory of a process.
///
/// # Errors
/// [`LoadError`] when there is no such process.
pub fn memory_of(pid: u32) -> Result<Memory, LoadError> {
    let rollup = read(&format!("/proc/{pid}/smaps_rollup"))?;
    let sum = |name: &str| -> u64 {
        let lines = rollup.lines().filter(|line| line.starts_with(name));
        lines.filter_map(|line| line.split_whitespace().nth(1)?.parse::<u64>().ok()).sum()
    };
    Ok(Memory { resident: sum("Rss:"), private: sum("Private_") })
}

fn read(path: &str) -> Result<String, LoadError> {
    fs::read_to_string(path).map_err(|source| LoadError::File { operation: "read", path: path.into(), source })
}

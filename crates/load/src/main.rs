//! `maru-load`: the command line.
//! What the commands do is in the library; here is only how they are asked for and how they end.

use std::{
    env, io,
    io::Write,
    path::{Path, PathBuf},
    process::ExitCode,
    time::Duration,
};

use anyhow::{Context, anyhow};
use clap::{Args, Parser, Subcommand};
use load::{
    bench, campaign, check, read, report,
    run::{self, Plan, Size},
};
use tokio::signal::unix::{SignalKind, signal};

/// Drives, proves and measures Maru, from outside.
#[derive(Parser)]
#[command(name = "maru-load", version, about, arg_required_else_help = true, disable_help_subcommand = true)]
struct CommandLine {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Have members talk in a running place, and write down what they did and saw
    Run(Run),
    /// Prove from such a log that nothing was lost, doubled or swapped
    Check {
        /// The log
        #[arg(long, value_name = "FILE")]
        log: PathBuf,
    },
    /// Start a server, run through bad lines while it is killed again and again, and check
    Campaign(Campaign),
    /// Measure a release server, scenario by scenario
    Bench(Bench),
}

/// How much is going on.
#[derive(Args)]
struct Extent {
    /// Members who write and read
    #[arg(long, default_value_t = 20, value_name = "N")]
    members: u32,
    /// Tabs of each member
    #[arg(long, default_value_t = 1, value_name = "N")]
    tabs: u32,
    /// Rooms; everybody is in all of them
    #[arg(long, default_value_t = 4, value_name = "M")]
    rooms: u32,
    /// Messages a second, of all members together
    #[arg(long, default_value_t = 20.0, value_name = "MESSAGES")]
    rate: f64,
    /// How long they write
    #[arg(long, value_name = "SECONDS")]
    seconds: Option<u64>,
    /// Where all chance comes from: the same number draws the same fates
    #[arg(long, default_value_t = 1, value_name = "X")]
    seed: u64,
    /// How often a simulated tab shows that it is alive, in milliseconds
    #[arg(long, default_value_t = 2_000, value_name = "MS")]
    heartbeat: u64,
    /// Nobody leaves a room or is removed from one
    #[arg(long)]
    no_departures: bool,
}

#[derive(Args)]
struct Run {
    /// Address of the place
    #[arg(long, default_value = "http://127.0.0.1:3000", value_name = "URL")]
    url: String,
    /// Who owns the place, or may make join links in it
    #[arg(long, value_name = "NAME")]
    owner: String,
    /// The environment variable with the owner's password
    #[arg(long, default_value = "MARU_LOAD_PASSWORD", value_name = "VAR")]
    password_env: String,
    #[command(flatten)]
    extent: Extent,
    /// Where to write down what happens
    #[arg(long, default_value = "maru-load.jsonl", value_name = "FILE")]
    log: PathBuf,
    /// Lines go through a proxy that delays, stalls and cuts them
    #[arg(long)]
    cuts: bool,
}

#[derive(Args)]
struct Campaign {
    /// The server's binary
    #[arg(long, env = "MARU_BIN", value_name = "PATH")]
    maru: PathBuf,
    /// How long they write
    #[arg(long, default_value_t = 10, conflicts_with = "seconds", value_name = "MINUTES")]
    minutes: u64,
    #[command(flatten)]
    extent: Extent,
    /// An empty folder for data, log and the server's output, which are kept [default: a temporary one, kept when something is wrong]
    #[arg(long, value_name = "DIR")]
    data: Option<PathBuf>,
    /// Kill the server every few seconds, too
    #[arg(long)]
    kill: bool,
    /// Kill it so many times, and write until then; the time is the longest that may take
    #[arg(long, value_name = "N")]
    kills: Option<u32>,
    /// Write until so many messages are acknowledged
    #[arg(long, value_name = "N")]
    acknowledged: Option<u64>,
    /// What the server's database keeps of the latest writes in memory before they become a file
    #[arg(long, value_name = "KIB")]
    memtable_kib: Option<u32>,
    /// The lines stay whole
    #[arg(long)]
    no_cuts: bool,
}

#[derive(Args)]
struct Bench {
    /// The server's binary, built with --release
    #[arg(long, env = "MARU_BIN", value_name = "PATH")]
    maru: PathBuf,
    /// A program to compare with, where it can do the same (several: say it again); see crates/load/peers
    #[arg(long, value_name = "PROGRAM")]
    peer: Vec<PathBuf>,
    /// Only scenarios whose names begin like this: raw, idle, sparse, dense, burst, crowd, rooms, doors, acks, storm, history
    #[arg(long, value_name = "NAME")]
    only: Option<String>,
    /// The most sockets in one scenario; fewer, if the system allows no more
    #[arg(long, default_value_t = 10_000, value_name = "N")]
    sockets: usize,
    /// How long a paced scenario lasts
    #[arg(long, default_value_t = 10, value_name = "SECONDS")]
    seconds: u64,
    /// Messages in the room whose history is read
    #[arg(long, default_value_t = 100_000, value_name = "N")]
    messages: u64,
    /// Write the figures there, as JSON
    #[arg(long, value_name = "FILE")]
    json: Option<PathBuf>,
    /// Write the table there, in Markdown
    #[arg(long, value_name = "FILE")]
    markdown: Option<PathBuf>,
}

impl Extent {
    fn plan(&self, cuts: bool, time: Duration) -> (Size, Plan) {
        let size = Size { members: self.members, rooms: self.rooms, time };
        let heartbeat = Duration::from_millis(self.heartbeat);
        let patience = campaign::patience(time);
        let Self { seed, rate, tabs, .. } = *self;
        (size, Plan { seed, rate, tabs, cuts, comings: !self.no_departures, heartbeat, patience })
    }
}

impl Bench {
    fn options(&self) -> bench::Options {
        let Self { maru, peer, only, sockets, seconds, messages, .. } = self;
        let (maru, peers, only) = (maru.clone(), peer.clone(), only.clone());
        bench::Options { maru, peers, only, sockets: *sockets, seconds: *seconds, messages: *messages }
    }
}

fn main() -> ExitCode {
    let line = CommandLine::parse();
    match obey(line.command) {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(error) => {
            let causes = format!("{error:#}").replace('\n', " ");
            let _ = writeln!(io::stderr(), "maru-load: {causes}");
            ExitCode::from(2)
        }
    }
}

/// True when all is well.
fn obey(command: Command) -> anyhow::Result<bool> {
    match command {
        Command::Run(options) => play(&options),
        Command::Check { log } => prove(&log),
        Command::Campaign(options) => campaign(&options),
        Command::Bench(options) => measure(&options),
    }
}

fn runtime() -> io::Result<tokio::runtime::Runtime> {
    tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build()
}

/// Does this unless somebody interrupts it: then all that was started is dropped, servers included.
async fn unless_interrupted<T, E: Into<anyhow::Error>>(work: impl Future<Output = Result<T, E>>) -> anyhow::Result<T> {
    let mut ended = signal(SignalKind::terminate())?;
    tokio::select! {
        done = work => done.map_err(Into::into),
        _ = ended.recv() => Err(anyhow!("ended")),
        _ = tokio::signal::ctrl_c() => Err(anyhow!("interrupted")),
    }
}

fn play(options: &Run) -> anyhow::Result<bool> {
    let password = env::var(&options.password_env).with_context(|| format!("no password in {}", options.password_env))?;
    let time = Duration::from_secs(options.extent.seconds.unwrap_or(60));
    let (size, plan) = options.extent.plan(options.cuts, time);
    runtime()?.block_on(unless_interrupted(run::run(&options.url, &options.owner, &password, size, plan, &options.log)))?;
    report::print(&format!("The log is in {0}. Now: maru-load check --log {0}\n", options.log.display()));
    Ok(true)
}

fn campaign(options: &Campaign) -> anyhow::Result<bool> {
    let time = Duration::from_secs(options.extent.seconds.unwrap_or(options.minutes * 60));
    let (size, plan) = options.extent.plan(!options.no_cuts, time);
    let temporary = tempfile::Builder::new().prefix("maru-load-").tempdir()?;
    let folder = options.data.clone().unwrap_or_else(|| temporary.path().to_owned());
    std::fs::create_dir_all(&folder).with_context(|| format!("cannot make {}", folder.display()))?;
    let Campaign { kill, kills, acknowledged, memtable_kib, .. } = *options;
    let harm = campaign::Harm { kill, kills, acknowledged, memtable_kib };
    let carried_out = runtime()?.block_on(unless_interrupted(campaign::campaign(&options.maru, &folder, size, plan, harm)));
    let well = carried_out.as_ref().is_ok_and(campaign::Outcome::is_well);
    if !well && options.data.is_none() {
        report::print(&format!("Everything is kept in {}\n", temporary.keep().display()));
    }
    report::print(&carried_out?.report());
    Ok(well)
}

/// One thread: two processes on two cores measure each other least.
fn measure(options: &Bench) -> anyhow::Result<bool> {
    let machine = bench::Machine::look()?.describe();
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let mut rows = Vec::new();
    report::print(&bench::markdown(&machine, &[]));
    let done = |row: bench::Row| {
        report::print(&format!("{}\n", row.line()));
        rows.push(row);
    };
    let measured = runtime.block_on(async { unless_interrupted(bench::bench(&options.options(), done)).await });
    // What was measured before something failed is worth keeping.
    for (file, text) in [(&options.json, bench::json(&machine, &rows)), (&options.markdown, bench::markdown(&machine, &rows))] {
        if let Some(file) = file {
            std::fs::write(file, text).with_context(|| format!("cannot write {}", file.display()))?;
        }
    }
    measured?;
    Ok(rows.iter().all(|row| row.void.is_none()))
}

fn prove(log: &Path) -> anyhow::Result<bool> {
    let verdict = check::check(&read(log)?);
    report::print(&verdict.report());
    Ok(verdict.holds())
}

//! `maru`: the command line.
//! What the commands do is in the library; here is only how they are asked for and how they end.

#[path = "main/people.rs"]
mod people;

use std::{
    env,
    ffi::OsString,
    io::{self, Write},
    process::ExitCode,
    time::Duration,
};

use anyhow::Context;
use clap::{Parser, Subcommand};
use server::{Config, Options, Server, init_logging, shutdown_signal};
use tokio::{net::TcpListener, runtime::Runtime};

/// The database walks deep trees in debug builds.
const STACK_BYTES: usize = 4 * 1024 * 1024;

/// Maru, a chat server in one file.
#[derive(Parser)]
#[command(name = "maru", version, about, arg_required_else_help = true, disable_help_subcommand = true)]
struct CommandLine {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Open the place to everybody
    Serve(Options),
    /// Add and list people, while the server does not run
    User {
        #[command(subcommand)]
        command: people::Command,
    },
}

fn main() -> ExitCode {
    // Ends by itself with 2 and a message when something is wrong with the options, and with 0 for help and version.
    let line = CommandLine::parse_from(words());
    match run(line.command) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            // One line, whatever the causes have to say.
            let causes = format!("{error:#}").replace('\n', " ");
            let _ = writeln!(io::stderr(), "maru: {causes}");
            ExitCode::FAILURE
        }
    }
}

/// What was typed. `cargo leptos watch` starts what it built without a word, and means that it serves.
fn words() -> Vec<OsString> {
    let mut words: Vec<OsString> = env::args_os().collect();
    if words.len() == 1 && env::var_os("LEPTOS_WATCH").is_some() {
        words.push("serve".into());
    }
    words
}

fn run(command: Command) -> anyhow::Result<()> {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().thread_stack_size(STACK_BYTES).build()?;
    let done = match command {
        Command::Serve(options) => runtime.block_on(on_a_worker(&runtime, serve(options.resolve()?)))?,
        Command::User { command } => runtime.block_on(on_a_worker(&runtime, people::run(command)))?,
    };
    // A thread that still hashes or reads is not waited for.
    runtime.shutdown_timeout(Duration::from_secs(1));
    done
}

/// Runs this on a thread of the runtime: the main thread's stack is not ours to size.
async fn on_a_worker<T: Send + 'static>(runtime: &Runtime, work: impl Future<Output = T> + Send + 'static) -> anyhow::Result<T> {
    Ok(runtime.spawn(work).await?)
}

async fn serve(config: Config) -> anyhow::Result<()> {
    init_logging();
    let shutdown = shutdown_signal();
    let listener = TcpListener::bind(config.listen).await.with_context(|| format!("cannot listen on {}", config.listen))?;
    let address = config.public_url.as_ref().map_or_else(|| local(&listener), |url| Ok(url.to_string()))?;
    let server = Server::open(config).await?;
    let mut greeting = format!("Maru is open at {address}\n");
    if !server.is_founded().await? {
        greeting.push_str(&format!("Nobody is here yet. Begin at {address}/first-run\n"));
    }
    // Nobody may be reading.
    let _ = io::stdout().write_all(greeting.as_bytes());
    server.serve(listener, shutdown).await?;
    Ok(())
}

/// The address to open in a browser on this machine.
fn local(listener: &TcpListener) -> anyhow::Result<String> {
    let address = listener.local_addr()?;
    Ok(if address.ip().is_unspecified() { format!("http://localhost:{}", address.port()) } else { format!("http://{address}") })
}

//! A server of our own: started, watched, killed and started again on the same data and port.
//! It is the real binary; nothing of it is linked in here.

use std::{
    ffi::OsString,
    fs::OpenOptions,
    path::{Path, PathBuf},
    process::Stdio,
    time::{Duration, Instant},
};

use tokio::{
    net::TcpListener,
    process::{Child, Command},
    time::sleep,
};

use crate::{LoadError, place::Place};

/// A debug build on a busy machine takes its time to open its data.
const READY_WITHIN: Duration = Duration::from_secs(90);
/// After SIGTERM the server promises to be gone within 10 s.
const GONE_WITHIN: Duration = Duration::from_secs(15);

/// A server process.
#[derive(Debug)]
pub struct Maru {
    binary: PathBuf,
    data: PathBuf,
    port: u16,
    core: Option<u32>,
    environment: Vec<(OsString, OsString)>,
    process: Option<Child>,
}

impl Maru {
    /// A server that is not started yet, with its data below this folder and on a free port.
    ///
    /// # Errors
    /// [`LoadError`] when there is no binary or no port.
    pub async fn new(binary: &Path, folder: &Path) -> Result<Self, LoadError> {
        if !binary.is_file() {
            return Err(LoadError::Unfit(format!("{} is no program", binary.display())));
        }
        let free = TcpListener::bind("127.0.0.1:0").await.and_then(|listener| listener.local_addr());
        let port = free.map_err(LoadError::system("find a free port"))?.port();
        Ok(Self { binary: binary.to_owned(), data: folder.to_owned(), port, core: None, environment: Vec::new(), process: None })
    }

    /// It runs on this core only.
    pub fn pin_to(&mut self, core: u32) {
        self.core = Some(core);
    }

    /// It is started with this in its environment.
    pub fn set(&mut self, name: &str, value: &str) {
        self.environment.push((name.into(), value.into()));
    }

    /// Its address, such as `http://127.0.0.1:3000`.
    #[must_use]
    pub fn url(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }

    /// The process, while it runs.
    #[must_use]
    pub fn pid(&self) -> Option<u32> {
        self.process.as_ref().and_then(Child::id)
    }

    /// What it has written to its standard output and error, over all its lives.
    #[must_use]
    pub fn output(&self) -> PathBuf {
        self.data.join("server.log")
    }

    /// Starts it and waits until it is ready; says how long that took.
    ///
    /// # Errors
    /// [`LoadError`] when it does not start or ends at once.
    pub async fn start(&mut self) -> Result<Duration, LoadError> {
        let path = self.output();
        let output = OpenOptions::new().create(true).append(true).open(&path);
        let output = output.map_err(|source| LoadError::File { operation: "write", path, source })?;
        let errors = output.try_clone().map_err(LoadError::system("share the server's output"))?;
        let mut command = match self.core {
            Some(core) => {
                let mut taskset = Command::new("taskset");
                taskset.arg("-c").arg(core.to_string()).arg(&self.binary);
                taskset
            }
            None => Command::new(&self.binary),
        };
        command.arg("serve").arg("--data").arg(self.data.join("data")).arg("--listen").arg(format!("127.0.0.1:{}", self.port));
        command.envs(self.environment.iter().cloned());
        command.stdin(Stdio::null()).stdout(output).stderr(errors).kill_on_drop(true);
        let began = Instant::now();
        self.process = Some(command.spawn().map_err(LoadError::system("start the server"))?);
        let place = Place::at(&self.url())?;
        while !place.is_ready().await {
            if let Some(status) = self.process.as_mut().and_then(|process| process.try_wait().ok().flatten()) {
                let output = self.output();
                return Err(LoadError::Unfit(format!("the server ended with {status}: see {}", output.display())));
            }
            if began.elapsed() > READY_WITHIN {
                return Err(LoadError::Late { what: "the server to be ready".to_owned(), seconds: READY_WITHIN.as_secs() });
            }
            sleep(Duration::from_millis(3)).await;
        }
        Ok(began.elapsed())
    }

    /// Ends it with SIGKILL.
    ///
    /// # Errors
    /// [`LoadError::System`] when that cannot be.
    pub async fn kill(&mut self) -> Result<(), LoadError> {
        let Some(mut process) = self.process.take() else { return Ok(()) };
        process.kill().await.map_err(LoadError::system("kill the server"))
    }

    /// Ends it with SIGTERM and waits until it is gone; says how long that took.
    ///
    /// # Errors
    /// [`LoadError::Late`] when it does not go.
    pub async fn stop(&mut self) -> Result<Duration, LoadError> {
        let Some(mut process) = self.process.take() else { return Ok(Duration::ZERO) };
        let began = Instant::now();
        if let Some(pid) = process.id() {
            // The standard library knows SIGKILL only.
            let asked = Command::new("kill").arg("-TERM").arg(pid.to_string()).status().await;
            asked.map_err(LoadError::system("ask the server to stop"))?;
        }
        match tokio::time::timeout(GONE_WITHIN, process.wait()).await {
            Ok(status) => status.map(|_| began.elapsed()).map_err(LoadError::system("wait for the server")),
            Err(_) => Err(LoadError::Late { what: "the server to stop".to_owned(), seconds: GONE_WITHIN.as_secs() }),
        }
    }
}

//! A disk that fails under the running binary, or is full: nothing is acknowledged that is not durable, reading goes on, the
//! server says what is wrong, and all is well again without anybody repairing anything.
//! The system must let us make such a disk; where it does not, that is said and nothing is proven.

use std::{
    env,
    fs::{OpenOptions, read_dir, remove_file},
    io::Write,
    path::Path,
    process::Stdio,
    time::Duration,
};

use protocol::Nonce;
use tokio::{
    process::{Child, Command},
    time::sleep,
};

use crate::{command_line::serving, house::PASSWORD, person::Person};

/// Tells the test binary that it is the one on the small disk, and where that is.
const SMALL_DISK: &str = "MARU_TEST_SMALL_DISK";

/// Bytes of the small disk: some times what an empty place takes.
const SMALL: &str = "12m";

/// How long trouble may take to begin or to end.
const PATIENCE: Duration = Duration::from_secs(60);

/// Somebody who writes numbered messages, and the server they write to.
struct Scene {
    child: Child,
    ana: Person,
    room: String,
    written: u128,
    acknowledged: Vec<u128>,
}

impl Scene {
    async fn open(folder: &Path) -> Self {
        let (child, ana) = serve(folder).await;
        let form = [("place", "Hanok"), ("name", "Ana"), ("password", PASSWORD), ("language", "en")];
        assert_eq!(ana.posts("/first-run", &form).await.leads_to(), "/rooms");
        let room = ana.makes_a_room("Plans", "public").await;
        Self { child, ana, room, written: 0, acknowledged: Vec::new() }
    }

    /// Writes a new message; true when it was acknowledged.
    async fn writes(&mut self) -> bool {
        self.written += 1;
        let done = self.sends(self.written).await;
        self.acknowledged.extend(done.then_some(self.written));
        done
    }

    async fn sends(&self, n: u128) -> bool {
        let (body, nonce) = (format!("{n} {}", "x".repeat(1_000)), Nonce::from_bits(n).to_string());
        let answer = self.ana.posts(&format!("{}/messages", self.room), &[("body", &body), ("nonce", &nonce)]).await;
        let to = answer.leads_to();
        assert!(to == self.room || to.contains("problem=unavailable"), "{to}");
        to == self.room
    }

    async fn is_ready(&self) -> (u16, String) {
        let answer = self.ana.gets("/readyz").await;
        (answer.status.as_u16(), answer.body)
    }

    /// What is refused is said to be, and what was there is read as before. `trouble` makes it as bad as it was: the
    /// database may make some room by itself.
    async fn is_in_trouble(&mut self, trouble: impl Fn()) {
        let mut refused = 0;
        for _ in 0..PATIENCE.as_millis() / 20 {
            trouble();
            refused += u32::from(!self.writes().await);
            if refused == 5 {
                break;
            }
            sleep(Duration::from_millis(20)).await;
        }
        assert_eq!(refused, 5);
        trouble();
        let (status, why) = self.is_ready().await;
        assert_eq!((status, why.split(':').next()), (503, Some("unsaved")), "{why}");
        let page = self.ana.gets(&self.room).await;
        let newest = self.acknowledged.last().unwrap();
        assert!(page.status == 200 && page.body.contains(&format!("{newest} xxx")), "reading goes on");
    }

    /// It writes again, and says so.
    async fn recovers(&mut self) {
        for _ in 0..PATIENCE.as_millis() / 50 {
            if self.is_ready().await.0 == 200 && self.writes().await {
                assert_eq!(self.is_ready().await, (200, "ready\n".to_owned()));
                return;
            }
            sleep(Duration::from_millis(50)).await;
        }
        panic!("it did not recover: {:?}", self.is_ready().await);
    }

    /// Killed and started again it has all that was acknowledged, once.
    async fn survives_a_kill(mut self, folder: &Path) {
        self.child.kill().await.unwrap();
        let (child, ana) = serve(folder).await;
        ana.posts("/sign-in", &[("name", "Ana"), ("password", PASSWORD)]).await.leads_to();
        (self.child, self.ana) = (child, ana);
        let before = self.head().await;
        for n in &self.acknowledged {
            assert!(self.sends(*n).await);
        }
        assert_eq!(self.head().await, before, "sent again, none of the acknowledged ones was new");
        self.child.kill().await.unwrap();
    }

    async fn head(&self) -> u64 {
        let id = self.room.strip_prefix("/rooms/").unwrap();
        self.ana.views(&format!("room?room={id}")).await["Live"]["snapshot"]["head"].as_u64().unwrap()
    }
}

async fn serve(folder: &Path) -> (Child, Person) {
    let limits = ["--memtable-kib", "256", "--posts-per-second", "1000", "--posts-burst", "1000"];
    let arguments = [&["serve", "--data", "data", "--listen", "127.0.0.1:0"][..], &limits].concat();
    let (mut child, _, address) = serving(folder, &arguments).await;
    // It has much to complain about, and must not wait for somebody to read it.
    let mut complaints = child.stderr.take().unwrap();
    tokio::spawn(async move { tokio::io::copy(&mut complaints, &mut tokio::io::sink()).await });
    (child, Person::new(address.strip_prefix("http://").unwrap().parse().unwrap()))
}

/// Has every fsync of the process fail, until the tracer is ended; `None` when this system does not let us.
async fn fail_every_fsync(pid: u32) -> Option<Child> {
    let (fsyncs, inject) = ("trace=fsync,fdatasync", "inject=fsync,fdatasync:error=EIO");
    let mut strace = Command::new("strace");
    strace.args(["-f", "-qq", "-o", "/dev/null", "-e", fsyncs, "-e", inject, "-p", &pid.to_string()]);
    let mut tracer = strace.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).kill_on_drop(true).spawn().ok()?;
    for _ in 0..PATIENCE.as_millis() / 10 {
        if tracer.try_wait().unwrap().is_some() {
            return None;
        }
        if is_traced(pid) {
            return Some(tracer);
        }
        sleep(Duration::from_millis(10)).await;
    }
    None
}

/// A tracer has every thread of the process.
fn is_traced(pid: u32) -> bool {
    let traced = |status: String| status.lines().any(|line| line.strip_prefix("TracerPid:").is_some_and(|tracer| tracer.trim() != "0"));
    let tasks = read_dir(format!("/proc/{pid}/task")).unwrap();
    tasks.map(|task| std::fs::read_to_string(task.unwrap().path().join("status")).unwrap_or_default()).all(traced)
}

#[tokio::test]
async fn a_disk_that_does_not_sync() {
    let folder = tempfile::tempdir().unwrap();
    let mut scene = Scene::open(folder.path()).await;
    assert!(scene.writes().await);
    let Some(mut tracer) = fail_every_fsync(scene.child.id().unwrap()).await else {
        skipped("strace is not here or may not attach, so no fsync could be made to fail");
        return;
    };
    let before = scene.acknowledged.len();
    scene.is_in_trouble(|| ()).await;
    assert_eq!(scene.acknowledged.len(), before, "nothing can be durable now");
    let pid = tracer.id().unwrap().to_string();
    assert!(Command::new("kill").args(["-INT", &pid]).status().await.unwrap().success());
    tracer.wait().await.unwrap();
    scene.recovers().await;
    scene.survives_a_kill(folder.path()).await;
}

#[tokio::test]
async fn a_disk_that_is_full() {
    let folder = tempfile::tempdir().unwrap();
    // In a namespace of our own, where we may mount.
    let mount =
        format!("mount -t tmpfs -o size={SMALL} tmpfs \"$1\" || exit 77; exec \"$0\" --exact disk_trouble::on_a_small_disk --nocapture");
    let mut unshare = Command::new("unshare");
    unshare.args(["--user", "--map-root-user", "--mount", "sh", "-c", &mount]).arg(env::current_exe().unwrap()).arg(folder.path());
    let output = unshare.env(SMALL_DISK, folder.path()).stdin(Stdio::null()).kill_on_drop(true).output().await;
    let Ok(output) = output else {
        skipped("unshare is not here, so no small disk could be made");
        return;
    };
    let text = [output.stdout, output.stderr].concat();
    let text = String::from_utf8_lossy(&text);
    if output.status.code() == Some(77) || text.starts_with("unshare:") {
        skipped(&format!("this system lets nobody make a small disk: {text}"));
        return;
    }
    assert!(output.status.success() && text.contains("1 passed"), "{text}");
}

/// Not a test of its own: what happens on the small disk.
#[tokio::test]
async fn on_a_small_disk() {
    let Some(folder) = env::var_os(SMALL_DISK) else { return };
    let folder = Path::new(&folder);
    let mut scene = Scene::open(folder).await;
    assert!(scene.writes().await);
    let ballast = folder.join("ballast");
    scene.is_in_trouble(|| fill(&ballast)).await;
    remove_file(&ballast).unwrap();
    scene.recovers().await;
    // Full again, and killed while it is: it opens as soon as there is room.
    scene.is_in_trouble(|| fill(&ballast)).await;
    scene.child.kill().await.unwrap();
    remove_file(&ballast).unwrap();
    scene.survives_a_kill(folder).await;
}

/// Says so past the test runner, which would keep it to itself.
fn skipped(why: &str) {
    let _ = writeln!(std::io::stderr(), "SKIPPED, NOT PROVEN: {why}");
}

/// Writes until nothing fits any more.
fn fill(ballast: &Path) {
    let mut file = OpenOptions::new().create(true).append(true).open(ballast).unwrap();
    for size in [64 * 1024, 4 * 1024, 1] {
        let block = vec![b'x'; size];
        while file.write_all(&block).is_ok() {}
    }
}

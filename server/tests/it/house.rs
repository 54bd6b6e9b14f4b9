//! A server for one test: on a port of its own, with data in a folder of its own.

mod ground;

use std::{
    net::SocketAddr,
    path::{Path, PathBuf},
    sync::Arc,
};

use chat::{Accounts, Hub};
use server::{Config, Server};
use tempfile::TempDir;
use tokio::{net::TcpListener, sync::oneshot, task::JoinHandle};

use crate::person::Person;

/// A running server.
pub struct House {
    /// Where it listens.
    pub address: SocketAddr,
    /// Its memory of people, to prepare what no form can.
    pub accounts: Arc<dyn Accounts>,
    /// The way to its rooms.
    pub hub: Hub,
    config: Config,
    folder: TempDir,
    stop: oneshot::Sender<()>,
    running: JoinHandle<()>,
}

impl House {
    /// A new, empty place.
    pub async fn new() -> Self {
        Self::with(|_| {}).await
    }

    /// A new, empty place whose configuration differs like this.
    pub async fn with(differ: impl FnOnce(&mut Config)) -> Self {
        let (folder, mut config) = plot();
        ground::EMPTY.lay(&folder.path().join("data"));
        differ(&mut config);
        Self::start(folder, config).await
    }

    /// A new, empty place in a folder that no server has opened before.
    pub async fn on_bare_ground() -> Self {
        let (folder, config) = plot();
        Self::start(folder, config).await
    }

    /// A place that Ana founded, and Ana.
    pub async fn founded() -> (Self, Person) {
        let (folder, config) = plot();
        ground::FOUNDED.lay(&folder.path().join("data"));
        let house = Self::start(folder, config).await;
        let ana = Person::with_cookies(house.address, ground::FOUNDED.cookies.clone());
        (house, ana)
    }

    /// The same place after Ana founded it, and Ana.
    pub async fn founded_by_ana(self) -> (Self, Person) {
        let ana = self.found_by("Ana").await;
        (self, ana)
    }

    /// Somebody finishes the first run.
    pub async fn found_by(&self, name: &str) -> Person {
        let owner = self.stranger();
        let form = [("place", "Hanok"), ("name", name), ("password", PASSWORD), ("language", "en")];
        assert_eq!(owner.posts("/first-run", &form).await.leads_to(), "/rooms");
        owner
    }

    /// Stops like after SIGTERM and starts again on the same data.
    pub async fn restarted(self) -> Self {
        let (folder, config) = self.stops().await;
        Self::start(folder, config).await
    }

    /// Stops like after SIGTERM; what is left.
    async fn stops(self) -> (TempDir, Config) {
        self.stop.send(()).unwrap();
        self.running.await.unwrap();
        (self.folder, self.config)
    }

    /// Somebody with a browser that has never been here.
    pub fn stranger(&self) -> Person {
        Person::new(self.address)
    }

    /// Somebody who came in through a join link of this administrator.
    pub async fn member(&self, invited_by: &Person, name: &str) -> Person {
        let link = invited_by.makes_a_join_link(&[]).await;
        let person = self.stranger();
        let form = [("name", name), ("password", PASSWORD)];
        assert_eq!(person.posts(&link, &form).await.leads_to(), "/rooms");
        person
    }

    /// Where its data lies.
    pub fn data(&self) -> PathBuf {
        self.folder.path().join("data")
    }

    async fn start(folder: TempDir, config: Config) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let server = Server::open(config.clone()).await.unwrap();
        let (hub, accounts) = server.parts();
        let (stop, stopped) = oneshot::channel();
        let running = tokio::spawn(async move {
            let asked = async {
                let _ = stopped.await;
            };
            server.serve(listener, asked).await.unwrap();
        });
        Self { address, accounts, hub, config, folder, stop, running }
    }
}

/// A folder for a server, with the client's files, and what it runs with.
fn plot() -> (TempDir, Config) {
    let folder = tempfile::tempdir().unwrap();
    let site = folder.path().join("site");
    furnish(&site);
    let mut config = Config::new(folder.path().join("data"));
    config.site = Some(site);
    (folder, config)
}

/// Everybody's password.
pub const PASSWORD: &str = "correct horse";

/// The client's files, small.
fn furnish(site: &Path) {
    let pkg = site.join("pkg");
    std::fs::create_dir_all(&pkg).unwrap();
    for (name, content) in [
        ("maru.js", "export const words = 'a few words of script';"),
        ("maru.js.br", "brotli of the script"),
        ("maru.js.gz", "gzip of the script"),
        ("maru.wasm", "\0asm"),
        ("maru.css", "body { color: black }"),
    ] {
        std::fs::write(pkg.join(name), content).unwrap();
    }
    std::fs::write(site.join("icon.svg"), "<svg xmlns='http://www.w3.org/2000/svg'/>").unwrap();
    std::fs::write(site.join("robots.txt"), "User-agent: *\nDisallow: /\n").unwrap();
}

//! What an operator can set: on the command line, in the environment, in a file, or not at all, in this order.
//! Nothing here is opened or tried; a wrong value is refused with its name.

mod limits;
mod public_url;

use std::{
    env, fs, io,
    net::{IpAddr, SocketAddr},
    path::PathBuf,
    time::Duration,
};

use axum::http::HeaderName;
use chat::Patience;
use outward::{IpNet, push::Contact};
use serde::Deserialize;
use store::{Location, Remote};

pub use limits::{LimitOptions, Limits};
pub use public_url::PublicUrl;

/// Every option of `maru serve`, each as flag, as environment variable and as key of the configuration file.
#[derive(Debug, Clone, Default, clap::Args, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields, default)]
pub struct Options {
    /// Folder with all data (with --database, with the bytes of files), made when it is not there [default: ./data]
    #[arg(long, env = "MARU_DATA", value_name = "DIR")]
    pub data: Option<PathBuf>,
    /// Address and port to listen on [default: 127.0.0.1:3000]
    #[arg(long, env = "MARU_LISTEN", value_name = "ADDR:PORT")]
    pub listen: Option<SocketAddr>,
    /// Address people use, such as <https://chat.example.org>; with https cookies are sent over TLS only
    #[arg(long, env = "MARU_PUBLIC_URL", value_name = "URL")]
    pub public_url: Option<PublicUrl>,
    /// File with these options in TOML, such as `listen = "0.0.0.0:3000"`
    #[arg(long, env = "MARU_CONFIG", value_name = "FILE")]
    #[serde(skip)]
    pub config: Option<PathBuf>,
    /// Remote SurrealDB instead of the data folder (ws:// or wss://), with MARU_DATABASE_USER and MARU_DATABASE_PASSWORD
    #[arg(long, env = "MARU_DATABASE", value_name = "URL")]
    pub database: Option<String>,
    /// Other origins whose pages may open lines and send forms, such as <https://intranet.example.org>
    #[arg(long, env = "MARU_ORIGIN", value_name = "URL", value_delimiter = ',')]
    pub origin: Vec<PublicUrl>,
    /// Header in which the proxy in front writes the address of a client, such as X-Forwarded-For; only behind a proxy
    #[arg(long, env = "MARU_CLIENT_ADDRESS_HEADER", value_name = "NAME")]
    pub client_address_header: Option<String>,
    /// Networks that are not public and that Maru may ask all the same, such as 10.1.0.0/16: push servers, pages and bots of an intranet
    #[arg(long, env = "MARU_REACH", value_name = "NETWORK", value_delimiter = ',')]
    pub reach: Vec<String>,
    /// Where push servers can complain: mailto: and an address, or a page with https:// [default: the public URL]
    #[arg(long, env = "MARU_CONTACT", value_name = "URL")]
    pub contact: Option<String>,
    /// How much one may do and use.
    #[command(flatten, next_help_heading = "Limits")]
    pub limits: LimitOptions,
}

/// What the server runs with.
#[derive(Debug, Clone)]
pub struct Config {
    /// Where everything is remembered.
    pub location: Location,
    /// The folder with the bytes of files.
    pub blobs: PathBuf,
    /// Where to listen.
    pub listen: SocketAddr,
    /// The address people use; `None` takes the one each request came to.
    pub public_url: Option<PublicUrl>,
    /// Other origins whose pages may open lines and send forms.
    pub origins: Vec<PublicUrl>,
    /// The header in which a proxy names the client.
    pub client_address_header: Option<HeaderName>,
    /// Networks that are not public and that may be asked.
    pub reach: Vec<IpNet>,
    /// Where push servers can complain; `None` takes the public address.
    pub contact: Option<Contact>,
    /// How long a message may stay unread before it is pushed.
    pub patience: Patience,
    /// The longest time between two attempts to call a bot, unless its server asks for more.
    pub hook_wait: Duration,
    /// How much one may do and use.
    pub limits: Limits,
    /// A folder with the browser's half, instead of what is inside the binary. A debug build has nothing inside and takes the
    /// folder named by `MARU_SITE` or `LEPTOS_SITE_ROOT` when it starts, else by `MARU_SITE` when it was compiled.
    pub site: Option<PathBuf>,
}

/// Why the configuration cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum ConfigError {
    /// The file cannot be read.
    #[error("cannot read the configuration file {path}")]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// What the system said.
        #[source]
        source: io::Error,
    },
    /// The file is not what it should be.
    #[error("the configuration file {path} is wrong: {problem}")]
    Wrong {
        /// The file.
        path: PathBuf,
        /// What is wrong, in one line.
        problem: String,
    },
    /// The name cannot be that of a header.
    #[error("{0:?} is not the name of a header")]
    Header(String),
    /// The text is no network.
    #[error("{0:?} is no network, such as 10.1.0.0/16")]
    Network(String),
    /// Nobody can be reached there.
    #[error("{0:?} is no contact: mailto: and an address, or a page with https://")]
    Contact(String),
    /// The remote database has no address Maru understands.
    #[error("the database {0:?} does not begin with ws:// or wss://")]
    Database(String),
}

impl Config {
    /// A server with its data in this folder and otherwise as it comes.
    #[must_use]
    pub fn new(data: PathBuf) -> Self {
        Self {
            blobs: data.join("blobs"),
            location: Location::Directory(data),
            listen: SocketAddr::from(([127, 0, 0, 1], 3000)),
            public_url: None,
            origins: Vec::new(),
            client_address_header: None,
            reach: Vec::new(),
            contact: None,
            patience: Patience::default(),
            hook_wait: Duration::from_secs(8 * 3600),
            limits: Limits::default(),
            site: cfg!(debug_assertions).then(site).flatten(),
        }
    }

    /// People reach it over TLS.
    #[must_use]
    pub fn is_https(&self) -> bool {
        self.public_url.as_ref().is_some_and(PublicUrl::is_https)
    }
}

impl Options {
    /// Fills what is not set from the configuration file and then from the defaults.
    ///
    /// # Errors
    /// [`ConfigError`] names the file or the value.
    pub fn resolve(self) -> Result<Config, ConfigError> {
        let file = self.config.as_ref().map(read).transpose()?.unwrap_or_default();
        let mut config = Config::new(self.data.or(file.data).unwrap_or_else(|| PathBuf::from("./data")));
        if let Some(listen) = self.listen.or(file.listen) {
            config.listen = listen;
        }
        if let Some(url) = self.database.or(file.database) {
            config.location = remote(url)?;
        }
        config.public_url = self.public_url.or(file.public_url);
        config.origins = if self.origin.is_empty() { file.origin } else { self.origin };
        let reach = if self.reach.is_empty() { file.reach } else { self.reach };
        config.reach = reach.into_iter().map(network).collect::<Result<_, _>>()?;
        let contact = self.contact.or(file.contact);
        config.contact = contact.map(|text| Contact::parse(&text).map_err(|_| ConfigError::Contact(text))).transpose()?;
        config.limits = self.limits.resolve(&file.limits);
        let header = self.client_address_header.or(file.client_address_header);
        config.client_address_header = header.map(|name| name.parse().map_err(|_| ConfigError::Header(name))).transpose()?;
        Ok(config)
    }
}

/// A network, or one address by itself.
fn network(text: String) -> Result<IpNet, ConfigError> {
    let one = || text.parse::<IpAddr>().ok().map(IpNet::from);
    text.parse().ok().or_else(one).ok_or(ConfigError::Network(text))
}

fn site() -> Option<PathBuf> {
    // The second is how `cargo leptos watch` says where it puts them.
    let named = env::var_os("MARU_SITE").or_else(|| env::var_os("LEPTOS_SITE_ROOT"));
    named.map(PathBuf::from).or_else(|| option_env!("MARU_SITE").map(PathBuf::from))
}

fn read(path: &PathBuf) -> Result<Options, ConfigError> {
    let text = fs::read_to_string(path).map_err(|source| ConfigError::Unreadable { path: path.clone(), source })?;
    toml::from_str(&text).map_err(|error| {
        let line = error.span().map_or(1, |span| text.bytes().take(span.start).filter(|byte| *byte == b'\n').count() + 1);
        let problem = format!("line {line}: {}", error.message().lines().next().unwrap_or_default());
        ConfigError::Wrong { path: path.clone(), problem }
    })
}

/// The password comes through the environment alone: it must stand neither in a file nor in the list of processes.
fn remote(url: String) -> Result<Location, ConfigError> {
    if !(url.starts_with("ws://") || url.starts_with("wss://")) {
        return Err(ConfigError::Database(url));
    }
    let from_environment = |name: &str| env::var(name).ok();
    Ok(Location::Remote(Remote {
        url,
        user: from_environment("MARU_DATABASE_USER").unwrap_or_else(|| "root".to_owned()),
        password: from_environment("MARU_DATABASE_PASSWORD").unwrap_or_default(),
        namespace: from_environment("MARU_DATABASE_NAMESPACE"),
    }))
}

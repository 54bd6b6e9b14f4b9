//! The way out: the clients that every request goes through, with all their bounds.
//! It does not know what is asked for; `push`, `hook` and `preview` do.

mod body;

use std::{future::Future, sync::Arc, time::Duration};

use ipnet::IpNet;
use reqwest::{Client, ClientBuilder, Method, RequestBuilder, Response, header, redirect};

pub(crate) use body::read;

use crate::{
    Unreached,
    guard::{Guard, Judged, Names, Purpose, Reach, Refused, Target},
};

/// How long it may take to find a name and to connect.
const CONNECT: Duration = Duration::from_secs(5);
/// How long a connection waits for its next request.
const IDLE: Duration = Duration::from_secs(30);
/// How often a request that reads is sent on.
const REDIRECTS: usize = 3;
/// How many bytes one answer may have on the way while nobody has read them (HTTP/2).
const WINDOW: u32 = 256 * 1024;
/// Who we are.
const AGENT: &str = concat!("Maru/", env!("CARGO_PKG_VERSION"));

/// The system has no certificates of authorities (a container without `ca-certificates`), or TLS cannot be set up.
#[derive(Debug, thiserror::Error)]
#[error("cannot prepare requests to other servers")]
pub struct NotReady(#[source] Box<dyn std::error::Error + Send + Sync>);

/// The way to other people's servers. Made once; it keeps connections for the next request to the same server.
#[derive(Debug, Clone)]
pub struct Outward {
    guard: Guard,
    /// For public addresses and opened networks.
    world: Client,
    /// For what must not leave the opened networks, because it goes without TLS.
    opened: Client,
}

impl Outward {
    /// Prepares the way. Requests go to public addresses and to the networks in `opened`; `names` is asked once for each
    /// connection.
    ///
    /// # Errors
    /// [`NotReady`].
    pub fn new(opened: Vec<IpNet>, names: Arc<dyn Names>) -> Result<Self, NotReady> {
        let guard = Guard::new(opened);
        let client = |reach, builder: ClientBuilder| {
            builder
                .dns_resolver(Judged::new(names.clone(), guard.clone(), reach))
                .no_proxy()
                .redirect(redirect::Policy::none())
                .referer(false)
                .connect_timeout(CONNECT)
                .pool_idle_timeout(IDLE)
                .pool_max_idle_per_host(1)
                .http2_initial_stream_window_size(WINDOW)
                .http2_initial_connection_window_size(WINDOW)
                .user_agent(AGENT)
                .build()
                .map_err(|error| NotReady(Box::new(error)))
        };
        let world = client(Reach::World, Client::builder())?;
        // It never speaks TLS, so it needs nobody's certificates.
        let opened = client(Reach::Opened, Client::builder().tls_certs_only([]))?;
        Ok(Self { guard, world, opened })
    }

    /// Whether an address could be asked at all, as far as one can tell without resolving its name: for a form in which
    /// somebody enters one.
    ///
    /// # Errors
    /// [`Refused`].
    pub fn check(&self, url: &str, purpose: Purpose) -> Result<(), Refused> {
        self.guard.judge_host(&Target::parse(url, purpose)?)
    }

    /// A request to a judged address.
    pub(crate) fn request(&self, method: Method, target: &Target) -> Result<RequestBuilder, Unreached> {
        // The client resolves names through the guard, but takes a host that is a number as it is.
        self.guard.judge_host(target)?;
        let client = match target.reach() {
            Reach::World => &self.world,
            Reach::Opened => &self.opened,
        };
        Ok(client.request(method, target.url().clone()))
    }

    /// Reads an address, following redirects. Says also where the answer came from in the end.
    pub(crate) async fn get(&self, url: &str, accept: &'static str) -> Result<(Target, Response), Unreached> {
        let mut target = Target::parse(url, Purpose::Read)?;
        for _ in 0..=REDIRECTS {
            let request = self.request(Method::GET, &target)?;
            let response = request.header(header::ACCEPT, accept).header(header::ACCEPT_ENCODING, "gzip").send().await?;
            match sent_on(&response) {
                Some(location) => target = target.join(location, Purpose::Read)?,
                None => return Ok((target, response)),
            }
        }
        Err(Unreached::TooManyRedirects)
    }
}

/// Gives up when not everything is done within this time.
pub(crate) async fn within<T>(time: Duration, work: impl Future<Output = Result<T, Unreached>>) -> Result<T, Unreached> {
    tokio::time::timeout(time, work).await.unwrap_or(Err(Unreached::TimedOut(time)))
}

/// Where an answer sends us on to.
fn sent_on(response: &Response) -> Option<&str> {
    match response.status().as_u16() {
        301 | 302 | 303 | 307 | 308 => response.headers().get(header::LOCATION)?.to_str().ok(),
        _ => None,
    }
}

/// How long the other side asks us to wait (`Retry-After`), in seconds or until a date; never longer than a day.
/// `now` is in seconds since 1970.
pub(crate) fn retry_after(response: &Response, now: u64) -> Option<Duration> {
    const LONGEST: Duration = Duration::from_secs(24 * 3600);
    let value = response.headers().get(header::RETRY_AFTER)?.to_str().ok()?.trim();
    let wait = match value.parse() {
        Ok(seconds) => Duration::from_secs(seconds),
        Err(_) => {
            let until = httpdate::parse_http_date(value).ok()?.duration_since(std::time::UNIX_EPOCH).ok()?;
            until.saturating_sub(Duration::from_secs(now))
        }
    };
    Some(wait.min(LONGEST))
}

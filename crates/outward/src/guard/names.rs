//! Names become addresses here, once: what was judged is what is connected to, so a name cannot change its mind in between.
//! It is no cache; the operating system and its resolver have theirs.

use std::{
    error::Error,
    io,
    net::{IpAddr, SocketAddr},
    sync::Arc,
};

use async_trait::async_trait;
use reqwest::dns::{Addrs, Name, Resolve, Resolving};

use super::{Guard, Reach, Refused};

/// Finds the addresses of a name.
#[async_trait]
pub trait Names: Send + Sync + 'static {
    /// All addresses of a name, of both families.
    ///
    /// # Errors
    /// What the resolver said, also when there is no such name.
    async fn addresses(&self, name: &str) -> io::Result<Vec<IpAddr>>;
}

/// Asks the operating system, and with it `/etc/hosts`.
#[derive(Debug, Clone, Copy, Default)]
pub struct SystemNames;

#[async_trait]
impl Names for SystemNames {
    async fn addresses(&self, name: &str) -> io::Result<Vec<IpAddr>> {
        Ok(tokio::net::lookup_host((name, 0)).await?.map(|address| address.ip()).collect())
    }
}

/// The resolver of one client: it gives addresses only after the guard has seen all of them.
pub(crate) struct Judged {
    names: Arc<dyn Names>,
    guard: Guard,
    reach: Reach,
}

impl Judged {
    pub(crate) fn new(names: Arc<dyn Names>, guard: Guard, reach: Reach) -> Self {
        Self { names, guard, reach }
    }
}

impl Resolve for Judged {
    fn resolve(&self, name: Name) -> Resolving {
        let (names, guard, reach) = (self.names.clone(), self.guard.clone(), self.reach);
        Box::pin(async move {
            let addresses = names.addresses(name.as_str()).await?;
            // One bad address spoils the name: who controls it could have us try that one first.
            for address in &addresses {
                guard.judge(*address, reach)?;
            }
            // Port 0 becomes the one of the request.
            Ok(Box::new(addresses.into_iter().map(|address| SocketAddr::new(address, 0))) as Addrs)
        })
    }
}

/// The guard's refusal inside of what the client reports, if that is why there was no connection.
pub(crate) fn refusal(error: &(dyn Error + 'static)) -> Option<Refused> {
    let mut cause = Some(error);
    while let Some(error) = cause {
        if let Some(refused) = error.downcast_ref::<Refused>() {
            return Some(*refused);
        }
        cause = error.source();
    }
    None
}

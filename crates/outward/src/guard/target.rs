//! An address that somebody wrote, read and found harmless as far as its text goes.
//! Where its name leads is not known yet: [`super::names`] finds that out.

use std::net::IpAddr;

use url::{Host, Url};

use super::{Purpose, Reach, Refused};

/// How many bytes an address may have.
const LONGEST: usize = 4096;

/// Where a request goes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Target {
    url: Url,
    reach: Reach,
}

impl Target {
    /// Reads an address as browsers do: `http://2130706433/` is `127.0.0.1` here as well.
    pub(crate) fn parse(text: &str, purpose: Purpose) -> Result<Self, Refused> {
        if text.len() > LONGEST {
            return Err(Refused::NotAnAddress);
        }
        Self::new(Url::parse(text).map_err(|_| Refused::NotAnAddress)?, purpose)
    }

    /// Where a redirect or a link on this page leads.
    pub(crate) fn join(&self, text: &str, purpose: Purpose) -> Result<Self, Refused> {
        if text.len() > LONGEST {
            return Err(Refused::NotAnAddress);
        }
        Self::new(self.url.join(text).map_err(|_| Refused::NotAnAddress)?, purpose)
    }

    fn new(mut url: Url, purpose: Purpose) -> Result<Self, Refused> {
        let reach = match (url.scheme(), purpose) {
            ("https", _) | ("http", Purpose::Read) => Reach::World,
            ("http", Purpose::Tell) => Reach::Opened,
            _ => return Err(Refused::Scheme),
        };
        if !url.username().is_empty() || url.password().is_some() {
            return Err(Refused::Credentials);
        }
        if url.host_str().is_none_or(str::is_empty) {
            return Err(Refused::NotAnAddress);
        }
        match url.port_or_known_default() {
            Some(80 | 443 | 1024..) => {}
            Some(port) => return Err(Refused::Port(port)),
            None => return Err(Refused::NotAnAddress),
        }
        url.set_fragment(None);
        Ok(Self { url, reach })
    }

    /// The address.
    pub(crate) const fn url(&self) -> &Url {
        &self.url
    }

    /// How far a request to it may go.
    pub(crate) const fn reach(&self) -> Reach {
        self.reach
    }

    /// Its host, if that is a number: no name is resolved then.
    pub(crate) fn number(&self) -> Option<IpAddr> {
        match self.url.host()? {
            Host::Ipv4(address) => Some(address.into()),
            Host::Ipv6(address) => Some(address.into()),
            Host::Domain(_) => None,
        }
    }
}

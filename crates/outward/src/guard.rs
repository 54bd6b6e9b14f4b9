//! Which addresses may be reached: public ones, and those in networks that the operator opened.
//! It judges and resolves; it opens no connection, and it never looks at what is said there.

mod ranges;
mod names;
mod target;
#[cfg(test)]
mod spellings;

use std::net::IpAddr;

use ipnet::IpNet;

pub(crate) use names::{Judged, refusal};
pub use names::{Names, SystemNames};
pub(crate) use target::Target;

/// Why an address is not asked for anything. None of these changes by trying again.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Refused {
    /// It cannot be read as an address, has no host, or is longer than 4,096 bytes.
    #[error("this is not the address of a web page")]
    NotAnAddress,
    /// Neither `https` nor, where that is enough, `http`.
    #[error("this scheme is not allowed here")]
    Scheme,
    /// A name or a password stands before the host.
    #[error("an address must not carry a name or a password")]
    Credentials,
    /// Not 80, not 443 and below 1024: mail, remote shells and the like.
    #[error("port {0} is not one of the web")]
    Port(u16),
    /// The host is, or one of the addresses its name stands for is, not public and in no opened network.
    #[error("{0} is not a public address")]
    NotPublic(IpAddr),
    /// Without TLS only opened networks are reached, and this is in none.
    #[error("{0} is in no opened network, and would be asked without TLS")]
    NotOpened(IpAddr),
}

/// What somebody wants with an address: it decides what the address may be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Purpose {
    /// To read what everybody can read: `http` or `https`.
    Read,
    /// To hand over what is not for everybody: `https`, and `http` only into opened networks.
    Tell,
}

/// How far a request may go.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Reach {
    /// Public addresses and opened networks.
    World,
    /// Opened networks only.
    Opened,
}

/// Judges addresses.
#[derive(Debug, Clone)]
pub(crate) struct Guard {
    opened: Vec<IpNet>,
}

impl Guard {
    /// A guard that lets requests go to public addresses and to these networks, whatever they are: `127.0.0.0/8` in a test,
    /// `10.1.0.0/16` where the operator wants previews of an intranet.
    pub(crate) const fn new(opened: Vec<IpNet>) -> Self {
        Self { opened }
    }

    /// Whether a request may go there.
    ///
    /// # Errors
    /// [`Refused::NotPublic`] or [`Refused::NotOpened`].
    pub(crate) fn judge(&self, address: IpAddr, reach: Reach) -> Result<(), Refused> {
        // What the system connects to is the IPv4 address inside, so that is what is judged.
        let address = address.to_canonical();
        if self.opened.iter().any(|network| network.contains(&address)) {
            return Ok(());
        }
        match reach {
            Reach::World if ranges::is_public(address) => Ok(()),
            Reach::World => Err(Refused::NotPublic(address)),
            Reach::Opened => Err(Refused::NotOpened(address)),
        }
    }

    /// Whether a request may go to a host: one that is a number is judged here, a name when it is resolved.
    pub(crate) fn judge_host(&self, target: &Target) -> Result<(), Refused> {
        target.number().map_or(Ok(()), |address| self.judge(address, target.reach()))
    }
}

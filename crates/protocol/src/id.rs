//! Names of things on the wire: random 128-bit ids, positions in a room's log, and the version of this language.
//! Ids carry no meaning and no order; only [`Seq`] orders.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};

/// The WebSocket sub-protocol a native client asks for; its number is [`VERSION`].
pub const SUBPROTOCOL: &str = "maru.v1+json";

/// Version of this language. Raised when an old client would misunderstand a new server; unknown events alone never raise it.
pub const VERSION: u32 = 1;

/// The text was not 32 hexadecimal digits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("an id is 32 hexadecimal digits")]
pub struct IdError;

macro_rules! id {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(try_from = "String", into = "String")]
        pub struct $name(u128);

        impl $name {
            /// The id made of these bits, which the caller took from a random source.
            #[must_use]
            pub const fn from_bits(bits: u128) -> Self {
                Self(bits)
            }

            /// The bits of the id.
            #[must_use]
            pub const fn bits(self) -> u128 {
                self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, "{:032x}", self.0)
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, "{}({})", stringify!($name), self)
            }
        }

        impl FromStr for $name {
            type Err = IdError;
            fn from_str(text: &str) -> Result<Self, IdError> {
                if text.len() != 32 || !text.bytes().all(|b| b.is_ascii_hexdigit()) {
                    return Err(IdError);
                }
                u128::from_str_radix(text, 16).map(Self).map_err(|_| IdError)
            }
        }

        impl TryFrom<String> for $name {
            type Error = IdError;
            fn try_from(text: String) -> Result<Self, IdError> {
                text.parse()
            }
        }

        impl From<$name> for String {
            fn from(id: $name) -> Self {
                id.to_string()
            }
        }
    };
}

id! {
    /// One room, for as long as it exists; stands in its URL as 32 hexadecimal digits.
    RoomId
}
id! {
    /// One account of this place.
    MemberId
}
id! {
    /// One attempt to write, made by the client and kept through retries and reloads: what makes a send happen once.
    Nonce
}
id! {
    /// The life of one room log. It changes when a log is restored or cut, and then all earlier positions are void.
    Epoch
}
id! {
    /// One file, before and after it is in a message.
    FileId
}
id! {
    /// One open line.
    ConnectionId
}

/// A position in a room's log: 1, 2, 3 … without holes. 0 is "before everything".
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Seq(pub u64);

impl Seq {
    /// Before the first event of a room.
    pub const ZERO: Self = Self(0);

    /// The position after this one; the last of all is its own next, which no honest log reaches.
    #[must_use]
    pub const fn next(self) -> Self {
        Self(self.0.saturating_add(1))
    }

    /// The position `n` events earlier, at least [`Seq::ZERO`].
    #[must_use]
    pub const fn back(self, n: u64) -> Self {
        Self(self.0.saturating_sub(n))
    }
}

impl fmt::Display for Seq {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// Where a reader stands in a room: everything up to and including `seq` of the log's life `epoch` was seen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Position {
    /// Life of the log.
    pub epoch: Epoch,
    /// Last event seen.
    pub seq: Seq,
}

/// Milliseconds since 1970-01-01 UTC, read from the server's clock.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Millis(pub i64);

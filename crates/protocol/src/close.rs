//! Why a WebSocket was closed, as its status code.
//! What a client should do next follows from the code alone.

/// Every code Maru closes a socket with.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[repr(u16)]
pub enum CloseCode {
    /// 1000: both sides are done.
    Normal = 1000,
    /// 1001: the other side goes away (a tab was closed).
    GoingAway = 1001,
    /// 1002: the frames break RFC 6455.
    Protocol = 1002,
    /// 1003: binary frames where text is spoken.
    Unsupported = 1003,
    /// 1007: a text frame that is not UTF-8.
    NotUtf8 = 1007,
    /// 1008: against the rules of this server (missing parameters, floods).
    Policy = 1008,
    /// 1009: a frame larger than [`crate::FRAME_BYTES`].
    TooBig = 1009,
    /// 1011: a fault of ours.
    Fault = 1011,
    /// 1012: the server restarts; come back.
    Restart = 1012,
    /// 1013: too many lines; come back later.
    TryLater = 1013,
    /// 4001: put out of the room or the place by a moderator.
    Kicked = 4001,
    /// 4008: did not read for too long; come back and resume.
    TooSlow = 4008,
    /// 4401: not signed in, or no longer.
    NotAuthenticated = 4401,
}

impl CloseCode {
    /// Every code.
    pub const ALL: [Self; 13] = [
        Self::Normal,
        Self::GoingAway,
        Self::Protocol,
        Self::Unsupported,
        Self::NotUtf8,
        Self::Policy,
        Self::TooBig,
        Self::Fault,
        Self::Restart,
        Self::TryLater,
        Self::Kicked,
        Self::TooSlow,
        Self::NotAuthenticated,
    ];

    /// The number on the wire.
    #[must_use]
    pub const fn number(self) -> u16 {
        self as u16
    }

    /// The code with this number, if it is one of ours.
    #[must_use]
    pub fn from_number(number: u16) -> Option<Self> {
        Self::ALL.into_iter().find(|code| code.number() == number)
    }

    /// A client may open the line again by itself.
    #[must_use]
    pub const fn may_return(self) -> bool {
        !matches!(self, Self::Normal | Self::Kicked | Self::NotAuthenticated)
    }
}

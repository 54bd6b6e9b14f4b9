//! What a connection has before it, drawn when it is accepted.

use std::time::Duration;

use fastrand::Rng;

/// How one connection through the proxy fares.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fate {
    /// Every piece of bytes waits this long before it goes on, in both directions.
    pub latency: Duration,
    /// Bytes a second in each direction; `None` passes as fast as can be.
    pub bandwidth: Option<u64>,
    /// How it ends, unless one of the sides ends it before; `None` leaves it in peace.
    pub ending: Option<Ending>,
}

/// How the proxy ends a connection.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Ending {
    /// Bytes that pass before, counted in one direction.
    pub after: u64,
    /// The direction they are counted in, and the one that stalls: towards the server, or away from it.
    pub towards_server: bool,
    /// This direction stands still for so long while the other one goes on. Zero cuts at once.
    pub stall: Duration,
    /// Both ends see a reset; otherwise an orderly end.
    pub reset: bool,
}

impl Fate {
    /// As if there were no proxy.
    #[must_use]
    pub const fn peaceful() -> Self {
        Self { latency: Duration::ZERO, bandwidth: None, ending: None }
    }

    /// A fate by chance. Most connections end within seconds or minutes of traffic, some in the middle of their handshake.
    #[must_use]
    pub fn draw(rng: &mut Rng) -> Self {
        let latency = if rng.u8(..3) == 0 { Duration::ZERO } else { Duration::from_millis(rng.u64(1..=120)) };
        let bandwidth = (rng.u8(..4) == 0).then(|| rng.u64(4..=64) * 1024);
        // The exponent is drawn evenly, so that small and large amounts are equally likely.
        let after = |rng: &mut Rng, most: u32| 1_u64 << rng.u32(7..most) | rng.u64(..128);
        let ending = (rng.u8(..10) != 0).then(|| {
            let towards_server = rng.bool();
            // Members say much less than they hear.
            let after = after(rng, if towards_server { 15 } else { 19 });
            let stall = if rng.u8(..3) == 0 { Duration::from_millis(rng.u64(500..=8_000)) } else { Duration::ZERO };
            Ending { after, towards_server, stall, reset: rng.bool() }
        });
        Self { latency, bandwidth, ending }
    }
}

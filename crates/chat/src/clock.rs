//! The one door to the wall clock.
//! Positions never depend on it; it only dates what happened.

use std::time::{SystemTime, UNIX_EPOCH};

use protocol::Millis;

/// The time now, in milliseconds since 1970-01-01 UTC.
#[must_use]
#[expect(clippy::disallowed_methods, reason = "this is the door")]
pub fn now() -> Millis {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    Millis(i64::try_from(since.as_millis()).unwrap_or(i64::MAX))
}

//! `GET /ws/time`: says what time it is, at once and then every second, and is told nothing: the pattern of a socket that is
//! read.
//! The clock is the one that dates messages.

use std::time::Duration;

use axum::{extract::Request, response::Response};
use protocol::{CloseCode, Millis};
use tokio::time::{MissedTickBehavior, interval};

use super::patience;
use crate::{
    auth::{ClientAddress, Visitor},
    socket::{Door, End, enter},
};

/// A second.
const EVERY: Duration = Duration::from_secs(1);

/// Opens one.
pub async fn open(visitor: Visitor, ClientAddress(address): ClientAddress, request: Request) -> Response {
    let app = visitor.app.clone();
    enter(&app, address, request, |mut door| async move {
        let end = tokio::select! {
            Err(end) = tell(&mut door) => end,
            end = patience::runs_out(&visitor.app, visitor.signed.as_ref()) => end,
        };
        door.close(end).await;
    })
}

async fn tell(door: &mut Door) -> Result<(), End> {
    let mut seconds = interval(EVERY);
    // Who was away for a while wants the time now, not the times that passed.
    seconds.set_missed_tick_behavior(MissedTickBehavior::Skip);
    loop {
        tokio::select! {
            said = door.next() => {
                said?;
                return Err(End::With(CloseCode::Unsupported, "nothing is listened to here"));
            }
            _ = seconds.tick() => door.put(written(chat::now())),
        }
        door.flush().await?;
    }
}

/// A time as RFC 3339 has it, in UTC, to the millisecond.
#[must_use]
pub fn written(at: Millis) -> String {
    let at = jiff::Timestamp::from_millisecond(at.0).unwrap_or_default();
    format!("{at:.3}")
}

#[cfg(test)]
mod tests {
    use protocol::Millis;

    use super::written;

    #[test]
    fn times_are_written_alike_whatever_they_are() {
        assert_eq!(written(Millis(1_795_260_600_000)), "2026-11-21T11:30:00.000Z");
        assert_eq!(written(Millis(1_795_260_600_120)), "2026-11-21T11:30:00.120Z");
    }
}

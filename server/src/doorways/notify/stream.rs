//! `GET /api/notifications/events`: the same news as server-sent events, for one device more.
//! There is nothing to come back to: what was told while nobody listened is gone.

use std::{future::Future, pin::Pin, sync::Arc};

use axum::{http::StatusCode, response::Response};
use futures::stream;
use serde::Deserialize;
use tokio::time::Interval;
use utoipa::IntoParams;

use super::{mailbox::Mailbox, sessions::Listed};
use crate::{
    auth::ClientAddress,
    doorways::{
        events::farewell,
        patience,
        rest::{Asked, Caller, Problem},
    },
    event_stream,
    socket::{End, Place, pulse},
};

/// Which device listens.
#[derive(Debug, Clone, Default, Deserialize, IntoParams)]
#[serde(default)]
#[into_params(parameter_in = Query)]
pub struct Device {
    /// What to call it.
    pub device: String,
}

struct Listener {
    mailbox: Mailbox,
    ends: Pin<Box<dyn Future<Output = End> + Send>>,
    beat: Interval,
    /// Counts as a connection of its address.
    _seat: Place,
}

/// Tells what comes for you from now on: server-sent events.
#[utoipa::path(get, path = "/api/notifications/events", tag = "notifications", operation_id = "listenForNotifications", params(Device),
    responses((status = 200, description = "One event each", content_type = "text/event-stream", body = String), (status = 503, description = "Too many connections", body = Problem)))]
pub async fn listen(caller: Caller, ClientAddress(address): ClientAddress, Asked(device): Asked<Device>) -> Result<Response, Problem> {
    let full = || Problem::new(StatusCode::SERVICE_UNAVAILABLE, "too_many_connections", "too many connections");
    let (app, signed) = (caller.app, caller.signed);
    let seat = app.addresses.enter(address, app.config.limits.connections_per_address).ok_or_else(full)?;
    let sessions = Arc::clone(&app.doorways.sessions);
    let listed = Listed { number: sessions.open(), sessions };
    let mailbox = Mailbox::new(&app, listed, &signed, &device.device).map_err(|_| full())?;
    let ends = Box::pin(async move { patience::runs_out(&app, Some(&signed)).await });
    let listener = Listener { mailbox, ends, beat: pulse::interval(), _seat: seat };
    Ok(event_stream::answer(stream::unfold(Some(Box::new(listener)), |listener| async move {
        let mut listener = listener?;
        let news = tokio::select! {
            news = listener.mailbox.next() => news.map(|news| event_stream::event(None, &news)),
            end = &mut listener.ends => Err(end),
            _ = listener.beat.tick() => Ok(event_stream::ALIVE),
        };
        Some(match news {
            Ok(piece) => (piece, Some(listener)),
            Err(end) => (farewell(end), None),
        })
    })))
}

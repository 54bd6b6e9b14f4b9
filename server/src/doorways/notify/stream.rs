//! `GET /api/notifications/events`: the same news as server-sent events, for one device more.
//! There is nothing to come back to: what was told while nobody listened is gone.

use std::{convert::Infallible, future::Future, pin::Pin, sync::Arc};

use axum::{
    http::{HeaderName, HeaderValue, StatusCode, header},
    response::{
        IntoResponse, Response, Sse,
        sse::{Event, KeepAlive},
    },
};
use futures::stream;
use serde::Deserialize;
use utoipa::IntoParams;

use super::{mailbox::Mailbox, sessions::Listed};
use crate::{
    auth::ClientAddress,
    doorways::{
        events::farewell,
        patience,
        rest::{Asked, Caller, Problem},
    },
    socket::{End, HEARTBEAT, Place},
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
    let events = stream::unfold(Some(Listener { mailbox, ends, _seat: seat }), |listener| async move {
        let mut listener = listener?;
        let news = tokio::select! {
            news = listener.mailbox.next() => news,
            end = &mut listener.ends => Err(end),
        };
        Some(match news {
            Ok(news) => (Ok::<_, Infallible>(Event::default().data(String::from_utf8_lossy(&news))), Some(listener)),
            Err(end) => (Ok(farewell(end)), None),
        })
    });
    let mut response = Sse::new(events).keep_alive(KeepAlive::new().interval(HEARTBEAT).text("heartbeat")).into_response();
    let headers = response.headers_mut();
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    headers.insert(HeaderName::from_static("x-accel-buffering"), HeaderValue::from_static("no"));
    Ok(response)
}

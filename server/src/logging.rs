//! What the server writes down: for people on a terminal, as JSON elsewhere.
//! Never bodies, tokens, cookies or join codes: a request is named by its route, not by its path.

use std::{
    error::Error,
    io::{IsTerminal, stderr},
    time::Instant,
};

use axum::{
    extract::{MatchedPath, Request},
    middleware::Next,
    response::Response,
};
use tracing::{Level, Metadata};
use tracing_subscriber::{EnvFilter, Layer, filter::filter_fn, layer::SubscriberExt, util::SubscriberInitExt};

/// Whose lines can be asked for.
const OURS: [&str; 5] = ["maru", "server", "chat", "store", "app"];

/// Writes to standard error from now on, as much as `MARU_LOG` asks for, such as `debug` or `server=debug`; else `info`.
pub fn init() {
    let asked = EnvFilter::try_from_env("MARU_LOG").unwrap_or_else(|_| EnvFilter::new("info"));
    let lines = tracing_subscriber::fmt::layer().with_writer(stderr);
    let registry = tracing_subscriber::registry().with(asked);
    let done = if stderr().is_terminal() {
        registry.with(lines.with_target(false).with_filter(filter_fn(is_harmless))).try_init()
    } else {
        registry.with(lines.json().with_filter(filter_fn(is_harmless))).try_init()
    };
    // Somebody else listens already: a test.
    drop(done);
}

/// Others write frames, queries and paths into their finer lines, so these cannot be asked for.
fn is_harmless(line: &Metadata<'_>) -> bool {
    *line.level() <= Level::WARN || line.target().split("::").next().is_some_and(|from| OURS.contains(&from))
}

/// An error and everything behind it, in one line.
pub fn chain(error: &dyn Error) -> String {
    let mut line = error.to_string();
    let mut source = error.source();
    while let Some(error) = source {
        line.push_str(": ");
        line.push_str(&error.to_string());
        source = error.source();
    }
    line
}

/// Writes down each request by its route, with its status and how long it took.
pub async fn request(request: Request, next: Next) -> Response {
    let method = request.method().clone();
    let route = request.extensions().get::<MatchedPath>().map_or_else(|| "(none)".to_owned(), |route| route.as_str().to_owned());
    let began = Instant::now();
    let response = next.run(request).await;
    let (status, ms) = (response.status().as_u16(), began.elapsed().as_secs_f64() * 1_000.0);
    if response.status().is_server_error() {
        tracing::warn!(%method, route, status, ms, "request");
    } else {
        tracing::debug!(%method, route, status, ms, "request");
    }
    response
}

//! SockJS (protocol 0.3.3) for clients that may have no WebSocket: STOMP at `/stomp-chat`, plain JSON at `/sockjs/chat`.
//! It carries texts; what they say is the business of the dialect behind a door.

pub mod words;
mod transport;
mod session;
mod receive;

use std::sync::Arc;

use axum::{
    Router,
    extract::{Path, Query, Request, State},
    http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, header},
    response::{IntoResponse, Response},
    routing::{any, get},
};
use bytes::Bytes;
use serde::Deserialize;

use self::transport::{Transport, callback};
use super::{
    carrier::{self, Framing},
    plain, stomp,
    talk::Caller,
};
use crate::{
    auth::{Agent, ClientAddress, Visitor},
    cross_site::origin_allowed,
    socket::TRY_AGAIN_S,
    state::App,
};

/// Sessions over HTTP that may be open at once. Each may hold some hundred kilobytes.
const MOST_SESSIONS: usize = 4_000;

/// Bytes of the name of a session.
const NAME_BYTES: usize = 64;

/// A client may keep an answer about what it may send for this many seconds.
const A_YEAR_S: &str = "31536000";

/// What nobody may keep.
const NOT_KEPT: &str = "no-store, no-cache, must-revalidate, max-age=0";

/// The language behind a base address.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Door {
    /// STOMP, at `/stomp-chat`.
    Stomp,
    /// A JSON object a text, at `/sockjs/chat`.
    Plain,
}

/// The sessions over HTTP.
#[derive(Debug, Default)]
pub struct Sessions {
    open: session::Open,
}

/// What every request of SockJS says.
struct Asked {
    app: Arc<App>,
    door: Door,
    caller: Caller,
    headers: HeaderMap,
}

/// The query of those that call a function.
#[derive(Debug, Deserialize)]
struct Called {
    #[serde(alias = "callback")]
    c: Option<String>,
}

impl Door {
    /// The base address.
    const fn base(self) -> &'static str {
        match self {
            Self::Stomp => "/stomp-chat",
            Self::Plain => "/sockjs/chat",
        }
    }

    /// Upgrades to a socket.
    async fn upgrade(self, app: Arc<App>, caller: Caller, request: Request, framing: Framing) -> Response {
        let language = app.language().await;
        match self {
            Self::Stomp => {
                let dialect = stomp::Session::new(app.config.limits.frames_per_second, language);
                carrier::upgrade(app, caller, request, stomp::SUBPROTOCOLS, framing, dialect)
            }
            Self::Plain => carrier::upgrade(app, caller, request, &[], framing, plain::Conversation::new(language)),
        }
    }

    /// Opens a session over HTTP.
    async fn open(self, app: &Arc<App>, name: &str, caller: Caller) -> Option<Arc<session::Session>> {
        let language = app.language().await;
        match self {
            Self::Stomp => Sessions::open(app, self, name, caller, stomp::Session::new(app.config.limits.frames_per_second, language)),
            Self::Plain => Sessions::open(app, self, name, caller, plain::Conversation::new(language)),
        }
    }
}

/// The routes of this doorway.
pub fn routes() -> Router<Arc<App>> {
    let mut router = Router::new();
    for door in [Door::Stomp, Door::Plain] {
        let base = door.base();
        let raw = move |app, visitor, address, agent, request| socket(app, door, visitor, address, agent, request, Framing::Bare);
        router = router
            .route(base, get(greeting))
            .route(&format!("{base}/"), get(greeting))
            .route(&format!("{base}/info"), get(info).options(preflight))
            .route(&format!("{base}/websocket"), get(raw))
            .route(
                &format!("{base}/{{server}}/{{session}}/{{transport}}"),
                any(move |state, path, query, visitor, address, agent, request| {
                    carry(state, door, path, query, (visitor, address, agent), request)
                }),
            );
    }
    router
}

async fn greeting() -> Response {
    ([(header::CONTENT_TYPE, "text/plain; charset=UTF-8")], "Welcome to SockJS!\n").into_response()
}

/// What a client asks first.
async fn info(State(app): State<Arc<App>>, headers: HeaderMap) -> Response {
    if !origin_allowed(&app, &headers) {
        return StatusCode::FORBIDDEN.into_response();
    }
    let entropy = u32::from_ne_bytes(chat::bytes());
    // The origins are a constant of the protocol that clients ignore: who may ask is looked at with each request.
    let info = serde_json::json!({ "websocket": true, "cookie_needed": false, "origins": ["*:*"], "entropy": entropy });
    let answer = ([(header::CONTENT_TYPE, "application/json; charset=UTF-8")], info.to_string()).into_response();
    shared(answer, &headers)
}

/// What a page of an allowed origin may send.
async fn preflight(State(app): State<Arc<App>>, headers: HeaderMap) -> Response {
    if !origin_allowed(&app, &headers) {
        return StatusCode::FORBIDDEN.into_response();
    }
    let mut answer = shared(StatusCode::NO_CONTENT.into_response(), &headers);
    for (name, value) in [
        (header::CACHE_CONTROL, "public, max-age=31536000"),
        (header::ACCESS_CONTROL_MAX_AGE, A_YEAR_S),
        (header::ACCESS_CONTROL_ALLOW_METHODS, "OPTIONS, GET, POST"),
        (header::ACCESS_CONTROL_ALLOW_HEADERS, "content-type, authorization"),
    ] {
        answer.headers_mut().insert(name, HeaderValue::from_static(value));
    }
    answer
}

async fn socket(
    State(app): State<Arc<App>>,
    door: Door,
    visitor: Visitor,
    ClientAddress(address): ClientAddress,
    Agent(agent): Agent,
    request: Request,
    framing: Framing,
) -> Response {
    door.upgrade(app, Caller { signed: visitor.signed, address, agent }, request, framing).await
}

/// Everything about one session. A server's name is for balancers in front and means nothing here.
async fn carry(
    State(app): State<Arc<App>>,
    door: Door,
    Path((server, name, transport)): Path<(String, String, String)>,
    Query(called): Query<Called>,
    (visitor, ClientAddress(address), Agent(agent)): (Visitor, ClientAddress, Agent),
    request: Request,
) -> Response {
    let is_name = |name: &str| !name.is_empty() && name.len() <= NAME_BYTES && !name.contains('.');
    if !is_name(&server) || !is_name(&name) {
        return StatusCode::NOT_FOUND.into_response();
    }
    let caller = Caller { signed: visitor.signed, address, agent };
    if !origin_allowed(&app, request.headers()) || is_foreign(request.headers()) {
        return StatusCode::FORBIDDEN.into_response();
    }
    let asked = Asked { app, door, caller, headers: request.headers().clone() };
    let callback = called.c.as_deref().and_then(callback);
    match (request.method().clone(), transport.as_str()) {
        (Method::GET, "websocket") => asked.door.upgrade(asked.app, asked.caller, request, Framing::SockJs).await,
        (Method::OPTIONS, "xhr" | "xhr_send" | "xhr_streaming") => preflight(State(asked.app), asked.headers).await,
        (Method::POST, "xhr") => asked.receives(&name, Transport::Xhr).await,
        (Method::POST, "xhr_streaming") => asked.receives(&name, Transport::XhrStreaming).await,
        (Method::GET, "eventsource") => asked.receives(&name, Transport::EventSource).await,
        (Method::GET, "htmlfile" | "jsonp") => match callback {
            None => (StatusCode::INTERNAL_SERVER_ERROR, "\"callback\" parameter required\n").into_response(),
            Some(callback) if transport == "jsonp" => asked.receives(&name, Transport::Jsonp { callback }).await,
            Some(callback) => {
                let nonce = format!("{:032x}", chat::bits());
                asked.receives(&name, Transport::HtmlFile { callback, nonce }).await
            }
        },
        (Method::POST, "xhr_send") => asked.sends(&name, request, false).await,
        (Method::POST, "jsonp_send") => asked.sends(&name, request, true).await,
        (_, "websocket" | "eventsource" | "htmlfile" | "jsonp") => only("GET"),
        (_, "xhr" | "xhr_streaming" | "xhr_send" | "jsonp_send") => only("OPTIONS, POST"),
        _ => StatusCode::NOT_FOUND.into_response(),
    }
}

impl Asked {
    fn owner(&self) -> Option<&str> {
        self.caller.signed.as_ref().map(|signed| signed.session.token_hash.as_str())
    }

    /// An answer with what waits for the session, which is opened when there is none.
    async fn receives(self, name: &str, transport: Transport) -> Response {
        let found = match self.app.doorways.sockjs.find(self.door, name, self.owner()) {
            Some(session) => Some(session),
            None => self.door.open(&self.app, name, self.caller.clone()).await,
        };
        let Some(session) = found else {
            let busy = (StatusCode::SERVICE_UNAVAILABLE, [(header::RETRY_AFTER, TRY_AGAIN_S)], "too many lines\n").into_response();
            return shared(busy, &self.headers);
        };
        let (media_type, policy) = (transport.media_type(), transport.policy());
        let mut answer = receive::answer(self.app, &session, transport).await.into_response();
        answer.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static(media_type));
        // Proxies that collect answers before they pass them on would let a client wait for ever.
        answer.headers_mut().insert(HeaderName::from_static("x-accel-buffering"), HeaderValue::from_static("no"));
        if let Some(policy) = policy {
            answer.headers_mut().insert(header::CONTENT_SECURITY_POLICY, policy);
        }
        shared(answer, &self.headers)
    }

    /// Texts for the session.
    async fn sends(self, name: &str, request: Request, is_form: bool) -> Response {
        let refuse = |why: &'static str| shared((StatusCode::INTERNAL_SERVER_ERROR, why).into_response(), &self.headers);
        let Some(session) = self.app.doorways.sockjs.find(self.door, name, self.owner()) else {
            return shared(StatusCode::NOT_FOUND.into_response(), &self.headers);
        };
        let body = match <Bytes as axum::extract::FromRequest<_>>::from_request(request, &()).await {
            Ok(body) => body,
            Err(too_large) => return shared(too_large.into_response(), &self.headers),
        };
        let media_type = self.headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
        let payload = if is_form && media_type.starts_with("application/x-www-form-urlencoded") {
            #[derive(Deserialize)]
            struct Form {
                d: Option<String>,
            }
            let form = Query::<Form>::try_from_uri(&format!("/?{}", String::from_utf8_lossy(&body)).parse().unwrap_or_default());
            form.ok().and_then(|form| form.0.d).unwrap_or_default()
        } else {
            String::from_utf8_lossy(&body).into_owned()
        };
        if payload.is_empty() {
            return refuse("Payload expected.\n");
        }
        let Some(texts) = words::read(&payload) else { return refuse("Broken JSON encoding.\n") };
        for text in texts {
            if !session.says(text).await {
                return shared(StatusCode::NOT_FOUND.into_response(), &self.headers);
            }
        }
        let answer = if is_form { (StatusCode::OK, "ok").into_response() } else { StatusCode::NO_CONTENT.into_response() };
        let mut answer = shared(answer, &self.headers);
        answer.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static("text/plain; charset=UTF-8"));
        answer
    }
}

/// A browser says that a page of another website asks. Those that may, name their origin, which was looked at before.
fn is_foreign(headers: &HeaderMap) -> bool {
    let site = headers.get("sec-fetch-site").and_then(|value| value.to_str().ok());
    matches!(site, Some("cross-site" | "same-site")) && !headers.contains_key(header::ORIGIN)
}

/// Nobody keeps it, and the page that asked may read it: its origin is one of those that may ask.
fn shared(mut answer: Response, asked: &HeaderMap) -> Response {
    let headers = answer.headers_mut();
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static(NOT_KEPT));
    headers.insert(header::VARY, HeaderValue::from_static("Origin"));
    if let Some(origin) = asked.get(header::ORIGIN) {
        headers.insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, origin.clone());
        headers.insert(header::ACCESS_CONTROL_ALLOW_CREDENTIALS, HeaderValue::from_static("true"));
    }
    answer
}

fn only(methods: &'static str) -> Response {
    (StatusCode::METHOD_NOT_ALLOWED, [(header::ALLOW, methods)]).into_response()
}

//! Who sends a request, and from where.
//! What a visitor's pages show is in `backend`.

use std::{
    convert::Infallible,
    net::{IpAddr, Ipv6Addr, SocketAddr},
    sync::Arc,
};

use axum::{
    extract::{ConnectInfo, FromRequestParts},
    http::{HeaderMap, StatusCode, header, request::Parts},
    response::{IntoResponse, Redirect, Response},
};
use chat::AccountError;

use super::{
    sessions::{Signed, find, token_of},
    tokens::bearer,
};
use crate::{logging::chain, state::App};

/// Somebody who asks for something, signed in or not.
#[derive(Debug, Clone)]
pub struct Visitor {
    /// What all routes share.
    pub app: Arc<App>,
    /// Who it is, if they are signed in.
    pub signed: Option<Signed>,
    /// The address they use for this place, such as `http://127.0.0.1:3000`.
    pub origin: String,
}

/// The address a request came from.
#[derive(Debug, Clone, Copy)]
pub struct ClientAddress(pub IpAddr);

/// What a client calls itself.
#[derive(Debug, Clone)]
pub struct Agent(pub String);

/// Who sent these headers: by cookie, else by token.
///
/// # Errors
/// [`AccountError::Unavailable`] when memory does not answer.
async fn signed(app: &App, headers: &HeaderMap) -> Result<Option<Signed>, AccountError> {
    match token_of(&app.config, headers) {
        Some(token) => find(app, token).await,
        None => bearer(app, headers).await,
    }
}

async fn who(app: &App, headers: &HeaderMap) -> Result<Option<Signed>, Response> {
    signed(app, headers).await.map_err(|error| {
        tracing::error!(error = chain(&error), "a session could not be read");
        (StatusCode::SERVICE_UNAVAILABLE, "temporarily unavailable\n").into_response()
    })
}

impl FromRequestParts<Arc<App>> for Visitor {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, app: &Arc<App>) -> Result<Self, Response> {
        let signed = who(app, &parts.headers).await?;
        Ok(Self { app: Arc::clone(app), signed, origin: origin(app, &parts.headers) })
    }
}

/// For what only members may do: everybody else is sent to sign in.
impl FromRequestParts<Arc<App>> for Signed {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, app: &Arc<App>) -> Result<Self, Response> {
        who(app, &parts.headers).await?.ok_or_else(|| Redirect::to("/sign-in").into_response())
    }
}

impl FromRequestParts<Arc<App>> for ClientAddress {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, app: &Arc<App>) -> Result<Self, Infallible> {
        // The last entry is what the nearest proxy saw; those before it are what a client claimed.
        let named = app.config.client_address_header.as_ref().and_then(|name| parts.headers.get_all(name).iter().next_back());
        let named = named.and_then(|value| value.to_str().ok()?.rsplit(',').next()?.trim().parse().ok());
        let peer = parts.extensions.get::<ConnectInfo<SocketAddr>>().map(|peer| peer.0.ip());
        Ok(Self(named.or(peer).unwrap_or(IpAddr::from([0, 0, 0, 0]))))
    }
}

impl FromRequestParts<Arc<App>> for Agent {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &Arc<App>) -> Result<Self, Infallible> {
        let agent = parts.headers.get(header::USER_AGENT).and_then(|value| value.to_str().ok());
        Ok(Self(agent.unwrap_or_default().to_owned()))
    }
}

/// The configured address, else the one that was asked: it is shown to nobody but the one who asked.
fn origin(app: &App, headers: &HeaderMap) -> String {
    if let Some(url) = &app.config.public_url {
        return url.to_string();
    }
    let host = headers.get(header::HOST).and_then(|host| host.to_str().ok());
    format!("http://{}", host.map_or_else(|| app.config.listen.to_string(), str::to_owned))
}

/// One customer has a whole /64 of IPv6 addresses, so that counts as one.
pub fn neighborhood(address: IpAddr) -> IpAddr {
    match address.to_canonical() {
        IpAddr::V6(address) => IpAddr::V6(Ipv6Addr::from_bits(address.to_bits() >> 64 << 64)),
        address => address,
    }
}

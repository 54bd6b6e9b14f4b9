//! Pages of other websites can neither send forms here nor open lines.
//! What a page of ours may do is not decided here.

use axum::http::{HeaderMap, StatusCode, header};
use tower_http::csrf::{CsrfLayer, ProtectionError};

use crate::{Config, state::App};

/// Refuses everything that is not GET, HEAD or OPTIONS and was sent by a page of another website: `Sec-Fetch-Site` says so, or
/// `Origin` in browsers that do not know it. What is sent by no browser has neither, and carries no cookie of a victim.
pub fn layer(config: &Config) -> CsrfLayer<fn(ProtectionError) -> axum::response::Response> {
    let mut layer = CsrfLayer::new();
    for origin in config.origins.iter().chain(&config.public_url) {
        layer = match layer.add_trusted_origin(origin.as_str()) {
            Ok(layer) => layer,
            Err(error) => {
                tracing::warn!(%error, "an origin is not trusted");
                CsrfLayer::new()
            }
        };
    }
    layer.with_rejection_response(|_| axum::response::IntoResponse::into_response((StatusCode::FORBIDDEN, "sent by another website\n")))
}

/// The page that opens a line is one of ours, or of an origin the operator allowed, byte for byte; or it is no page at all.
/// (Opening a line is a GET, which [`layer`] lets pass.)
#[must_use]
pub fn origin_allowed(app: &App, headers: &HeaderMap) -> bool {
    let mut origins = headers.get_all(header::ORIGIN).iter();
    let (Some(origin), None) = (origins.next(), origins.next()) else { return !headers.contains_key(header::ORIGIN) };
    let Ok(origin) = origin.to_str() else { return false };
    allowed(&app.config, headers.get(header::HOST).and_then(|host| host.to_str().ok()), origin)
}

/// Without a public address pages come over plain HTTP from the host that was asked; behind a proxy that ends TLS the operator
/// says what it is.
fn allowed(config: &Config, host: Option<&str>, origin: &str) -> bool {
    let own = origin.strip_prefix("http://");
    (host.is_some() && own == host) || config.origins.iter().chain(&config.public_url).any(|known| known.as_str() == origin)
}

#[cfg(test)]
mod tests {
    use std::path::PathBuf;

    use super::allowed;
    use crate::Config;

    #[test]
    fn only_our_own_and_the_allowed_origins_may_open_lines() {
        let mut config = Config::new(PathBuf::new());
        config.public_url = "https://chat.example.org".parse().ok();
        config.origins.extend("https://intranet.example.org".parse());
        let asked = Some("10.0.0.1:3000");
        for origin in ["http://10.0.0.1:3000", "https://chat.example.org", "https://intranet.example.org"] {
            assert!(allowed(&config, asked, origin), "{origin}");
        }
        for origin in [
            "",
            "null",
            "*",
            "http://",
            "http://10.0.0.1",
            "https://10.0.0.1:3000",
            "http://10.0.0.1:3000/",
            "http://10.0.0.1:3000.evil.example",
            "http://evil.example#10.0.0.1:3000",
            "http://x@10.0.0.1:3000",
            "HTTP://10.0.0.1:3000",
            "https://chat.example.org.evil.example",
            "https://evilchat.example.org",
            "https://chat.example.org:8443",
            "http://chat.example.org",
            "ws://10.0.0.1:3000",
            "https://intranet.example.org, https://evil.example",
        ] {
            assert!(!allowed(&config, asked, origin), "{origin}");
        }
        assert!(!allowed(&config, None, "http://"));
    }
}

//! What an address asks for, and what it must not hold.
//! Paths are read by the router.

use axum::{extract::Query, http::Uri};
use serde::de::DeserializeOwned;

/// What people call the token that they must not put there.
const TOKENS: [&str; 4] = ["token", "access_token", "accessToken", "jwt"];

/// What a query asks for; none when it cannot be read.
pub fn asked<T: DeserializeOwned>(query: &str) -> Option<T> {
    let uri = Uri::try_from(format!("/?{query}")).ok()?;
    Query::try_from_uri(&uri).ok().map(|Query(asked)| asked)
}

/// A token stands in a query: addresses end up in logs, histories and screenshots.
pub fn has_token(query: &str) -> bool {
    query.split('&').filter_map(|pair| pair.split('=').next()).any(|name| TOKENS.contains(&name))
}

#[cfg(test)]
mod tests {
    use super::has_token;

    #[test]
    fn a_token_is_found_by_its_name() {
        assert!(has_token("roomId=1&token=x") && has_token("access_token=") && has_token("jwt"));
        assert!(!has_token("") && !has_token("roomId=token&tokens=1"));
    }
}

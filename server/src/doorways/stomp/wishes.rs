//! What a frame asks for, as its headers and its body say it.
//! Whether it is done is decided elsewhere.

use protocol::{Nonce, Rejection};

use super::{
    destination::Target,
    frame::Frame,
    reasons::{self, Fault},
};
use crate::doorways::{
    dialect::{Credentials, Deed},
    message::Said,
};

/// Who a CONNECT says it is.
pub fn credentials(frame: &Frame) -> Credentials {
    let token = frame.header("token").or_else(|| frame.header("Authorization").or_else(|| frame.header("authorization")));
    match (token, frame.header("login")) {
        (Some(token), _) => Credentials::Token(bearer(token).to_owned()),
        // Some clients send an empty login when nobody set one.
        (None, Some(name)) if !name.is_empty() => {
            Credentials::Password { name: name.to_owned(), password: frame.header("passcode").unwrap_or_default().to_owned() }
        }
        (None, _) => Credentials::Request,
    }
}

/// What a SEND wants.
///
/// # Errors
/// [`Rejection`] when it wants nothing that can be done.
pub fn deed(destination: &str, frame: &Frame) -> Result<Deed, Rejection> {
    let target = Target::parse(destination).ok_or(Rejection::NoSuchRoom)?;
    let malformed = |_| Rejection::Malformed { detail: "the body is not JSON with roomId and content".to_owned() };
    let said: Said = serde_json::from_str(&frame.body).map_err(malformed)?;
    let room = said.room().ok_or(Rejection::NoSuchRoom)?;
    Ok(match target {
        Target::Join => Deed::Join(room),
        Target::Leave => Deed::Leave(room),
        Target::Message => {
            let body = said.body().map_err(|problem| Rejection::BadBody { problem })?;
            let named = frame.header("nonce").map(str::parse).transpose();
            let named = named.map_err(|_| Rejection::Malformed { detail: "the nonce is not 32 hexadecimal digits".to_owned() })?;
            let nonce = named.or(said.nonce).unwrap_or_else(|| Nonce::from_bits(chat::bits()));
            Deed::Post { room, nonce, body }
        }
    })
}

/// The transaction a frame is about.
///
/// # Errors
/// When it names none.
pub fn transaction(frame: &Frame) -> Result<&str, Fault> {
    frame.header("transaction").ok_or_else(|| reasons::missing("transaction"))
}

/// A token may be written as in the header of HTTP.
fn bearer(value: &str) -> &str {
    match value.split_once(' ') {
        Some((scheme, token)) if scheme.eq_ignore_ascii_case("bearer") => token,
        _ => value,
    }
}

//! What a frame asks for, as its headers and its body say it.
//! Whether it is done is decided elsewhere.

use chat::Alteration;
use protocol::{Body, BodyError, Emoji, Nonce, Rejection, Seq};

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
    let wish = Target::parse(destination).ok_or(Rejection::NoSuchRoom)?;
    let malformed = |_| Rejection::Malformed { detail: "the body is not JSON with roomId and content".to_owned() };
    let said: Said = serde_json::from_str(&frame.body).map_err(malformed)?;
    let nonce = || {
        let named = frame.header("nonce").map(str::parse).transpose();
        let named = named.map_err(|_| Rejection::Malformed { detail: "the nonce is not 32 hexadecimal digits".to_owned() })?;
        Ok(named.or(said.nonce).unwrap_or_else(|| Nonce::from_bits(chat::bits())))
    };
    if let (Target::Message, Some(to)) = (wish, said.one()) {
        return Ok(Deed::Tell { to: to.to_owned(), nonce: nonce()?, body: body(&said)? });
    }
    let room = said.room().ok_or(Rejection::NoSuchRoom)?;
    Ok(match wish {
        Target::Join => Deed::Join { room, since: None },
        Target::Leave => Deed::Leave(room),
        Target::Edit => Deed::Alter(room, Alteration::Edit { of: target(&said)?, body: said.edited().map_err(bad)? }),
        Target::Delete => Deed::Alter(room, Alteration::Delete { of: target(&said)? }),
        Target::React => {
            let emoji = Emoji::parse(said.text().unwrap_or_default());
            let emoji = emoji.map_err(|_| Rejection::Malformed { detail: "content is one emoji".to_owned() })?;
            Deed::Alter(room, Alteration::React { of: target(&said)?, emoji, on: said.on.unwrap_or(true) })
        }
        Target::Message => Deed::Post { room, nonce: nonce()?, body: body(&said)? },
    })
}

fn body(said: &Said) -> Result<Body, Rejection> {
    said.body().map_err(bad)
}

const fn bad(problem: BodyError) -> Rejection {
    Rejection::BadBody { problem }
}

fn target(said: &Said) -> Result<Seq, Rejection> {
    said.target().ok_or_else(|| Rejection::Malformed { detail: "target is the id of a message".to_owned() })
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

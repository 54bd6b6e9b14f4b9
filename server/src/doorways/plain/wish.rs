//! What the address of a plain socket asks for: which room, as whom, and from where on.
//! Whether it is granted is decided when it is known who asks.

use protocol::{CloseCode, RoomId};
use serde::Deserialize;

use crate::doorways::{
    address::{asked, has_token},
    since::Since,
};

/// A reason to close, in ASCII for whoever debugs a client.
pub type Reason = (CloseCode, &'static str);

/// What the address asks for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wish {
    /// The room.
    pub room: RoomId,
    /// The name one calls oneself by; empty when none was given.
    pub username: String,
    /// From where on one wants to hear.
    pub since: Option<Since>,
    /// Tell also who comes online and goes offline.
    pub presence: bool,
    /// Tell also what is said in the conversations one has.
    pub direct: bool,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
struct Query {
    room_id: String,
    username: String,
    since: String,
    presence: String,
    direct: String,
}

const NO_QUERY_TOKEN: Reason =
    (CloseCode::NotAuthenticated, "a token in the address ends in logs: send it as a header or as the first frame");

impl Wish {
    /// Reads a query. Who is signed in need not say by what name.
    ///
    /// # Errors
    /// [`Reason`] when it asks for nothing that could be granted.
    pub fn read(query: &str, is_signed_in: bool) -> Result<Self, Reason> {
        if has_token(query) {
            return Err(NO_QUERY_TOKEN);
        }
        let policy = |reason| (CloseCode::Policy, reason);
        let Query { room_id, username, since, presence, direct } = asked(query).ok_or(policy("the address cannot be read"))?;
        if room_id.is_empty() {
            return Err(policy("roomId is missing"));
        }
        if username.is_empty() && !is_signed_in {
            return Err(policy("username is missing"));
        }
        let since = Some(since).filter(|since| !since.is_empty()).map(|since| since.parse()).transpose();
        let since = since.map_err(|_| policy("since is neither an id, nor a position, nor a time"))?;
        let room = room_id.parse().map_err(|_| policy("no such room"))?;
        let yes = |word: String| matches!(word.as_str(), "1" | "true" | "yes");
        Ok(Self { room, username, since, presence: yes(presence), direct: yes(direct) })
    }
}

#[cfg(test)]
mod tests {
    use protocol::{CloseCode, RoomId, Seq};

    use super::Wish;
    use crate::doorways::since::Since;

    #[test]
    fn an_address_says_what_is_missing() {
        let room = RoomId::from_bits(5);
        let wish = Wish::read(&format!("roomId={room}&username=%EC%A7%80%EC%95%84&since=41&presence=1"), false).unwrap();
        let said = Wish { room, username: "지아".to_owned(), since: Some(Since::Seq(Seq(41))), presence: true, direct: false };
        assert_eq!(wish, said);
        assert!(Wish::read(&format!("roomId={room}"), true).is_ok_and(|wish| wish.since.is_none() && !wish.presence && !wish.direct));
        for query in ["", "username=ana", "roomId=1&username=ana", &format!("roomId={room}&since=then"), "%"] {
            assert!(matches!(Wish::read(query, true), Err((CloseCode::Policy, _))), "{query}");
        }
        assert!(Wish::read(&format!("roomId={room}"), false).is_err());
        assert!(matches!(Wish::read("token=x", true), Err((CloseCode::NotAuthenticated, _))));
    }
}

//! The address of one message: how it is written, and how it is found again in a text.
//! Whether there is such a message, and for whom, is not known here.

use crate::{Nonce, RoomId, Seq};

/// The path of a message's page in its room.
#[must_use]
pub fn permalink(room: RoomId, seq: Seq, nonce: Option<Nonce>) -> String {
    let fragment = nonce.map(|nonce| format!("#m-{nonce}")).unwrap_or_default();
    format!("/rooms/{room}?at={seq}{fragment}")
}

/// The message that an address means, on whatever host: rooms have random ids, so that those of other places are nowhere here.
#[must_use]
pub fn linked_message(address: &str) -> Option<(RoomId, Seq)> {
    let (_, after) = address.split_once("://")?;
    let (_, path) = after.split_once('/')?;
    let path = path.split('#').next()?;
    let (room, query) = path.strip_prefix("rooms/")?.split_once('?')?;
    let seq: u64 = query.strip_prefix("at=")?.parse().ok()?;
    Some((room.parse().ok()?, Seq(seq))).filter(|_| seq > 0)
}

#[cfg(test)]
mod tests {
    use super::{linked_message, permalink};
    use crate::{Nonce, RoomId, Seq};

    #[test]
    fn what_was_written_is_found_again() {
        let (room, seq) = (RoomId::from_bits(7), Seq(41));
        for nonce in [None, Some(Nonce::from_bits(9))] {
            let address = format!("https://chat.example:8443{}", permalink(room, seq, nonce));
            assert_eq!(linked_message(&address), Some((room, seq)), "{address}");
        }
    }

    #[test]
    fn other_addresses_mean_no_message() {
        let id = RoomId::from_bits(7);
        for path in ["", "rooms", "rooms/x?at=1", &format!("rooms/{id}"), &format!("rooms/{id}?at=0"), &format!("rooms/{id}?at=-1")] {
            assert_eq!(linked_message(&format!("https://a.example/{path}")), None, "{path}");
        }
        for address in [&*format!("/rooms/{id}?at=1"), &format!("https://a.example/x/rooms/{id}?at=1"), "https://a.example"] {
            assert_eq!(linked_message(address), None, "{address}");
        }
    }
}

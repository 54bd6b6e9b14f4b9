//! What is told as server-sent events, as the bytes that go out.
//! What an entry says is written in `entry`, and what only one listener is told in `aside`.

use bytes::Bytes;
use protocol::{Epoch, Language, Person, RoomId, Row};

use super::super::{
    aside::Aside,
    entry::{Entry, Scribe},
    follower::Neighbors,
};
use crate::event_stream;

/// The same for everybody who hears the room in this language and this life of its log.
struct Told {
    language: Language,
    epoch: Epoch,
    piece: Option<Bytes>,
}

/// What happened, an event for each entry: written once for all who listen. Nothing where nothing is shown.
pub fn happened(room: RoomId, language: Language, neighbors: &Neighbors) -> Option<Bytes> {
    let tell = || {
        let (events, people) = neighbors.parts();
        let mut scribe = Scribe::new(room, language);
        scribe.meet(people.iter().cloned());
        write(events.iter().filter_map(|event| scribe.entry(neighbors.epoch, event)))
    };
    match neighbors.translated(|| Told { language, epoch: neighbors.epoch, piece: tell() }) {
        Some(told) if told.language == language && told.epoch == neighbors.epoch => told.piece.clone(),
        _ => tell(),
    }
}

/// The newest page.
pub fn shown(room: RoomId, language: Language, epoch: Epoch, rows: &[Row], people: Vec<Person>) -> Option<Bytes> {
    let mut scribe = Scribe::new(room, language);
    scribe.meet(people);
    write(rows.iter().filter_map(|row| scribe.row(epoch, row)))
}

/// Somebody came online or went offline.
pub fn presence(room: RoomId, who: &Person, online: bool) -> Bytes {
    event_stream::event(Some("presence"), Aside::presence(room, who, online).text().as_bytes())
}

/// Entries as events. Those that are about another one have names of their own: who has never heard of them hears nothing.
fn write(entries: impl Iterator<Item = Entry>) -> Option<Bytes> {
    let mut piece = Vec::new();
    for entry in entries {
        // No entry of ours fails to become JSON.
        let json = serde_json::to_vec(&entry).unwrap_or_default();
        event_stream::put(&mut piece, entry.kind.event_name(), Some(&entry.position), &json);
    }
    (!piece.is_empty()).then(|| piece.into())
}

#[cfg(test)]
mod tests {
    use protocol::{DisplayName, Epoch, Happened, Language, LogEvent, MemberId, MemberName, Millis, Person, Role, RoomId, Seq};

    use super::{super::super::follower::Neighbors, happened};

    #[test]
    fn all_who_listen_share_the_bytes() {
        let (room, ana) = (RoomId::from_bits(1), MemberId::from_bits(2));
        let card = Person {
            id: ana,
            name: MemberName::parse("ana").unwrap(),
            display: DisplayName::parse("Ana").unwrap(),
            role: Role::Member,
            avatar: None,
        };
        let event = |seq, what| LogEvent { seq: Seq(seq), at: Millis(0), what };
        let events = vec![event(1, Happened::Created { by: ana }), event(2, Happened::Unknown)];
        let neighbors = Neighbors::of(room, Epoch::from_bits(3), events, vec![card]);
        let first = happened(room, Language::En, &neighbors).unwrap();
        let text = std::str::from_utf8(&first).unwrap();
        assert!(text.starts_with("id: 00000000000000000000000000000003-1\ndata: {") && text.ends_with("}\n\n"), "{text}");
        assert_eq!((text.lines().count(), text.contains("Ana created the room.")), (3, true), "what is not shown is not told: {text}");
        assert_eq!(happened(room, Language::En, &neighbors).unwrap().as_ptr(), first.as_ptr());
        let korean = happened(room, Language::Ko, &neighbors).unwrap();
        assert!(korean != first && std::str::from_utf8(&korean).unwrap().contains("Ana"));
        let mut later = neighbors;
        later.epoch = Epoch::from_bits(4);
        assert!(happened(room, Language::En, &later).unwrap().starts_with(b"id: 00000000000000000000000000000004-1"));
        let nothing = Neighbors::of(room, Epoch::from_bits(3), vec![event(3, Happened::Unknown)], Vec::new());
        assert_eq!(happened(room, Language::En, &nothing), None);
    }
}

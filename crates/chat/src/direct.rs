//! What a direct room is called: each of its members sees the names of the others.
//! Who is in one never changes; how it is made stands in `hub/direct.rs`.

use protocol::{MemberId, Person, Room, RoomName, Visibility};

use crate::Directory;

/// The most characters a room's name may have.
const MOST: usize = 64;

/// A room as one of its members is told it. The cards of a direct room's members must be in the directory.
pub(crate) fn seen(room: &Room, members: impl Iterator<Item = MemberId>, reader: MemberId, directory: &Directory) -> Room {
    if room.visibility != Visibility::Direct {
        return room.clone();
    }
    let name = others(&directory.known(members), reader).unwrap_or_else(|| room.name.clone());
    Room { name, ..room.clone() }
}

/// The names by which the others are shown, or one's own where there is nobody else.
fn others(people: &[Person], reader: MemberId) -> Option<RoomName> {
    let shown = |of: &dyn Fn(&&Person) -> bool| {
        let mut names: Vec<&str> = people.iter().filter(of).map(|person| person.display.as_str()).collect();
        names.sort_by_cached_key(|name| name.to_lowercase());
        names.join(", ")
    };
    let others = shown(&|person| person.id != reader);
    name_of(&if others.is_empty() { shown(&|_| true) } else { others })
}

/// A name of these words, shortened to what a room's name may have.
pub(crate) fn name_of(words: &str) -> Option<RoomName> {
    let short = |words: &str| words.chars().take(MOST - 1).chain(['…']).collect::<String>();
    RoomName::parse(words).or_else(|_| RoomName::parse(&short(words))).ok()
}

#[cfg(test)]
mod tests {
    use super::{name_of, others};
    use crate::memory::tests::person;

    #[test]
    fn everybody_sees_the_others() {
        let people = [person(1, "ana"), person(2, "cem"), person(3, "ben")];
        let seen = |reader| others(&people, protocol::MemberId::from_bits(reader)).unwrap().to_string();
        assert_eq!((seen(1), seen(2)), ("ben, cem".to_owned(), "ana, ben".to_owned()));
        assert_eq!(others(&people[..1], people[0].id).unwrap().as_str(), "ana", "alone one sees oneself");
        assert_eq!(name_of(&"가".repeat(100)).unwrap().as_str().chars().count(), 64);
    }
}

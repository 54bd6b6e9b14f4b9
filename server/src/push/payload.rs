//! What a browser is told of a message: who, where, a few words, and where a click leads.
//! It has no words of ours: what the browser shows is in the language it was written in.

use chat::News;
use outward::push::{NoTopic, Payload, TooLong, Topic};
use protocol::{FileName, Visibility};
use serde::Serialize;
use text::told;

/// What `public/sw.js` reads.
#[derive(Debug, Serialize)]
struct Told<'a> {
    title: String,
    body: String,
    /// Notes with the same tag stand in each other's place: one a room.
    tag: String,
    url: String,
    room: &'a str,
    seq: u64,
    /// In milliseconds since 1970.
    at: i64,
}

/// The news as bytes.
///
/// # Errors
/// [`TooLong`], which names and an excerpt never are.
pub fn payload(news: &News) -> Result<Payload, TooLong> {
    let room = news.room.id.to_string();
    let author = news.author.display.as_str();
    let note = Told {
        title: match news.room.visibility {
            Visibility::Direct => author.to_owned(),
            Visibility::Public | Visibility::Private => format!("{author} · {}", news.room.name),
        },
        body: told(news.body.as_str(), news.files.iter().map(FileName::as_str)),
        tag: format!("room-{room}"),
        url: format!("/rooms/{room}?at={}", news.seq),
        room: &room,
        seq: news.seq.0,
        at: news.at.0,
    };
    Payload::new(serde_json::to_vec(&note).map_err(|_| TooLong)?)
}

/// What the note is about: the next one of the room takes its place while it waits. Ids of rooms are random and say nothing.
///
/// # Errors
/// [`NoTopic`], which an id never is.
pub fn topic(news: &News) -> Result<Topic, NoTopic> {
    Topic::parse(&news.room.id.to_string())
}

#[cfg(test)]
mod tests {
    use chat::News;
    use protocol::{
        Body, DisplayName, FileName, MemberId, MemberName, Millis, Person, Role, Room, RoomDescription, RoomId, RoomName, Seq, Visibility,
    };
    use serde_json::{Value, json};

    use super::payload;

    fn news(visibility: Visibility, text: &str) -> News {
        let (name, display) = (MemberName::parse("ana").unwrap(), DisplayName::parse("아나").unwrap());
        let author = Person { id: MemberId::from_bits(1), name, display, role: Role::Member, avatar: None };
        let room = Room {
            id: RoomId::from_bits(7),
            name: RoomName::parse("Kitchen").unwrap(),
            description: RoomDescription::default(),
            visibility,
            rules: protocol::Rules::default(),
        };
        let body = Body::beside_files(text).unwrap();
        let files = vec![FileName::of("soup.png"), FileName::of("pho.png")];
        News { room, seq: Seq(9), at: Millis(5), author, body, files, whom: Vec::new() }
    }

    fn told(news: &News) -> Value {
        serde_json::from_slice(payload(news).unwrap().as_bytes()).unwrap()
    }

    #[test]
    fn a_note_says_who_and_where_and_what() {
        let id = "00000000000000000000000000000007";
        let (url, tag) = (format!("/rooms/{id}?at=9"), format!("room-{id}"));
        let expected = json!({ "title": "아나 · Kitchen", "body": "soup is ▒▒▒", "tag": tag, "url": url, "room": id, "seq": 9, "at": 5 });
        assert_eq!(told(&news(Visibility::Public, "**soup**\nis ||cold||")), expected);
        assert_eq!(told(&news(Visibility::Direct, "hi"))["title"], "아나");
        assert_eq!(told(&news(Visibility::Direct, ""))["body"], "soup.png, pho.png");
    }

    #[test]
    fn the_longest_message_fits() {
        let body = told(&news(Visibility::Public, &"가".repeat(8000)))["body"].as_str().unwrap().to_owned();
        assert_eq!(body.chars().count(), 161);
        assert!(body.ends_with('…'));
    }
}

//! What the server says by itself to clients of other dialects: notices as whole sentences, and refusals.
//! Maru's own client makes its notices from the events.

use protocol::{Language, Rejection};

use super::words_of;

/// Something that happened in a room besides messages.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Notice<'a> {
    /// The room was made.
    Created(&'a str),
    /// Somebody is in it from now on.
    Joined(&'a str),
    /// Somebody went.
    Left(&'a str),
    /// Somebody was put out.
    Removed(&'a str),
    /// It has another name.
    Renamed(&'a str, &'a str),
    /// It is about something else, or about nothing.
    Described(&'a str, &'a str),
    /// Who may write, or how often: every so many seconds, and whether only those who keep order.
    Ruled(&'a str, u32, bool),
    /// Somebody deleted a message.
    Deleted(&'a str),
    /// Somebody pinned a message.
    Pinned(&'a str),
    /// Somebody took a pinned message down.
    Unpinned(&'a str),
    /// The one who is told is not in the room any more.
    Out,
}

/// The sentence.
#[must_use]
pub fn notice(language: Language, notice: Notice<'_>) -> String {
    use Notice::{Created, Deleted, Described, Joined, Left, Out, Pinned, Removed, Renamed, Ruled, Unpinned};
    match (language, notice) {
        (Language::En, Created(by)) => format!("{by} created the room."),
        (Language::En, Joined(name)) => format!("{name} has joined."),
        (Language::En, Left(name)) => format!("{name} has left."),
        (Language::En, Removed(name)) => format!("{name} was removed."),
        (Language::En, Renamed(by, name)) => format!("{by} renamed the room to “{name}”."),
        (Language::En, Described(by, "")) => format!("{by} removed the description."),
        (Language::En, Described(by, text)) => format!("{by} described the room: {text}"),
        (Language::En | Language::Ko, Ruled(by, slow_s, announcements)) => {
            format!("{}.", words_of(language).ruled(by, slow_s, announcements))
        }
        (Language::En, Deleted(by)) => format!("{by} deleted a message."),
        (Language::En, Pinned(by)) => format!("{by} pinned a message."),
        (Language::En, Unpinned(by)) => format!("{by} unpinned a message."),
        (Language::En, Out) => "You are not in this room any more.".to_owned(),
        (Language::Ko, Created(by)) => format!("{by}님이 방을 만들었습니다."),
        (Language::Ko, Joined(name)) => format!("{name}님이 입장했습니다."),
        (Language::Ko, Left(name)) => format!("{name}님이 퇴장했습니다."),
        (Language::Ko, Removed(name)) => format!("{name}님을 내보냈습니다."),
        (Language::Ko, Renamed(by, name)) => format!("{by}님이 방 이름을 ‘{name}’(으)로 바꿨습니다."),
        (Language::Ko, Described(by, "")) => format!("{by}님이 방 소개를 지웠습니다."),
        (Language::Ko, Described(by, text)) => format!("{by}님이 방 소개를 바꿨습니다: {text}"),
        (Language::Ko, Deleted(by)) => format!("{by}님이 메시지를 삭제했습니다."),
        (Language::Ko, Pinned(by)) => format!("{by}님이 메시지를 고정했습니다."),
        (Language::Ko, Unpinned(by)) => format!("{by}님이 메시지 고정을 풀었습니다."),
        (Language::Ko, Out) => "이제 이 방의 멤버가 아닙니다.".to_owned(),
    }
}

/// Why something was refused.
#[must_use]
pub fn refusal(language: Language, rejection: &Rejection) -> String {
    match (language, rejection) {
        // There is no page to be loaded again.
        (Language::En, Rejection::Malformed { .. } | Rejection::NonceReused) => "The server did not understand that.".to_owned(),
        (Language::Ko, Rejection::Malformed { .. } | Rejection::NonceReused) => "서버가 알아듣지 못했습니다.".to_owned(),
        _ => words_of(language).rejection(rejection),
    }
}

#[cfg(test)]
mod tests {
    use protocol::Language;

    use super::{Notice, notice};

    #[test]
    fn coming_and_going_is_said_in_the_language_of_the_place() {
        assert_eq!(notice(Language::Ko, Notice::Joined("지아")), "지아님이 입장했습니다.");
        assert_eq!(notice(Language::En, Notice::Joined("지아")), "지아 has joined.");
    }
}

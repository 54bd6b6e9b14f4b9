//! Sentences with parts in them: counts, names, times.
//! Each language writes its own function; this file only finds the right one.

use protocol::{Language, Measure};

use super::{Words, en, ko};
use crate::calendar::Civil;

macro_rules! sentences {
    ($($(#[$doc:meta])* $name:ident($($part:ident: $kind:ty),*);)*) => {
        impl Words {
            $($(#[$doc])*
            pub fn $name(&self, $($part: $kind),*) -> String {
                match self.language {
                    Language::En => en::$name($($part),*),
                    Language::Ko => ko::$name($($part),*),
                }
            })*
        }
    };
}

sentences! {
    /// What an empty composer says.
    write_to(room: &str);
    /// Who is writing; four and more are not named.
    typing(names: &[String]);
    /// The line is being opened again, for the n-th time, and why.
    reconnecting(attempt: u32, reason: &str);
    /// Messages below what is in sight.
    n_new_messages(n: u32);
    /// Messages above what is in sight; `all` of those that are new, or there are more.
    n_new_above(n: u32, all: bool);
    /// How many members.
    n_members(n: u32);
    /// How many are not shown.
    n_more(n: u32);
    /// How many are online.
    n_online(n: u32);
    /// How many are away.
    n_away(n: u32);
    /// How many are offline.
    n_offline(n: u32);
    /// A time of day.
    clock(hour: u32, minute: u32);
    /// A whole date with its weekday (0 is Sunday).
    long_date(year: i32, month: u32, day: u32, weekday: u32);
    /// A date, short.
    date(at: Civil);
    /// A date and a time of day, short.
    date_clock(at: Civil);
    /// Somebody made the room.
    created(by: &str);
    /// These came in by themselves.
    joined(names: &[String]);
    /// Somebody was invited in.
    joined_by(name: &str, by: &str);
    /// These went out by themselves.
    left(names: &[String]);
    /// Somebody was removed.
    left_by(name: &str, by: &str);
    /// A run of people coming and going.
    came_and_went(came: u32, went: u32);
    /// The room has another name.
    renamed(by: &str, name: &str);
    /// The room is about something else; nothing when the text was emptied.
    described(by: &str, text: &str);
    /// What `<role>` says who joins a place.
    join_place(place: &str);
    /// Settings of one room.
    settings_of(room: &str);
    /// Removes somebody, as a button's full label.
    remove_person(name: &str);
    /// Signs a browser out, as a button's full label.
    revoke_session(agent: &str);
    /// The role of somebody, as a field's full label.
    role_of(name: &str);
    /// A browser on a system.
    browser_on(browser: &str, system: &str);
    /// How many days a link lasts.
    n_days(n: u32);
    /// How many people a link lets in.
    n_people(n: u32);
    /// How many came through a link.
    n_came(n: u32);
    /// How many may still come.
    n_uses_left(n: u32);
    /// How many have not read a message.
    not_read_by(n: u32);
    /// How many messages wait in a room.
    n_unread(n: u32);
    /// How many messages that wait in a room call the reader.
    n_mentions(n: u32);
    /// A message answers one of this member.
    answers(name: &str);
    /// One is about to answer this member.
    replying_to(name: &str);
    /// Who reacted with an emoji.
    reacted(names: &[String], emoji: &str);
    /// Reacts with an emoji, as a button's full label.
    react_with(emoji: &str);
    /// Writes to somebody alone, as a button's full label.
    message_person(name: &str);
    /// Somebody's profile.
    profile_of(name: &str);
    /// A file is larger than this.
    file_too_big(most: &str);
    /// A file's name and size, as a label.
    file_label(name: &str, size: &str);
    /// Takes a file out of the composer, as a button's full label.
    remove_file(name: &str);
    /// A picture of this name is opened.
    open_picture(name: &str);
    /// Takes the preview of a page away, as a button's full label.
    dismiss_preview(page: &str);
    /// Which of how many pictures.
    picture_of(n: u32, all: u32);
    /// How many files a message has that says nothing.
    n_files(n: u32);
    /// Files on their way: how much of them is there.
    sending_files(sent: &str, all: &str);
    /// There is no command of this name.
    no_such_command(name: &str);
    /// Something must follow a command.
    bare_command(name: &str);
    /// Who made something.
    made_by(name: &str);
    /// Wait before trying again.
    wait_seconds(n: u32);
    /// A slow room takes the next message after this long.
    slow_wait(seconds: u32);
    /// A length of time in its largest whole unit.
    lasting(seconds: u32);
    /// Somebody decided who writes, and how often.
    ruled(by: &str, slow_s: u32, announcements: bool);
    /// What somebody did to keep order, whom to and where.
    measured(what: &Measure, by: &str, member: &str, room: &str);
    /// Who showed a message.
    reported_by(name: &str);
}

#[cfg(test)]
mod tests {
    use protocol::{Language, Millis};

    use crate::{calendar::Civil, words::words_of};

    fn both<T: PartialEq<&'static str> + std::fmt::Debug>(say: impl Fn(&crate::words::Words) -> T, en: &'static str, ko: &'static str) {
        assert_eq!(say(words_of(Language::En)), en);
        assert_eq!(say(words_of(Language::Ko)), ko);
    }

    #[test]
    fn counts_and_names() {
        let names = |n: usize| ["민수", "지아", "Hana Park", "도윤"].iter().take(n).map(|name| (*name).to_owned()).collect::<Vec<_>>();
        both(|words| words.typing(&names(2)), "민수 and 지아 are typing…", "민수, 지아 입력 중…");
        both(|words| words.typing(&names(4)), "Several people are typing…", "여러 명이 입력 중…");
        both(|words| words.joined(&names(3)), "민수, 지아 and Hana Park joined", "민수 님, 지아 님, Hana Park 님이 들어왔어요");
        both(|words| words.came_and_went(3, 1), "3 joined, 1 left", "3명이 들어오고 1명이 나갔어요");
        both(|words| words.n_members(1), "1 member", "멤버 1명");
        both(|words| words.renamed("지아", "회의"), "지아 renamed the room to “회의”", "지아 님이 방 이름을 ‘회의’로 바꿨어요");
    }

    #[test]
    fn clocks_and_dates() {
        both(|words| words.clock(0, 5), "00:05", "오전 12:05");
        both(|words| words.clock(12, 0), "12:00", "오후 12:00");
        both(|words| words.clock(16, 12), "16:12", "오후 4:12");
        both(|words| words.long_date(2026, 9, 20, 0), "Sunday, 20 September 2026", "2026년 9월 20일 일요일");
        let at = Civil::new(Millis(1_795_187_130_000), 540);
        both(|words| words.date_clock(at), "21 November 2026, 00:05", "2026년 11월 21일 오전 12:05");
    }
}

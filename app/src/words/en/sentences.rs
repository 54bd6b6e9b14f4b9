//! English: sentences with parts in them.

use crate::calendar::Civil;

const MONTHS: [&str; 12] =
    ["January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"];
const WEEKDAYS: [&str; 7] = ["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"];

fn month_name(month: u32) -> &'static str {
    MONTHS.get((month as usize).wrapping_sub(1)).copied().unwrap_or_default()
}

fn counted(n: u32, one: &str, many: &str) -> String {
    format!("{n} {}", if n == 1 { one } else { many })
}

fn listed(names: &[String]) -> String {
    match names {
        [] => String::new(),
        [one] => one.clone(),
        [most @ .., last] => format!("{} and {last}", most.join(", ")),
    }
}

pub fn write_to(room: &str) -> String {
    format!("Write to {room}")
}

pub fn typing(names: &[String]) -> String {
    match names {
        [] => String::new(),
        [one] => format!("{one} is typing…"),
        [_, _] | [_, _, _] => format!("{} are typing…", listed(names)),
        _ => "Several people are typing…".to_owned(),
    }
}

pub fn reconnecting(attempt: u32, reason: &str) -> String {
    format!("Reconnecting… (attempt {attempt}) – {reason}")
}

pub fn n_new_messages(n: u32) -> String {
    counted(n, "new message", "new messages")
}

pub fn n_new_above(n: u32, all: bool) -> String {
    if all { n_new_messages(n) } else { format!("More than {n} new messages") }
}

pub fn n_members(n: u32) -> String {
    counted(n, "member", "members")
}

pub fn n_more(n: u32) -> String {
    format!("and {n} more")
}

pub fn n_online(n: u32) -> String {
    format!("{n} online")
}

pub fn n_away(n: u32) -> String {
    format!("{n} away")
}

pub fn n_offline(n: u32) -> String {
    format!("{n} offline")
}

pub fn clock(hour: u32, minute: u32) -> String {
    format!("{hour:02}:{minute:02}")
}

pub fn long_date(year: i32, month: u32, day: u32, weekday: u32) -> String {
    let weekday = WEEKDAYS.get(weekday as usize).copied().unwrap_or_default();
    format!("{weekday}, {day} {} {year}", month_name(month))
}

pub fn date(at: Civil) -> String {
    format!("{} {} {}", at.day, month_name(at.month), at.year)
}

pub fn date_clock(at: Civil) -> String {
    format!("{}, {}", date(at), clock(at.hour, at.minute))
}

pub fn created(by: &str) -> String {
    format!("{by} created the room")
}

pub fn joined(names: &[String]) -> String {
    format!("{} joined", listed(names))
}

pub fn joined_by(name: &str, by: &str) -> String {
    format!("{by} invited {name}")
}

pub fn left(names: &[String]) -> String {
    format!("{} left", listed(names))
}

pub fn left_by(name: &str, by: &str) -> String {
    format!("{by} removed {name}")
}

pub fn came_and_went(came: u32, went: u32) -> String {
    match (came, went) {
        (_, 0) => format!("{came} joined"),
        (0, _) => format!("{went} left"),
        _ => format!("{came} joined, {went} left"),
    }
}

pub fn renamed(by: &str, name: &str) -> String {
    format!("{by} renamed the room to “{name}”")
}

pub fn described(by: &str, text: &str) -> String {
    if text.is_empty() { format!("{by} removed the description") } else { format!("{by} described the room: {text}") }
}

pub fn join_place(place: &str) -> String {
    format!("Join {place}")
}

pub fn settings_of(room: &str) -> String {
    format!("Settings of {room}")
}

pub fn remove_person(name: &str) -> String {
    format!("Remove {name}")
}

pub fn revoke_session(agent: &str) -> String {
    format!("Revoke {agent}")
}

pub fn role_of(name: &str) -> String {
    format!("Role of {name}")
}

pub fn browser_on(browser: &str, system: &str) -> String {
    format!("{browser} on {system}")
}

pub fn n_days(n: u32) -> String {
    counted(n, "day", "days")
}

pub fn n_people(n: u32) -> String {
    counted(n, "person", "people")
}

pub fn n_came(n: u32) -> String {
    format!("{n} joined")
}

pub fn n_uses_left(n: u32) -> String {
    format!("{n} more can join")
}

pub fn not_read_by(n: u32) -> String {
    format!("Not read by {n}")
}

pub fn n_unread(n: u32) -> String {
    format!("{n} unread")
}

pub fn n_mentions(n: u32) -> String {
    counted(n, "mention", "mentions")
}

pub fn answers(name: &str) -> String {
    format!("Answers {name}")
}

pub fn replying_to(name: &str) -> String {
    format!("Reply to {name}")
}

pub fn reacted(names: &[String], emoji: &str) -> String {
    match names.get(..10) {
        Some(first) if names.len() > 11 => format!("{} and {} more: {emoji}", first.join(", "), names.len() - 10),
        _ => format!("{}: {emoji}", listed(names)),
    }
}

pub fn react_with(emoji: &str) -> String {
    format!("React with {emoji}")
}

pub fn message_person(name: &str) -> String {
    format!("Message {name}")
}

pub fn profile_of(name: &str) -> String {
    format!("Profile of {name}")
}

pub fn wait_seconds(n: u32) -> String {
    format!("That was too fast. Wait {} and try again.", counted(n, "second", "seconds"))
}

pub fn slow_wait(seconds: u32) -> String {
    format!("Slow mode: your next message goes out in {}.", lasting(seconds))
}

pub fn lasting(seconds: u32) -> String {
    match seconds {
        86_400.. if seconds.is_multiple_of(86_400) => counted(seconds / 86_400, "day", "days"),
        3_600.. if seconds.is_multiple_of(3_600) => counted(seconds / 3_600, "hour", "hours"),
        60.. if seconds.is_multiple_of(60) => counted(seconds / 60, "minute", "minutes"),
        _ => counted(seconds, "second", "seconds"),
    }
}

pub fn ruled(by: &str, slow_s: u32, announcements: bool) -> String {
    match (slow_s, announcements) {
        (_, true) => format!("{by} made this a room for announcements"),
        (0, false) => format!("{by} let everybody write here"),
        (slow, false) => format!("{by} turned on slow mode: one message every {}", lasting(slow)),
    }
}

pub fn reported_by(name: &str) -> String {
    format!("Reported by {name}")
}

pub fn file_too_big(most: &str) -> String {
    format!("A file may have up to {most}. Choose a smaller one.")
}

pub fn file_label(name: &str, size: &str) -> String {
    format!("{name}, {size}")
}

pub fn remove_file(name: &str) -> String {
    format!("Remove {name}")
}

pub fn dismiss_preview(page: &str) -> String {
    format!("Remove the preview of {page}")
}

pub fn open_picture(name: &str) -> String {
    format!("Open {name}")
}

pub fn picture_of(n: u32, all: u32) -> String {
    format!("{n} of {all}")
}

pub fn n_files(n: u32) -> String {
    if n == 1 { "1 file".to_owned() } else { format!("{n} files") }
}

pub fn sending_files(sent: &str, all: &str) -> String {
    format!("Uploading: {sent} of {all}")
}

pub fn no_such_command(name: &str) -> String {
    format!("There is no command /{name}.")
}

pub fn bare_command(name: &str) -> String {
    format!("Write something behind /{name}.")
}

pub fn made_by(name: &str) -> String {
    format!("made by {name}")
}

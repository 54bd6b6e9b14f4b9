//! What a line that begins with `/` asks for, and the one such line that stays in the log: `/me waves`.
//! Pure: it does nothing, and does not know who may.

/// What stands behind a shrug.
const SHRUG: &str = "¯\\_(ツ)_/¯";

/// The words that mean something after a `/`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Command {
    /// `/me waves`: says what one does.
    Me,
    /// `/nick Ana Kim`: another name to be shown by.
    Nick,
    /// `/topic What to cook`: what the room is about.
    Topic,
    /// `/invite @ben`: lets somebody into the room.
    Invite,
    /// `/shrug who knows`: a text with a shrug behind it.
    Shrug,
}

/// What somebody wants who has written this.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Slash {
    /// This is to be written.
    Write(String),
    /// They want to be shown by this name.
    Nick(String),
    /// The room is about this from now on; empty, about nothing.
    Topic(String),
    /// The member of this name is to be let in.
    Invite(String),
    /// The command lacks what must follow it.
    Bare(Command),
    /// There is no such command.
    Unknown(String),
}

impl Command {
    /// All of them, in the order in which they are offered.
    pub const ALL: [Self; 5] = [Self::Me, Self::Nick, Self::Topic, Self::Invite, Self::Shrug];

    /// Its word, without the `/`.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Me => "me",
            Self::Nick => "nick",
            Self::Topic => "topic",
            Self::Invite => "invite",
            Self::Shrug => "shrug",
        }
    }

    fn with(self, rest: &str) -> Slash {
        match (self, rest) {
            (Self::Shrug, "") => Slash::Write(SHRUG.to_owned()),
            (Self::Shrug, rest) => Slash::Write(format!("{rest} {SHRUG}")),
            (Self::Topic, rest) => Slash::Topic(rest.to_owned()),
            (Self::Me | Self::Nick | Self::Invite, "") => Slash::Bare(self),
            (Self::Me, rest) => Slash::Write(format!("/me {rest}")),
            (Self::Nick, rest) => Slash::Nick(rest.to_owned()),
            (Self::Invite, rest) => match rest.trim_start_matches('@') {
                "" => Slash::Bare(self),
                name => Slash::Invite(name.to_owned()),
            },
        }
    }
}

/// Reads what somebody has written. A command is a `/` and letters of the Latin alphabet, alone or before a blank, so that
/// `/etc/hosts` and `/가자` are text; `//` at the beginning stands for a `/` that is no command.
#[must_use]
pub fn slash(text: &str) -> Slash {
    let Some(after) = text.strip_prefix('/') else { return Slash::Write(text.to_owned()) };
    if after.starts_with('/') {
        // What would be read as an action is kept from it as any sign is.
        let escape = if action(after).is_some() { "\\" } else { "" };
        return Slash::Write(format!("{escape}{after}"));
    }
    let word = after.split(|c: char| !c.is_ascii_alphabetic()).next().unwrap_or_default();
    let rest = after.get(word.len()..).unwrap_or_default();
    if word.is_empty() || !(rest.is_empty() || rest.starts_with(char::is_whitespace)) {
        return Slash::Write(text.to_owned());
    }
    match Command::ALL.into_iter().find(|command| command.word().eq_ignore_ascii_case(word)) {
        Some(command) => command.with(rest.trim()),
        None => Slash::Unknown(word.to_owned()),
    }
}

/// What is done, if the text of a message says that its author does something: `/me waves`.
#[must_use]
pub fn action(body: &str) -> Option<&str> {
    let rest = body.strip_prefix("/me")?;
    rest.starts_with([' ', '\t', '\n']).then(|| rest.trim()).filter(|done| !done.is_empty())
}

#[cfg(test)]
mod tests {
    use super::{Command, Slash, action, slash};
    use crate::{parse, plain};

    #[test]
    fn what_a_line_asks_for() {
        let write = |text: &str| Slash::Write(text.to_owned());
        let cases = [
            ("hello", write("hello")),
            ("", write("")),
            (" /me waves", write(" /me waves")),
            ("/me waves", write("/me waves")),
            ("/ME  waves\nand bows ", write("/me waves\nand bows")),
            ("/me", Slash::Bare(Command::Me)),
            ("/me  ", Slash::Bare(Command::Me)),
            ("/nick Ana Kim", Slash::Nick("Ana Kim".to_owned())),
            ("/nick", Slash::Bare(Command::Nick)),
            ("/topic 오늘 저녁", Slash::Topic("오늘 저녁".to_owned())),
            ("/topic", Slash::Topic(String::new())),
            ("/invite @ben", Slash::Invite("ben".to_owned())),
            ("/invite 서연", Slash::Invite("서연".to_owned())),
            ("/invite @", Slash::Bare(Command::Invite)),
            ("/shrug", write("¯\\_(ツ)_/¯")),
            ("/shrug who knows", write("who knows ¯\\_(ツ)_/¯")),
            ("/dance", Slash::Unknown("dance".to_owned())),
            ("/dance with me", Slash::Unknown("dance".to_owned())),
            ("//dance", write("/dance")),
            ("//", write("/")),
            ("///", write("//")),
            ("//me waves", write("\\/me waves")),
            ("//me", write("/me")),
            ("/", write("/")),
            ("/ me", write("/ me")),
            ("/etc/hosts", write("/etc/hosts")),
            ("/me2", write("/me2")),
            ("/me, too", write("/me, too")),
            ("/가자", write("/가자")),
            ("/1", write("/1")),
        ];
        for (text, expected) in cases {
            assert_eq!(slash(text), expected, "{text}");
        }
    }

    #[test]
    fn what_an_author_does() {
        let cases = [
            ("/me waves", Some("waves")),
            ("/me\twaves", Some("waves")),
            ("/me waves\nand bows", Some("waves\nand bows")),
            ("/me ", None),
            ("/me", None),
            ("/meow", None),
            ("\\/me waves", None),
            (" /me waves", None),
            ("see /me waves", None),
        ];
        for (body, expected) in cases {
            assert_eq!(action(body), expected, "{body}");
            assert_eq!(parse(body).action, expected.is_some(), "{body}");
        }
        assert_eq!(plain("/me **waves**"), "waves");
        assert_eq!(plain("\\/me waves"), "/me waves");
    }

    #[test]
    fn what_is_kept_from_being_a_command_is_shown_as_it_was_meant() {
        for text in ["/me waves", "/nick", "/dance with me", "/x"] {
            let Slash::Write(body) = slash(&format!("/{text}")) else { panic!("{text}") };
            assert_eq!(plain(&body), text);
            assert!(!parse(&body).action);
        }
    }
}

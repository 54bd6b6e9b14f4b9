//! Names people give to themselves, to rooms and to their place: cleaned, bounded, never empty.
//! Uniqueness is not known here; the store knows it.

use std::fmt;

use serde::{Deserialize, Serialize};

/// Why a name was refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum NameError {
    /// Nothing visible is left after cleaning.
    #[error("the name is empty")]
    Empty,
    /// More characters than this kind of name may have.
    #[error("the name is too long")]
    TooLong,
    /// A character that this kind of name does not take.
    #[error("the name has a character that is not allowed")]
    Character,
}

/// Control characters and direction overrides can make one name look like another; they are dropped, not refused.
fn is_invisible(c: char) -> bool {
    c.is_control() || matches!(c, '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2060}'..='\u{2069}' | '\u{FEFF}' | '\u{061C}')
}

pub(crate) fn clean(text: &str) -> String {
    let visible: String = text.chars().map(|c| if c == '\n' || c == '\t' { ' ' } else { c }).filter(|c| !is_invisible(*c)).collect();
    visible.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn bounded(text: &str, most: usize) -> Result<String, NameError> {
    let text = clean(text);
    if text.is_empty() {
        Err(NameError::Empty)
    } else if text.chars().count() > most {
        Err(NameError::TooLong)
    } else {
        Ok(text)
    }
}

macro_rules! name {
    ($(#[$doc:meta])* $name:ident, $check:expr) => {
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(try_from = "String", into = "String")]
        pub struct $name(String);

        impl $name {
            /// Cleans and checks what somebody typed.
            ///
            /// # Errors
            /// [`NameError`] says what is wrong with it.
            pub fn parse(text: &str) -> Result<Self, NameError> {
                let check: fn(&str) -> Result<String, NameError> = $check;
                check(text).map(Self)
            }

            /// The name as it is shown.
            #[must_use]
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }

        impl TryFrom<String> for $name {
            type Error = NameError;
            fn try_from(text: String) -> Result<Self, NameError> {
                Self::parse(&text)
            }
        }

        impl From<$name> for String {
            fn from(name: $name) -> Self {
                name.0
            }
        }
    };
}

name! {
    /// What a member signs in with and is mentioned by: 1 to 32 letters or digits of any script, `.`, `-` or `_`.
    MemberName, |text| {
        let name = bounded(text, 32)?;
        if name.chars().all(|c| c.is_alphanumeric() || matches!(c, '.' | '-' | '_')) { Ok(name) } else { Err(NameError::Character) }
    }
}
name! {
    /// What a member is shown as: 1 to 64 characters, spaces allowed.
    DisplayName, |text| bounded(text, 64)
}
name! {
    /// What a room is called: 1 to 64 characters.
    RoomName, |text| bounded(text, 64)
}
name! {
    /// What the whole place is called: 1 to 64 characters.
    PlaceName, |text| bounded(text, 64)
}

/// Every name of a member can be the name of a room.
impl From<MemberName> for RoomName {
    fn from(name: MemberName) -> Self {
        Self(name.0)
    }
}

macro_rules! line {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
        #[serde(try_from = "String", into = "String")]
        pub struct $name(String);

        impl $name {
            /// Cleans and checks what somebody typed; nothing at all is as good.
            ///
            /// # Errors
            /// [`NameError::TooLong`] above 250 characters.
            pub fn parse(text: &str) -> Result<Self, NameError> {
                match bounded(text, 250) {
                    Ok(text) => Ok(Self(text)),
                    Err(NameError::Empty) => Ok(Self::default()),
                    Err(error) => Err(error),
                }
            }

            /// The text as it is shown.
            #[must_use]
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl TryFrom<String> for $name {
            type Error = NameError;
            fn try_from(text: String) -> Result<Self, NameError> {
                Self::parse(&text)
            }
        }

        impl From<$name> for String {
            fn from(text: $name) -> Self {
                text.0
            }
        }
    };
}

line! {
    /// What a room is about: 0 to 250 characters in one line.
    RoomDescription
}
line! {
    /// Why somebody did something: 0 to 250 characters in one line.
    Reason
}

impl MemberName {
    /// The form in which two names are compared: `Ana` and `ana` are one person.
    #[must_use]
    pub fn folded(&self) -> String {
        self.0.to_lowercase()
    }
}

#[cfg(test)]
mod tests {
    use super::{DisplayName, MemberName, NameError, RoomDescription};

    #[test]
    fn names_are_cleaned() {
        assert_eq!(DisplayName::parse("  Ana\u{202E}\n  Bel ").unwrap().as_str(), "Ana Bel");
        assert_eq!(DisplayName::parse("\u{200B}\u{7}"), Err(NameError::Empty));
        assert_eq!(DisplayName::parse(&"가".repeat(65)), Err(NameError::TooLong));
    }

    #[test]
    fn member_names_take_every_script_but_no_spaces() {
        assert_eq!(MemberName::parse("서연").unwrap().as_str(), "서연");
        assert_eq!(MemberName::parse("ana bel"), Err(NameError::Character));
        assert_eq!(MemberName::parse("Ana").unwrap().folded(), "ana");
    }

    #[test]
    fn a_description_may_be_empty() {
        assert_eq!(RoomDescription::parse(" ").unwrap().as_str(), "");
        assert_eq!(RoomDescription::parse(&"x".repeat(251)), Err(NameError::TooLong));
    }
}

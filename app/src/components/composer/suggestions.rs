//! The list over the composer that completes names, rooms, emoji and commands: what is in it, and what keys do while it is open.
//! What is being completed is found by `token`, what fits it by `text`.

use leptos::{ev, html, prelude::*};
use protocol::{MemberId, Person, Visibility};
use text::{Command, Fit, best, fit, folded, shortcodes};

use super::token::{Kind, Token, token};
use crate::{
    api::{self, RosterView},
    components::{
        avatar::Avatar,
        icon::{Icon, IconName},
        moving::moving_if,
    },
    room_state::{LiveRoom, RoomState, use_room_state},
    words::{Words, use_words},
};

/// How many are offered at once.
const MOST: usize = 8;

/// Something to be chosen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Choice {
    /// What is written when it is chosen.
    insert: String,
    /// What it is called.
    title: String,
    /// What stands beside it.
    hint: String,
    /// Whose face stands before it.
    face: Option<Person>,
    /// The emoji that stands before it.
    glyph: Option<&'static str>,
}

/// The list and what it completes.
#[derive(Clone)]
pub struct Suggestions {
    field: NodeRef<html::Textarea>,
    room: LiveRoom,
    state: RoomState,
    words: &'static Words,
    choices: RwSignal<Vec<Choice>>,
    at: RwSignal<usize>,
    /// The name that others than those known here were asked for.
    asked: RwSignal<String>,
}

impl Suggestions {
    /// An empty list for a field.
    pub fn new(field: NodeRef<html::Textarea>, room: &LiveRoom) -> Self {
        Self {
            field,
            room: room.clone(),
            state: use_room_state(),
            words: use_words(),
            choices: RwSignal::new(Vec::new()),
            at: RwSignal::new(0),
            asked: RwSignal::default(),
        }
    }

    /// There is something to choose. A composer that goes away loses the focus when nothing is left to ask.
    pub fn is_open(&self) -> bool {
        self.choices.try_with_untracked(|choices| !choices.is_empty()).unwrap_or_default()
    }

    /// Offers nothing any more.
    pub fn close(&self) {
        if self.is_open() {
            self.choices.set(Vec::new());
        }
    }

    /// Looks at what stands before the caret, and offers what fits.
    pub fn look(&self) {
        let choices = self.token().map(|token| self.fitting(&token)).unwrap_or_default();
        if self.choices.with_untracked(|shown| *shown != choices) {
            self.choices.set(choices);
            self.at.set(0);
        }
    }

    fn token(&self) -> Option<Token> {
        let field = self.field.get_untracked()?;
        let (start, end) = (field.selection_start().ok()??, field.selection_end().ok()??);
        let before: Vec<u16> = field.value().encode_utf16().take(start as usize).collect();
        (start == end).then(|| token(&String::from_utf16_lossy(&before))).flatten()
    }

    fn fitting(&self, Token { kind, typed, .. }: &Token) -> Vec<Choice> {
        match kind {
            Kind::Member => {
                self.ask(typed);
                let direct = self.room.timeline.with_untracked(|timeline| timeline.room().visibility == Visibility::Direct);
                let everybody = if direct { None } else { Some(self.words) };
                self.room.people.with_untracked(|people| members(typed, people, self.state.member_now(), everybody))
            }
            Kind::Room => rooms(typed, self.state.rooms_by_name()),
            Kind::Emoji => emoji(typed),
            Kind::Command => commands(typed, self.words),
        }
    }

    /// Of a large room not everybody is known here: asks for those whose names fit, and looks again.
    fn ask(&self, typed: &str) {
        if typed.is_empty() || self.asked.with_untracked(|asked| asked == typed) || !self.room.roster.with_untracked(RosterView::is_part) {
            return;
        }
        self.asked.set(typed.to_owned());
        let (this, typed) = (self.clone(), typed.to_owned());
        leptos::task::spawn_local(async move {
            let Ok(found) = api::members(this.room.id(), Some(typed)).await else { return };
            this.room.people.update(|people| {
                for one in found.members {
                    if !people.iter().any(|(known, _)| known.id == one.person.id) {
                        people.push((one.person, one.presence.is_online()));
                    }
                }
            });
            // Not if the composer is gone.
            if this.asked.try_with_untracked(|_| ()).is_some() {
                this.look();
            }
        });
    }

    /// Does what a key means to an open list; false when it means nothing to it.
    pub fn takes(&self, event: &ev::KeyboardEvent) -> bool {
        let count = self.choices.with_untracked(Vec::len);
        if count == 0 || event.is_composing() {
            return false;
        }
        match event.key().as_str() {
            "ArrowDown" => self.at.update(|at| *at = (*at + 1) % count),
            "ArrowUp" => self.at.update(|at| *at = (*at + count - 1) % count),
            "Tab" if !event.shift_key() => drop(self.accept()),
            "Escape" => self.close(),
            _ => return false,
        }
        event.prevent_default();
        true
    }

    /// Writes what is chosen; false when there is nothing to choose.
    pub fn accept(&self) -> bool {
        self.look();
        self.choose(self.at.get_untracked())
    }

    fn choose(&self, at: usize) -> bool {
        let chosen = self.choices.with_untracked(|choices| choices.get(at).cloned());
        let (Some(chosen), Some(field), Some(token)) = (chosen, self.field.get_untracked(), self.token()) else { return false };
        let Ok(Some(caret)) = field.selection_start() else { return false };
        let _ = field.set_range_text_with_start_and_end(&chosen.insert, caret.saturating_sub(token.length), caret);
        let after = caret.saturating_sub(token.length) + chosen.insert.encode_utf16().count() as u32;
        let _ = field.set_selection_range(after, after);
        let _ = field.focus();
        // The draft and the height follow the text as if it had been typed.
        if let Ok(typed) = web_sys::Event::new("input") {
            let _ = field.dispatch_event(&typed);
        }
        self.close();
        true
    }

    /// The id of the line that is chosen, for screen readers.
    pub fn active(&self) -> Option<String> {
        let open = self.choices.with(|choices| !choices.is_empty());
        open.then(|| format!("suggestion-{}", self.at.get()))
    }
}

/// Members who can be called, those first whose names begin so, and then those who are online.
fn members(typed: &str, people: &[(Person, bool)], me: Option<MemberId>, everybody: Option<&Words>) -> Vec<Choice> {
    let fits = |(person, online): &(Person, bool)| {
        let fit = [person.name.as_str(), person.display.as_str()].into_iter().filter_map(|name| fit(typed, name)).min()?;
        Some(((fit, !online, person.display.as_str().to_lowercase()), member(person)))
    };
    let mut choices = best(people.iter().filter(|(person, _)| Some(person.id) != me).filter_map(fits), MOST - 2);
    let all = everybody.map(|words| [("here", words.calls_here), ("room", words.calls_room)]).into_iter().flatten();
    let all = all.filter(|(name, _)| fit(typed, name) == Some(Fit::Start)).map(|(name, hint)| Choice {
        insert: format!("@{name} "),
        title: format!("@{name}"),
        hint: hint.to_owned(),
        face: None,
        glyph: None,
    });
    choices.extend(all);
    choices
}

fn member(person: &Person) -> Choice {
    Choice {
        insert: format!("@{} ", person.name),
        title: person.display.to_string(),
        hint: format!("@{}", person.name),
        face: Some(person.clone()),
        glyph: None,
    }
}

/// Rooms that can be named. A name with blanks in it is written without them.
fn rooms(typed: &str, names: Vec<String>) -> Vec<Choice> {
    let fits = |name: String| Some(((fit(typed, &name).into_iter().chain(fit(typed, &folded(&name))).min()?, name.clone()), name));
    let written = |name: &str| name.chars().filter(|c| !folded(&c.to_string()).is_empty()).collect::<String>();
    let choice =
        |name: String| Choice { insert: format!("#{} ", written(&name)), title: name, hint: String::new(), face: None, glyph: None };
    let named = names.into_iter().filter(|name| !written(name).is_empty());
    best(named.filter_map(fits), MOST).into_iter().map(choice).collect()
}

/// Emoji by their short names.
fn emoji(typed: &str) -> Vec<Choice> {
    let fits = |(name, glyph): &(&'static str, &'static str)| Some(((fit(typed, name)?, *name), (*name, *glyph)));
    let choice = |(name, glyph): (&str, &'static str)| Choice {
        insert: format!("{glyph} "),
        title: format!(":{name}:"),
        hint: String::new(),
        face: None,
        glyph: Some(glyph),
    };
    best(shortcodes().iter().filter_map(fits), MOST).into_iter().map(choice).collect()
}

/// Commands by the beginning of their word.
fn commands(typed: &str, words: &Words) -> Vec<Choice> {
    let fitting = Command::ALL.into_iter().filter(|command| fit(typed, command.word()) == Some(Fit::Start));
    let choice = |command: Command| Choice {
        insert: format!("/{} ", command.word()),
        title: format!("/{}", command.word()),
        hint: match command {
            Command::Me => words.slash_me,
            Command::Nick => words.slash_nick,
            Command::Topic => words.slash_topic,
            Command::Invite => words.slash_invite,
            Command::Shrug => words.slash_shrug,
        }
        .to_owned(),
        face: None,
        glyph: None,
    };
    fitting.map(choice).collect()
}

/// The list over the composer.
#[component]
pub fn SuggestionList(
    /// What is in it.
    suggestions: Suggestions,
) -> impl IntoView {
    let words = use_words();
    let Suggestions { choices, at, .. } = suggestions;
    let line = move |(n, choice): (usize, Choice)| {
        let suggestions = suggestions.clone();
        let Choice { title, hint, face, glyph, .. } = choice;
        // The field keeps the focus: a press must not take it.
        let press = move |event: ev::PointerEvent| {
            event.prevent_default();
            suggestions.choose(n);
        };
        let mark = match (face, glyph) {
            (Some(person), _) => view! { <Avatar person small=true/> }.into_any(),
            (None, Some(glyph)) => view! { <span class="emoji" aria-hidden="true">{glyph}</span> }.into_any(),
            (None, None) => {
                let name = match title.chars().next() {
                    Some('@') => IconName::People,
                    Some('/') => IconName::Pencil,
                    _ => IconName::Hash,
                };
                view! { <Icon name/> }.into_any()
            }
        };
        let chosen = move || at.get() == n;
        view! {
            <li role="option" id=format!("suggestion-{n}") aria-selected=move || if chosen() { "true" } else { "false" } on:pointerdown=press>
                {mark}
                <b>{title}</b>
                <small>{hint}</small>
            </li>
        }
    };
    moving_if(move || {
        let choices = choices.get();
        let open = !choices.is_empty();
        open.then(|| {
            view! {
                <ul class="suggestions" id="suggestions" role="listbox" aria-label=words.suggestions>
                    {choices.into_iter().enumerate().map(line.clone()).collect_view()}
                </ul>
            }
        })
    })
}

#[cfg(test)]
mod tests {
    use protocol::{DisplayName, Language, MemberId, MemberName, Person, Role};

    use super::{commands, emoji, members, rooms};
    use crate::words::words_of;

    fn person(id: u128, name: &str, display: &str) -> Person {
        Person {
            id: MemberId::from_bits(id),
            name: MemberName::parse(name).unwrap(),
            display: DisplayName::parse(display).unwrap(),
            role: Role::Member,
            avatar: None,
        }
    }

    #[test]
    fn members_are_found_by_both_names_and_those_online_come_first() {
        let people = [
            (person(1, "ana", "Ana"), true),
            (person(2, "seoyeon", "김서연"), false),
            (person(3, "minsu", "박민수"), true),
            (person(4, "sol", "이솔"), true),
        ];
        let found = |typed: &str| {
            let choices = members(typed, &people, Some(MemberId::from_bits(1)), Some(words_of(Language::En)));
            choices.into_iter().map(|choice| choice.insert).collect::<Vec<_>>()
        };
        assert_eq!(found(""), ["@minsu ", "@sol ", "@seoyeon ", "@here ", "@room "], "oneself is not offered");
        assert_eq!(found("s"), ["@sol ", "@seoyeon ", "@minsu "]);
        assert_eq!(found("ㅅㅇ"), ["@seoyeon "]);
        assert_eq!(found("김"), ["@seoyeon "]);
        assert_eq!(found("ro"), ["@room "]);
        assert!(members("", &people, None, None).iter().all(|choice| choice.face.is_some()), "a conversation has no @room");
    }

    #[test]
    fn rooms_are_written_without_blanks() {
        let found = |typed: &str| rooms(typed, vec!["모두의 마루".into(), "Kitchen".into(), "!".into()]);
        assert_eq!(found("ㅁㄷ").into_iter().map(|choice| choice.insert).collect::<Vec<_>>(), ["#모두의마루 "]);
        assert_eq!(found("모두의마").len(), 1);
        assert_eq!(found("").len(), 2, "a name without letters cannot be written");
    }

    #[test]
    fn commands_are_found_by_their_beginning() {
        let found = |typed: &str| commands(typed, words_of(Language::Ko)).into_iter().map(|choice| choice.insert).collect::<Vec<_>>();
        assert_eq!(found(""), ["/me ", "/nick ", "/topic ", "/invite ", "/shrug "]);
        assert_eq!(found("I"), ["/invite "]);
        assert!(found("dance").is_empty());
    }

    #[test]
    fn emoji_are_found_by_their_names() {
        assert_eq!(emoji("tada").first().map(|choice| choice.insert.as_str()), Some("🎉 "));
        assert!(emoji("he").len() > 4);
    }
}

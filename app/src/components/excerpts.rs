//! Messages that a message links to: who said what and where, for those who may see it; for others, that it is a message.
//! What the reader may see was decided by the server, for each of them.

use leptos::{prelude::*, task::spawn_local};
use protocol::{Body, RoomId, Seq, linked_message, permalink};

use super::{
    avatar::Avatar,
    icon::{Icon, IconName},
    time::{When, WhenShows},
};
use crate::{
    api::{self, Said},
    components::moving::moving_if,
    room_state::LiveRoom,
    words::use_words,
};

/// Linked messages of one message that are shown.
const MOST: usize = 3;

/// The messages that a text links to, each once.
pub fn linked_messages(body: &Body) -> Vec<(RoomId, Seq)> {
    let mut found = Vec::new();
    for message in text::links(body.as_str()).filter_map(|link| linked_message(&link)) {
        if !found.contains(&message) {
            found.push(message);
        }
    }
    found.truncate(MOST);
    found
}

/// A text that is nothing but the address of a message, which is shown in its place.
pub fn is_only_a_message(body: &Body) -> bool {
    linked_message(body.as_str()).is_some() && !body.as_str().contains(char::is_whitespace)
}

/// A message that another one links to.
#[component]
pub fn ExcerptCard(
    /// Which.
    of: (RoomId, Seq),
    /// Where it is linked to.
    room: LiveRoom,
) -> impl IntoView {
    let known = {
        let excerpts = room.excerpts.clone();
        Memo::new(move |_| excerpts.with(|known| known.get(&of).cloned()))
    };
    Effect::new(move || {
        if known.get().is_none() {
            let room = room.clone();
            spawn_local(async move {
                if let Ok(excerpt) = api::excerpt(of.0, of.1).await {
                    room.learn_excerpts(vec![excerpt]);
                }
            });
        }
    });
    moving_if(move || known.get().map(|said| view! { <Card of said/> }))
}

/// What is known of it.
#[component]
fn Card(
    /// Which.
    of: (RoomId, Seq),
    /// What it says, if the reader may know.
    #[prop(optional_no_strip)]
    said: Option<Said>,
) -> impl IntoView {
    let words = use_words();
    let Some(Said { room, author, at, nonce, text, files }) = said else {
        return view! { <p class="excerpt is-elsewhere"><Icon name=IconName::Lock/>{words.message_elsewhere}</p> }.into_any();
    };
    let name = author.as_ref().map_or_else(|| words.somebody.to_owned(), |author| author.display.to_string());
    let text = match text {
        None => words.deleted_message.to_owned(),
        Some(text) if text.is_empty() => words.n_files(files),
        Some(text) => text,
    };
    view! {
        <a class="excerpt" href=permalink(of.0, of.1, nonce)>
            <span class="excerpt-by">
                {author.map(|person| view! { <Avatar person small=true/> })}
                <b>{name}</b>
                <span class="excerpt-room">{room}</span>
                <When at shows=WhenShows::DateClock/>
            </span>
            <span class="excerpt-text">{text}</span>
        </a>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use protocol::{Body, RoomId, Seq, permalink};

    use super::{is_only_a_message, linked_messages};

    #[test]
    fn links_to_messages_are_found() {
        let link = |room, seq| format!("https://chat.example{}", permalink(RoomId::from_bits(room), Seq(seq), None));
        let body = |text: &str| Body::parse(text).unwrap();
        let (one, two) = (link(1, 2), link(3, 4));
        assert_eq!(
            linked_messages(&body(&format!("see {one} and {two}, {one}"))),
            [(RoomId::from_bits(1), Seq(2)), (RoomId::from_bits(3), Seq(4))]
        );
        assert!(linked_messages(&body(&format!("`{one}` https://a.example"))).is_empty());
        assert!(is_only_a_message(&body(&one)) && !is_only_a_message(&body(&format!("see {one}"))));
    }
}

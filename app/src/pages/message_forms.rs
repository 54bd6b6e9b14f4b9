//! The forms of a message's own page, one for each thing that can be done to it.
//! Where each leads is `server/src/forms/acts.rs`.

use leptos::prelude::*;
use protocol::{BODY_CHARS, Body, MemberId, Row};

use crate::{
    api::ListedRoom,
    backend::surroundings,
    components::{
        icon::{Icon, IconName},
        notice_line::given_back,
    },
    words::use_words,
};

/// The emoji that are offered; others can be typed.
const OFFERED: [&str; 8] = ["👍", "❤️", "😂", "🎉", "😮", "😢", "🙏", "✅"];

/// A text, and a button that sends it.
#[component]
fn TextForm(
    /// Where it is sent.
    action: String,
    /// What it is called.
    label: &'static str,
    /// What stands in it.
    text: String,
    /// What the button does.
    button: &'static str,
    /// Its id.
    id: &'static str,
) -> impl IntoView {
    let nonce = surroundings().attempt.map(|nonce| nonce.to_string()).unwrap_or_default();
    view! {
        <form class="form" method="post" action=action>
            <input type="hidden" name="nonce" value=nonce/>
            <div class="field">
                <label class="visually-hidden" for=id>{label}</label>
                <textarea id=id name="body" rows="4" maxlength=BODY_CHARS.to_string()>{text}</textarea>
            </div>
            <button class="button is-primary">{button}</button>
        </form>
    }
    .into_any()
}

/// Answers it.
#[component]
pub fn Reply(
    /// Where the form leads.
    action: String,
) -> impl IntoView {
    let words = use_words();
    view! { <TextForm action label=words.reply text=given_back("reply") button=words.send id="reply"/> }
}

/// Changes its text.
#[component]
pub fn Edit(
    /// Where the form leads.
    action: String,
    /// Its text.
    body: Body,
) -> impl IntoView {
    let words = use_words();
    let text = Some(given_back("body")).filter(|text| !text.is_empty()).unwrap_or_else(|| body.as_str().to_owned());
    view! { <TextForm action label=words.edit text button=words.save id="edit"/> }
}

/// Reacts to it, or takes it back.
#[component]
pub fn React(
    /// Where the form leads.
    action: String,
    /// The message.
    row: Row,
    /// Who reacts.
    me: MemberId,
) -> impl IntoView {
    let words = use_words();
    let there = row.reactions.iter().map(|reaction| reaction.emoji.as_str().to_owned());
    let offered = OFFERED.into_iter().map(str::to_owned).filter(|emoji| row.reactions.iter().all(|one| one.emoji.as_str() != emoji));
    let buttons = there.chain(offered).map(|emoji| {
        let reaction = row.reactions.iter().find(|reaction| reaction.emoji.as_str() == emoji);
        let (count, mine) = reaction.map_or((0, false), |reaction| (reaction.by.len(), reaction.by.contains(&me)));
        let label = words.react_with(&emoji);
        view! {
            <button class="reaction" name="emoji" value=emoji.clone() aria-pressed=if mine { "true" } else { "false" } aria-label=label>
                <span class="emoji">{emoji.clone()}</span>
                {(count > 0).then(|| view! { <span class="count">{count}</span> })}
            </button>
        }
    });
    view! {
        <form class="reactions" method="post" action=action.clone()>{buttons.collect_view()}</form>
        <form class="form is-line" method="post" action=action>
            <div class="field">
                <label for="emoji">{words.other_emoji}</label>
                <input id="emoji" name="emoji" type="text" autocomplete="off" required maxlength="16"/>
            </div>
            <button class="button">{words.react}</button>
        </form>
    }
    .into_any()
}

/// Passes it on to another room.
#[component]
pub fn Forward(
    /// Where the form leads.
    action: String,
    /// One's rooms.
    rooms: Vec<ListedRoom>,
) -> impl IntoView {
    let words = use_words();
    let nonce = surroundings().attempt.map(|nonce| nonce.to_string()).unwrap_or_default();
    let rooms = rooms.into_iter().map(|listed| view! { <option value=listed.room.id.to_string()>{listed.room.name.to_string()}</option> });
    view! {
        <form class="form is-line" method="post" action=action>
            <input type="hidden" name="nonce" value=nonce/>
            <div class="field">
                <label for="to">{words.forward_to}</label>
                <select id="to" name="to">{rooms.collect_view()}</select>
            </div>
            <button class="button"><Icon name=IconName::Forward/>{words.forward}</button>
        </form>
    }
    .into_any()
}

/// Its address, to be copied.
#[component]
pub fn LinkToIt(
    /// The address.
    link: String,
) -> impl IntoView {
    let words = use_words();
    view! {
        <div class="link-field">
            <label class="visually-hidden" for="link">{words.copy_link}</label>
            <input id="link" type="text" readonly value=link/>
        </div>
    }
}

/// Pins it or takes it down, and lets it be unread again.
#[component]
pub fn OtherActs(
    /// Where pinning leads.
    pin: String,
    /// Where marking leads.
    unread: String,
    /// It is pinned.
    pinned: bool,
) -> impl IntoView {
    let words = use_words();
    view! {
        <div class="acts">
            <form method="post" action=pin>
                <button class="button is-small" name="on" value=if pinned { "no" } else { "yes" }>
                    <Icon name=IconName::Pin/>{if pinned { words.unpin } else { words.pin }}
                </button>
            </form>
            <form method="post" action=unread>
                <button class="button is-small"><Icon name=IconName::Unread/>{words.mark_unread}</button>
            </form>
        </div>
    }
    .into_any()
}

/// Takes previews of links away.
#[component]
pub fn RemovePreviews(
    /// Where the form leads.
    action: String,
    /// The links.
    previews: Vec<String>,
) -> impl IntoView {
    let words = use_words();
    let one = |link: String| {
        view! {
            <button class="button is-small is-quiet" name="link" value=link.clone()>{words.dismiss_preview(&link)}</button>
        }
    };
    (!previews.is_empty())
        .then(|| view! { <form class="acts" method="post" action=action>{previews.into_iter().map(one).collect_view()}</form> })
}

/// Deletes it.
#[component]
pub fn Delete(
    /// Where the form leads.
    action: String,
) -> impl IntoView {
    let words = use_words();
    view! {
        <form method="post" action=action>
            <button class="button is-danger"><Icon name=IconName::Bin/>{words.delete}</button>
        </form>
    }
}

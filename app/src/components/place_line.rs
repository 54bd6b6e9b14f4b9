//! The top of the rooms: where one is, and a new room.

use leptos::prelude::*;
use protocol::PlaceName;

use super::{
    avatar::Seal,
    icon::{Icon, IconName},
};
use crate::words::use_words;

/// The name of the place and the button that makes a room.
#[component]
pub fn PlaceLine(
    /// What the place is called.
    name: PlaceName,
) -> impl IntoView {
    let words = use_words();
    view! {
        <div class="place">
            <Seal place=name.as_str()/>
            <b>{name.as_str().to_owned()}</b>
            <a class="icon-button for-members" href="/rooms/new" aria-label=words.create_room title=words.create_room>
                <Icon name=IconName::Plus/>
            </a>
        </div>
    }
}

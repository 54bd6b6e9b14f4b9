//! What stands where one would write, where one may not: muted, or a room for announcements.
//! Whoever was muted while writing keeps the draft: it comes back with the composer.

use leptos::prelude::*;
use protocol::Sanction;

use super::{
    icon::{Icon, IconName},
    order::SanctionLine,
};
use crate::words::use_words;

/// Why nothing can be written here.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Closed {
    /// One is muted.
    Muted(Sanction),
    /// Only those who keep order write here.
    Announcements,
}

/// The line in the place of the composer.
#[component]
pub fn ClosedComposer(
    /// Why.
    why: Closed,
) -> impl IntoView {
    let words = use_words();
    let line = match why {
        Closed::Muted(sanction) => view! { <span>{words.you_are_muted}": "<SanctionLine sanction/></span> }.into_any(),
        Closed::Announcements => view! { <span>{words.only_moderators_write}</span> }.into_any(),
    };
    view! { <p class="composer-closed" role="status"><Icon name=IconName::Lock/>{line}</p> }.into_any()
}

//! Parts of a still page that live: the server draws them in their place and says in an attribute what they are, and the browser
//! takes over each of them alone.

use leptos::prelude::*;
use protocol::Millis;
use serde::{Deserialize, Serialize};
use web_sys::HtmlElement;

use super::each;
use crate::{
    api::PushView,
    backend::take_over,
    json,
    pages::notifications::{DoNotDisturb, ThisDevice},
    room_state::RoomState,
    words::use_words,
};

/// A part that lives, with what the server knows for it.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub enum Part {
    /// What this browser does when there is something new.
    Device(Option<PushView>),
    /// No notifications until then.
    Quiet(Option<Millis>),
}

impl Part {
    fn view(self) -> AnyView {
        match self {
            Self::Device(push) => view! { <ThisDevice push/> }.into_any(),
            Self::Quiet(quiet) => view! { <DoNotDisturb quiet/> }.into_any(),
        }
    }
}

/// The place of a part on its page.
#[component]
pub fn PartOfPage(
    /// Which.
    part: Part,
) -> impl IntoView {
    let told = serde_json::to_string(&part).unwrap_or_default();
    view! { <div class="part" data-part=told>{part.view()}</div> }
}

/// Takes over the parts of the page that stands there.
pub fn wake(state: &RoomState) {
    each::<HtmlElement>("[data-part]", |place| {
        let told = place.get_attribute("data-part").unwrap_or_default();
        let Ok(part) = json::read::<Part>(&told) else { return };
        let (words, state) = (use_words(), state.clone());
        take_over(place, move || {
            provide_context(words);
            provide_context(state);
            part.view()
        });
    });
}

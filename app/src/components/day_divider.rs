//! The line between two days of a timeline.
//! Where it stands is decided by the message list; here is only what it says.

use leptos::prelude::*;
use protocol::Millis;

use super::time::day_label;
use crate::{
    calendar::{day_number, iso, local_offset},
    components::moving::moving_text,
    words::use_words,
};

/// A line that says which day begins: the date at first, `Today` and `Yesterday` once the page woke up.
#[component]
pub fn DayDivider(
    /// The first moment shown under it.
    at: Millis,
) -> impl IntoView {
    let words = use_words();
    let local = RwSignal::new((0, None));
    Effect::new(move || {
        let now = Millis(js_sys::Date::now() as i64);
        local.set((local_offset(at), Some(day_number(now, local_offset(now)))));
    });
    let label = moving_text(move || {
        let (offset, today) = local.get();
        day_label(words, at, offset, today)
    });
    view! {
        <div class="day">
            <time datetime=iso(at)>{label}</time>
        </div>
    }
}

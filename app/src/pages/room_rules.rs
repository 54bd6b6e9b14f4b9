//! Part of a room's settings: who writes in it, and how often.

use leptos::prelude::*;
use protocol::{RoomId, Rules};

use crate::{
    components::field::{Choice, SelectField},
    words::use_words,
};

/// What can be chosen: seconds, as they are sent and as a number.
const PACES: [(&str, u32); 9] =
    [("0", 0), ("5", 5), ("10", 10), ("30", 30), ("60", 60), ("300", 300), ("900", 900), ("3600", 3_600), ("21600", 21_600)];

/// Who writes, and how often.
#[component]
pub fn RoomRules(
    /// The room.
    room: RoomId,
    /// As it is now.
    rules: Rules,
) -> impl IntoView {
    let words = use_words();
    // Somebody else may have asked for another number: the next longer one stands for it.
    let chosen = PACES.iter().find(|(_, seconds)| *seconds >= rules.slow_s).map_or("21600", |(value, _)| *value);
    let named = |(value, seconds)| (value, if seconds == 0 { words.slow_off.to_owned() } else { words.lasting(seconds) });
    let announcements = rules.announcements;
    view! {
        <form class="form" method="post" action=format!("/rooms/{room}/rules")>
            <SelectField label=words.slow_mode name="slow" id="slow" chosen options=PACES.map(named).to_vec()/>
            <fieldset class="choices">
                <legend>{words.writers}</legend>
                <Choice name="writers" value="all" label=words.writers_all checked=!announcements/>
                <Choice name="writers" value="moderators" label=words.writers_moderators hint=Some(words.writers_moderators_hint) checked=announcements/>
            </fieldset>
            <button class="button">{words.save}</button>
        </form>
    }
    .into_any()
}

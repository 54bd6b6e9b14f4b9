//! Parts of one's settings: what one shows of reading, and what one wants to see; and for those who administer, whether links are
//! looked up at all.

use leptos::prelude::*;

use crate::{
    components::field::{Choice, Was},
    words::use_words,
};

/// What one shows of reading, and whether one sees previews.
#[component]
pub fn Reading(
    /// One is counted among those who have read.
    counted: bool,
    /// One sees previews of links.
    previews: bool,
) -> impl IntoView {
    let words = use_words();
    let choice = |name, value, label, checked| view! { <Choice name value label checked/> };
    view! {
        <form class="form" method="post" action="/settings/reading">
            <Was name="was_counted" value=yes(counted)/>
            <Was name="was_previews" value=yes(previews)/>
            <fieldset class="choices">
                <legend>{words.counted}</legend>
                {choice("counted", "yes", words.counted_yes, counted)}
                {choice("counted", "no", words.counted_no, !counted)}
            </fieldset>
            <fieldset class="choices is-row">
                <legend>{words.previews}</legend>
                {choice("previews", "yes", words.show_previews, previews)}
                {choice("previews", "no", words.hide_previews, !previews)}
            </fieldset>
            <button class="button">{words.save}</button>
        </form>
    }
    .into_any()
}

/// As the form says it.
const fn yes(on: bool) -> &'static str {
    if on { "yes" } else { "no" }
}

/// Lets the server look links up, or not.
#[component]
pub fn PlacePreviews(
    /// It does now.
    previews: bool,
) -> impl IntoView {
    let words = use_words();
    view! {
        <form class="form" method="post" action="/settings/previews">
            <p>{if previews { words.links_looked_up } else { words.links_left_alone }}</p>
            <input type="hidden" name="may" value=if previews { "no" } else { "yes" }/>
            <button class="button">{if previews { words.leave_links_alone } else { words.look_links_up }}</button>
        </form>
    }
}

//! Over a list of people that is too long to be shown whole: a field that finds others by name, and how many are left out.
//! A plain form; the address says what was asked for.

use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

use super::field::Field;
use crate::{api::RosterView, words::use_words};

/// The name in the address that somebody looks for, if they do.
pub fn looked_for() -> Option<String> {
    use_query_map().read().get("find").map(|find| find.trim().to_owned()).filter(|find| !find.is_empty())
}

/// A field that finds members by name; nothing where everybody is shown.
#[component]
pub fn FindMember(
    /// The page.
    action: String,
    /// Who is shown under it.
    roster: RosterView,
) -> impl IntoView {
    let words = use_words();
    let find = looked_for();
    let nobody = (find.is_some() && roster.total == 0).then(|| view! { <p>{words.no_such_member}</p> });
    let hidden = roster.is_part().then(|| view! { <p class="field-hint">{words.n_more(roster.hidden())}</p> });
    (find.is_some() || roster.is_part()).then(|| {
        view! {
            <form class="form is-line" method="get" action=action role="search">
                <Field label=words.find_member name="find" kind="search" value=find.unwrap_or_default() maxlength=64 may_be_empty=true/>
                <button class="button">{words.find}</button>
            </form>
            {nobody}
            {hidden}
        }
    })
}

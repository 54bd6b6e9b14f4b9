//! A page outside the frame: one calm column with the seal of the place over it.

use leptos::prelude::*;

use super::avatar::Seal;
use crate::words::use_words;

/// A page outside the frame.
#[component]
pub fn Standalone(
    /// What the place is called; Maru itself before it has a name.
    #[prop(optional_no_strip, into)]
    place: Option<String>,
    /// The heading.
    #[prop(into)]
    title: String,
    /// A sentence under it.
    #[prop(optional, into)]
    lead: Option<String>,
    /// What one does here.
    children: Children,
) -> impl IntoView {
    let place = place.unwrap_or_else(|| use_words().maru.to_owned());
    view! {
        <main class="standalone" id="main">
            <div class="standalone-column">
                <p class="standalone-place">
                    <Seal place=place.clone()/>
                    {place}
                </p>
                <h1>{title}</h1>
                {lead.map(|lead| view! { <p class="lead">{lead}</p> })}
                {children()}
            </div>
        </main>
    }
    .into_any()
}

//! A part of a settings page: what it is about at the left, what one can do at the right.

use leptos::prelude::*;

/// A part of a settings page.
#[component]
pub fn Section(
    /// Its heading.
    title: &'static str,
    /// By which the address of the page means it.
    #[prop(optional)]
    id: Option<&'static str>,
    /// A sentence under it.
    #[prop(optional, into)]
    lead: Option<String>,
    /// What one can do.
    children: Children,
) -> impl IntoView {
    view! {
        <section class="section" id=id>
            <div class="section-head">
                <h2>{title}</h2>
                {lead.map(|lead| view! { <p>{lead}</p> })}
            </div>
            <div class="section-body">{children()}</div>
        </section>
    }
    .into_any()
}

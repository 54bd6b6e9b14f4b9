//! Something to be copied: selectable always, with a button where scripts run (`still` wakes it).
//! What it is, and how often it is shown, is the page's.

use leptos::prelude::*;

use crate::words::use_words;

/// Something to be copied.
#[component]
pub fn CopyField(
    /// The field's id.
    #[prop(into)]
    id: String,
    /// What it is, for those who do not see it.
    label: &'static str,
    /// What is copied.
    value: String,
) -> impl IntoView {
    let words = use_words();
    view! {
        <div class="link-field">
            <label class="visually-hidden" for=id.clone()>{label}</label>
            <input id=id type="text" readonly value=value/>
            <button type="button" class="button is-small needs-script" data-copies>{words.copy}</button>
        </div>
    }
    .into_any()
}

/// A secret that is shown this once, and a sentence on what to do with it.
#[component]
pub fn FreshSecret(
    /// The field's id.
    id: &'static str,
    /// What to do with it.
    lead: &'static str,
    /// The secret.
    text: String,
    /// What else there is to copy.
    #[prop(optional)]
    children: Option<Children>,
) -> impl IntoView {
    view! {
        <div class="fresh">
            <p class="fresh-lead">{lead}</p>
            <CopyField id label=lead value=text/>
            {children.map(|children| children())}
        </div>
    }
    .into_any()
}

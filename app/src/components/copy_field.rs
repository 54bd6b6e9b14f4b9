//! Something to be copied: selectable always, with a button where scripts run.
//! What it is, and how often it is shown, is the page's.

use leptos::{html, prelude::*};

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
    let field = NodeRef::<html::Input>::new();
    let copied = RwSignal::new(false);
    let copy = move |_| copied.set(field.get_untracked().is_some_and(|field| copy_from(&field)));
    view! {
        <div class="link-field">
            <label class="visually-hidden" for=id.clone()>{label}</label>
            <input id=id node_ref=field type="text" readonly value=value/>
            <button type="button" class="button is-small needs-script" on:click=copy>
                {move || if copied.get() { words.copied } else { words.copy }}
            </button>
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

/// Copies what stands in a field. The old way, because the new one is closed where a place has no TLS.
fn copy_from(field: &web_sys::HtmlInputElement) -> bool {
    use wasm_bindgen::JsCast;
    field.select();
    document().dyn_into::<web_sys::HtmlDocument>().is_ok_and(|document| document.exec_command("copy").unwrap_or(false))
}

//! One question of a form: a label, a field, and a hint that belongs to it.
//! Forms are plain HTML; nothing here listens.

use leptos::prelude::*;

/// A field of one line.
#[component]
pub fn Field(
    /// What it is called.
    label: &'static str,
    /// The name it is sent under; also its id unless `id` says otherwise.
    name: &'static str,
    /// Its id, where two fields of a page are sent under one name.
    #[prop(optional)]
    id: Option<&'static str>,
    /// The kind of `<input>`.
    #[prop(default = "text")]
    kind: &'static str,
    /// What stands in it.
    #[prop(optional, into)]
    value: String,
    /// A sentence under it.
    #[prop(optional)]
    hint: Option<&'static str>,
    /// What the browser may fill in.
    #[prop(default = "off")]
    autocomplete: &'static str,
    /// It may stay empty.
    #[prop(optional)]
    may_be_empty: bool,
    /// At least so many characters.
    #[prop(optional)]
    minlength: Option<u32>,
    /// At most so many characters.
    #[prop(optional)]
    maxlength: Option<u32>,
    /// It has the focus when the page opens.
    #[prop(optional)]
    autofocus: bool,
) -> impl IntoView {
    let id = id.unwrap_or(name);
    let hint_id = hint.map(|_| format!("{id}-hint"));
    view! {
        <div class="field">
            <label for=id>{label}</label>
            <input
                id=id
                name=name
                type=kind
                value=value
                autocomplete=autocomplete
                autocapitalize="none"
                spellcheck="false"
                required=!may_be_empty
                minlength=minlength
                maxlength=maxlength
                autofocus=autofocus
                aria-describedby=hint_id.clone()
            />
            {hint.map(|hint| view! { <p class="field-hint" id=hint_id>{hint}</p> })}
        </div>
    }
    .into_any()
}

/// What stands in a field now, sent along with it: the server writes back nothing that the form did not change, so that a page
/// opened long ago undoes nothing of what happened since.
#[component]
pub fn Was(
    /// `was_` and the name of the field.
    name: &'static str,
    /// What stands in it.
    #[prop(into)]
    value: String,
) -> impl IntoView {
    view! { <input type="hidden" name=name value=value/> }.into_any()
}

/// A choice from a short list.
#[component]
pub fn SelectField(
    /// What it is called.
    #[prop(into)]
    label: String,
    /// The name it is sent under.
    name: &'static str,
    /// Its id.
    #[prop(into)]
    id: String,
    /// What is chosen.
    chosen: &'static str,
    /// What can be chosen: what is sent, and what is read.
    options: Vec<(&'static str, String)>,
    /// The label is for screen readers only.
    #[prop(optional)]
    bare: bool,
) -> impl IntoView {
    let options = options.into_iter().map(|(value, text)| view! { <option value=value selected={value == chosen}>{text}</option> });
    view! {
        <div class="field">
            <label for=id.clone() class=("visually-hidden", bare)>{label}</label>
            <select id=id name=name autocomplete="off">{options.collect_view()}</select>
        </div>
    }
    .into_any()
}

/// One of several answers, with a sentence on what it means.
#[component]
pub fn Choice(
    /// The name it is sent under.
    name: &'static str,
    /// What is sent.
    value: &'static str,
    /// What it is called.
    label: &'static str,
    /// What it means.
    #[prop(optional_no_strip)]
    hint: Option<&'static str>,
    /// It is chosen at first.
    checked: bool,
) -> impl IntoView {
    view! {
        <label class="choice">
            <input type="radio" name=name value=value checked=checked/>
            <span class="choice-text">
                <b>{label}</b>
                {hint.map(|hint| view! { <small>{hint}</small> })}
            </span>
        </label>
    }
    .into_any()
}

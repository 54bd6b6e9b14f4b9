//! One kind of element for all tags of a text: `view!` would make a type, and code in the browser's half, for each.
//! It takes only names that stand in this program; nothing a person wrote becomes a tag or the name of an attribute.

use leptos::{
    html::custom,
    prelude::{AnyView, CustomAttribute, ElementChild, IntoAny},
};

/// An element with a class, if it is not empty, one more attribute, and what is in it. No element that is empty by nature.
pub fn element(tag: &'static str, class: &'static str, attribute: Option<(&'static str, String)>, inside: Vec<AnyView>) -> AnyView {
    let class = (!class.is_empty()).then_some(class);
    let (name, value) = attribute.map_or(("title", None), |(name, value)| (name, Some(value)));
    custom(tag).attr("class", class).attr(name, value).child(inside).into_any()
}

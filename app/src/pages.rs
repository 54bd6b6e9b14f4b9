//! One page for each URL, in files named like the URLs.

pub mod first_run;
pub mod sign_in;
pub mod join;
pub mod rooms;
pub mod new_room;
pub mod room;
pub mod room_settings;
mod room_members;
mod room_rules;
pub mod report;
pub mod versions;
pub mod pins;
pub mod message;
mod message_forms;
pub mod settings;
mod sessions;
pub mod people;
pub mod person;
pub mod direct;
pub mod invites;
pub mod moderation;
pub mod audit;
pub mod bots;
pub mod inlets;
pub mod not_found;
pub mod notifications;
mod reading;

use leptos::prelude::*;

use crate::{
    api::Problem,
    components::answer::{NothingMain, answered},
    words::use_words,
};

/// A page for those who keep order; others read that it is not for them.
fn for_moderators<T: Clone + Send + Sync + 'static>(
    ask: impl Fn() -> Option<Result<T, Problem>> + Send + Sync + 'static,
    show: impl Fn(T) -> AnyView + Send + Sync + 'static,
) -> impl IntoView {
    let words = use_words();
    answered(
        move || {
            Some(match ask()? {
                Ok(view) => Ok(Some(view)),
                Err(Problem::NotFound) => Ok(None),
                Err(problem) => Err(problem),
            })
        },
        move |view| match view {
            Some(view) => show(view),
            None => view! {
                <NothingMain status=403 title=words.not_allowed_title lead=words.not_allowed_lead href="/rooms" way=words.to_rooms/>
            }
            .into_any(),
        },
    )
}

//! A picture by itself, over everything: the arrows lead to the other pictures of the room, Escape leads back.
//! How pictures stand in their messages is `attachments`'.

use leptos::{ev, html, prelude::*};
use protocol::{Attachment, FileId, Happened, Media};
use web_sys::wasm_bindgen::JsCast;

use super::icon::{Icon, IconName};
use crate::{
    components::moving::moving_if,
    room_state::LiveRoom,
    words::{size, use_words},
};

/// The pictures of a room, in the order of its rows.
fn pictures(room: &LiveRoom) -> Vec<Attachment> {
    room.timeline.with(|timeline| {
        let files = timeline.rows().iter().flat_map(|row| match &row.event.what {
            Happened::Posted { attachments, .. } => attachments.as_slice(),
            _ => &[],
        });
        files.filter(|file| matches!(file.media, Media::Image { .. })).cloned().collect()
    })
}

/// A picture by itself, over everything; the arrows lead to its neighbors.
#[component]
pub fn Viewer(
    /// Whose pictures.
    room: LiveRoom,
) -> impl IntoView {
    let words = use_words();
    let dialog = NodeRef::<html::Dialog>::new();
    let viewed = room.viewed.clone();
    let all = {
        let (room, viewed) = (room.clone(), viewed.clone());
        // Nothing to look for while it is closed.
        Memo::new(move |_| if viewed.with(Option::is_some) { pictures(&room) } else { Vec::new() })
    };
    let place = {
        let viewed = viewed.clone();
        Memo::new(move |_| viewed.get().and_then(|id| all.with(|all| all.iter().position(|file| file.id == id))))
    };
    let open = viewed.clone();
    Effect::new(move || {
        let Some(dialog) = dialog.get() else { return };
        // Gone with its message, or never opened.
        match open.with(Option::is_some) && place.get().is_some() {
            true if !dialog.open() => drop(dialog.show_modal()),
            false if dialog.open() => dialog.close(),
            _ => {}
        }
    });
    let step = {
        let viewed = viewed.clone();
        move |by: isize| {
            let next: Option<FileId> =
                place.get_untracked().and_then(|at| all.with_untracked(|all| Some(all.get(at.checked_add_signed(by)?)?.id)));
            if next.is_some() {
                viewed.set(next);
            }
        }
    };
    let on_keydown = {
        let step = step.clone();
        move |event: ev::KeyboardEvent| match event.key().as_str() {
            "ArrowLeft" | "ArrowUp" => step(-1),
            "ArrowRight" | "ArrowDown" => step(1),
            _ => {}
        }
    };
    let closed = viewed.clone();
    let (close, beside) = (viewed.clone(), viewed);
    let shown = moving_if(move || {
        let at = place.get()?;
        let file = all.with(|all| all.get(at).cloned())?;
        Some(view! { <Looked file at count=all.with(Vec::len)/> })
    });
    let (back, forth) = (step.clone(), step);
    let is_first = move || place.get().is_none_or(|at| at == 0);
    let is_last = move || place.get().is_none_or(|at| at + 1 >= all.with(Vec::len));
    view! {
        <dialog class="viewer" aria-label=words.pictures node_ref=dialog on:keydown=on_keydown on:close=move |_| closed.set(None)
            on:click=move |event: ev::MouseEvent| if is_beside(&event) { beside.set(None) }>
            <button type="button" class="icon-button viewer-close" aria-label=words.close on:click=move |_| close.set(None)><Icon name=IconName::Close/></button>
            <button type="button" class="icon-button viewer-step" aria-label=words.previous_picture disabled=is_first on:click=move |_| back(-1)><Icon name=IconName::Back/></button>
            <button type="button" class="icon-button viewer-step is-next" aria-label=words.next_picture disabled=is_last on:click=move |_| forth(1)><Icon name=IconName::Back/></button>
            {shown}
        </dialog>
    }
}

/// Pressed beside the picture and everything else.
fn is_beside(event: &ev::MouseEvent) -> bool {
    let element = event.target().and_then(|target| target.dyn_into::<web_sys::Element>().ok());
    element.is_some_and(|element| element.closest("img, a, button, figcaption").ok().flatten().is_none())
}

/// The picture that is looked at, and what it is.
#[component]
fn Looked(
    /// The picture.
    file: Attachment,
    /// Which it is, from 0.
    at: usize,
    /// Of how many.
    count: usize,
) -> impl IntoView {
    let words = use_words();
    let Attachment { id, name, bytes, media } = file;
    let (width, height) = if let Media::Image { width, height, .. } = media { (width, height) } else { (0, 0) };
    let number = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
    let place = (count > 1).then(|| view! { <span role="status">{words.picture_of(number(at + 1), number(count))}</span> });
    view! {
        <figure class="looked">
            <img src=format!("/files/{id}") width=width height=height alt=name.to_string()/>
            <figcaption>
                <b>{name.to_string()}</b>
                <span>{size(bytes)}</span>
                {place}
                <a class="button" href=format!("/files/{id}") download=name.to_string()><Icon name=IconName::Download/>{words.download}</a>
            </figcaption>
        </figure>
    }
}

//! The files of a message: pictures in boxes of their size before they are there, things to hear and see in their place,
//! everything else to take with you.
//! Pictures by themselves are `viewer`'s.

use leptos::{ev, prelude::*};
use protocol::{Attachment, FileId, Media};

use super::icon::{Icon, IconName};
use crate::{
    room_state::{RoomState, use_room_state},
    words::{size, use_words},
};

/// Pixels a single picture takes at most, from left to right and from top to bottom.
const BOX: (u32, u32) = (440, 360);
/// Pixels it takes at least, so that it can be pressed.
const LEAST: u32 = 48;
/// What is not measured yet takes this.
const UNKNOWN: (u32, u32) = (240, 180);

/// The files of a message.
#[component]
pub fn Attachments(
    /// The files.
    files: Vec<Attachment>,
    /// They are on the server; otherwise this page alone can show them, if it holds them.
    there: bool,
    /// What the viewer of the page shows, where it has one.
    #[prop(optional)]
    viewed: Option<ArcRwSignal<Option<FileId>>>,
) -> impl IntoView {
    let state = use_room_state();
    let (pictures, others): (Vec<_>, Vec<_>) = files.into_iter().partition(|file| matches!(file.media, Media::Image { .. }));
    let several = pictures.len() > 1;
    let pictures = (!pictures.is_empty()).then(|| {
        let pictures = pictures.into_iter().map(|file| view! { <Picture file there several viewed=viewed.clone() state=state.clone()/> });
        view! { <div class="pictures" class:is-several=several>{pictures.collect_view()}</div> }
    });
    let others = others.into_iter().map(|file| match file.media {
        Media::Audio | Media::Video => view! { <Clip file there state=state.clone()/> }.into_any(),
        _ => view! { <Chip file there/> }.into_any(),
    });
    view! { <div class="attachments">{pictures}{others.collect_view()}</div> }
}

/// One picture: its box has its size before it is there.
#[component]
fn Picture(
    /// The picture.
    file: Attachment,
    /// It is on the server.
    there: bool,
    /// It is one of several.
    several: bool,
    /// What the viewer shows, where there is one.
    #[prop(optional_no_strip)]
    viewed: Option<ArcRwSignal<Option<FileId>>>,
    /// The state of this tab.
    state: RoomState,
) -> impl IntoView {
    let words = use_words();
    let Attachment { id, name, media, .. } = file;
    let Media::Image { width, height, blur } = media else { return ().into_any() };
    let (width, height) = shown(width, height);
    let blur = (!blur.is_empty()).then(|| format!("data:image/png;base64,{}", blur.as_str()));
    let blur = blur.map(|blur| view! { <img class="picture-blur" src=blur alt="" aria-hidden="true"/> });
    let source = move || state.local(id).or_else(|| there.then(|| format!("/files/{id}/preview")));
    let open = move |event: ev::MouseEvent| {
        // With a key held down it is opened where one wants it.
        let plain = !(event.ctrl_key() || event.meta_key() || event.shift_key());
        if let Some(viewed) = viewed.as_ref().filter(|_| plain) {
            event.prevent_default();
            if there {
                viewed.set(Some(id));
            }
        }
    };
    let (name, label) = (name.to_string(), words.open_picture(name.as_str()));
    view! {
        <a class="picture" href=format!("/files/{id}") rel="external" aria-label=label on:click=open>
            {blur}
            <img class="picture-itself" class:is-cut=several src=source width=width height=height alt=name decoding="async"/>
        </a>
    }
    .into_any()
}

/// Something to hear or to see.
#[component]
fn Clip(
    /// The file.
    file: Attachment,
    /// It is on the server.
    there: bool,
    /// The state of this tab.
    state: RoomState,
) -> impl IntoView {
    let words = use_words();
    let Attachment { id, name, bytes, media } = file;
    let source = move || state.local(id).or_else(|| there.then(|| format!("/files/{id}")));
    let label = words.file_label(name.as_str(), &size(bytes));
    let player = if media == Media::Video {
        view! { <video controls=true playsinline=true preload="metadata" width="440" height="248" aria-label=label src=source></video> }
            .into_any()
    } else {
        view! { <audio controls=true preload="metadata" aria-label=label src=source></audio> }.into_any()
    };
    view! {
        <figure class="clip">
            {player}
            <figcaption><Chip file=Attachment { id, name, bytes, media } there/></figcaption>
        </figure>
    }
}

/// A file to take with you.
#[component]
fn Chip(
    /// The file.
    file: Attachment,
    /// It is on the server.
    there: bool,
) -> impl IntoView {
    let Attachment { id, name, bytes, media } = file;
    let inside = view! {
        <Icon name=IconName::of(&media)/>
        <span class="chip-name">{name.to_string()}</span>
        <small>{size(bytes)}</small>
    };
    if there {
        view! { <a class="chip" href=format!("/files/{id}") download=name.to_string()>{inside}</a> }.into_any()
    } else {
        view! { <span class="chip">{inside}</span> }.into_any()
    }
}

/// What a picture of so many pixels takes on the screen: never more than its pixels, but enough to press it.
fn shown(width: u32, height: u32) -> (u32, u32) {
    if width == 0 || height == 0 {
        return UNKNOWN;
    }
    let (wide, high) = (u64::from(width), u64::from(height));
    // As a fraction, so that both sides of the wire come to the same pixel.
    let (up, down) = if wide * u64::from(BOX.1) > high * u64::from(BOX.0) { (u64::from(BOX.0), wide) } else { (u64::from(BOX.1), high) };
    let (up, down) = if up > down { (1, 1) } else { (up, down) };
    let side = |pixels: u64| u32::try_from((pixels * up).div_ceil(down)).unwrap_or(LEAST).max(LEAST);
    (side(wide), side(high))
}

#[cfg(test)]
mod tests {
    use super::shown;

    #[test]
    fn a_picture_keeps_its_shape_within_the_box() {
        assert_eq!(shown(4_000, 3_000), (440, 330));
        assert_eq!(shown(3_000, 4_000), (270, 360));
        assert_eq!(shown(200, 100), (200, 100), "none is made larger than it is");
        assert_eq!(shown(1, 1), (48, 48), "but it can be pressed");
        assert_eq!(shown(10_000, 10), (440, 48));
        assert_eq!(shown(0, 0), (240, 180));
    }
}

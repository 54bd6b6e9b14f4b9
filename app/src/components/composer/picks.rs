//! The files that go with the next message: picked by button, pasted, or dropped anywhere in the room, and shown before they
//! are sent.
//! How they are kept and sent is `room_state`'s.

use js_sys::{Array, Promise};
use leptos::{ev, html, prelude::*, task::spawn_local};
use protocol::{ATTACHMENTS, Attachment, Blur, FileId, FileName, Media, Rejection, RoomId};
use wasm_bindgen_futures::JsFuture;
use web_sys::{DataTransfer, File, FileList, HtmlImageElement, wasm_bindgen::JsCast};

use crate::{
    backend::surroundings,
    browser,
    components::{
        icon::{Icon, IconName},
        moving::moving_if,
    },
    room_state::{RoomState, use_room_state},
    words::{size, use_words},
};

/// The files that go with the next message.
#[derive(Clone, Copy)]
pub struct Picks {
    picked: RwSignal<Vec<Attachment>>,
    /// Why some were not taken, or are not safe.
    problem: RwSignal<Option<String>>,
}

impl Picks {
    /// Those that were picked in this room and not sent; what is wrong is said in `problem`.
    pub fn new(state: &RoomState, room: RoomId, problem: RwSignal<Option<String>>) -> Self {
        Self { picked: state.picked(room).into(), problem }
    }

    /// There are none.
    pub fn is_empty(self) -> bool {
        self.picked.with_untracked(Vec::is_empty)
    }

    /// Takes all of them out.
    pub fn take(self) -> Vec<Attachment> {
        self.picked.try_update(std::mem::take).unwrap_or_default()
    }

    /// Puts some back, before what was picked since.
    pub fn put_back(self, files: Vec<Attachment>) {
        self.picked.try_update(|picked| {
            picked.splice(0..0, files);
        });
    }

    /// Takes one out for good.
    fn remove(self, state: &RoomState, id: FileId) {
        self.picked.update(|picked| picked.retain(|file| file.id != id));
        state.let_go(id);
    }

    /// Adds what a picker, a paste or a drop brought.
    pub fn add(self, state: &RoomState, files: &FileList) {
        let words = use_words();
        self.problem.set(None);
        let most = surroundings().file_bytes;
        for file in (0..files.length()).filter_map(|n| files.get(n)) {
            if self.picked.with_untracked(Vec::len) >= ATTACHMENTS {
                return self.problem.set(Some(words.rejection(&Rejection::TooManyFiles)));
            }
            let bytes = file.size() as u64;
            if bytes > most {
                self.problem.set(Some(words.rejection(&Rejection::FileTooBig { most })));
                continue;
            }
            self.add_one(state, file, bytes);
        }
    }

    fn add_one(self, state: &RoomState, file: File, bytes: u64) {
        let id = FileId::from_bits(browser::fresh_nonce().bits());
        let media = guess(&file.type_());
        let picture = matches!(media, Media::Image { .. });
        let attachment = Attachment { id, name: FileName::of(&file.name()), bytes, media };
        self.picked.update(|picked| picked.push(attachment));
        let kept = state.hold(id, file.unchecked_into());
        let url = untrack(|| state.local(id)).filter(|_| picture);
        let (problem, words) = (self.problem, use_words());
        spawn_local(async move {
            if !kept.await {
                let _ = problem.try_set(Some(words.file_not_kept.to_owned()));
            }
        });
        if let Some(url) = url {
            spawn_local(async move {
                let media = match measure(&url).await {
                    Some((width, height)) => Media::Image { width, height, blur: Blur::default() },
                    None => Media::File,
                };
                self.picked.try_update(|picked| {
                    if let Some(file) = picked.iter_mut().find(|file| file.id == id) {
                        file.media = media;
                    }
                });
            });
        }
    }
}

/// What a file probably is, by what the system calls it; the server looks at the bytes.
fn guess(media_type: &str) -> Media {
    match media_type {
        "image/png" | "image/jpeg" | "image/gif" | "image/webp" => Media::Image { width: 0, height: 0, blur: Blur::default() },
        audio if audio.starts_with("audio/") => Media::Audio,
        video if video.starts_with("video/") => Media::Video,
        _ => Media::File,
    }
}

/// How many pixels a picture has, if it is one.
async fn measure(url: &str) -> Option<(u32, u32)> {
    let picture = HtmlImageElement::new().ok()?;
    let there = Promise::new(&mut |resolve, reject| {
        picture.set_onload(Some(resolve.unchecked_ref()));
        picture.set_onerror(Some(reject.unchecked_ref()));
    });
    picture.set_src(url);
    JsFuture::from(there).await.ok()?;
    Some((picture.natural_width(), picture.natural_height()))
}

/// The files that go with the next message, each with a way to take it out.
#[component]
pub fn PickList(
    /// The files.
    picks: Picks,
) -> impl IntoView {
    let words = use_words();
    let state = use_room_state();
    let list = moving_if(move || {
        let state = state.clone();
        (!picks.picked.with(Vec::is_empty)).then(|| {
            view! {
                <ul class="picks" aria-label=words.files_to_send>
                    <For each=move || picks.picked.get() key=|file| (file.id, file.media == Media::File) let:file>
                        <Pick file picks state=state.clone()/>
                    </For>
                </ul>
            }
        })
    });
    view! { {list} }
}

/// One of them.
#[component]
fn Pick(
    /// The file.
    file: Attachment,
    /// All of them.
    picks: Picks,
    /// The state of this tab.
    state: RoomState,
) -> impl IntoView {
    let words = use_words();
    let Attachment { id, name, bytes, media } = file;
    let url = untrack(|| state.local(id)).filter(|_| matches!(media, Media::Image { .. }));
    let face = match url {
        Some(url) => view! { <img class="pick-face" src=url alt=""/> }.into_any(),
        None => view! { <span class="pick-face"><Icon name=IconName::of(&media)/></span> }.into_any(),
    };
    let label = words.remove_file(name.as_str());
    view! {
        <li class="pick">
            {face}
            <span class="pick-name">{name.to_string()}</span>
            <small>{size(bytes)}</small>
            <button type="button" class="icon-button" aria-label=label.clone() title=label on:click=move |_| picks.remove(&state, id)>
                <Icon name=IconName::Close/>
            </button>
        </li>
    }
}

/// The button that picks files. It is a field of the form too, for browsers without scripts.
#[component]
pub fn PickButton(
    /// Where they go.
    picks: Picks,
) -> impl IntoView {
    let words = use_words();
    let state = use_room_state();
    let field = NodeRef::<html::Input>::new();
    let on_change = move |_| {
        let Some(field) = field.get_untracked() else { return };
        if let Some(files) = field.files() {
            picks.add(&state, &files);
        }
        // The same file may be picked again.
        field.set_value("");
    };
    view! {
        <label class="attach" title=words.attach>
            <input type="file" name="files" multiple=true class="visually-hidden" aria-label=words.attach node_ref=field on:change=on_change/>
            <Icon name=IconName::Clip/>
        </label>
    }
}

/// Takes what is pasted or dropped anywhere while the room is on the screen, and says so while something is dragged over it.
#[component]
pub fn DropZone(
    /// Where it goes.
    picks: Picks,
) -> impl IntoView {
    let words = use_words();
    let state = use_room_state();
    // Entering an inner element comes before leaving the outer one: so they are counted.
    let over = RwSignal::new(0_i32);
    Effect::new(move || {
        let (pasted, dropped) = (state.clone(), state.clone());
        let paste = window_event_listener(ev::paste, move |event| {
            let Some(data) = event.clipboard_data() else { return };
            // What is text too (a table, a paragraph with its picture) is pasted as text.
            if has(&data, "Files")
                && !has(&data, "text/plain")
                && let Some(files) = data.files()
            {
                event.prevent_default();
                picks.add(&pasted, &files);
            }
        });
        let enter = window_event_listener(ev::dragenter, move |event| {
            if event.data_transfer().is_some_and(|data| has(&data, "Files")) {
                event.prevent_default();
                over.update(|over| *over += 1);
            }
        });
        let drag = window_event_listener(ev::dragover, move |event| {
            if event.data_transfer().is_some_and(|data| has(&data, "Files")) {
                event.prevent_default();
            }
        });
        let leave = window_event_listener(ev::dragleave, move |_| over.update(|over| *over = (*over - 1).max(0)));
        let drop = window_event_listener(ev::drop, move |event| {
            over.set(0);
            let Some(data) = event.data_transfer().filter(|data| has(data, "Files")) else { return };
            event.prevent_default();
            if let Some(files) = data.files() {
                picks.add(&dropped, &files);
            }
        });
        on_cleanup(move || {
            paste.remove();
            [enter, drag, leave, drop].into_iter().for_each(|listener| listener.remove());
        });
    });
    moving_if(move || {
        (over.get() > 0).then(|| {
            view! {
                <div class="drop-zone" aria-hidden="true">
                    <p><b>{words.drop_here}</b><span>{words.drop_here_lead}</span></p>
                </div>
            }
        })
    })
}

fn has(data: &DataTransfer, kind: &str) -> bool {
    Array::from(&data.types()).iter().any(|one| one.as_string().as_deref() == Some(kind))
}

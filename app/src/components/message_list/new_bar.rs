//! The bar over the rows that says how much is new above what is in sight, and leads to the first of it.
//! Where new begins is decided by `rows`; here is only whether that is out of sight.

use leptos::{html, prelude::*};
use leptos_router::{NavigateOptions, hooks::use_navigate};
use protocol::{MemberId, Seq, Timeline};
use web_sys::Element;

use crate::{
    components::{
        icon::{Icon, IconName},
        moving::moving_if,
    },
    room_state::{LiveRoom, use_room_state},
    words::use_words,
};

/// Whether there is something new out of sight, above.
#[derive(Clone, Copy)]
pub struct NewAbove {
    scroller: NodeRef<html::Div>,
    timeline: RwSignal<Timeline>,
    reader: Option<MemberId>,
    /// They had read up to here when the room came on the screen.
    read: Seq,
    /// How much is new, and whether that is all of it; `None` once the first of it was in sight, or where there is nothing.
    count: RwSignal<Option<(u32, bool)>>,
}

impl NewAbove {
    /// Looks once the page is awake; then [`Self::look`] is to be called whenever the list of `scroller` was moved.
    pub fn new(scroller: NodeRef<html::Div>, room: &LiveRoom) -> Self {
        let (timeline, read) = (room.timeline.clone().into(), room.read.unwrap_or_default());
        let this = Self { scroller, timeline, reader: room.reader, read, count: RwSignal::new(None) };
        let (wrote, marks) = (room.wrote.clone(), room.read.is_some());
        Effect::new(move || {
            if marks && !wrote.get() {
                this.count.set(this.counted());
                this.look();
            } else {
                this.count.set(None);
            }
        });
        this
    }

    /// What is in sight needs no bar, now or later.
    pub fn look(self) {
        let Some((known, all)) = self.count.get_untracked() else { return };
        if !all {
            // More of it may be known by now.
            let counted = self.counted();
            if counted != Some((known, all)) {
                self.count.set(counted);
            }
            return;
        }
        let above = |list: &Element| self.divider().is_none_or(|divider| bottom(&divider) < list.get_bounding_client_rect().top());
        if !self.scroller.get_untracked().is_some_and(|list| above(&list)) {
            self.count.set(None);
        }
    }

    /// The line above what is new, if it stands in the page.
    fn divider(self) -> Option<Element> {
        self.scroller.get_untracked()?.query_selector(".new-divider").ok()?
    }

    fn counted(self) -> Option<(u32, bool)> {
        let counted = self.timeline.with_untracked(|timeline| new_after(timeline, self.read, self.reader));
        Some(counted).filter(|(count, _)| *count > 0)
    }
}

fn bottom(element: &Element) -> f64 {
    element.get_bounding_client_rect().bottom()
}

/// How many messages of others come after what was read, as far as they are known, and whether all of them are.
fn new_after(timeline: &Timeline, read: Seq, reader: Option<MemberId>) -> (u32, bool) {
    let rows = timeline.rows();
    let new = rows.iter().rev().take_while(|row| row.seq() > read);
    let count = new.filter(|row| row.author().is_some_and(|author| Some(author) != reader)).count();
    let all = !timeline.has_older() || rows.first().is_none_or(|first| first.seq() <= read.next());
    (u32::try_from(count).unwrap_or(u32::MAX), all)
}

/// The bar.
#[component]
pub fn NewBar(
    /// What is above.
    above: NewAbove,
    /// The room.
    room: LiveRoom,
) -> impl IntoView {
    let (words, state, navigate) = (use_words(), use_room_state(), use_navigate());
    let (id, wrote) = (room.id(), room.wrote.clone());
    moving_if(move || {
        let (count, all) = above.count.get()?;
        let (state, navigate, wrote) = (state.clone(), navigate.clone(), wrote.clone());
        let jump = move |_| match above.divider().filter(|_| all) {
            Some(divider) => divider.scroll_into_view(),
            None => navigate(&format!("/rooms/{id}?at={}", above.read.next()), NavigateOptions::default()),
        };
        let done = move |_| {
            state.mark_read(id);
            wrote.set(true);
        };
        Some(view! {
            <div class="new-bar" role="status">
                <span>{words.n_new_above(count, all)}</span>
                <button type="button" on:click=jump>{words.first_unread}</button>
                <button type="button" class="icon-button" aria-label=words.mark_read title=words.mark_read on:click=done>
                    <Icon name=IconName::Check/>
                </button>
            </div>
        })
    })
}

//! The timeline of a room on the screen: rows, the place where one reads, and the way back to the present.
//! What a row says is decided by `rows`; here is how the list moves.

mod new_bar;
mod pace;
mod row;
mod rows;
mod scroll;
mod window;

use std::collections::HashMap;

use leptos::{ev, html, prelude::*};
use protocol::{Nonce, RoomId, Seq, Timeline, Visibility};
use web_sys::wasm_bindgen::JsCast;

use self::{
    new_bar::{NewAbove, NewBar},
    pace::Pace,
    row::RowView,
    rows::{Key, Reader, Shown, shown},
    scroll::Scroll,
    window::Window,
};
use super::{
    forwarding::Forwarding,
    icon::{Icon, IconName},
    viewer::Viewer,
};
use crate::{
    browser, calendar,
    components::moving::moving_if,
    room_state::{Line, LiveRoom, RoomState, use_room_state},
    words::use_words,
};

/// Rows that are known while one reads the newest; those before them are asked for again when wanted.
const MOST_KNOWN: usize = 400;
/// Rows that are left when one comes back to the newest from far away.
const AFTER_JUMP: usize = 100;

/// The timeline of a room.
#[component]
pub fn MessageList(
    /// The room.
    room: LiveRoom,
    /// It goes on by itself; otherwise it is one page to read.
    live: bool,
) -> impl IntoView {
    let words = use_words();
    let state = use_room_state();
    let scroller = NodeRef::<html::Div>::new();
    let window = Window::new(room.timeline.clone(), room.caught_up.clone());
    let scroll = Scroll::new(scroller, window);
    // The local day of a row is known in the browser only; until then rows are cut at UTC days, as the server drew them.
    let offset = RwSignal::new(0);
    Effect::new(move || offset.set(calendar::local_offset(browser::now())));

    let timeline = room.timeline.clone();
    let rows = Rows::default();
    let reader = reader(&room, offset);
    let pace = Pace::new(timeline.clone(), room.reader, move || reader.with(|_| ()));
    let keys = {
        let (timeline, rows) = (timeline.clone(), rows.clone());
        Memo::new(move |_| {
            let reader = Reader { view: window.view(), upto: pace.upto(), ..reader.get_untracked() };
            timeline.with_untracked(|timeline| rows.update(shown(timeline, &reader)))
        })
    };
    let active = {
        let active = room.active.clone();
        Selector::new(move || active.get())
    };
    let count = {
        let timeline = timeline.clone();
        Memo::new(move |_| {
            let _ = pace.upto();
            timeline.with_untracked(|timeline| (timeline.position().seq, timeline.pending().len()))
        })
    };
    let unseen = RwSignal::new(0_u64);
    let (timeline_rows, reading, room_id, read) = (timeline.clone(), state.clone(), room.id(), room.read.unwrap_or_default());
    Effect::new(move |before: Option<(Seq, usize)>| {
        keys.track();
        let now = count.get();
        if let Some((head, pending)) = before {
            let wrote = now.1 > pending;
            let far = !window.has_newest();
            if scroll.settle(wrote) {
                reading.mark_read(room_id);
                forget(&timeline_rows, if far { AFTER_JUMP } else { MOST_KNOWN });
            } else {
                // What is only done to messages is no new one, nor is what follows the one that the address means.
                let new = timeline_rows.with_untracked(|timeline| messages_after(timeline, head.max(read)));
                unseen.update(|unseen| *unseen += new);
            }
        }
        now
    });
    if let Some(target) = room.target {
        go_to(target, scroll, &room);
    }
    if live {
        read_when_attended(scroll, room_id, state.clone());
    }

    let above = NewAbove::new(scroller, &room);
    let older = {
        let timeline = timeline.clone();
        Memo::new(move |_| timeline.with(|timeline| timeline.has_older().then(|| timeline.rows().first().map(|row| row.seq())).flatten()))
    };
    let asked = StoredValue::new(false);
    let ask_older = {
        let (state, loading) = (state.clone(), room.loading_older.clone());
        move || {
            if let Some(before) = older.get_untracked().filter(|_| live && !loading.get_untracked()) {
                loading.set(state.ask_older(room_id, before));
                asked.set_value(true);
            }
        }
    };
    Effect::new(move || {
        // The page that was asked for has come.
        if older.with(|_| asked.get_value()) {
            asked.set_value(false);
            window.go_up();
        }
    });
    let on_scroll = {
        let (ask_older, state, timeline) = (ask_older.clone(), state.clone(), timeline.clone());
        move |_| {
            scroll.remember();
            above.look();
            if scroll.is_at_end() {
                unseen.set(0);
                state.mark_read(room_id);
                forget(&timeline, MOST_KNOWN);
            } else if scroll.is_near_end() {
                window.go_down();
            }
            if scroll.is_near_start() && !window.go_up() {
                ask_older();
            }
        }
    };
    let has_first = Memo::new(move |_| window.has_first());
    let older_link = moving_if(move || {
        let before = older.get().filter(|_| has_first.get())?;
        let ask_older = ask_older.clone();
        let load = move |event: ev::MouseEvent| {
            if live {
                event.prevent_default();
                ask_older();
            }
        };
        let href = format!("/rooms/{room_id}?before={before}");
        Some(view! { <a class="older" href=href on:click=load>{words.older_messages}</a> })
    });
    let direct = timeline.with_untracked(|timeline| timeline.room().visibility == Visibility::Direct);
    let begins = if direct { words.beginning_direct } else { words.beginning };
    let beginning = moving_if(move || (older.get().is_none() && has_first.get()).then(|| view! { <p class="beginning">{begins}</p> }));
    let present = {
        let timeline = timeline.clone();
        move |_| {
            unseen.set(0);
            if !window.has_newest() {
                forget(&timeline, AFTER_JUMP);
            }
            scroll.to_end();
        }
    };
    let jump = moving_if(move || {
        let label = match unseen.get() {
            0 => words.jump_to_present.to_owned(),
            n => words.n_new_messages(u32::try_from(n).unwrap_or(u32::MAX)),
        };
        (live && scroll.is_away()).then(|| {
            view! {
                <button type="button" class="jump" on:click=present.clone()>
                    {label}
                    <Icon name=IconName::Down/>
                </button>
            }
        })
    });
    let point = {
        let active = room.active.clone();
        move |target: Option<web_sys::EventTarget>| {
            let nonce = target.and_then(message_at);
            if nonce.is_some() && active.get_untracked() != nonce {
                active.set(nonce);
            }
        }
    };
    let (on_over, on_focus, on_press) = (point.clone(), point.clone(), point);
    let (leave, viewed) = (room.active.clone(), room.clone());
    let forwarding = live.then(|| view! { <Forwarding room=room.clone()/> });
    let new_bar = live.then(|| view! { <NewBar above room=room.clone()/> });
    view! {
        <div class="log-frame">
            <div class="log" on:pointerover=move |event: ev::PointerEvent| if live && event.pointer_type() == "mouse" { on_over(event.target()) }
                on:pointerleave=move |_| if leave.get_untracked().is_some() && !has_focus_inside(scroller) { leave.set(None) }
                on:focusin=move |event: ev::FocusEvent| if live { on_focus(event.target()) }
                on:click=move |event: ev::MouseEvent| if live { on_press(event.target()) }
                on:keydown=move |event: ev::KeyboardEvent| if live { walk(&event) }
                role="log" aria-live="polite" aria-relevant="additions" aria-label=words.messages tabindex="0" node_ref=scroller on:scroll=on_scroll>
                <div class="log-rows">
                    {older_link}
                    {beginning}
                    <For each=move || keys.get() key=Clone::clone let:key>
                        {rows.get(&key).map(|shown| {
                            let (active, nonce) = (active.clone(), message_of(&key));
                            let active = Signal::derive(move || nonce.is_some() && active.selected(&nonce));
                            view! { <RowView shown room=room.clone() active/> }
                        })}
                    </For>
                </div>
            </div>
            {jump}
            {new_bar}
            <Viewer room=viewed/>
            {forwarding}
        </div>
    }
}

/// How the one in front of the screen looks at this room.
fn reader(room: &LiveRoom, offset: RwSignal<i32>) -> Memo<Reader> {
    let (cursors, read, wrote, me) = (room.cursors.clone(), room.read, room.wrote.clone(), room.reader);
    Memo::new(move |_| {
        let mut cursors: Vec<Seq> = cursors.with(|cursors| cursors.values().copied().collect());
        cursors.sort_unstable();
        let read = read.filter(|_| !wrote.get());
        Reader { offset: offset.get(), read, me, cursors, ..Reader::default() }
    })
}

/// Shows the message that the address means, or the next one, once the page is awake.
fn go_to(target: Seq, scroll: Scroll, room: &LiveRoom) {
    let timeline = room.timeline.clone();
    Effect::new(move || {
        let nonce = timeline.with_untracked(|timeline| {
            let (_, rows) = timeline.rows().split_at(timeline.rows().partition_point(|row| row.seq() < target));
            rows.iter().find_map(protocol::Row::nonce)
        });
        let row = nonce.and_then(|nonce| document().get_element_by_id(&format!("m-{nonce}")));
        if let Some(row) = row {
            row.scroll_into_view();
        }
        scroll.remember();
    });
}

/// Whoever comes back to the page and sees the newest row has read it.
fn read_when_attended(scroll: Scroll, room: RoomId, state: RoomState) {
    Effect::new(move || {
        let (seen, looked) = (state.clone(), state.clone());
        let line = state.line();
        // Also when the line opens: before, nobody could be told.
        if line.get() == Line::Open && scroll.is_at_end() {
            state.mark_read(room);
        }
        let visible = window_event_listener(ev::visibilitychange, move |_| {
            if scroll.is_at_end() {
                seen.mark_read(room);
            }
        });
        let focused = window_event_listener(ev::focus, move |_| {
            if scroll.is_at_end() {
                looked.mark_read(room);
            }
        });
        on_cleanup(move || {
            visible.remove();
            focused.remove();
        });
    });
}

/// Lets go of the oldest rows above `most`; not of each one that comes to be too many.
fn forget(timeline: &ArcRwSignal<Timeline>, most: usize) {
    if timeline.with_untracked(|timeline| timeline.rows().len() > most + most / 4) {
        timeline.update(|timeline| timeline.trim(most));
    }
}

/// How many messages there are after an event.
fn messages_after(timeline: &Timeline, seq: Seq) -> u64 {
    let new = timeline.rows().iter().rev().take_while(|row| row.seq() > seq);
    new.filter(|row| row.author().is_some()).count() as u64
}

const fn message_of(key: &Key) -> Option<Nonce> {
    match key {
        Key::Message(nonce) => Some(*nonce),
        _ => None,
    }
}

/// The message something on the screen belongs to.
fn message_at(target: web_sys::EventTarget) -> Option<Nonce> {
    let row = target.dyn_into::<web_sys::Element>().ok()?.closest("article").ok()??;
    row.id().strip_prefix("m-")?.parse().ok()
}

fn has_focus_inside(scroller: NodeRef<html::Div>) -> bool {
    let active = document().active_element();
    active.is_some_and(|active| {
        active.closest("article").ok().flatten().is_some() && scroller.get_untracked().is_some_and(|list| list.contains(Some(&active)))
    })
}

/// Up and down go from message to message, Escape back to the composer.
fn walk(event: &ev::KeyboardEvent) {
    let Some(active) = document().active_element() else { return };
    let row = active.closest("article").ok().flatten();
    let next = match (event.key().as_str(), row) {
        ("ArrowUp" | "ArrowDown", None) => document().query_selector(".log article:last-of-type").ok().flatten(),
        ("ArrowUp", Some(row)) => neighbor(row, web_sys::Element::previous_element_sibling),
        ("ArrowDown", Some(row)) => neighbor(row, web_sys::Element::next_element_sibling),
        ("Escape", Some(_)) => document().query_selector(".composer textarea").ok().flatten(),
        _ => return,
    };
    if let Some(next) = next {
        event.prevent_default();
        let _ = next.unchecked_into::<web_sys::HtmlElement>().focus();
    }
}

fn neighbor(row: web_sys::Element, step: impl Fn(&web_sys::Element) -> Option<web_sys::Element>) -> Option<web_sys::Element> {
    let mut row = step(&row)?;
    while row.tag_name() != "ARTICLE" {
        row = step(&row)?;
    }
    Some(row)
}

/// The rows on the screen, each a signal of its own: a row that changes is not built again, and the others do not notice.
#[derive(Clone, Default)]
struct Rows(std::sync::Arc<std::sync::Mutex<HashMap<Key, ArcRwSignal<Shown>>>>);

impl Rows {
    fn update(&self, shown: Vec<Shown>) -> Vec<Key> {
        let mut known = self.0.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        let mut next = HashMap::with_capacity(shown.len());
        let mut keys = Vec::with_capacity(shown.len());
        for row in shown {
            let signal = match known.remove(&row.key) {
                Some(signal) => {
                    if signal.with_untracked(|old| *old != row) {
                        signal.set(row.clone());
                    }
                    signal
                }
                None => ArcRwSignal::new(row.clone()),
            };
            keys.push(row.key.clone());
            next.insert(row.key, signal);
        }
        *known = next;
        keys
    }

    fn get(&self, key: &Key) -> Option<ArcRwSignal<Shown>> {
        self.0.lock().unwrap_or_else(std::sync::PoisonError::into_inner).get(key).cloned()
    }
}

/// Some rows to read, without a line: the newest of them is not the present.
pub fn page_of(room: protocol::Room, page: protocol::Page) -> LiveRoom {
    let head = page.rows.last().map(protocol::Row::seq).unwrap_or_default();
    LiveRoom::new(protocol::Snapshot { room, epoch: protocol::Epoch::from_bits(0), head, page })
}

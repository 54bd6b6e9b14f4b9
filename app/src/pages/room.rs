//! `/rooms/{id}`: a room with its newest messages, or with those around the one that `?at=` means; an older page of it with
//! `?before=`; or the way in for those outside.
//! The server draws it complete; after it woke up it goes on live.

use std::time::Duration;

use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::{use_params_map, use_query_map};
use protocol::{MemberId, PAGE_ROWS, Page, Room, RoomId, Row, Sanction, Seq, Snapshot};

use crate::{
    api::{Excerpt, Question, RoomAnswer, RoomView, RosterView, asked},
    browser,
    components::{
        answer::{answered, both},
        closed_composer::{Closed, ClosedComposer},
        composer::Composer,
        connection_bar::ConnectionBar,
        frame::use_frame,
        icon::{Icon, IconName},
        member_list::MemberList,
        message_list::{MessageList, page_of},
        moving::moving,
        notice_line::NoticeLine,
        page_head::{PageHead, Panel, PanelButton},
        typing_line::TypingLine,
    },
    room_state::{LiveRoom, use_room_state},
    words::use_words,
};

/// Browsers take longer waits for none.
const LONGEST_TIMER_MS: u64 = 0x7fff_ffff;

/// A room.
#[component]
pub fn RoomPage() -> impl IntoView {
    let (params, query) = (use_params_map(), use_query_map());
    let id = move || params.read().get("room").and_then(|room| room.parse::<RoomId>().ok());
    let before = move || query.read().get("before").and_then(|before| before.parse().ok().map(Seq));
    let at = move || query.read().get("at").and_then(|at| at.parse().ok().map(Seq));
    let room = asked(move || Some(Question::Room { room: id()?, before: before(), at: at() }));
    let visit = use_frame().visit;
    let reader = move || Some(visit.get()?.map(|visit| visit.me.map(|me| (me.person.id, me.mute)).unzip()));
    answered(
        move || both(room.get(), reader()),
        move |(RoomAnswer { view, roster }, (reader, mute))| match view {
            RoomView::Live { snapshot, keeps_order, read, excerpts, .. } => {
                view! { <Present snapshot reader keeps_order read excerpts roster mute=mute.flatten() target=untrack(at)/> }.into_any()
            }
            RoomView::Older { room, page, excerpts } => view! { <Past room page excerpts target=untrack(at)/> }.into_any(),
            RoomView::Outside { room, members } => view! { <Outside room members/> }.into_any(),
        },
    )
}

/// A room as it is now, and as it goes on.
#[component]
fn Present(
    /// The room as the server drew it.
    snapshot: Snapshot,
    /// Who reads it.
    reader: Option<MemberId>,
    /// The reader keeps order in it.
    keeps_order: bool,
    /// How far the reader had read then.
    read: Seq,
    /// The messages that it links to.
    excerpts: Vec<Excerpt>,
    /// Who was in it then.
    roster: RosterView,
    /// The reader may not write, as it was then.
    mute: Option<Sanction>,
    /// The message that is meant.
    target: Option<Seq>,
) -> impl IntoView {
    let words = use_words();
    let state = use_room_state();
    // What follows comes over the line; without a script, by a link.
    let newer = snapshot.page.newer.then(|| view! { <div class="without-script">{newer_link(snapshot.room.id, snapshot.head)}</div> });
    // The browser's half takes the room over; on the server it is only drawn.
    let room = LiveRoom::of_member(snapshot, reader, keeps_order, read).aimed_at(target).with_excerpts(excerpts).with_roster(roster);
    let (id, live) = (room.id(), room.clone());
    Effect::new({
        let state = state.clone();
        move || state.enter(live.clone())
    });
    on_cleanup(move || state.leave_screen(id));

    let timeline = room.timeline.clone();
    let title = {
        let timeline = room.timeline.clone();
        move || timeline.with(|timeline| timeline.room().name.to_string())
    };
    let about = Memo::new(move |_| timeline.with(|timeline| timeline.room().clone()));
    let roster = live_roster(&room);
    let people = room.people.clone();
    Effect::new(move || {
        people.set(roster.with(|roster| roster.members.iter().map(|one| (one.person.clone(), one.presence.is_online())).collect()))
    });
    let count = Memo::new(move |_| roster.with(|roster| roster.total));
    let draft = use_query_map().read_untracked().get("draft");
    view! {
        <Title text=title/>
        <main class="room" id="main">
            <PageHead title=Signal::derive(move || about.get().name.to_string()) lead=Signal::derive(move || about.get().description.as_str().to_owned())>
                <a class="icon-button" href=format!("/rooms/{id}/pins") aria-label=words.pins title=words.pins><Icon name=IconName::Pin/></a>
                <a class="icon-button" href=format!("/rooms/{id}/settings") aria-label=words.room_settings><Icon name=IconName::Gear/></a>
                <PanelButton label=Signal::derive(move || words.n_members(count.get()))/>
            </PageHead>
            <MessageList room=room.clone() live=true/>
            <footer class="foot">
                {newer}
                <ConnectionBar/>
                <NoticeLine/>
                <TypingLine room=room.clone()/>
                <Writing room draft mute/>
            </footer>
        </main>
        <Panel title=Signal::derive(move || words.n_members(count.get()))>
            <MemberList room=id roster/>
        </Panel>
    }
}

/// Where one writes, or why one cannot.
#[component]
fn Writing(
    /// Where to.
    room: LiveRoom,
    /// A text that was refused and came back.
    draft: Option<String>,
    /// The reader may not write, as the server said at first.
    mute: Option<Sanction>,
) -> impl IntoView {
    let (state, timeline) = (use_room_state(), room.timeline.clone());
    let told = state.mute();
    let keeps_order = room.keeps_order;
    let closed = Memo::new(move |_| {
        let mute = told.get().unwrap_or_else(|| mute.clone());
        let announcements = timeline.with(|timeline| timeline.room().rules.announcements) && !keeps_order;
        mute.map(Closed::Muted).or(announcements.then_some(Closed::Announcements))
    });
    // Nobody tells that a mute has ended by itself.
    Effect::new(move || {
        let Some(Closed::Muted(Sanction { until: Some(until), .. })) = closed.get() else { return };
        let wait = u64::try_from(until.0.saturating_sub(browser::now().0)).unwrap_or_default();
        if wait < LONGEST_TIMER_MS {
            let state = state.clone();
            let over = move || match closed.try_get_untracked().flatten() {
                Some(Closed::Muted(mute)) if !mute.holds(browser::now()) => state.set_mute(None),
                _ => {}
            };
            browser::after(Duration::from_millis(wait + 50), over);
        }
    });
    moving(move || match closed.get() {
        Some(why) => view! { <ClosedComposer why/> }.into_any(),
        None => view! { <Composer room=room.clone() draft=draft.clone()/> }.into_any(),
    })
}

/// Who is in the room and online now: as the server said at first, then as the line tells.
fn live_roster(room: &LiveRoom) -> Signal<RosterView> {
    let (roster, online, away) = (room.roster.clone(), room.online.clone(), room.away.clone());
    let state = use_room_state();
    Signal::derive(move || roster.get().seen_by(state.member_now(), &online.get(), &away.get()))
}

/// An older page, to read.
#[component]
fn Past(
    /// The room.
    room: Room,
    /// The rows.
    page: Page,
    /// The messages that those link to.
    excerpts: Vec<Excerpt>,
    /// The message that is meant.
    target: Option<Seq>,
) -> impl IntoView {
    let words = use_words();
    let (id, name) = (room.id, room.name.to_string());
    let last = page.rows.last().filter(|_| page.newer).map(Row::seq);
    let newer = last.map(|last| newer_link(id, last));
    view! {
        <Title text=name.clone()/>
        <main class="room is-past" id="main">
            <PageHead title=name back=format!("/rooms/{id}")/>
            <MessageList room=page_of(room, page).aimed_at(target).with_excerpts(excerpts) live=false/>
            <footer class="foot is-past">
                {newer}
                <a class="button" href=format!("/rooms/{id}")>{words.newest_messages}</a>
            </footer>
        </main>
    }
}

/// The way to the page after this row.
fn newer_link(room: RoomId, last: Seq) -> AnyView {
    // It ends where a page before "one page further" ends.
    let before = last.0 + PAGE_ROWS + 1;
    view! { <a class="newer" href=format!("/rooms/{room}?before={before}")>{use_words().newer_messages}</a> }.into_any()
}

/// A public room one is not in: what it is about, and the way in.
#[component]
fn Outside(
    /// The room.
    room: Room,
    /// How many are in it.
    members: u32,
) -> impl IntoView {
    let words = use_words();
    let name = room.name.to_string();
    view! {
        <Title text=name.clone()/>
        <main class="room" id="main">
            <PageHead title=name.clone()/>
            <div class="page">
                <NoticeLine/>
                <div class="empty">
                    <h2>{name}</h2>
                    <p>{room.description.as_str().to_owned()}</p>
                    <p>{words.n_members(members)}</p>
                    <p>{words.outside_lead}</p>
                    <form method="post" action=format!("/rooms/{}/join", room.id)>
                        <button type="submit" class="button is-primary">{words.join}</button>
                    </form>
                </div>
            </div>
        </main>
    }
}

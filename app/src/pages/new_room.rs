//! `/rooms/new`: makes a room.

use leptos::prelude::*;
use leptos_meta::Title;
use protocol::Visibility;

use crate::{
    components::{
        field::{Choice, Field},
        notice_line::{NoticeLine, given_back},
        page_head::PageHead,
    },
    words::use_words,
};

/// Makes a room.
#[component]
pub fn NewRoomPage() -> impl IntoView {
    let words = use_words();
    let private = given_back("visibility") == Visibility::Private.word();
    view! {
        <Title text=words.create_room/>
        <main class="room" id="main">
            <PageHead title=words.create_room back="/rooms"/>
            <div class="page is-narrow">
                <p class="lead">{words.new_room_lead}</p>
                <NoticeLine/>
                <form class="form" method="post" action="/rooms">
                    <Field label=words.room_name name="name" value=given_back("name") hint=words.room_name_hint maxlength=64 autofocus=true/>
                    <Field
                        label=words.description
                        name="description"
                        value=given_back("description")
                        hint=words.description_hint
                        maxlength=250
                        may_be_empty=true
                    />
                    <fieldset class="choices">
                        <legend>{words.who_can_find_it}</legend>
                        <Choice name="visibility" value="public" label=words.public hint=Some(words.public_hint) checked=!private/>
                        <Choice name="visibility" value="private" label=words.private hint=Some(words.private_hint) checked=private/>
                    </fieldset>
                    <button class="button is-primary">{words.create_room}</button>
                </form>
            </div>
        </main>
    }
}

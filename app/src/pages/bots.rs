//! `/settings/bots`: the programs that take part, for those who administer. A token or a secret that was just made stands here
//! once, and is kept nowhere else.

use leptos::prelude::*;
use leptos_meta::Title;
use protocol::Person;

use crate::{
    api::{self, BotView, BotsView, FreshFor, FreshView, HookView, Problem, TokenView},
    components::{
        answer::{NothingMain, answered},
        avatar::Avatar,
        copy_field::FreshSecret,
        field::Field,
        frame::use_frame,
        notice_line::{NoticeLine, given_back},
        page_head::PageHead,
        section::Section,
        time::{When, WhenShows},
    },
    words::use_words,
};

/// The programs that take part.
#[component]
pub fn BotsPage() -> impl IntoView {
    let (words, frame) = (use_words(), use_frame());
    let bots = Resource::new(|| (), |()| api::bots());
    let ask = move || {
        let (visit, bots) = (frame.visit.get(), bots.get());
        match visit?.map(|visit| visit.me) {
            Ok(Some(me)) if !me.person.role.administers() => Some(Ok(None)),
            Ok(Some(_)) => Some(bots?.map(Some)),
            Ok(None) => Some(Err(Problem::NotSignedIn)),
            Err(problem) => Some(Err(problem)),
        }
    };
    view! {
        <Title text=words.bots/>
        {answered(
            ask,
            move |view| match view {
                Some(view) => view! { <Bots view/> }.into_any(),
                None => view! {
                    <NothingMain status=403 title=words.not_allowed_title lead=words.not_allowed_lead href="/rooms" way=words.to_rooms/>
                }
                .into_any(),
            },
        )}
    }
}

/// A form for a new bot, and the bots there are.
#[component]
fn Bots(
    /// All of that.
    view: BotsView,
) -> impl IntoView {
    let words = use_words();
    let BotsView { bots, calls, fresh } = view;
    let none = bots.is_empty();
    let row = move |bot: BotView| {
        let fresh = fresh.clone().filter(|fresh| is_of(fresh, &bot.person));
        view! { <BotRow bot calls fresh/> }
    };
    view! {
        <main class="room" id="main">
            <PageHead title=words.bots back="/settings"/>
            <div class="page">
                <NoticeLine/>
                <Section title=words.make_bot lead=words.make_bot_lead><MakeBot/></Section>
                <Section title=words.bots lead=words.bots_lead>
                    <ul class="rows">{bots.into_iter().map(row).collect_view()}</ul>
                    {none.then(|| view! { <p class="lead">{words.no_bots}</p> })}
                </Section>
            </div>
        </main>
    }
}

/// The secret is this bot's.
fn is_of(fresh: &FreshView, bot: &Person) -> bool {
    matches!(fresh.of, FreshFor::Token(id) | FreshFor::Hook(id) if id == bot.id)
}

/// Makes a bot.
#[component]
fn MakeBot() -> impl IntoView {
    let words = use_words();
    view! {
        <form class="form" method="post" action="/settings/bots">
            <Field label=words.name name="name" id="bot-name" hint=words.name_hint value=given_back("name") maxlength=32/>
            <Field label=words.display_name name="display" hint=words.display_name_hint value=given_back("display") maxlength=64 may_be_empty=true/>
            <button class="button is-primary">{words.make_bot}</button>
        </form>
    }
}

/// One bot: who it is, its token, and where it is called.
#[component]
fn BotRow(
    /// Which.
    bot: BotView,
    /// It can be called at an address.
    calls: bool,
    /// A secret of it that was just made.
    #[prop(optional_no_strip)]
    fresh: Option<FreshView>,
) -> impl IntoView {
    let words = use_words();
    let BotView { person, token, hook } = bot;
    let (id, display, name) = (person.id, person.display.to_string(), format!("@{}", person.name));
    let fresh = fresh.map(|FreshView { of, text }| match of {
        FreshFor::Hook(_) => view! { <FreshSecret id="fresh" lead=words.call_secret_fresh text/> }.into_any(),
        _ => view! { <FreshSecret id="fresh" lead=words.bot_token_fresh text/> }.into_any(),
    });
    let has_token = token.is_some();
    view! {
        <li class="row bot">
            <Avatar person small=true/>
            <span class="row-text">
                <b>{display}</b>
                <small>{name}</small>
                <small class="row-note"><TokenLine token/></small>
            </span>
            <form method="post" action=format!("/settings/bots/{id}/token")>
                <button class="button is-small is-quiet">{words.new_token}</button>
            </form>
            {has_token.then(|| view! {
                <form method="post" action=format!("/settings/bots/{id}/revoke")>
                    <button class="button is-small is-quiet">{words.revoke_token}</button>
                </form>
            })}
            {fresh}
            {calls.then(|| view! { <HookForm bot=id.to_string() hook/> })}
        </li>
    }
    .into_any()
}

/// When a bot's token was made and used.
#[component]
fn TokenLine(
    /// The token, if there is one.
    #[prop(optional_no_strip)]
    token: Option<TokenView>,
) -> impl IntoView {
    let words = use_words();
    match token.map(|token| token.seen) {
        None => words.bot_no_token.into_any(),
        Some(None) => words.never_used.into_any(),
        Some(Some(at)) => view! { <span>{words.last_used}" "</span><When at shows=WhenShows::DateClock/> }.into_any(),
    }
}

/// Where a bot is called, and what came of it.
#[component]
fn HookForm(
    /// Its id.
    bot: String,
    /// Where it is called now.
    #[prop(optional_no_strip)]
    hook: Option<HookView>,
) -> impl IntoView {
    let words = use_words();
    let (url, outcome) = hook.map(|hook| (hook.url, hook.outcome)).unwrap_or_default();
    let field = format!("url-{bot}");
    let hint = format!("{field}-hint");
    view! {
        <form class="form is-line bot-hook" method="post" action=format!("/settings/bots/{bot}/hook")>
            <div class="field">
                <label for=field.clone()>{words.call_address}</label>
                <input id=field name="url" type="url" value=url autocomplete="off" maxlength="2048" aria-describedby=hint.clone()/>
                <p class="field-hint" id=hint>{words.call_address_hint}</p>
            </div>
            <button class="button">{words.save}</button>
        </form>
        {outcome.map(|(at, status)| view! {
            <small class="bot-outcome">
                {words.last_call}" "<When at shows=WhenShows::DateClock/>" · "
                {status.map_or_else(|| words.not_reached.to_owned(), |status| status.to_string())}
            </small>
        })}
    }
    .into_any()
}

//! The HTML document around every page, and which page stands at which URL.

use leptos::prelude::*;
use leptos_meta::{MetaTags, Title, provide_meta_context};
use leptos_router::{
    SsrMode,
    components::{ParentRoute, Route, Router, Routes},
    path,
};

use crate::{
    backend::{Surroundings, by_side, surroundings},
    components::{frame::Frame, icon::Sprite},
    pages::{
        audit::AuditPage, bots::BotsPage, direct::DirectPage, first_run::FirstRunPage, inlets::InletsPage, invites::InvitesPage,
        join::JoinPage, message::MessagePage, moderation::ModerationPage, new_room::NewRoomPage, not_found::NotFoundPage,
        people::PeoplePage, person::PersonPage, pins::PinsPage, report::ReportPage, room::RoomPage, room_settings::RoomSettingsPage,
        rooms::RoomsPage, settings::SettingsPage, sign_in::SignInPage, versions::VersionsPage,
    },
    still::still,
    words::use_words,
};

/// The document: what the server sends around [`App`].
pub fn shell() -> impl IntoView {
    let surroundings = surroundings();
    let asset = |name: &str| format!("/pkg/{}/{name}", surroundings.build);
    let (script, wasm, style) = (asset("maru.js"), asset("maru.wasm"), asset("maru.css"));
    // A page that cannot wake up stays readable, and its forms work; it only says so in the console.
    let wake = format!(
        "import init,{{hydrate}} from '{script}';init({{module_or_path:'{wasm}'}}).then(hydrate).catch(e=>{{console.error('Maru did not wake up:',e)}})"
    );
    view! {
        <!DOCTYPE html>
        <html lang=surroundings.language.tag() data-theme=surroundings.theme.word() data-build=surroundings.build.clone()
            data-place=surroundings.place.clone() data-guest=surroundings.guest.then_some("") data-file-bytes=surroundings.file_bytes.to_string()
            data-no-previews=(!surroundings.previews).then_some("") data-away-after=surroundings.away_after.to_string()>
            <head>
                <meta charset="utf-8"/>
                <meta name="viewport" content="width=device-width,initial-scale=1,interactive-widget=resizes-content"/>
                <meta name="color-scheme" content="light dark"/>
                <meta name="theme-color" content="#fefdfa" media="(prefers-color-scheme: light)"/>
                <meta name="theme-color" content="#191714" media="(prefers-color-scheme: dark)"/>
                <link rel="stylesheet" href=style/>
                <link rel="icon" href="/icon.svg" type="image/svg+xml"/>
                <link rel="apple-touch-icon" href="/icon-180.png"/>
                <link rel="manifest" href="/manifest.webmanifest"/>
                <link rel="modulepreload" href=script nonce=leptos::nonce::use_nonce()/>
                <link rel="preload" href=wasm r#as="fetch" r#type="application/wasm" crossorigin="anonymous"/>
                <script type="module" nonce=leptos::nonce::use_nonce()>{wake}</script>
                <MetaTags/>
            </head>
            <body>
                <App/>
                // After `App`, because hydration begins at the first child of the body and leaves alone what it does not know.
                <Sprite/>
            </body>
        </html>
    }
}

/// Everything inside `<body>`.
#[component]
pub fn App() -> impl IntoView {
    provide_meta_context();
    let words = use_words();
    provide_context(words);
    let unread = TitleCount::default();
    provide_context(unread.clone());
    let Surroundings { place, title, .. } = surroundings();
    let place = if place.is_empty() { words.maru.to_owned() } else { place };
    provide_context(DrawnTitle(own_title(&title, &place).to_owned()));
    view! {
        <Title formatter=move |title: String| titled(&title, &place, unread.0.get())/>
        <Router>
            <Routes fallback=still(NotFoundPage)>
                <Route path=path!("/first-run") view=still(FirstRunPage) ssr=SsrMode::Async/>
                <Route path=path!("/sign-in") view=still(SignInPage) ssr=SsrMode::Async/>
                <Route path=path!("/join/:code") view=still(JoinPage) ssr=SsrMode::Async/>
                <Framed/>
            </Routes>
        </Router>
    }
}

/// Every page inside the frame. The browser knows those that it draws itself, and that all others are still.
#[component(transparent)]
fn Framed() -> impl leptos_router::MatchNestedRoutes + Clone {
    by_side(
        || {
            view! {
                <ParentRoute path=path!("") view=Frame>
                    <Route path=path!("/rooms") view=still(RoomsPage) ssr=SsrMode::Async/>
                    <Route path=path!("/rooms/new") view=still(NewRoomPage) ssr=SsrMode::Async/>
                    <Route path=path!("/rooms/:room") view=RoomPage ssr=SsrMode::Async/>
                    <Route path=path!("/rooms/:room/messages/:seq") view=still(MessagePage) ssr=SsrMode::Async/>
                    <Route path=path!("/rooms/:room/pins") view=PinsPage ssr=SsrMode::Async/>
                    <Route path=path!("/rooms/:room/report") view=still(ReportPage) ssr=SsrMode::Async/>
                    <Route path=path!("/rooms/:room/versions") view=still(VersionsPage) ssr=SsrMode::Async/>
                    <Route path=path!("/rooms/:room/settings") view=still(RoomSettingsPage) ssr=SsrMode::Async/>
                    <Route path=path!("/rooms/:room/webhooks") view=still(InletsPage) ssr=SsrMode::Async/>
                    <Route path=path!("/settings") view=still(SettingsPage) ssr=SsrMode::Async/>
                    <Route path=path!("/settings/bots") view=still(BotsPage) ssr=SsrMode::Async/>
                    <Route path=path!("/people") view=still(PeoplePage) ssr=SsrMode::Async/>
                    <Route path=path!("/people/:member") view=still(PersonPage) ssr=SsrMode::Async/>
                    <Route path=path!("/direct") view=still(DirectPage) ssr=SsrMode::Async/>
                    <Route path=path!("/moderation") view=still(ModerationPage) ssr=SsrMode::Async/>
                    <Route path=path!("/moderation/audit") view=still(AuditPage) ssr=SsrMode::Async/>
                    <Route path=path!("/invites") view=still(InvitesPage) ssr=SsrMode::Async/>
                </ParentRoute>
            }
            .into_inner()
        },
        || {
            view! {
                <ParentRoute path=path!("") view=Frame>
                    <Route path=path!("/rooms/new") view=still(NewRoomPage)/>
                    <Route path=path!("/rooms/:room") view=RoomPage/>
                    <Route path=path!("/rooms/:room/pins") view=PinsPage/>
                    <Route path=path!("/*any") view=still(NotFoundPage)/>
                </ParentRoute>
            }
            .into_inner()
        },
    )
}

/// How many messages the title of the tab counts. It belongs to itself and not to the page: titles are made when the page was
/// drawn, on whatever thread, where nothing that belongs to a page can be found any more.
#[derive(Debug, Clone, Default)]
pub struct TitleCount(pub ArcRwSignal<u32>);

/// What the page calls itself that the server drew; nothing on the server.
#[derive(Debug, Clone)]
pub struct DrawnTitle(pub String);

/// The page's part of what a tab is called.
fn own_title<'a>(title: &'a str, place: &str) -> &'a str {
    title.strip_suffix(place).map_or(title, |own| own.trim_end_matches(" · "))
}

/// What a tab is called.
fn titled(title: &str, place: &str, count: u32) -> String {
    let count = if count > 0 { format!("({count}) ") } else { String::new() };
    if title.is_empty() { format!("{count}{place}") } else { format!("{count}{title} · {place}") }
}

#[cfg(test)]
mod tests {
    use super::{own_title, titled};

    #[test]
    fn a_tab_says_what_waits_where_one_is() {
        assert_eq!(titled("Kitchen", "Hanok", 3), "(3) Kitchen · Hanok");
        assert_eq!(titled("Kitchen", "Hanok", 0), "Kitchen · Hanok");
        assert_eq!(titled("", "Maru", 0), "Maru");
    }

    #[test]
    fn a_page_is_told_from_its_place() {
        for own in ["Kitchen", ""] {
            assert_eq!(own_title(&titled(own, "Hanok", 0), "Hanok"), own);
        }
    }
}

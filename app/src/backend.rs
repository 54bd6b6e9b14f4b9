//! The server's half of `app`: what the server functions ask and what a page tells its response.
//! The only file that knows which side it is compiled for; in the browser everything here does nothing.

use leptos::prelude::*;
use protocol::{Language, Nonce, Theme};

/// What surrounds a page: known to the server from the request, to the browser from `<html>`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Surroundings {
    /// The language the page speaks.
    pub language: Language,
    /// The theme it has.
    pub theme: Theme,
    /// The visitor is a guest.
    pub guest: bool,
    /// What the place is called; empty before its first run.
    pub place: String,
    /// What the tab is called as the server drew the page; on the server nothing yet.
    pub title: String,
    /// The build that made it; part of every asset's URL.
    pub build: String,
    /// The attempt of this page's message form, so that sending it twice writes once; in the browser each message makes its own.
    pub attempt: Option<Nonce>,
    /// Bytes a file may have.
    pub file_bytes: u64,
    /// The visitor wants to see previews of links.
    pub previews: bool,
    /// Seconds after which a member counts as away who looks at no page of theirs.
    pub away_after: u32,
}

#[cfg(feature = "ssr")]
mod server {
    use std::sync::Arc;

    use async_trait::async_trait;
    use leptos::prelude::{expect_context, use_context};
    use protocol::{MemberId, RoomId, Seq};

    use super::Surroundings;
    use crate::api::{
        AuditView, BotsView, Excerpt, InletsView, InviteView, JoinView, MessageView, ModerationView, PinsView, Problem, ProfileView,
        RoomList, RoomView, RosterView, SettingsView, ShownView, VersionsView, Visit,
    };

    /// What a server answers a visitor's pages. One value per request, bound to its session.
    #[async_trait]
    pub trait Backend: Send + Sync + 'static {
        /// The place and who is visiting.
        async fn visit(&self) -> Result<Visit, Problem>;
        /// The rooms the visitor can find.
        async fn rooms(&self) -> Result<RoomList, Problem>;
        /// One room: its newest page, the page before `before`, or the page around `at` where that is not the newest.
        async fn room(&self, room: RoomId, before: Option<Seq>, at: Option<Seq>) -> Result<RoomView, Problem>;
        /// One message by itself.
        async fn message(&self, room: RoomId, seq: Seq) -> Result<MessageView, Problem>;
        /// A message that another one links to.
        async fn excerpt(&self, room: RoomId, seq: Seq) -> Result<Excerpt, Problem>;
        /// The messages of a room that are pinned.
        async fn pins(&self, room: RoomId) -> Result<PinsView, Problem>;
        /// Who is in a room; with `like`, those whose names fit that.
        async fn members(&self, room: RoomId, like: Option<String>) -> Result<RosterView, Problem>;
        /// The visitor's own account and sessions.
        async fn settings(&self) -> Result<SettingsView, Problem>;
        /// Everybody of this place; with `like`, those whose names fit that.
        async fn people(&self, like: Option<String>) -> Result<RosterView, Problem>;
        /// What anybody may know of a member.
        async fn profile(&self, member: MemberId) -> Result<ProfileView, Problem>;
        /// The open join links, for those who administer.
        async fn invites(&self) -> Result<Vec<InviteView>, Problem>;
        /// What waits for those who keep order.
        async fn moderation(&self) -> Result<ModerationView, Problem>;
        /// The newest page of the audit log, or the one before this number.
        async fn audit(&self, before: Option<u64>) -> Result<AuditView, Problem>;
        /// A message that the visitor is about to report.
        async fn shown(&self, room: RoomId, of: Seq) -> Result<ShownView, Problem>;
        /// What a message said before it was edited.
        async fn versions(&self, room: RoomId, of: Seq) -> Result<VersionsView, Problem>;
        /// The bots, for those who administer.
        async fn bots(&self) -> Result<BotsView, Problem>;
        /// By which addresses programs write into a room, for those who manage it.
        async fn inlets(&self, room: RoomId) -> Result<InletsView, Problem>;
        /// What a stranger with a join link may see.
        async fn join(&self, code: String) -> Result<JoinView, Problem>;
    }

    /// The backend of this request.
    pub fn backend() -> Result<Arc<dyn Backend>, Problem> {
        use_context::<Arc<dyn Backend>>().ok_or(Problem::Failed)
    }

    /// What surrounds the page of this request.
    pub fn surroundings() -> Surroundings {
        expect_context::<Surroundings>()
    }

    /// Gives the response of this page a status.
    pub fn answer_with_status(status: u16) {
        use leptos_axum::ResponseOptions;
        if let (Some(response), Ok(status)) = (use_context::<ResponseOptions>(), status.try_into()) {
            response.set_status(status);
        }
    }
}

#[cfg(feature = "ssr")]
pub use server::{Backend, answer_with_status, backend, surroundings};

/// What surrounds the page, as the server wrote it into `<html>`.
#[cfg(not(feature = "ssr"))]
pub fn surroundings() -> Surroundings {
    let html = document().document_element();
    let attribute = |name: &str| html.as_ref().and_then(|html| html.get_attribute(name)).unwrap_or_default();
    Surroundings {
        language: Language::from_tag(&attribute("lang")).unwrap_or_default(),
        theme: Theme::from_word(&attribute("data-theme")).unwrap_or_default(),
        guest: html.as_ref().is_some_and(|html| html.has_attribute("data-guest")),
        place: attribute("data-place"),
        title: document().title(),
        build: attribute("data-build"),
        attempt: None,
        file_bytes: attribute("data-file-bytes").parse().unwrap_or(u64::MAX),
        previews: !html.as_ref().is_some_and(|html| html.has_attribute("data-no-previews")),
        away_after: attribute("data-away-after").parse().unwrap_or(300),
    }
}

/// Only a server answers with a status.
#[cfg(not(feature = "ssr"))]
pub fn answer_with_status(_status: u16) {}

/// What this side does. The other side's part is in no program of this side.
#[cfg(feature = "ssr")]
pub fn by_side<S, B>(server: impl FnOnce() -> S, _browser: impl FnOnce() -> B) -> S {
    server()
}

/// What this side does. The other side's part is in no program of this side.
#[cfg(not(feature = "ssr"))]
pub fn by_side<S, B>(_server: impl FnOnce() -> S, browser: impl FnOnce() -> B) -> B {
    browser()
}

/// Only a browser takes over what a server drew.
#[cfg(feature = "ssr")]
pub fn take_over(_place: web_sys::HtmlElement, _view: impl FnOnce() -> AnyView + 'static) {}

/// Takes over what the server drew inside an element, for as long as the page stands there.
#[cfg(not(feature = "ssr"))]
pub fn take_over(place: web_sys::HtmlElement, view: impl FnOnce() -> AnyView + 'static) {
    leptos::mount::hydrate_from(place, view).forget();
}

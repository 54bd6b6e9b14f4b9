//! The place and who is visiting it.

use leptos::prelude::*;
use protocol::{Language, Millis, Person, PlaceName, Sanction, Theme};
use serde::{Deserialize, Serialize};

use super::Problem;

/// The place and who is visiting it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Visit {
    /// The place; `None` before its first run was finished.
    pub place: Option<PlaceView>,
    /// Who is signed in.
    pub me: Option<Me>,
}

/// The place as everybody sees it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PlaceView {
    /// What it is called.
    pub name: PlaceName,
    /// Visitors without an account may come in.
    pub guests: bool,
    /// Links in messages are looked up.
    pub previews: bool,
}

/// Who is signed in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Me {
    /// What others see.
    pub person: Person,
    /// The language chosen; `None` follows the browser.
    pub language: Option<Language>,
    /// The theme chosen.
    pub theme: Theme,
    /// One does not want to be disturbed until then.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub quiet: Option<Millis>,
    /// One may read, and not write.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mute: Option<Sanction>,
}

/// The place and who is visiting it.
#[server(name = AskVisit, prefix = "/api/view", endpoint = "visit", input = leptos::server_fn::codec::GetUrl, output = crate::json::Json)]
pub async fn visit() -> Result<Visit, Problem> {
    crate::backend::backend()?.visit().await
}

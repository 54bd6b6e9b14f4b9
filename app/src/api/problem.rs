//! Why a page could not be filled.
//! The words for it are in `app/src/words`.

use leptos::server_fn::error::{FromServerFnError, ServerFnErrorErr};
use serde::{Deserialize, Serialize};

use crate::json::Tree;

/// Why the server did not answer a question.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Problem {
    /// Sign in first.
    NotSignedIn,
    /// It does not exist, or not for you.
    NotFound,
    /// The server could not do it; it wrote down why.
    Failed,
    /// The server was not reached.
    Unreachable,
}

impl Problem {
    /// The status of an answer that says so.
    #[must_use]
    pub const fn status(&self) -> u16 {
        match self {
            Self::NotSignedIn => 401,
            Self::NotFound => 404,
            Self::Failed => 500,
            Self::Unreachable => 503,
        }
    }
}

impl FromServerFnError for Problem {
    type Encoder = Tree;

    fn from_server_fn_error(error: ServerFnErrorErr) -> Self {
        match error {
            ServerFnErrorErr::Request(_) => Self::Unreachable,
            _ => Self::Failed,
        }
    }
}

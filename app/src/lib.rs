//! What is seen: Leptos pages and components, compiled twice: to HTML on the server and to WASM in the browser.
//! It knows the protocol and the words people read; it knows nothing of axum, the database or the room tasks.

pub mod api;
pub mod backend;
mod words;
mod json;
mod calendar;
mod shell;
mod still;
mod pages;
mod components;
mod outbox;
mod room_state;
mod connection;
mod browser;

pub use shell::{App, shell};
pub use still::{is_framed, wake};
pub use words::doorways as doorway_words;

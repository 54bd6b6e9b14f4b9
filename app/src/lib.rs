//! What is seen: Leptos pages and components, compiled twice: to HTML on the server and to WASM in the browser.
//! It knows the protocol and the words people read; it knows nothing of axum, the database or the room tasks.

pub mod api;
pub mod backend;
mod browser;
mod connection;
mod outbox;
mod room_state;
mod calendar;
mod components;
mod pages;
mod shell;
mod words;

pub use shell::{App, shell};

//! What is read out of messages: by examples, by laws, and by theme.
#![expect(clippy::unwrap_used, clippy::panic, reason = "a test says what it expects in the plainest way")]

mod shown;
mod corpus;
mod laws;
mod links;
mod names;
mod emoji;
mod code;
mod one_line;

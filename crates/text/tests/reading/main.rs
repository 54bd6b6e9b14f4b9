//! What is read out of messages: by examples, by laws, and by theme.

mod shown;
mod corpus;
mod laws;
mod links;
mod names;
mod emoji;
mod code;
mod one_line;

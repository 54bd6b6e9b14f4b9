//! The doors that are open to other clients, each spoken to in its own words.

pub mod client;
pub mod socket;
pub mod stream;

pub use client::Script;
pub use socket::Socket;

mod altered;
mod bot;
mod direct;
mod documented;
mod echo;
mod events;
mod notify;
mod patterns;
mod plain;
mod rest;
mod together;

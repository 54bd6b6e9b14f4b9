//! The doors that are open to other clients, each spoken to in its own words.

mod client;
pub mod socket;
mod stream;

mod altered;
mod bot;
mod documented;
mod echo;
mod events;
mod notify;
mod patterns;
mod plain;
mod rest;
mod together;

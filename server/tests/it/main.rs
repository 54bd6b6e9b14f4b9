//! The server as its users meet it: a real listener, real clients, real data on disk.
//! Each person is a value with a browser: `ben.gets("/rooms").await`.

#[cfg(test)]
mod house;
#[cfg(test)]
mod person;
#[cfg(test)]
mod raw;
#[cfg(test)]
mod stomp_wire;
#[cfg(test)]
mod target;
#[cfg(test)]
mod wire;

#[cfg(test)]
mod acts;
#[cfg(test)]
mod assets;
#[cfg(test)]
mod avatar;
#[cfg(test)]
mod bots;
#[cfg(test)]
mod command_line;
#[cfg(test)]
mod cross_site;
#[cfg(test)]
mod detour;
#[cfg(test)]
mod direct;
#[cfg(test)]
mod disk_trouble;
#[cfg(test)]
mod doorways;
#[cfg(test)]
mod doorways_hostile;
#[cfg(test)]
mod files;
#[cfg(test)]
mod first_run;
#[cfg(test)]
mod guests;
#[cfg(test)]
mod headers;
#[cfg(test)]
mod health;
#[cfg(test)]
mod hooks;
#[cfg(test)]
mod hostile;
#[cfg(test)]
mod inlets;
#[cfg(test)]
mod join;
#[cfg(test)]
mod line;
#[cfg(test)]
mod messages;
#[cfg(test)]
mod moderation;
#[cfg(test)]
mod outsiders;
#[cfg(test)]
mod pages;
#[cfg(test)]
mod permissions;
#[cfg(test)]
mod previews;
#[cfg(test)]
mod push;
#[cfg(test)]
mod rooms;
#[cfg(test)]
mod settings;
#[cfg(test)]
mod sign_in;
#[cfg(test)]
mod slash;
#[cfg(test)]
mod sockjs;
#[cfg(test)]
mod stomp;
#[cfg(test)]
mod token;

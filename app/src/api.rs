//! What pages ask the server: one file an area, each function one line long.
//! Nothing here changes anything: changes are made by HTML forms (`server/src/forms`) and over the line.

mod problem;
mod place;
mod rooms;
mod account;

pub use account::{InviteView, JoinView, ProfileView, PushView, SessionView, SettingsView, invites, join_link, people, profile, settings};
pub use place::{Me, PlaceView, Visit, visit};
pub use problem::Problem;
pub use rooms::{ListedRoom, MemberView, PinsView, RoomList, RoomView, members, pins, room, rooms};

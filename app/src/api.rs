//! What pages ask the server: one file an area, each function one line long.
//! Nothing here changes anything: changes are made by HTML forms (`server/src/forms`) and over the line.

mod problem;
mod place;
mod rooms;
mod messages;
mod account;
mod moderation;
mod bots;
mod asked;

pub use account::{InviteView, JoinView, ProfileView, PushView, SessionView, SettingsView, invites, join_link, people, profile, settings};
pub use asked::{Asked, Question, RoomAnswer, asked};
pub use bots::{BotView, BotsView, FreshFor, FreshView, HookView, InletView, InletsView, TokenView, bots, inlets};
pub use messages::{Excerpt, MessageView, Said, excerpt, message};
pub use moderation::{
    AuditView, ModerationView, OrderView, ReportView, SanctionView, ShownView, VersionsView, audit, moderation, shown, versions,
};
pub use place::{Me, PlaceView, Visit, visit};
pub use problem::Problem;
pub use rooms::{ListedRoom, MemberView, PinsView, Rights, RoomList, RoomView, RosterView, members, pins, room, rooms};

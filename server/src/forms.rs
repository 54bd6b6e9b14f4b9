//! What people change by HTML forms, so that everything works without JavaScript: one file an area.
//! A form is answered with 303: to where one wanted to go, or back to the form with `?problem=` and what was typed, never a
//! password.

mod acts;
mod answer;
mod attention;
mod avatar;
mod bots;
mod changed;
mod direct;
mod draft;
mod first_run;
mod guests;
mod inlets;
mod invites;
mod join;
mod messages;
mod moderation;
mod people;
mod place;
mod problem;
mod profile;
mod room;
mod rooms;
mod sessions;
mod sign_in;

pub use acts::{
    delete as delete_message, dismiss as dismiss_preview, edit as edit_message, forward as forward_message, pin as pin_message,
    react as react_to_message, reply as reply_to_message, unread as mark_unread,
};
pub use answer::{Answer, escape};
pub use attention::change as change_attention;
pub use avatar::{take as take_avatar, upload as upload_avatar};
pub use bots::{call_at as call_bot_at, create as create_bot, renew as renew_bot_token, revoke as revoke_bot_token};
use changed::changed;
pub use direct::{with_one as message_person, with_some as message_people};
pub use first_run::found;
pub use guests::{come_in as come_as_guest, let_in as let_guests_in};
pub use inlets::{create as create_inlet, revoke as revoke_inlet};
pub use invites::{create as create_invite, revoke as revoke_invite};
pub use join::join as join_place;
pub use messages::{MESSAGE_BYTES, post as post_message};
pub use moderation::{ban, mute, report, resolve, sweep, unban, unmute};
pub use people::set_role;
pub use place::preview_links;
pub use problem::Problem;
pub use profile::{change as change_profile, change_password, change_reading};
pub use room::{
    attend as attend_room, describe as describe_room, invite as invite_to_room, join as join_room, leave as leave_room,
    remove as remove_from_room, rule as rule_room,
};
pub use rooms::create as create_room;
pub use sessions::revoke as revoke_session;
pub use sign_in::{is_local, sign_in, sign_out};

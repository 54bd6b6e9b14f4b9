//! Who is asking: passwords, sessions, tokens, and how often one may guess.
//! What somebody may do is decided where it is done: in `chat` for rooms, in `forms` for the place.

mod attempts;
mod bots;
mod guests;
mod passwords;
mod sessions;
mod sign_in;
mod tokens;
mod visitor;

pub use attempts::Attempts;
pub use bots::{make as make_bot, people_only, renew as renew_token, revoke as revoke_token, secret, secret_hash};
pub use guests::{Guests, let_in as let_guests_in, welcome as welcome_guest};
pub use passwords::{PasswordError, Passwords};
pub use sessions::{Signed, close_own, cookie, no_cookie, open, open_own, read_cookie, session_end, session_end_since};
pub use sign_in::{Refusal, recognize};
pub use tokens::{Tokens, by_token, issue};
pub use visitor::{Agent, ClientAddress, Visitor, neighborhood};

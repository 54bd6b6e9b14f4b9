//! How it is served: one HTTP server with pages, forms, files and the line.
//! What happens in rooms is `chat`'s, what is remembered is `store`'s, what is seen is `app`'s.

mod assets;
mod auth;
mod avatars;
mod backend;
mod bots;
mod commands;
mod config;
mod cross_site;
mod doorways;
mod event_stream;
mod files;
mod forms;
mod founding;
mod headers;
mod health;
mod logging;
mod once;
mod page;
mod pictures;
mod previews;
mod push;
mod router;
mod serve;
mod server;
mod shutdown;
mod socket;
mod state;
mod validators;

pub use auth::Passwords;
pub use config::{Config, ConfigError, Options, PublicUrl};
pub use files::FileLimits;
pub use founding::{FoundError, add_person};
pub use logging::init as init_logging;
pub use server::{RunError, Server, run};
pub use shutdown::signal as shutdown_signal;

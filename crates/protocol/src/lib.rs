//! What is said: every type that crosses the line between a Maru server and its clients, and the pure [`Timeline`] that
//! turns those words into what people see.
//! It never formats for people, never reads a clock and opens no socket.

mod id;
mod limits;
mod name;
mod attachment;
mod preview;
mod permalink;
mod body;
mod emoji;
mod person;
mod room;
mod moderation;
mod flat;
mod log;
mod row;
mod snapshot;
mod command;
mod event;
mod rejection;
mod close;
mod timeline;

pub use attachment::{Attachment, Blur, FileName, Media};
pub use body::{Body, BodyError};
pub use close::CloseCode;
pub use command::{ClientFrame, Command};
pub use emoji::{Emoji, NotAnEmoji};
pub use event::{Cursor, Event, Head};
pub use id::{ConnectionId, Epoch, FileId, IdError, MemberId, Millis, Nonce, Position, RoomId, SUBPROTOCOL, Seq, VERSION};
pub use limits::{
    ATTACHMENTS, BODY_CHARS, DIRECT_MEMBERS, FRAME_BYTES, LINK_PREVIEWS, LISTED, PAGE_ROWS, REACTION_KINDS, READERS, REPLAY_EVENTS, ROSTER,
    SLOWEST_S, TYPING_EVERY_MS, TYPING_FOR_MS,
};
pub use log::{Happened, LogEvent};
pub use moderation::{Act, Measure, Report, Sanction};
pub use name::{DisplayName, MemberName, NameError, PlaceName, Reason, RoomDescription, RoomName};
pub use permalink::{linked_message, permalink};
pub use person::{Language, Person, Presence, Role, Theme};
pub use preview::{LinkPreview, NotAPicture, PictureId, PreviewPicture};
pub use rejection::Rejection;
pub use room::{Attention, Room, RoomRole, Rules, Visibility};
pub use row::{Reaction, Row};
pub use snapshot::{Page, Snapshot};
pub use timeline::{Applied, Pending, Timeline};

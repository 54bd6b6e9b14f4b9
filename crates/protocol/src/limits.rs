//! Numbers both sides keep to.
//! Limits that only the server enforces (rates, connections) live with it.

/// Characters (Unicode scalar values) one message may have.
pub const BODY_CHARS: usize = 8_000;

/// Files one message may carry.
pub const ATTACHMENTS: usize = 10;

/// Bytes one frame from a client may have: a larger one closes the line. Answers may be larger.
pub const FRAME_BYTES: usize = 64 * 1024;

/// Rows in one page of history.
pub const PAGE_ROWS: u64 = 50;

/// Events a resume replays one by one; a reader further behind gets a snapshot.
pub const REPLAY_EVENTS: u64 = 500;

/// Different emoji one message may carry.
pub const REACTION_KINDS: usize = 20;

/// Links of one message that are previewed: the first ones.
pub const LINK_PREVIEWS: usize = 3;

/// Members a room may have for its members to see who has read what.
pub const READERS: usize = 200;

/// Members a room may have for its members to be told who of them comes, goes and looks: where more are, that would be a frame for
/// each of them about each of them.
pub const ROSTER: usize = 500;

/// Members that a page lists at once.
pub const LISTED: usize = 200;

/// Members a direct room may have.
pub const DIRECT_MEMBERS: usize = 10;

/// Seconds that a slow room may ask of its members between two messages.
pub const SLOWEST_S: u32 = 6 * 3600;

/// A client says "typing" at most this often, in milliseconds.
pub const TYPING_EVERY_MS: u32 = 3_000;

/// "Typing" is shown this long after it was last said, in milliseconds.
pub const TYPING_FOR_MS: u32 = 6_000;

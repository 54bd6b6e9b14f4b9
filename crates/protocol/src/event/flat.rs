//! An event as it stands on the wire: one flat object with the fields of its type.

use serde::Deserialize;

use crate::{
    Attention, ConnectionId, Cursor, Epoch, Event, Head, LogEvent, MemberId, Millis, Nonce, Page, Person, Position, Rejection, Room,
    RoomId, Row, Sanction, Seq, Snapshot,
    flat::{Either, Missing, take},
};

/// Every field that an event can have.
#[derive(Deserialize)]
pub(crate) struct FlatEvent {
    r#type: String,
    version: Option<u32>,
    build: Option<String>,
    connection: Option<ConnectionId>,
    member: Option<Either<MemberId, Person>>,
    heartbeat_ms: Option<u32>,
    room: Option<Either<RoomId, Room>>,
    epoch: Option<Epoch>,
    head: Option<Seq>,
    events: Option<Vec<LogEvent>>,
    people: Option<Vec<Person>>,
    #[serde(default)]
    quoted: Vec<Row>,
    online: Option<Either<bool, Vec<MemberId>>>,
    away: Option<Either<bool, Vec<MemberId>>>,
    cursors: Option<Vec<Cursor>>,
    snapshot: Option<Snapshot>,
    before: Option<Seq>,
    page: Option<Page>,
    nonce: Option<Nonce>,
    seq: Option<Seq>,
    at: Option<Millis>,
    id: Option<u64>,
    rejection: Option<Rejection>,
    unread: Option<u32>,
    mentions: Option<u32>,
    attention: Option<Attention>,
    until: Option<Millis>,
    mute: Option<Sanction>,
    position: Option<Position>,
    by: Option<MemberId>,
    heads: Option<Vec<Head>>,
    retry_after_ms: Option<u32>,
}

impl TryFrom<FlatEvent> for Event {
    type Error = Missing;

    fn try_from(mut flat: FlatEvent) -> Result<Self, Missing> {
        Ok(match flat.r#type.as_str() {
            "welcomed" => Self::Welcomed {
                version: take!(flat.version),
                build: take!(flat.build),
                connection: take!(flat.connection),
                member: take!(several flat.member),
                heartbeat_ms: take!(flat.heartbeat_ms),
            },
            "resumed" => Self::Resumed {
                room: take!(single flat.room),
                epoch: take!(flat.epoch),
                head: take!(flat.head),
                events: take!(flat.events),
                people: take!(flat.people),
                quoted: flat.quoted,
                online: take!(several flat.online),
                away: flat.away.and_then(Either::several).unwrap_or_default(),
                cursors: flat.cursors.unwrap_or_default(),
            },
            "snapshot" => Self::Snapshot {
                snapshot: take!(flat.snapshot),
                online: take!(several flat.online),
                away: flat.away.and_then(Either::several).unwrap_or_default(),
                cursors: flat.cursors.unwrap_or_default(),
            },
            "reset" => Self::Reset {
                snapshot: take!(flat.snapshot),
                online: take!(several flat.online),
                away: flat.away.and_then(Either::several).unwrap_or_default(),
                cursors: flat.cursors.unwrap_or_default(),
            },
            "appended" => {
                let (events, people) = (take!(flat.events), take!(flat.people));
                Self::Appended { room: take!(single flat.room), events, people, quoted: flat.quoted }
            }
            "page" => Self::Page { room: take!(single flat.room), before: take!(flat.before), page: take!(flat.page) },
            "acknowledged" => {
                Self::Acknowledged { room: take!(single flat.room), nonce: take!(flat.nonce), seq: take!(flat.seq), at: take!(flat.at) }
            }
            "done" => Self::Done { id: take!(flat.id), room: take!(single flat.room) },
            "rejected" => Self::Rejected {
                id: flat.id,
                room: flat.room.and_then(Either::single),
                nonce: flat.nonce,
                rejection: take!(flat.rejection),
            },
            "typed" => Self::Typed { room: take!(single flat.room), member: take!(several flat.member) },
            "presence" => {
                Self::Presence { room: take!(single flat.room), member: take!(single flat.member), online: take!(single flat.online) }
            }
            "away" => Self::Away { room: take!(single flat.room), member: take!(single flat.member), away: take!(single flat.away) },
            "read" => Self::Read { room: take!(single flat.room), cursors: take!(flat.cursors) },
            "cursors" => Self::Cursors { room: take!(single flat.room), cursors: take!(flat.cursors) },
            "unread" => Self::Unread {
                room: take!(single flat.room),
                seq: take!(flat.seq),
                unread: take!(flat.unread),
                mentions: take!(flat.mentions),
            },
            "attended" => Self::Attended { room: take!(single flat.room), attention: take!(flat.attention) },
            "quieted" => Self::Quieted { until: flat.until },
            "muted" => Self::Muted { mute: flat.mute },
            "overflowed" => Self::Overflowed,
            "entered" => Self::Entered { room: take!(several flat.room), position: take!(flat.position) },
            "exited" => Self::Exited { room: take!(single flat.room), by: flat.by },
            "heartbeat" => Self::Heartbeat { heads: take!(flat.heads) },
            "going_away" => Self::GoingAway { retry_after_ms: take!(flat.retry_after_ms) },
            _ => Self::Unknown,
        })
    }
}

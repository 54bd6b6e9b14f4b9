//! Rooms without their logs: `room`, the hot `room_head`, and `member:[member, room]`.
//! Only reading is here; rooms change with their logs, in `append`.

use std::collections::BTreeSet;

use chat::{ListedRoom, Membership, ReadUpto, RoomRecord};
use protocol::{Attention, Epoch, MemberId, Millis, Position, Room, RoomDescription, RoomId, RoomName, RoomRole, Rules, Visibility};
use surrealdb::types::{Array, RecordId, SurrealValue, Value, object};

use crate::{
    database::{Database, Failure},
    rows::{field, key, record, to_count, to_seq},
};

/// A room.
#[derive(Debug, SurrealValue)]
pub(crate) struct RoomRow {
    id: RecordId,
    name: String,
    description: String,
    visibility: String,
    epoch: String,
    created: i64,
    direct: Option<Vec<String>>,
    slow: Option<i64>,
    announcements: Option<bool>,
}

/// The hot row of a room.
#[derive(Debug, SurrealValue)]
struct HeadRow {
    seq: i64,
    members: i64,
    posts: i64,
}

/// Who is in a room.
#[derive(Debug, SurrealValue)]
struct MemberRow {
    member: String,
    role: String,
    seq: i64,
    read: i64,
    read_posts: i64,
    mark: Option<i64>,
    mark_posts: Option<i64>,
    attention: Option<String>,
}

/// All of one room, read at one moment.
#[derive(Debug, SurrealValue)]
struct WholeRoom {
    room: RoomRow,
    head: HeadRow,
    members: Vec<MemberRow>,
}

/// A room in a list.
#[derive(Debug, SurrealValue)]
struct Listed {
    room: RoomRow,
    head: HeadRow,
    role: Option<String>,
    read: Option<i64>,
    read_posts: Option<i64>,
    attention: Option<String>,
}

impl RoomRow {
    pub(crate) fn new(room: &Room, epoch: Epoch, at: Millis) -> Self {
        Self {
            id: record("room", room.id),
            name: room.name.as_str().to_owned(),
            description: room.description.as_str().to_owned(),
            visibility: visibility(room).to_owned(),
            epoch: epoch.to_string(),
            created: at.0,
            direct: None,
            slow: slow(room),
            announcements: announcements(room),
        }
    }

    pub(crate) fn update(&mut self, room: &Room) {
        self.name = room.name.as_str().to_owned();
        self.description = room.description.as_str().to_owned();
        self.visibility = visibility(room).to_owned();
        self.slow = slow(room);
        self.announcements = announcements(room);
    }

    /// It is the direct room of these members.
    pub(crate) fn is_direct(&mut self, members: &BTreeSet<MemberId>) {
        self.direct = Some(members.iter().map(ToString::to_string).collect());
    }

    /// The room, and where a log with this head stands.
    fn into_room(self, head: &HeadRow) -> Result<(Room, Position), Failure> {
        let room = Room {
            id: field(TABLE, "id", key(TABLE, self.id)?.parse().ok())?,
            name: field(TABLE, "name", RoomName::try_from(self.name).ok())?,
            description: field(TABLE, "description", RoomDescription::try_from(self.description).ok())?,
            visibility: match self.direct {
                Some(_) => Visibility::Direct,
                None => field(TABLE, "visibility", Visibility::from_word(&self.visibility))?,
            },
            rules: Rules {
                slow_s: self.slow.map_or(Ok(0), |slow| field(TABLE, "slow", u32::try_from(slow).ok()))?,
                announcements: self.announcements.unwrap_or_default(),
            },
        };
        let position = Position { epoch: field(TABLE, "epoch", self.epoch.parse().ok())?, seq: to_seq("room_head", head.seq)? };
        Ok((room, position))
    }
}

impl MemberRow {
    fn into_membership(self) -> Result<Membership, Failure> {
        let read = ReadUpto { seq: to_seq("member", self.read)?, posts: to_count("member", "read_posts", self.read_posts)? };
        let mark = match (self.mark, self.mark_posts) {
            (Some(seq), Some(posts)) => Some(ReadUpto { seq: to_seq("member", seq)?, posts: to_count("member", "mark_posts", posts)? }),
            _ => None,
        };
        let (member, attention) = (field("member", "member", self.member.parse().ok())?, attention(self.attention)?);
        Ok(Membership { member, role: role(&self.role)?, read, mark, attention })
    }
}

impl Listed {
    fn into_listed(self) -> Result<ListedRoom, Failure> {
        let direct = self.room.direct.iter().flatten().map(|id| field(TABLE, "direct", id.parse().ok())).collect::<Result<_, _>>()?;
        let (room, position) = self.room.into_room(&self.head)?;
        let members = field("room_head", "members", u32::try_from(self.head.members).ok())?;
        let role = self.role.as_deref().map(role).transpose()?;
        let posts = to_count("room_head", "posts", self.head.posts)?;
        let read_posts = self.read_posts.map_or(Ok(posts), |read| to_count("member", "read_posts", read))?;
        let read = self.read.map_or(Ok(position.seq), |read| to_seq("member", read))?;
        let attention = attention(self.attention)?;
        Ok(ListedRoom { room, position, members, role, read, unread: posts.saturating_sub(read_posts), mentions: 0, attention, direct })
    }
}

const TABLE: &str = "room";

/// The word for who may find a room: of a direct room, that it is direct stands in a field of its own.
pub(crate) const fn visibility(room: &Room) -> &'static str {
    match room.visibility {
        Visibility::Direct => Visibility::Private.word(),
        other => other.word(),
    }
}

/// How slow a room is, where it is.
pub(crate) fn slow(room: &Room) -> Option<i64> {
    Some(room.rules.slow_s).filter(|slow| *slow > 0).map(i64::from)
}

/// That a room is for announcements, where it is.
pub(crate) fn announcements(room: &Room) -> Option<bool> {
    room.rules.announcements.then_some(true)
}

/// One room and who is in it, those who came first first.
pub(crate) async fn room(database: &Database, room: RoomId) -> Result<Option<RoomRecord>, Failure> {
    let read = "{
        LET $found = (SELECT * FROM ONLY $room);
        RETURN IF $found = NONE { NONE } ELSE { {
            room: $found,
            head: (SELECT * OMIT id FROM ONLY $head),
            members: (SELECT member, role, seq, read, read_posts, mark, mark_posts, attention FROM member WHERE room = $key),
        } };
    }";
    let bound = object! { room: record(TABLE, room), head: record("room_head", room), key: room.to_string() };
    let Some(WholeRoom { room, head, mut members }) = database.ask(read, bound).await? else { return Ok(None) };
    let (room, position) = room.into_room(&head)?;
    members.sort_by_key(|row| row.seq);
    let members = members.into_iter().map(MemberRow::into_membership).collect::<Result<Vec<Membership>, Failure>>()?;
    Ok(Some(RoomRecord { room, position, posts: to_count("room_head", "posts", head.posts)?, members }))
}

/// The direct room of these members.
pub(crate) async fn direct(database: &Database, members: &BTreeSet<MemberId>) -> Result<Option<RoomId>, Failure> {
    let found: Option<String> = database.ask("SELECT VALUE room FROM ONLY $direct", object! { direct: direct_record(members) }).await?;
    found.map(|room| field("direct", "room", room.parse().ok())).transpose()
}

/// The record of the direct room of these members.
pub(crate) fn direct_record(members: &BTreeSet<MemberId>) -> RecordId {
    let key: Vec<Value> = members.iter().map(|member| member.to_string().into_value()).collect();
    RecordId::new("direct", Array::from(key))
}

/// The rooms a member is in, and all public ones, by name.
pub(crate) async fn rooms_for(database: &Database, member: MemberId) -> Result<Vec<ListedRoom>, Failure> {
    let read = "{
        LET $mine = (SELECT role, (mark ?? read) AS read, (mark_posts ?? read_posts) AS read_posts, attention, type::record('room', room).* AS room, type::record('room_head', room).{ seq, members, posts } AS head
            FROM member:[$member, NONE]..[$member, ..]);
        LET $in = $mine.room.id;
        LET $others = (SELECT $this AS room, type::record('room_head', record::id(id)).{ seq, members, posts } AS head
            FROM room WHERE visibility = 'public' AND id NOT IN $in);
        RETURN array::concat($mine, $others);
    }";
    let rows: Vec<Listed> = database.ask(read, object! { member: member.to_string() }).await?;
    let mut rooms = rows.into_iter().map(Listed::into_listed).collect::<Result<Vec<_>, _>>()?;
    rooms.sort_by_cached_key(|listed| (listed.room.name.as_str().to_lowercase(), listed.room.id));
    Ok(rooms)
}

fn role(word: &str) -> Result<RoomRole, Failure> {
    field("member", "role", RoomRole::from_word(word))
}

fn attention(word: Option<String>) -> Result<Attention, Failure> {
    Ok(word.map(|word| field("member", "attention", Attention::from_word(&word))).transpose()?.unwrap_or_default())
}

//! How logs grow: whatever rooms have ready goes down in one transaction, with the heads and everything it changes.
//! What the changes mean was decided by the room; here they are only added up.

use std::collections::BTreeMap;

use chat::{Append, Change};
use protocol::{MemberId, Room, RoomId};
use surrealdb::types::{Array, Object, RecordId, SurrealValue, Value, array, object};

use crate::{
    database::{Database, Failure},
    log::{AttemptRow, NewEventRow},
    rooms::RoomRow,
    rows::{from_seq, record},
};

// The parts of the one block, in the order in which they run. Attempts come first: a batch that was written once already is
// refused for its nonces, not for its seqs.
const ATTEMPTS: &str = "INSERT INTO attempt $attempts RETURN NONE;";
const EVENTS: &str = "INSERT INTO event $events RETURN NONE;";
const HEADS: &str = "FOR $head IN $heads { UPSERT $head.id SET seq = $head.seq RETURN NONE };";
const CREATED: &str = "INSERT INTO room $created RETURN NONE;";
const UPDATED: &str = "FOR $room IN $updated { UPDATE $room.id MERGE $room.fields RETURN NONE };";
const EXITED: &str = "FOR $exit IN $exited {
    IF record::exists($exit.id) {
        DELETE $exit.id RETURN NONE;
        UPDATE $exit.head SET members -= 1 RETURN NONE;
    };
};";
const ENTERED: &str = "FOR $entry IN $entered {
    IF !record::exists($entry.id) { UPDATE $entry.head SET members += 1 RETURN NONE };
    UPSERT $entry.id CONTENT $entry.fields RETURN NONE;
};";

/// Makes the whole batch durable, or nothing of it.
pub(crate) async fn append(database: &Database, batch: &[Append]) -> Result<(), Failure> {
    if batch.is_empty() {
        return Ok(());
    }
    let mut sum = Sum::default();
    for append in batch {
        sum.add(append)?;
    }
    let (block, bound) = sum.into_statement();
    database.tell(block, bound).await
}

/// What a batch comes to.
#[derive(Debug, Default)]
struct Sum {
    attempts: Vec<AttemptRow>,
    events: Vec<NewEventRow>,
    heads: BTreeMap<RoomId, i64>,
    created: BTreeMap<RoomId, RoomRow>,
    updated: BTreeMap<RoomId, Room>,
    /// The last word on each membership: role and seq of who is in, `None` for who is out.
    members: BTreeMap<(RoomId, MemberId), Option<(&'static str, i64)>>,
}

impl Sum {
    fn add(&mut self, append: &Append) -> Result<(), Failure> {
        let room = append.room.to_string();
        for event in &append.events {
            self.attempts.extend(AttemptRow::new(&room, event));
            self.events.push(NewEventRow::new(&room, event)?);
            self.heads.insert(append.room, from_seq(event.seq));
        }
        for change in &append.changes {
            self.change(append.room, change);
        }
        Ok(())
    }

    fn change(&mut self, id: RoomId, change: &Change) {
        match change {
            Change::Created { room, epoch, at } => {
                self.created.insert(id, RoomRow::new(room, *epoch, *at));
            }
            Change::Updated { room } => match self.created.get_mut(&id) {
                Some(row) => row.update(room),
                None => {
                    self.updated.insert(id, room.clone());
                }
            },
            Change::Entered { member, role, seq } => {
                self.members.insert((id, *member), Some((role.word(), from_seq(*seq))));
            }
            Change::Exited { member } => {
                self.members.insert((id, *member), None);
            }
        }
    }

    /// The block with only those parts that have something to do, and its bound values.
    fn into_statement(self) -> (String, Object) {
        let mut block = String::from("{\n");
        let mut bound = Object::new();
        let mut part = |text: &str, name: &str, rows: Array| {
            if !rows.is_empty() {
                block.push_str(text);
                block.push('\n');
                bound.insert(name.to_owned(), Value::Array(rows));
            }
        };
        let (entered, exited): (Vec<_>, Vec<_>) = self.members.into_iter().partition(|(_, last)| last.is_some());
        part(ATTEMPTS, "attempts", all(self.attempts));
        part(EVENTS, "events", all(self.events));
        part(HEADS, "heads", all(self.heads.into_iter().map(|(room, seq)| object! { id: record("room_head", room), seq: seq })));
        part(CREATED, "created", all(self.created.into_values()));
        part(UPDATED, "updated", all(self.updated.into_values().map(updated)));
        part(EXITED, "exited", all(exited.into_iter().map(|((room, member), _)| membership(room, member))));
        part(ENTERED, "entered", all(entered.into_iter().filter_map(|((room, member), last)| entry(room, member, last?))));
        block.push_str("RETURN NONE;\n}");
        (block, bound)
    }
}

fn all<T: SurrealValue>(rows: impl IntoIterator<Item = T>) -> Array {
    rows.into_iter().map(SurrealValue::into_value).collect::<Vec<Value>>().into()
}

fn updated(room: Room) -> Object {
    let fields = object! {
        name: room.name.as_str(),
        description: room.description.as_str(),
        visibility: room.visibility.word(),
    };
    object! { id: record("room", room.id), fields: fields }
}

fn membership(room: RoomId, member: MemberId) -> Object {
    let id = RecordId::new("member", array![member.to_string(), room.to_string()]);
    object! { id: id, head: record("room_head", room) }
}

fn entry(room: RoomId, member: MemberId, (role, seq): (&'static str, i64)) -> Option<Object> {
    let mut entry = membership(room, member);
    let fields = object! { member: member.to_string(), room: room.to_string(), role: role, seq: seq };
    entry.insert("fields".to_owned(), fields.into_value());
    Some(entry)
}

//! How logs grow: whatever rooms have ready goes down in one transaction, with the heads and everything it changes.
//! What the changes mean was decided by the room; here they are only added up.

use std::collections::{BTreeMap, BTreeSet};

use chat::{Append, Change, ReadUpto, picture_of};
use protocol::{Act, Attention, FileId, Happened, MemberId, Room, RoomId, Seq};
use surrealdb::types::{Object, RecordId, SurrealValue, ToSql, Value, array, object};

use crate::{
    audit::{self, WRITE_DOWN},
    database::{Database, Failure, Step},
    log::{AttemptRow, NewEventRow},
    rooms::{RoomRow, announcements, direct_record, slow, visibility},
    rows::{from_count, from_seq, record},
};

// The parts, in the order in which they run. Attempts come first: a batch that was written once already is refused for its nonces,
// not for its seqs.
const ATTEMPTS: &str = "INSERT INTO attempt $rows RETURN NONE";
const EVENTS: &str = "INSERT INTO event $rows RETURN NONE";
const ALTERATIONS: &str = "INSERT INTO alteration $rows RETURN NONE";
const ATTACHED: &str = "FOR $one IN $rows {
    UPDATE $one.file SET seq = $one.seq RETURN NONE;
    DELETE $one.upload RETURN NONE;
}";
const DELETED: &str = "FOR $gone IN $rows {
    LET $room = $gone.room;
    LET $of = $gone.of;
    UPDATE type::record('event', [$room, $of]) SET body = NONE, attachments = NONE, detail = $gone.by RETURN NONE;
    FOR $file IN (SELECT id, blob, preview FROM file WHERE room = $room AND seq = $of) {
        UPSERT type::record('loose', $file.blob) RETURN NONE;
        IF $file.preview != NONE { UPSERT type::record('loose', $file.preview) RETURN NONE };
        DELETE $file.id RETURN NONE;
    };
    FOR $picture IN (SELECT id, blob FROM pictured:[$room, $of, NONE]..[$room, $of, ..]) {
        UPSERT type::record('loose', $picture.blob) RETURN NONE;
        DELETE $picture.id RETURN NONE;
    };
    FOR $told IN (SELECT VALUE seq FROM alteration:[$room, $of, NONE]..[$room, $of, ..] WHERE kind IN ['edited', 'previewed']) {
        UPDATE type::record('event', [$room, $told]) SET body = NONE, previews = NONE RETURN NONE;
    };
    DELETE alteration:[$room, $of, NONE]..[$room, $of, ..] RETURN NONE;
    DELETE call:[$room, $of, NONE]..[$room, $of, ..] RETURN NONE;
}";
const EDITED: &str = "FOR $edit IN $rows {
    LET $room = $edit.room;
    LET $of = $edit.of;
    DELETE call:[$room, $of, NONE]..[$room, $of, ..] RETURN NONE;
}";
const PICTURED: &str = "FOR $one IN $rows {
    LET $room = $one.room;
    LET $of = $one.of;
    FOR $picture IN (SELECT id, blob FROM pictured:[$room, $of, NONE]..[$room, $of, ..]) {
        UPSERT type::record('loose', $picture.blob) RETURN NONE;
        DELETE $picture.id RETURN NONE;
    };
    FOR $blob IN $one.blobs {
        CREATE type::record('pictured', [$room, $of, $blob]) SET blob = $blob RETURN NONE;
    };
}";
const CALLS: &str = "INSERT INTO call $rows RETURN NONE";
const HEADS: &str = "UPSERT $ids SET
    seq = $rows[<string>id].seq,
    posts = (posts ?? 0) + $rows[<string>id].posts
    RETURN NONE";
const CREATED: &str = "INSERT INTO room $rows RETURN NONE";
const DIRECT: &str = "INSERT INTO direct $rows RETURN NONE";
const MERGE: &str = "UPDATE $ids MERGE $rows[<string>id] RETURN NONE";
const ROWS: &str = "CREATE $ids CONTENT $rows[<string>id] RETURN NONE";
const EXITED: &str = "FOR $exit IN $rows {
    IF record::exists($exit.id) {
        DELETE $exit.id RETURN NONE;
        UPDATE $exit.head SET members -= 1 RETURN NONE;
    };
}";
const ENTERED: &str = "FOR $entry IN $rows {
    IF record::exists($entry.id) {
        UPDATE $entry.id MERGE $entry.fields RETURN NONE;
    } ELSE {
        LET $head = (UPDATE ONLY $entry.head SET members += 1 RETURN AFTER);
        CREATE $entry.id CONTENT object::extend($entry.fields, { read: $head.seq, read_posts: $head.posts }) RETURN NONE;
    };
}";
/// So many new rows are written by a statement that the engine remembers; more, by one that it works out first, and then has less
/// to do for each.
const FEW: usize = 60;

/// Stands for everybody in the room among those whom a message calls.
const EVERYBODY: &str = "*";

/// Makes the whole batch durable, or nothing of it.
pub(crate) async fn append(database: &Database, batch: &[Append]) -> Result<(), Failure> {
    if batch.is_empty() {
        return Ok(());
    }
    let mut sum = Sum::default();
    for append in batch {
        sum.add(append)?;
    }
    database.take(sum.into_steps()?).await
}

/// What a batch comes to.
#[derive(Debug, Default)]
struct Sum {
    attempts: Vec<AttemptRow>,
    events: Vec<NewEventRow>,
    alterations: Vec<NewEventRow>,
    attached: Vec<Object>,
    deleted: Vec<Object>,
    edited: Vec<Object>,
    pictured: Vec<Object>,
    calls: Vec<Object>,
    /// The last seq, and how many messages more.
    heads: BTreeMap<RoomId, (i64, i64)>,
    created: BTreeMap<RoomId, RoomRow>,
    direct: Vec<Object>,
    updated: BTreeMap<RoomId, Room>,
    /// The last word on each membership: role and seq of who is in, `None` for who is out.
    members: BTreeMap<(RoomId, MemberId), Option<(&'static str, i64)>>,
    read: BTreeMap<(RoomId, MemberId), ReadUpto>,
    marks: BTreeMap<(RoomId, MemberId), Option<ReadUpto>>,
    attends: BTreeMap<(RoomId, MemberId), Attention>,
    acts: Vec<Act>,
}

impl Sum {
    fn add(&mut self, append: &Append) -> Result<(), Failure> {
        let room = append.room.to_string();
        for event in &append.events {
            self.attempts.extend(AttemptRow::new(&room, event));
            self.events.push(NewEventRow::new(&room, event)?);
            match &event.what {
                Happened::Posted { attachments, .. } => {
                    self.attached.extend(attachments.iter().map(|attachment| attached(attachment.id, event.seq)));
                }
                Happened::Edited { of, .. } => self.edited.push(object! { room: room.clone(), of: from_seq(*of) }),
                Happened::Previewed { of, previews, .. } => {
                    let blobs: BTreeSet<String> = previews.iter().filter_map(picture_of).map(|blob| blob.to_string()).collect();
                    let blobs: Vec<String> = blobs.into_iter().collect();
                    self.pictured.push(object! { room: room.clone(), of: from_seq(*of), blobs: blobs });
                }
                _ => {}
            }
            if let Happened::Deleted { by, of } = event.what {
                self.deleted.push(object! { room: room.clone(), of: from_seq(of), by: by.to_string() });
            } else {
                self.alterations.extend(NewEventRow::alteration(&room, event)?);
            }
            let (seq, posts) = self.heads.entry(append.room).or_default();
            *seq = from_seq(event.seq);
            *posts += i64::from(event.what.attempt().is_some());
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
            Change::Direct { members } => {
                self.direct.push(object! { id: direct_record(members), room: id.to_string() });
                self.created.entry(id).and_modify(|row| row.is_direct(members));
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
            Change::Called { of, by, whom } => {
                let everybody = whom.everybody.then(|| EVERYBODY.to_owned());
                for member in whom.members.iter().map(ToString::to_string).chain(everybody) {
                    let id = RecordId::new("call", array![id.to_string(), from_seq(*of), member.clone()]);
                    self.calls.push(object! { id: id, member: member, author: by.to_string() });
                }
            }
            Change::Marked { member, upto } => {
                self.marks.insert((id, *member), *upto);
            }
            Change::Attends { member, attention } => {
                self.attends.insert((id, *member), *attention);
            }
            Change::Audited { act } => self.acts.push(act.clone()),
            Change::Read { member, upto } => {
                self.read.insert((id, *member), *upto);
            }
        }
    }

    /// Only those steps that have something to do.
    fn into_steps(self) -> Result<Vec<Step>, Failure> {
        let (entered, exited): (Vec<_>, Vec<_>) = self.members.into_iter().partition(|(_, last)| last.is_some());
        let mut steps = Steps::default();
        steps.insert(ATTEMPTS, self.attempts)?;
        steps.insert(EVENTS, self.events)?;
        steps.insert(ALTERATIONS, self.alterations)?;
        steps.all(ATTACHED, self.attached);
        steps.all(PICTURED, self.pictured);
        steps.all(DELETED, self.deleted);
        steps.all(EDITED, self.edited);
        steps.insert(CALLS, self.calls)?;
        steps.by_id(HEADS, self.heads.into_iter().map(head));
        steps.insert(DIRECT, self.direct)?;
        steps.insert(CREATED, self.created.into_values())?;
        steps.by_id(MERGE, self.updated.into_values().map(updated));
        steps.all(EXITED, exited.into_iter().map(|((room, member), _)| membership(room, member)));
        steps.all(ENTERED, entered.into_iter().filter_map(|((room, member), last)| entry(room, member, last?)));
        steps.by_id(MERGE, self.read.into_iter().map(|((room, member), upto)| reading(room, member, upto)));
        steps.by_id(MERGE, self.marks.into_iter().map(|((room, member), upto)| mark(room, member, upto)));
        steps.by_id(MERGE, self.attends.into_iter().map(|((room, member), attention)| attends(room, member, attention)));
        if !self.acts.is_empty() {
            steps.0.push(Step { statement: WRITE_DOWN, bound: object! { acts: audit::rows(&self.acts)? } });
        }
        Ok(steps.0)
    }
}

/// The steps of a transaction.
#[derive(Debug, Default)]
struct Steps(Vec<Step>);

impl Steps {
    /// One step for all rows, if there are any.
    fn all<T: SurrealValue>(&mut self, statement: &'static str, rows: impl IntoIterator<Item = T>) {
        let rows: Vec<Value> = rows.into_iter().map(SurrealValue::into_value).collect();
        if !rows.is_empty() {
            self.0.push(Step { statement, bound: object! { rows: rows } });
        }
    }

    /// One step for all records, if there are any: each finds what is for it by its id.
    fn by_id(&mut self, statement: &'static str, rows: impl IntoIterator<Item = (RecordId, Object)>) {
        let (mut ids, mut by_id) = (Vec::new(), Object::new());
        for (id, row) in rows {
            by_id.insert(id.to_sql(), row.into_value());
            ids.push(id);
        }
        if !ids.is_empty() {
            self.0.push(Step { statement, bound: object! { ids: ids, rows: by_id } });
        }
    }

    /// One step for all new rows, if there are any.
    fn insert<T: SurrealValue>(&mut self, all: &'static str, rows: impl IntoIterator<Item = T>) -> Result<(), Failure> {
        let rows: Vec<Value> = rows.into_iter().map(SurrealValue::into_value).collect();
        if rows.len() > FEW {
            self.all(all, rows);
            return Ok(());
        }
        let mut new = Vec::with_capacity(rows.len());
        for row in rows {
            let mut fields = Object::from_value(row)?;
            let id = RecordId::from_value(fields.remove("id").unwrap_or_default())?;
            new.push((id, fields));
        }
        self.by_id(ROWS, new);
        Ok(())
    }
}

fn attached(file: FileId, seq: Seq) -> Object {
    object! { file: record("file", file), upload: record("upload", file), seq: from_seq(seq) }
}

fn head((room, (seq, posts)): (RoomId, (i64, i64))) -> (RecordId, Object) {
    (record("room_head", room), object! { seq: seq, posts: posts })
}

fn reading(room: RoomId, member: MemberId, upto: ReadUpto) -> (RecordId, Object) {
    (member_record(room, member), object! { read: from_seq(upto.seq), read_posts: from_count(upto.posts) })
}

fn mark(room: RoomId, member: MemberId, upto: Option<ReadUpto>) -> (RecordId, Object) {
    // Merging NONE takes the fields away.
    let fields = object! { mark: upto.map(|upto| from_seq(upto.seq)), mark_posts: upto.map(|upto| from_count(upto.posts)) };
    (member_record(room, member), fields)
}

fn attends(room: RoomId, member: MemberId, attention: Attention) -> (RecordId, Object) {
    (member_record(room, member), object! { attention: attention.word() })
}

fn updated(room: Room) -> (RecordId, Object) {
    let fields = object! {
        name: room.name.as_str(),
        description: room.description.as_str(),
        visibility: visibility(&room),
        // Merging NONE takes a field away.
        slow: slow(&room),
        announcements: announcements(&room),
    };
    (record("room", room.id), fields)
}

fn membership(room: RoomId, member: MemberId) -> Object {
    object! { id: member_record(room, member), head: record("room_head", room) }
}

fn member_record(room: RoomId, member: MemberId) -> RecordId {
    RecordId::new("member", array![member.to_string(), room.to_string()])
}

fn entry(room: RoomId, member: MemberId, (role, seq): (&'static str, i64)) -> Option<Object> {
    let mut entry = membership(room, member);
    let fields = object! { member: member.to_string(), room: room.to_string(), role: role, seq: seq };
    entry.insert("fields".to_owned(), fields.into_value());
    Some(entry)
}

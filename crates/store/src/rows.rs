//! How the words of `protocol` stand in rows: ids as 32 hexadecimal digits, numbers as 64-bit integers.
//! Which fields a table has is known in the module of that table.

use protocol::Seq;
use surrealdb::types::{RecordId, RecordIdKey};

use crate::database::Failure;

/// The record of a table with this text as its key.
pub(crate) fn record(table: &'static str, key: impl ToString) -> RecordId {
    RecordId::new(table, key.to_string())
}

/// The text key of a record.
pub(crate) fn key(table: &'static str, record: RecordId) -> Result<String, Failure> {
    match record.key {
        RecordIdKey::String(key) => Ok(key),
        _ => Err(Failure::Row { table, field: "id" }),
    }
}

/// A field that must be there and make sense.
pub(crate) fn field<T>(table: &'static str, field: &'static str, value: Option<T>) -> Result<T, Failure> {
    value.ok_or(Failure::Row { table, field })
}

/// A seq as the database has it. Logs never get so long that it matters that its integers have a sign.
pub(crate) fn from_seq(seq: Seq) -> i64 {
    i64::try_from(seq.0).unwrap_or(i64::MAX)
}

/// A count as the database has it.
pub(crate) fn from_count(count: u64) -> i64 {
    i64::try_from(count).unwrap_or(i64::MAX)
}

/// A count out of the database.
pub(crate) fn to_count(table: &'static str, name: &'static str, count: i64) -> Result<u64, Failure> {
    field(table, name, u64::try_from(count).ok())
}

/// A seq out of the database.
pub(crate) fn to_seq(table: &'static str, seq: i64) -> Result<Seq, Failure> {
    field(table, "seq", u64::try_from(seq).ok().map(Seq))
}

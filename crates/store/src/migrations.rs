//! The schema, step by step: each numbered file of `schema/` runs once, in one transaction with the note that it ran.
//! Nothing here is undone: an older Maru refuses a newer database.

use std::fmt::Write as _;

use sha2::{Digest, Sha256};
use surrealdb::types::{RecordId, RecordIdKey, SurrealValue, Value, object};

use crate::{
    OpenError,
    database::{Database, Failure},
};

/// One step of the schema.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Migration {
    /// Its place: 1, 2, 3 … without holes.
    pub number: u32,
    /// What it is about, as in its file name.
    pub name: &'static str,
    /// Its statements, none of which fails where it ran before (`IF NOT EXISTS`) or rebuilds an index (no `OVERWRITE`).
    pub text: &'static str,
}

/// All steps, in order. Those of a release never change.
pub const MIGRATIONS: &[Migration] = &[
    Migration { number: 1, name: "floor", text: include_str!("../schema/0001_floor.surql") },
    Migration { number: 2, name: "conversation", text: include_str!("../schema/0002_conversation.surql") },
    Migration { number: 3, name: "people", text: include_str!("../schema/0003_people.surql") },
    Migration { number: 4, name: "guests", text: include_str!("../schema/0004_guests.surql") },
    Migration { number: 5, name: "attachments", text: include_str!("../schema/0005_attachments.surql") },
    Migration { number: 6, name: "attention", text: include_str!("../schema/0006_attention.surql") },
    Migration { number: 7, name: "moderation", text: include_str!("../schema/0007_moderation.surql") },
    Migration { number: 8, name: "bots", text: include_str!("../schema/0008_bots.surql") },
    Migration { number: 9, name: "previews", text: include_str!("../schema/0009_previews.surql") },
    Migration { number: 10, name: "loosened", text: include_str!("../schema/0010_loosened.surql") },
];

const NOTES: &str = "
    DEFINE TABLE IF NOT EXISTS migration SCHEMAFULL;
    DEFINE FIELD IF NOT EXISTS name ON migration TYPE string READONLY;
    DEFINE FIELD IF NOT EXISTS checksum ON migration TYPE string READONLY;
    DEFINE FIELD IF NOT EXISTS at ON migration TYPE datetime DEFAULT time::now() READONLY;
";

/// A step that ran: `migration:<number>`.
#[derive(Debug, SurrealValue)]
struct Note {
    id: RecordId,
    checksum: String,
}

impl Migration {
    /// SHA-256 of its text, in hex.
    fn checksum(&self) -> String {
        Sha256::digest(self.text).iter().fold(String::new(), |mut hex, byte| {
            let _ = write!(hex, "{byte:02x}");
            hex
        })
    }
}

/// Brings a database to the last of these steps.
pub(crate) async fn migrate(database: &Database, migrations: &[Migration]) -> Result<(), OpenError> {
    database.script(NOTES, object! {}).await.map_err(|source| OpenError::unavailable("preparing the schema", source))?;
    let ran = notes(database).await.map_err(|source| OpenError::unavailable("reading which migrations ran", source))?;
    let known = migrations.last().map_or(0, |migration| migration.number);
    if let Some((found, _)) = ran.iter().find(|(number, _)| *number > known) {
        return Err(OpenError::Newer { found: *found, known });
    }
    for migration in migrations {
        match ran.iter().find(|(number, _)| *number == migration.number) {
            None => run(database, migration).await?,
            Some((_, checksum)) if *checksum == migration.checksum() => {}
            Some(_) => return Err(OpenError::Changed { number: migration.number, name: migration.name }),
        }
    }
    Ok(())
}

/// Number and checksum of every step that ran, the newest first.
async fn notes(database: &Database) -> Result<Vec<(u32, String)>, Failure> {
    let notes: Vec<Note> = database.ask("SELECT id, checksum FROM migration", object! {}).await?;
    let mut ran = Vec::with_capacity(notes.len());
    for Note { id, checksum } in notes {
        let RecordIdKey::Number(number) = id.key else { return Err(Failure::Row { table: "migration", field: "id" }) };
        let number = u32::try_from(number).map_err(|_| Failure::Row { table: "migration", field: "id" })?;
        ran.push((number, checksum));
    }
    ran.sort_by_key(|(number, _)| std::cmp::Reverse(*number));
    Ok(ran)
}

async fn run(database: &Database, migration: &Migration) -> Result<(), OpenError> {
    let Migration { number, name, text } = migration;
    let script = format!("BEGIN;\n{text}\nCREATE $note SET name = $name, checksum = $checksum RETURN NONE;\nCOMMIT;");
    let note = Value::RecordId(RecordId::new("migration", i64::from(*number)));
    let bound = object! { note: note, name: (*name).to_owned(), checksum: migration.checksum() };
    database.script(script, bound).await.map_err(|source| OpenError::unavailable("running a migration", source))?;
    tracing::info!(number, name, "migrated the database");
    Ok(())
}

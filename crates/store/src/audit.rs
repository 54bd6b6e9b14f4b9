//! The audit log: `audit:[number]`, to which rows are only ever added, by a part that other statements carry along.
//! What is worth a row is decided in `chat` and `server`.

use chat::PAGE_ACTS;
use protocol::{Act, Millis, Reason};
use surrealdb::types::{Array, Object, SurrealValue, Value, object};

use crate::{
    database::{Database, Failure},
    rows::{field, to_count},
};

/// Adds `$acts`, each with the next number: a part of a block, so that an act is written down with what it did or not at all.
pub(crate) const WRITE_DOWN: &str = "FOR $one IN $acts {
    LET $head = (UPSERT ONLY audit_head:one SET number = (number ?? 0) + 1 RETURN AFTER);
    CREATE type::record('audit', [$head.number]) CONTENT object::extend($one, { number: $head.number }) RETURN NONE;
};";

/// One act.
#[derive(Debug, SurrealValue)]
struct ActRow {
    number: i64,
    at: i64,
    by: String,
    measure: String,
    reason: String,
}

const TABLE: &str = "audit";

/// An act, to be bound among `$acts`.
pub(crate) fn row(act: &Act) -> Result<Object, Failure> {
    let measure = field(TABLE, "measure", serde_json::to_string(&act.what).ok())?;
    Ok(object! { at: act.at.0, by: act.by.to_string(), measure: measure, reason: act.reason.as_str() })
}

/// The same for as many as there are.
pub(crate) fn rows<'a>(acts: impl IntoIterator<Item = &'a Act>) -> Result<Array, Failure> {
    let rows: Vec<Value> = acts.into_iter().map(|act| row(act).map(SurrealValue::into_value)).collect::<Result<_, _>>()?;
    Ok(rows.into())
}

/// Writes down an act alone.
pub(crate) async fn note(database: &Database, act: &Act) -> Result<(), Failure> {
    database.tell(format!("{{ {WRITE_DOWN} RETURN NONE; }}"), object! { acts: rows([act])? }).await
}

/// The newest acts before this number, or of all, newest first.
pub(crate) async fn acts(database: &Database, before: Option<u64>) -> Result<Vec<(u64, Act)>, Failure> {
    let head: Option<i64> = database.ask("SELECT VALUE number FROM ONLY audit_head:one", object! {}).await?;
    let before = before.map_or(i64::MAX, |before| i64::try_from(before).unwrap_or(i64::MAX));
    let last = head.unwrap_or_default().min(before.saturating_sub(1));
    let first = last.saturating_sub(i64::try_from(PAGE_ACTS).unwrap_or(i64::MAX)).saturating_add(1).max(1);
    let range = "SELECT number, at, by, measure, reason FROM audit:[$first]..=[$last]";
    let rows: Vec<ActRow> = database.ask(range, object! { first: first, last: last }).await?;
    let mut acts = rows.into_iter().map(ActRow::into_act).collect::<Result<Vec<_>, _>>()?;
    acts.sort_by_key(|(number, _)| std::cmp::Reverse(*number));
    Ok(acts)
}

impl ActRow {
    fn into_act(self) -> Result<(u64, Act), Failure> {
        let what = field(TABLE, "measure", serde_json::from_str(&self.measure).ok())?;
        let reason = field(TABLE, "reason", Reason::try_from(self.reason).ok())?;
        let act = Act { by: field(TABLE, "by", self.by.parse().ok())?, at: Millis(self.at), what, reason };
        Ok((to_count(TABLE, "number", self.number)?, act))
    }
}

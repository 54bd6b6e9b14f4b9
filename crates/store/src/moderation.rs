//! Order: bans and mutes stand in `account`, reports in `report:[room, of, by]`.
//! What was done is written down by `audit`, in the same transaction.

use async_trait::async_trait;
use chat::{Account, AccountError, MOST_REPORTS, MOST_REPORTS_OF_ONE, Moderation};
use protocol::{Act, Measure, MemberId, Millis, Reason, Report, Sanction};
use surrealdb::types::{RecordId, SurrealValue, array, object};

use crate::{
    Store,
    accounts::unavailable,
    audit::{self, WRITE_DOWN},
    database::{Database, Failure},
    people::{self, AccountRow},
    rows::{field, from_seq, record, to_seq},
};

/// A report that is open.
#[derive(Debug, SurrealValue)]
struct ReportRow {
    room: String,
    of: i64,
    author: String,
    text: String,
    by: String,
    at: i64,
    reason: String,
}

/// What a ban takes along: nobody signed in, nobody told, and no way in that was made by them.
const PUT_OUT: &str = "
    LET $ended = (DELETE session WHERE member = $member RETURN BEFORE);
    FOR $one IN $ended {
        DELETE type::record('device', record::id($one.id)) RETURN NONE;
    };
    DELETE invite WHERE by = $member RETURN NONE;
    DELETE inlet WHERE by = $member RETURN NONE;
";

#[async_trait]
impl Moderation for Store {
    async fn ban(&self, member: MemberId, ban: Option<&Sanction>, act: &Act) -> Result<Account, AccountError> {
        let take_along = if ban.is_some() { PUT_OUT } else { "" };
        let account = sanction(&self.database, member, ("ban", ban), take_along, act).await.map_err(unavailable("banning"))?;
        account.ok_or(AccountError::NoSuchAccount)
    }

    async fn mute(&self, member: MemberId, mute: Option<&Sanction>, act: &Act) -> Result<Account, AccountError> {
        let account = sanction(&self.database, member, ("mute", mute), "", act).await.map_err(unavailable("muting"))?;
        account.ok_or(AccountError::NoSuchAccount)
    }

    async fn note(&self, act: &Act) -> Result<(), AccountError> {
        audit::note(&self.database, act).await.map_err(unavailable("writing down an act"))
    }

    async fn acts(&self, before: Option<u64>) -> Result<Vec<(u64, Act)>, AccountError> {
        audit::acts(&self.database, before).await.map_err(unavailable("reading the audit log"))
    }

    async fn report(&self, report: &Report) -> Result<bool, AccountError> {
        add(&self.database, report).await.map_err(unavailable("keeping a report"))
    }

    async fn reports(&self) -> Result<Vec<Report>, AccountError> {
        reports(&self.database).await.map_err(unavailable("reading reports"))
    }

    async fn resolve(&self, act: &Act) -> Result<bool, AccountError> {
        resolve(&self.database, act).await.map_err(unavailable("closing reports"))
    }
}

async fn sanction(
    database: &Database,
    member: MemberId,
    (name, sanction): (&'static str, Option<&Sanction>),
    take_along: &str,
    act: &Act,
) -> Result<Option<Account>, Failure> {
    let json = sanction.map(|sanction| field("account", name, serde_json::to_string(sanction).ok())).transpose()?;
    // Of somebody who is not there nothing is written down.
    let block = format!(
        "{{
            LET $now = (UPDATE $account SET {name} = $sanction RETURN AFTER);
            IF array::len($now) > 0 {{ {take_along} {WRITE_DOWN} }};
            RETURN $now;
        }}"
    );
    let bound = object! { account: record("account", member), member: member.to_string(), sanction: json, acts: audit::rows([act])? };
    let rows: Vec<AccountRow> = database.ask(block, bound).await?;
    people::first(rows)
}

impl ReportRow {
    fn new(report: &Report) -> Self {
        Self {
            room: report.room.to_string(),
            of: from_seq(report.of),
            author: report.author.to_string(),
            text: report.text.clone(),
            by: report.by.to_string(),
            at: report.at.0,
            reason: report.reason.as_str().to_owned(),
        }
    }

    fn into_report(self) -> Result<Report, Failure> {
        Ok(Report {
            room: field(TABLE, "room", self.room.parse().ok())?,
            of: to_seq(TABLE, self.of)?,
            author: field(TABLE, "author", self.author.parse().ok())?,
            text: self.text,
            by: field(TABLE, "by", self.by.parse().ok())?,
            at: Millis(self.at),
            reason: field(TABLE, "reason", Reason::try_from(self.reason).ok())?,
        })
    }
}

const TABLE: &str = "report";

async fn add(database: &Database, report: &Report) -> Result<bool, Failure> {
    const ADD: &str = "{
        LET $others = (SELECT VALUE id FROM report WHERE by = $by AND id != $id);
        IF array::len($others) >= $most { RETURN false };
        UPSERT $id CONTENT $row RETURN NONE;
        RETURN true;
    }";
    let by = report.by.to_string();
    let id = RecordId::new(TABLE, array![report.room.to_string(), from_seq(report.of), by.clone()]);
    let most = i64::try_from(MOST_REPORTS_OF_ONE).unwrap_or(i64::MAX);
    database.ask(ADD, object! { id: id, by: by, most: most, row: ReportRow::new(report) }).await
}

/// Only open ones are kept, so this is not many.
async fn reports(database: &Database) -> Result<Vec<Report>, Failure> {
    let rows: Vec<ReportRow> = database.ask("SELECT * OMIT id FROM report", object! {}).await?;
    let mut reports = rows.into_iter().map(ReportRow::into_report).collect::<Result<Vec<_>, _>>()?;
    reports.sort_by_key(|report| (report.at, report.room, report.of, report.by));
    reports.truncate(MOST_REPORTS);
    Ok(reports)
}

async fn resolve(database: &Database, act: &Act) -> Result<bool, Failure> {
    let Measure::Resolved { room, of, .. } = act.what else { return Ok(false) };
    let close = format!(
        "{{
            LET $closed = (DELETE report:[$room, $of, NONE]..[$room, $of, ..] RETURN BEFORE);
            IF array::len($closed) > 0 {{ {WRITE_DOWN} }};
            RETURN array::len($closed) > 0;
        }}"
    );
    database.ask(close, object! { room: room.to_string(), of: from_seq(of), acts: audit::rows([act])? }).await
}

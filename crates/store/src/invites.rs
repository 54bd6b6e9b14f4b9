//! Join links: `invite:<code>`. A revoked one is deleted, so that it looks like one that never was.
//! They are used up where accounts are made, in the same transaction.

use chat::Invite;
use protocol::{Act, Millis};
use surrealdb::types::{RecordId, SurrealValue, object};

use crate::{
    audit::{self, WRITE_DOWN},
    database::{Database, Failure},
    rows::{field, key, record},
};

/// What [`USE_INVITE`] throws when nobody may come through the link (any more).
pub(crate) const SHUT: &str = "maru: join link shut";

/// Uses `$invite` once at the time `$at`: the head of the block that adds an account. Two who take the last seat write the
/// same record, so one of them starts again and finds it gone.
pub(crate) const USE_INVITE: &str = "
    LET $link = (SELECT * FROM ONLY $invite);
    IF $link = NONE OR ($link.expires != NONE AND $link.expires <= $at) OR ($link.uses_left != NONE AND $link.uses_left <= 0) {
        THROW 'maru: join link shut';
    };
    UPDATE $invite SET used += 1, uses_left = IF uses_left = NONE { NONE } ELSE { uses_left - 1 } RETURN NONE;
";

/// A join link.
#[derive(Debug, SurrealValue)]
struct InviteRow {
    id: RecordId,
    by: String,
    created: i64,
    expires: Option<i64>,
    uses_left: Option<i64>,
    used: i64,
}

impl InviteRow {
    fn new(invite: &Invite) -> Self {
        Self {
            id: record(TABLE, &invite.code),
            by: invite.by.to_string(),
            created: invite.created.0,
            expires: invite.expires.map(|expires| expires.0),
            uses_left: invite.uses_left.map(i64::from),
            used: i64::from(invite.used),
        }
    }

    fn into_invite(self) -> Result<Invite, Failure> {
        let uses_left = |uses: i64| field(TABLE, "uses_left", u32::try_from(uses).ok());
        Ok(Invite {
            code: key(TABLE, self.id)?,
            by: field(TABLE, "by", self.by.parse().ok())?,
            created: Millis(self.created),
            expires: self.expires.map(Millis),
            uses_left: self.uses_left.map(uses_left).transpose()?,
            used: field(TABLE, "used", u32::try_from(self.used).ok())?,
        })
    }
}

const TABLE: &str = "invite";

/// Keeps a new join link.
pub(crate) async fn add(database: &Database, invite: &Invite, act: Option<&Act>) -> Result<(), Failure> {
    let add = format!("{{ INSERT INTO invite $invite RETURN NONE; {WRITE_DOWN} RETURN NONE; }}");
    database.tell(add, object! { invite: InviteRow::new(invite), acts: audit::rows(act)? }).await
}

/// The join link with this code.
pub(crate) async fn invite(database: &Database, code: &str) -> Result<Option<Invite>, Failure> {
    let row: Option<InviteRow> = database.ask("SELECT * FROM ONLY $invite", object! { invite: record(TABLE, code) }).await?;
    row.map(InviteRow::into_invite).transpose()
}

/// All join links, newest first.
pub(crate) async fn invites(database: &Database) -> Result<Vec<Invite>, Failure> {
    let rows: Vec<InviteRow> = database.ask("SELECT * FROM invite", object! {}).await?;
    let mut invites = rows.into_iter().map(InviteRow::into_invite).collect::<Result<Vec<_>, _>>()?;
    invites.sort_by(|one, other| (other.created, &other.code).cmp(&(one.created, &one.code)));
    Ok(invites)
}

/// Revokes a join link, if there is one.
pub(crate) async fn revoke(database: &Database, code: &str, act: Option<&Act>) -> Result<(), Failure> {
    let revoke = format!("{{ IF record::exists($invite) {{ DELETE $invite RETURN NONE; {WRITE_DOWN} }}; RETURN NONE; }}");
    database.tell(revoke, object! { invite: record(TABLE, code), acts: audit::rows(act)? }).await
}

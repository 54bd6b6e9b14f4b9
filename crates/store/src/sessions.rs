//! Sessions: `session:<hash of the token>`, so that the token of a request is found without an index.
//! Whether one is still good is decided by `server`, which knows the time.

use chat::{Account, Session};
use protocol::{MemberId, Millis};
use surrealdb::types::{RecordId, SurrealValue, object};

use crate::{
    database::{Database, Failure},
    people::AccountRow,
    rows::{field, key, record},
};

/// A session.
#[derive(Debug, SurrealValue)]
struct SessionRow {
    id: RecordId,
    public_id: String,
    member: String,
    agent: String,
    created: i64,
    seen: i64,
    expires: i64,
}

/// A session and whose it is, read at one moment.
#[derive(Debug, SurrealValue)]
struct Owned {
    session: SessionRow,
    account: Option<AccountRow>,
}

impl SessionRow {
    fn new(session: &Session) -> Self {
        Self {
            id: record(TABLE, &session.token_hash),
            public_id: session.id.clone(),
            member: session.member.to_string(),
            agent: session.agent.clone(),
            created: session.created.0,
            seen: session.seen.0,
            expires: session.expires.0,
        }
    }

    fn into_session(self) -> Result<Session, Failure> {
        Ok(Session {
            id: self.public_id,
            token_hash: key(TABLE, self.id)?,
            member: field(TABLE, "member", self.member.parse().ok())?,
            agent: self.agent,
            created: Millis(self.created),
            seen: Millis(self.seen),
            expires: Millis(self.expires),
        })
    }
}

const TABLE: &str = "session";

/// Keeps a new session. (`$session` is a name of the database's own.)
pub(crate) async fn open(database: &Database, session: &Session) -> Result<(), Failure> {
    database.tell("INSERT INTO session $row RETURN NONE", object! { row: SessionRow::new(session) }).await
}

/// The session with this token and its account.
pub(crate) async fn session(database: &Database, token_hash: &str) -> Result<Option<(Session, Account)>, Failure> {
    let find = "{
        LET $found = (SELECT * FROM ONLY $row);
        RETURN IF $found = NONE { NONE } ELSE {
            { session: $found, account: (SELECT * FROM ONLY type::record('account', $found.member)) }
        };
    }";
    let owned: Option<Owned> = database.ask(find, object! { row: record(TABLE, token_hash) }).await?;
    let Some(Owned { session, account: Some(account) }) = owned else { return Ok(None) };
    Ok(Some((session.into_session()?, account.into_account()?)))
}

/// A member's sessions, newest first.
pub(crate) async fn sessions(database: &Database, member: MemberId) -> Result<Vec<Session>, Failure> {
    let bound = object! { member: member.to_string() };
    let rows: Vec<SessionRow> = database.ask("SELECT * FROM session WHERE member = $member", bound).await?;
    let mut sessions = rows.into_iter().map(SessionRow::into_session).collect::<Result<Vec<_>, _>>()?;
    sessions.sort_by(|one, other| (other.created, &other.id).cmp(&(one.created, &one.id)));
    Ok(sessions)
}

/// Notes that a session was used. One that is gone stays gone.
pub(crate) async fn touch(database: &Database, token_hash: &str, at: Millis, expires: Millis) -> Result<(), Failure> {
    let bound = object! { row: record(TABLE, token_hash), at: at.0, expires: expires.0 };
    database.tell("UPDATE $row SET seen = $at, expires = $expires RETURN NONE", bound).await
}

/// Ends one of a member's sessions with its device, and returns its token hash.
pub(crate) async fn close(database: &Database, member: MemberId, id: &str) -> Result<Option<String>, Failure> {
    let end = "{
        LET $ended = (DELETE session WHERE member = $member AND public_id = $id RETURN BEFORE);
        FOR $one IN $ended { DELETE type::record('device', record::id($one.id)) RETURN NONE };
        RETURN $ended;
    }";
    let rows: Vec<SessionRow> = database.ask(end, object! { member: member.to_string(), id: id }).await?;
    rows.into_iter().next().map(|row| key(TABLE, row.id)).transpose()
}

/// Forgets what expired, with the devices.
pub(crate) async fn sweep(database: &Database, now: Millis) -> Result<(), Failure> {
    let sweep = "{
        LET $ended = (DELETE session WHERE expires < $now RETURN BEFORE);
        FOR $one IN $ended { DELETE type::record('device', record::id($one.id)) RETURN NONE };
        RETURN NONE;
    }";
    database.tell(sweep, object! { now: now.0 }).await
}

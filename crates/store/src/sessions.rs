//! Sessions: `session:<hash of the token>`, so that the token of a request is found without an index.
//! Whether one is still good is decided by `server`, which knows the time.

use std::collections::{BTreeSet, HashMap};

use chat::{Account, Session};
use protocol::{MemberId, Millis};
use surrealdb::types::{RecordId, SurrealValue, object};

use crate::{
    database::{Database, Failure, Within},
    people,
    rows::{field, key, record},
    together::Together,
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

/// Finds sessions for all who ask at the same time.
pub(crate) type Finder = Together<(Session, Account)>;

/// Starts to find sessions.
pub(crate) fn finder(database: &Database) -> Finder {
    Together::start(database, find)
}

/// The session with this token and its account.
pub(crate) async fn session(database: &Database, finder: &Finder, token_hash: &str) -> Result<Option<(Session, Account)>, Failure> {
    if let Some(found) = finder.ask(token_hash).await {
        return Ok(found);
    }
    let keys = vec![token_hash.to_owned()];
    Ok(database.several(|within| find(within, keys)).await?.remove(token_hash))
}

/// Sessions with their accounts, by their tokens. One whose account is gone is nobody's.
async fn find(within: Within, token_hashes: Vec<String>) -> Result<HashMap<String, (Session, Account)>, Failure> {
    let ids: Vec<RecordId> = token_hashes.iter().map(|token_hash| record(TABLE, token_hash)).collect();
    let rows: Vec<SessionRow> = within.ask("SELECT * FROM $ids", object! { ids: ids }).await?;
    let sessions = rows.into_iter().map(SessionRow::into_session).collect::<Result<Vec<_>, _>>()?;
    let owners: BTreeSet<MemberId> = sessions.iter().map(|session| session.member).collect();
    let accounts = people::accounts_of(within, owners).await?;
    let owned = |session: Session| Some((session.token_hash.clone(), (session.clone(), accounts.get(&session.member)?.clone())));
    Ok(sessions.into_iter().filter_map(owned).collect())
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

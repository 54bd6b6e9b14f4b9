//! Devices: `device:<hash of the session's token>`, so that a session has one at most.
//! What is told to them is not known here.

use async_trait::async_trait;
use chat::{AccountError, Device, Devices, MOST_DEVICES};
use protocol::{MemberId, Millis};
use surrealdb::types::{RecordId, SurrealValue, object};

use crate::{
    Store,
    accounts::unavailable,
    database::{Database, Failure},
    rows::{field, key, record},
};

/// A device.
#[derive(Debug, SurrealValue)]
struct DeviceRow {
    id: RecordId,
    member: String,
    endpoint: String,
    key: String,
    secret: String,
    at: i64,
}

/// A device and until when its session lasts, if it is still there.
#[derive(Debug, SurrealValue)]
struct Lasting {
    device: DeviceRow,
    expires: Option<i64>,
}

const TABLE: &str = "device";

#[async_trait]
impl Devices for Store {
    async fn add_device(&self, device: &Device) -> Result<(), AccountError> {
        add(&self.database, device).await.map_err(unavailable("adding a device"))
    }

    async fn devices(&self, member: MemberId, now: Millis) -> Result<Vec<Device>, AccountError> {
        devices(&self.database, member, now).await.map_err(unavailable("reading devices"))
    }

    async fn remove_device(&self, session: &str) -> Result<(), AccountError> {
        let remove = self.database.tell("DELETE $row RETURN NONE", object! { row: record(TABLE, session) });
        remove.await.map_err(unavailable("removing a device"))
    }

    async fn forget_endpoint(&self, endpoint: &str) -> Result<(), AccountError> {
        let forget = "DELETE device WHERE endpoint = $endpoint RETURN NONE";
        let forget = self.database.tell(forget, object! { endpoint: endpoint.to_owned() });
        forget.await.map_err(unavailable("forgetting a device"))
    }

    async fn members_with_devices(&self) -> Result<Vec<MemberId>, AccountError> {
        members(&self.database).await.map_err(unavailable("listing who has devices"))
    }
}

impl DeviceRow {
    fn new(device: &Device) -> Self {
        let Device { session, member, endpoint, key, secret, at } = device.clone();
        Self { id: record(TABLE, session), member: member.to_string(), endpoint, key, secret, at: at.0 }
    }

    fn into_device(self) -> Result<Device, Failure> {
        let Self { id, member, endpoint, key: public, secret, at } = self;
        let (session, member) = (key(TABLE, id)?, field(TABLE, "member", member.parse().ok())?);
        Ok(Device { session, member, endpoint, key: public, secret, at: Millis(at) })
    }
}

async fn add(database: &Database, device: &Device) -> Result<(), Failure> {
    let add = "{
        DELETE device WHERE endpoint = $endpoint RETURN NONE;
        UPSERT $row.id CONTENT $row RETURN NONE;
        RETURN (SELECT * FROM device WHERE member = $row.member);
    }";
    let bound = object! { row: DeviceRow::new(device), endpoint: device.endpoint.clone() };
    let mut rows: Vec<DeviceRow> = database.ask(add, bound).await?;
    if rows.len() > MOST_DEVICES {
        rows.sort_by_key(|row| std::cmp::Reverse(row.at));
        let spare: Vec<RecordId> = rows.into_iter().skip(MOST_DEVICES).map(|row| row.id).collect();
        database.tell("DELETE $spare RETURN NONE", object! { spare: spare }).await?;
    }
    Ok(())
}

async fn devices(database: &Database, member: MemberId, now: Millis) -> Result<Vec<Device>, Failure> {
    let read = "SELECT $this AS device, type::record('session', record::id(id)).expires AS expires FROM device WHERE member = $member";
    let rows: Vec<Lasting> = database.ask(read, object! { member: member.to_string() }).await?;
    let lasting = rows.into_iter().filter(|row| row.expires.is_some_and(|expires| now.0 < expires));
    lasting.map(|row| row.device.into_device()).collect()
}

async fn members(database: &Database) -> Result<Vec<MemberId>, Failure> {
    let members: Vec<String> = database.ask("SELECT VALUE member FROM device", object! {}).await?;
    let mut members = members.into_iter().map(|id| field(TABLE, "member", id.parse().ok())).collect::<Result<Vec<MemberId>, _>>()?;
    members.sort_unstable();
    members.dedup();
    Ok(members)
}

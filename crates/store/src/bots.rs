//! What programs have here: `hook:<bot>`, `inlet:<hash of its secret>`, `delivery:<id>`.
//! Their accounts and tokens are in `people` and `sessions`.

use async_trait::async_trait;
use chat::{AccountError, Bots, Delivery, Hook, Inlet, Outcome};
use protocol::{MemberId, Millis, RoomId};
use surrealdb::types::{RecordId, SurrealValue, object};

use crate::{
    Store,
    accounts::unavailable,
    database::Failure,
    rows::{field, from_seq, key, record, to_seq},
};

/// Where a bot wants to be called.
#[derive(Debug, SurrealValue)]
struct HookRow {
    id: RecordId,
    url: String,
    secret: String,
    told: Option<i64>,
    status: Option<i64>,
}

/// An address by which may be written into a room.
#[derive(Debug, SurrealValue)]
struct InletRow {
    id: RecordId,
    public_id: String,
    room: String,
    bot: String,
    by: String,
    created: i64,
    used: Option<i64>,
}

/// Something to be delivered.
#[derive(Debug, SurrealValue)]
struct DeliveryRow {
    id: RecordId,
    bot: String,
    room: String,
    seq: i64,
    attempts: i64,
    due: i64,
}

const HOOK: &str = "hook";
const INLET: &str = "inlet";
const DELIVERY: &str = "delivery";

#[async_trait]
impl Bots for Store {
    async fn set_hook(&self, hook: &Hook) -> Result<(), AccountError> {
        let keep = self.database.tell("UPSERT $row.id CONTENT $row RETURN NONE", object! { row: HookRow::new(hook) });
        keep.await.map_err(unavailable("keeping a hook"))
    }

    async fn hook(&self, bot: MemberId) -> Result<Option<Hook>, AccountError> {
        let read = self.database.ask("SELECT * FROM ONLY $row", object! { row: record(HOOK, bot) });
        let row: Result<Option<HookRow>, Failure> = read.await;
        row.and_then(|row| row.map(HookRow::into_hook).transpose()).map_err(unavailable("reading a hook"))
    }

    async fn hooks(&self) -> Result<Vec<Hook>, AccountError> {
        let rows: Result<Vec<HookRow>, Failure> = self.database.ask("SELECT * FROM hook", object! {}).await;
        let hooks = rows.and_then(|rows| rows.into_iter().map(HookRow::into_hook).collect::<Result<Vec<_>, _>>());
        let mut hooks = hooks.map_err(unavailable("listing hooks"))?;
        hooks.sort_by_key(|one| one.bot);
        Ok(hooks)
    }

    async fn remove_hook(&self, bot: MemberId) -> Result<(), AccountError> {
        let remove = "{ DELETE $row RETURN NONE; DELETE delivery WHERE bot = $bot RETURN NONE; RETURN NONE; }";
        let remove = self.database.tell(remove, object! { row: record(HOOK, bot), bot: bot.to_string() });
        remove.await.map_err(unavailable("removing a hook"))
    }

    async fn note_outcome(&self, bot: MemberId, outcome: &Outcome) -> Result<(), AccountError> {
        let bound = object! { row: record(HOOK, bot), at: outcome.at.0, status: outcome.status.map(i64::from) };
        let note = self.database.tell("UPDATE $row SET told = $at, status = $status RETURN NONE", bound);
        note.await.map_err(unavailable("noting what came of a delivery"))
    }

    async fn add_inlet(&self, inlet: &Inlet) -> Result<(), AccountError> {
        let add = self.database.tell("INSERT INTO inlet $row RETURN NONE", object! { row: InletRow::new(inlet) });
        add.await.map_err(unavailable("adding an inlet"))
    }

    async fn inlet(&self, secret_hash: &str) -> Result<Option<Inlet>, AccountError> {
        let read = self.database.ask("SELECT * FROM ONLY $row", object! { row: record(INLET, secret_hash) });
        let row: Result<Option<InletRow>, Failure> = read.await;
        row.and_then(|row| row.map(InletRow::into_inlet).transpose()).map_err(unavailable("reading an inlet"))
    }

    async fn inlets(&self, room: RoomId) -> Result<Vec<Inlet>, AccountError> {
        let read = self.database.ask("SELECT * FROM inlet WHERE room = $room", object! { room: room.to_string() });
        let rows: Result<Vec<InletRow>, Failure> = read.await;
        let inlets = rows.and_then(|rows| rows.into_iter().map(InletRow::into_inlet).collect::<Result<Vec<_>, _>>());
        let mut inlets = inlets.map_err(unavailable("listing inlets"))?;
        inlets.sort_by(|one, other| (other.created, &other.id).cmp(&(one.created, &one.id)));
        Ok(inlets)
    }

    async fn touch_inlet(&self, secret_hash: &str, at: Millis) -> Result<(), AccountError> {
        let bound = object! { row: record(INLET, secret_hash), at: at.0 };
        let touch = self.database.tell("UPDATE $row SET used = $at RETURN NONE", bound);
        touch.await.map_err(unavailable("touching an inlet"))
    }

    async fn revoke_inlet(&self, room: RoomId, id: &str) -> Result<(), AccountError> {
        let bound = object! { room: room.to_string(), id: id.to_owned() };
        let revoke = self.database.tell("DELETE inlet WHERE room = $room AND public_id = $id RETURN NONE", bound);
        revoke.await.map_err(unavailable("revoking an inlet"))
    }

    async fn keep_delivery(&self, delivery: &Delivery) -> Result<(), AccountError> {
        let keep = self.database.tell("UPSERT $row.id CONTENT $row RETURN NONE", object! { row: DeliveryRow::new(delivery) });
        keep.await.map_err(unavailable("keeping a delivery"))
    }

    async fn deliveries(&self) -> Result<Vec<Delivery>, AccountError> {
        let rows: Result<Vec<DeliveryRow>, Failure> = self.database.ask("SELECT * FROM delivery", object! {}).await;
        let deliveries = rows.and_then(|rows| rows.into_iter().map(DeliveryRow::into_delivery).collect::<Result<Vec<_>, _>>());
        let mut deliveries = deliveries.map_err(unavailable("listing deliveries"))?;
        deliveries.sort_by_key(|one| (one.due, one.id));
        Ok(deliveries)
    }

    async fn forget_delivery(&self, id: u128) -> Result<(), AccountError> {
        let forget = self.database.tell("DELETE $row RETURN NONE", object! { row: record(DELIVERY, format!("{id:032x}")) });
        forget.await.map_err(unavailable("forgetting a delivery"))
    }
}

impl HookRow {
    fn new(Hook { bot, url, secret, outcome }: &Hook) -> Self {
        Self {
            id: record(HOOK, bot),
            url: url.clone(),
            secret: secret.clone(),
            told: outcome.map(|outcome| outcome.at.0),
            status: outcome.and_then(|outcome| outcome.status).map(i64::from),
        }
    }

    fn into_hook(self) -> Result<Hook, Failure> {
        let status = |status: i64| field(HOOK, "status", u16::try_from(status).ok());
        let (bot, status) = (field(HOOK, "id", key(HOOK, self.id)?.parse().ok())?, self.status.map(status).transpose()?);
        let outcome = self.told.map(|at| Outcome { at: Millis(at), status });
        Ok(Hook { bot, url: self.url, secret: self.secret, outcome })
    }
}

impl InletRow {
    fn new(inlet: &Inlet) -> Self {
        Self {
            id: record(INLET, &inlet.secret_hash),
            public_id: inlet.id.clone(),
            room: inlet.room.to_string(),
            bot: inlet.bot.to_string(),
            by: inlet.by.to_string(),
            created: inlet.created.0,
            used: inlet.used.map(|used| used.0),
        }
    }

    fn into_inlet(self) -> Result<Inlet, Failure> {
        Ok(Inlet {
            id: self.public_id,
            secret_hash: key(INLET, self.id)?,
            room: field(INLET, "room", self.room.parse().ok())?,
            bot: field(INLET, "bot", self.bot.parse().ok())?,
            by: field(INLET, "by", self.by.parse().ok())?,
            created: Millis(self.created),
            used: self.used.map(Millis),
        })
    }
}

impl DeliveryRow {
    fn new(Delivery { id, bot, room, seq, attempts, due }: &Delivery) -> Self {
        Self {
            id: record(DELIVERY, format!("{id:032x}")),
            bot: bot.to_string(),
            room: room.to_string(),
            seq: from_seq(*seq),
            attempts: i64::from(*attempts),
            due: due.0,
        }
    }

    fn into_delivery(self) -> Result<Delivery, Failure> {
        Ok(Delivery {
            id: field(DELIVERY, "id", u128::from_str_radix(&key(DELIVERY, self.id)?, 16).ok())?,
            bot: field(DELIVERY, "bot", self.bot.parse().ok())?,
            room: field(DELIVERY, "room", self.room.parse().ok())?,
            seq: to_seq(DELIVERY, self.seq)?,
            attempts: field(DELIVERY, "attempts", u32::try_from(self.attempts).ok())?,
            due: Millis(self.due),
        })
    }
}

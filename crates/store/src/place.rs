//! The place itself, `place:one`, and its secrets.
//! Who is in it stands in `people`.

use chat::{Account, NewAccount, Place};
use protocol::{Language, PlaceName};
use surrealdb::types::{Bytes, SurrealValue, object};

use crate::{
    database::{Database, Failure},
    people::{AccountRow, NameRow},
    rows::{field, record},
};

/// The place.
#[derive(Debug, SurrealValue)]
struct PlaceRow {
    name: String,
    language: String,
    guests: Option<bool>,
    previews: Option<bool>,
}

const TABLE: &str = "place";

/// The place, once it was founded.
pub(crate) async fn place(database: &Database) -> Result<Option<Place>, Failure> {
    let row: Option<PlaceRow> = database.ask("SELECT name, language, guests, previews FROM ONLY place:one", object! {}).await?;
    let place = |row: PlaceRow| {
        Ok(Place {
            name: field(TABLE, "name", PlaceName::try_from(row.name).ok())?,
            language: field(TABLE, "language", Language::from_tag(&row.language))?,
            guests: row.guests.unwrap_or_default(),
            previews: row.previews.unwrap_or(true),
        })
    };
    row.map(place).transpose()
}

/// Founds the place with its owner. `place:one` can be made only once, which is how one of two founders wins.
pub(crate) async fn found(database: &Database, place: &Place, owner: &NewAccount) -> Result<Account, Failure> {
    let found = "{
        CREATE place:one CONTENT $place RETURN NONE;
        INSERT INTO account_name $name RETURN NONE;
        INSERT INTO account $account RETURN NONE;
        RETURN NONE;
    }";
    let place = PlaceRow {
        name: place.name.as_str().to_owned(),
        language: place.language.tag().to_owned(),
        guests: Some(place.guests),
        previews: Some(place.previews),
    };
    let account = AccountRow::new(owner);
    database.tell(found, object! { place: place, name: NameRow::new(owner), account: account.clone() }).await?;
    account.into_account()
}

/// Guests may come in, or may not.
pub(crate) async fn let_guests_in(database: &Database, may_come: bool) -> Result<(), Failure> {
    database.tell("{ UPDATE place:one SET guests = $may RETURN NONE; RETURN NONE; }", object! { may: may_come }).await
}

/// Links in messages are looked up, or are not.
pub(crate) async fn preview_links(database: &Database, previews: bool) -> Result<(), Failure> {
    database.tell("{ UPDATE place:one SET previews = $previews RETURN NONE; RETURN NONE; }", object! { previews: previews }).await
}

/// The secret of this name; `fresh` when it is the first time that anybody asks.
pub(crate) async fn secret(database: &Database, name: &str, fresh: [u8; 32]) -> Result<[u8; 32], Failure> {
    let read = "{
        LET $kept = (SELECT VALUE bytes FROM ONLY $secret);
        IF $kept != NONE { RETURN $kept };
        CREATE $secret SET bytes = $fresh RETURN NONE;
        RETURN $fresh;
    }";
    let bound = object! { secret: record("secret", name), fresh: Bytes::from(fresh.to_vec()) };
    let bytes: Bytes = database.ask(read, bound).await?;
    field("secret", "bytes", <[u8; 32]>::try_from(bytes.as_ref()).ok())
}

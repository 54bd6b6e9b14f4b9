//! Uploaded avatars: `avatar:<member>`, apart from accounts, which are read much more often.
//! They come re-encoded; nothing here looks at a picture.

use chat::{Account, Avatar};
use protocol::MemberId;
use surrealdb::types::{Bytes, SurrealValue, object};

use crate::{
    database::{Database, Failure},
    people,
    rows::record,
};

/// An avatar.
#[derive(Debug, SurrealValue)]
struct AvatarRow {
    media_type: String,
    bytes: Bytes,
}

/// Gives or takes an avatar and returns the account as it is now, if there is one. A version never comes twice: browsers may
/// keep what they got under it.
pub(crate) async fn set_avatar(database: &Database, id: MemberId, avatar: Option<&Avatar>) -> Result<Option<Account>, Failure> {
    let bound = object! { account: record("account", id), avatar: record("avatar", id) };
    let Some(Avatar { media_type, bytes }) = avatar else {
        let take = "{
            DELETE $avatar RETURN NONE;
            RETURN (UPDATE $account SET avatar = NONE RETURN AFTER);
        }";
        return people::first(database.ask(take, bound).await?);
    };
    let give = "{
        LET $changed = (UPDATE $account SET avatar = avatars + 1, avatars += 1 RETURN AFTER);
        IF array::len($changed) > 0 { UPSERT $avatar CONTENT $fields RETURN NONE };
        RETURN $changed;
    }";
    let mut bound = bound;
    let fields = AvatarRow { media_type: media_type.clone(), bytes: bytes.clone().into() };
    bound.insert("fields".to_owned(), fields.into_value());
    people::first(database.ask(give, bound).await?)
}

/// A member's avatar.
pub(crate) async fn avatar(database: &Database, id: MemberId) -> Result<Option<Avatar>, Failure> {
    let bound = object! { avatar: record("avatar", id) };
    let row: Option<AvatarRow> = database.ask("SELECT * OMIT id FROM ONLY $avatar", bound).await?;
    Ok(row.map(|row| Avatar { media_type: row.media_type, bytes: row.bytes.to_vec() }))
}

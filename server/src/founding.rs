//! How a place begins and how people come into it, the same by form and by command line.
//! Who may let somebody in is decided before.

use chat::{AccountError, Accounts, Hub, NewAccount, NewRoom, Place};
use protocol::{Language, Person, PlaceName, Rejection, Role, RoomDescription, RoomId, RoomName, Visibility};

use crate::logging::chain;

/// What remembers the room everybody comes into.
const FIRST_ROOM: &str = "first-room";

/// Why somebody was not added.
#[derive(Debug, thiserror::Error)]
pub enum FoundError {
    /// The account could not be made.
    #[error(transparent)]
    Account(#[from] AccountError),
    /// The first account of a place must be its owner.
    #[error("nobody is here yet: the first account must have the role owner")]
    OwnerFirst,
}

/// Founds a place with its owner and the one public room that everybody who comes later is in. A newcomer is let into that
/// room alone: so the first two people meet without a search, and rooms made for a purpose stay with those who chose them.
///
/// # Errors
/// [`AccountError`]; [`AccountError::Founded`] when it was founded before.
pub async fn found(hub: &Hub, accounts: &dyn Accounts, place: &Place, owner: &NewAccount) -> Result<Person, AccountError> {
    let owner = accounts.found(place, owner).await?.person;
    if let Err(error) = first_room(hub, accounts, place.language, &owner).await {
        // The place stands; its owner can make the room by hand.
        tracing::warn!(error, "the first room was not made");
    }
    Ok(owner)
}

/// Adds an account, with a join link if one is given, and lets it into the first room.
///
/// # Errors
/// [`AccountError`], as [`Accounts::add`].
pub async fn welcome(hub: &Hub, accounts: &dyn Accounts, new: &NewAccount, invite: Option<&str>) -> Result<Person, AccountError> {
    let person = accounts.add(new, invite).await?.person;
    match accounts.secret(FIRST_ROOM, [0; 32]).await {
        Ok(kept) => {
            if let Some(room) = room_in(kept)
                && let Err(rejection) = hub.join(&person, room).await
            {
                tracing::warn!(%rejection, "a newcomer was not let into the first room");
            }
        }
        Err(error) => tracing::warn!(error = chain(&error), "a newcomer was not let into the first room"),
    }
    Ok(person)
}

/// Adds somebody by hand: the first one founds the place, as its owner.
///
/// # Errors
/// [`FoundError`].
pub async fn add_person(hub: &Hub, accounts: &dyn Accounts, place: PlaceName, new: &NewAccount) -> Result<Person, FoundError> {
    if accounts.place().await?.is_some() {
        return Ok(welcome(hub, accounts, new, None).await?);
    }
    if new.role != Role::Owner {
        return Err(FoundError::OwnerFirst);
    }
    let place = Place { name: place, language: new.language.unwrap_or_default(), guests: false, previews: true };
    Ok(found(hub, accounts, &place, new).await?)
}

async fn first_room(hub: &Hub, accounts: &dyn Accounts, language: Language, owner: &Person) -> Result<(), String> {
    let name = match language {
        Language::En => "Everyone",
        Language::Ko => "모두의 마루",
    };
    let name = RoomName::parse(name).map_err(|error| error.to_string())?;
    let new = NewRoom { name, description: RoomDescription::default(), visibility: Visibility::Public };
    let room = hub.create_room(owner, new).await.map_err(|rejection: Rejection| rejection.to_string())?;
    let mut kept = [0; 32];
    kept.iter_mut().zip(room.id.bits().to_be_bytes()).for_each(|(place, byte)| *place = byte);
    accounts.secret(FIRST_ROOM, kept).await.map_err(|error| chain(&error))?;
    Ok(())
}

fn room_in(kept: [u8; 32]) -> Option<RoomId> {
    let bits = u128::from_be_bytes(kept.first_chunk().copied()?);
    (bits != 0).then_some(RoomId::from_bits(bits))
}

//! The people and rooms of one run, made freshly in a place that somebody has founded.
//! They do nothing here yet; `play` sets them going.

use fastrand::Rng;
use protocol::RoomId;

use crate::{LoadError, place::Account, place::Place};

/// Everybody's password in a run. The accounts are worth nothing.
const PASSWORD: &str = "nothing to hide";

/// Who takes part, and where.
#[derive(Debug, Clone)]
pub struct Stage {
    /// The place.
    pub place: Place,
    /// Who owns the place and made the rooms.
    pub owner: Account,
    /// Members who write and read, in every room.
    pub members: Vec<Account>,
    /// The rooms, and whether each is public.
    pub rooms: Vec<(RoomId, bool)>,
}

impl Stage {
    /// Makes this many members and rooms, and lets everybody into every room. `Rng` makes their names new.
    ///
    /// # Errors
    /// [`LoadError`] when the server refuses something.
    pub async fn build(place: Place, owner: Account, members: u32, rooms: u32, rng: &mut Rng) -> Result<Self, LoadError> {
        let run = format!("{:06x}", rng.u32(..0x0100_0000));
        let mut stage = Self { place, owner, members: Vec::new(), rooms: Vec::new() };
        let link = stage.place.make_join_link(&stage.owner).await?;
        for n in 0..members {
            stage.members.push(stage.place.join(&link, &format!("load-{run}-{n:02}"), PASSWORD).await?);
        }
        for n in 0..rooms {
            let public = n % 2 == 0;
            let room = stage.place.make_room(&stage.owner, &format!("Load {run} {n}"), public).await?;
            stage.rooms.push((room, public));
            for member in &stage.members {
                // By its owner: nobody enters many rooms at once by themselves.
                stage.place.invite(&stage.owner, room, member).await?;
            }
        }
        Ok(stage)
    }

    /// Lets a member into a room: by themselves when it is public, else by its owner. Again is fine.
    ///
    /// # Errors
    /// [`LoadError`] when nobody answers.
    pub async fn let_in(&self, member: &Account, room: RoomId, public: bool) -> Result<(), LoadError> {
        if public { self.place.enter(member, room).await } else { self.place.invite(&self.owner, room, member).await }
    }
}

//! What was looked up, in a map beside the rooms.

use async_trait::async_trait;
use protocol::Millis;

use super::{Memory, locked};
use crate::{BlobId, FileError, Lookup, Lookups};

#[async_trait]
impl Lookups for Memory {
    async fn lookup(&self, link: &str, now: Millis) -> Result<Option<Lookup>, FileError> {
        Ok(locked(&self.rooms).lookups.get(link).filter(|lookup| now < lookup.expires).cloned())
    }

    async fn keep_lookup(&self, lookup: &Lookup) -> Result<(), FileError> {
        let mut rooms = locked(&self.rooms);
        let before = rooms.lookups.insert(lookup.link.clone(), lookup.clone());
        rooms.loose.extend(before.and_then(|before| before.blob()));
        drop(rooms);
        self.loosened.notify_one();
        Ok(())
    }

    async fn sweep_lookups(&self, before: Millis) -> Result<(), FileError> {
        let mut rooms = locked(&self.rooms);
        let gone: Vec<Lookup> = rooms.lookups.extract_if(|_, lookup| lookup.expires < before).map(|(_, lookup)| lookup).collect();
        rooms.loose.extend(gone.iter().filter_map(Lookup::blob));
        drop(rooms);
        self.loosened.notify_one();
        Ok(())
    }

    async fn has_picture(&self, blob: BlobId) -> Result<bool, FileError> {
        let rooms = locked(&self.rooms);
        Ok(rooms.has_picture(blob))
    }
}

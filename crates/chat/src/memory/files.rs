//! Files in maps, beside the rooms they are in.

use async_trait::async_trait;
use protocol::{MemberId, Millis};
use tokio::sync::Notify;

use super::{Memory, locked};
use crate::{BlobId, FileError, Files, Upload};

#[async_trait]
impl Files for Memory {
    async fn keep_file(&self, upload: &Upload, most: u64) -> Result<Upload, FileError> {
        let mut rooms = locked(&self.rooms);
        let id = upload.attachment.id;
        if let Some(kept) = rooms.files.get(&id) {
            let same = (kept.by, kept.room, kept.blob) == (upload.by, upload.room, upload.blob);
            return if same { Ok(kept.clone()) } else { Err(FileError::Taken) };
        }
        let used: u64 = rooms.files.values().filter(|kept| kept.by == upload.by).map(|kept| kept.attachment.bytes).sum();
        if used.saturating_add(upload.attachment.bytes) > most {
            return Err(FileError::NoRoom);
        }
        rooms.files.insert(id, upload.clone());
        Ok(upload.clone())
    }

    async fn file_bytes(&self, member: MemberId) -> Result<u64, FileError> {
        let rooms = locked(&self.rooms);
        Ok(rooms.files.values().filter(|kept| kept.by == member).map(|kept| kept.attachment.bytes).sum())
    }

    async fn sweep_uploads(&self, before: Millis) -> Result<(), FileError> {
        locked(&self.rooms).forget_files(|upload| upload.posted.is_none() && upload.at < before);
        self.loosened.notify_one();
        Ok(())
    }

    async fn loose_blobs(&self) -> Result<Vec<BlobId>, FileError> {
        Ok(locked(&self.rooms).loose.iter().copied().collect())
    }

    async fn unused_blobs(&self, blobs: &[BlobId]) -> Result<Vec<BlobId>, FileError> {
        let rooms = locked(&self.rooms);
        let has = |upload: &Upload, blob| upload.blob == blob || upload.preview.as_ref().is_some_and(|preview| preview.blob == blob);
        let needed = |blob| rooms.files.values().any(|upload| has(upload, blob)) || rooms.has_picture(blob);
        Ok(blobs.iter().copied().filter(|blob| !needed(*blob)).collect())
    }

    async fn settle_blobs(&self, blobs: &[BlobId]) -> Result<(), FileError> {
        locked(&self.rooms).loose.retain(|blob| !blobs.contains(blob));
        Ok(())
    }

    fn loosened(&self) -> &Notify {
        &self.loosened
    }
}

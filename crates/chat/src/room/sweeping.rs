//! Deleting what one member wrote lately: ordinary deletions, many at once.
//! Which messages are meant is found by the hub.

use protocol::{Happened, Person, Rejection, Seq};

use super::Room;
use crate::Action;

impl Room {
    /// Deletes those of these messages that are this author's and still there, in one go. Nobody waits for more than these.
    pub(super) async fn sweep(&mut self, actor: &Person, author: &Person, of: Vec<Seq>) -> Result<u32, Rejection> {
        self.permit(Action::Sweep { of: author.role }, actor)?;
        let mut what = Vec::with_capacity(of.len());
        for of in of {
            let row = self.target(of).await?;
            if row.is_some_and(|row| matches!(row.event.what, Happened::Posted { author: by, .. } if by == author.id)) {
                what.push(Happened::Deleted { by: actor.id, of });
            }
        }
        if what.is_empty() {
            return Ok(0);
        }
        let count = u32::try_from(what.len()).unwrap_or(u32::MAX);
        self.around.directory.greet(actor.clone());
        self.save(what, Vec::new()).await?;
        Ok(count)
    }
}

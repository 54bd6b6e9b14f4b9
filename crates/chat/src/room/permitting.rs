//! Whether somebody may do something in this room: by the table of permissions, and by how fast anybody may write.
//! What a room that is slow or for announcements asks beyond that is in `pace`.

use protocol::{Attachment, MemberId, Person, Rejection, RoomRole};

use super::{NewPost, Room};
use crate::{Action, Bucket, Settings, Standing, permit};

impl Room {
    /// What the member is here; the same refusal for strangers as for a room that does not exist.
    pub(super) fn role(&self, member: MemberId) -> Result<RoomRole, Rejection> {
        self.members.get(&member).copied().ok_or(Rejection::NoSuchRoom)
    }

    /// May this be done here?
    pub(super) fn permit(&self, action: Action, actor: &Person) -> Result<(), Rejection> {
        let visibility = self.room.visibility;
        let standing = match self.members.get(&actor.id) {
            _ if self.around.sanctions.is_banned(actor.id) => Standing::Banned,
            Some(role) => Standing::Inside(*role, visibility),
            None => Standing::Outside(visibility),
        };
        permit(action, actor.role, standing)
    }

    /// May enter or leave by themselves now.
    pub(super) fn may_come_or_go(&self, member: MemberId) -> Result<(), Rejection> {
        self.around.comings.count(member, self.around.settings.joins_per_minute)
    }

    /// Says what the files of the message are.
    pub(super) async fn may_write(&mut self, actor: &Person, post: &NewPost) -> Result<Vec<Attachment>, Rejection> {
        let author = actor.id;
        self.permit(Action::Write, actor)?;
        self.may_post(author)?;
        self.may_say(actor, post).await?;
        if let Some(answered) = post.reply {
            self.keep_quoted(answered).await?;
        }
        self.attachments(author, post).await
    }

    pub(super) fn may_post(&mut self, author: MemberId) -> Result<(), Rejection> {
        self.role(author)?;
        let Settings { posts_per_second, posts_burst, .. } = self.around.settings;
        self.rates.take(author, || Bucket::new(posts_per_second, posts_burst)).map_err(Rejection::too_fast)
    }
}

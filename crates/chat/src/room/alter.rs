//! What is done to messages that are there: their authors edit and delete them, everybody reacts and pins.
//! Each of these is an event of its own; who may do what is decided here.

use protocol::{BodyError, Happened, Measure, MemberId, Person, REACTION_KINDS, Rejection, Row, Seq};

use super::{Alteration, Room, previewing::previews_left};
use crate::{Action, rows_at};

impl Room {
    /// Changes a message. What is so already is no event, and no refusal either.
    pub(super) async fn alter(&mut self, actor: &Person, alteration: Alteration) -> Result<(), Rejection> {
        self.permit(Action::Write, actor)?;
        self.may_post(actor.id)?;
        if !matches!(alteration, Alteration::Delete { .. }) {
            self.may_alter(actor).await?;
        }
        let by = actor.id;
        let (mut audited, mut edited) = (None, None);
        let mut what = Vec::new();
        let first = match alteration {
            Alteration::Edit { of, body } => {
                let row = self.message(of).await?;
                self.is_author(by, &row)?;
                // Who may not write here any more does not write by changing what was written.
                if self.room.rules.announcements && self.permit(Action::Announce, actor).is_err() {
                    return Err(Rejection::Announcements);
                }
                match &row.event.what {
                    Happened::Posted { body: now, .. } if *now == body => return Ok(()),
                    Happened::Posted { attachments, .. } if attachments.is_empty() && body.is_empty() => {
                        return Err(Rejection::BadBody { problem: BodyError::Empty });
                    }
                    Happened::Posted { body: now, .. } => edited = Some((of, now.clone(), body.clone())),
                    _ => {}
                }
                what.extend(previews_left(&row, &body));
                Happened::Edited { by, of, body: Some(body) }
            }
            Alteration::Delete { of } => {
                let row = match self.target(of).await? {
                    Some(row) if matches!(row.event.what, Happened::Erased { .. }) => return Ok(()),
                    Some(row) if row.author().is_some() => row,
                    _ => return Err(Rejection::NoSuchMessage),
                };
                let action = if row.author() == Some(by) { Action::TakeBack } else { Action::Delete };
                self.permit(action, actor)?;
                let measure = |member| Measure::Deleted { member, room: self.room.id, of };
                audited = row.author().filter(|author| *author != by).map(measure);
                Happened::Deleted { by, of }
            }
            Alteration::React { of, emoji, on } => {
                let row = self.message(of).await?;
                let reaction = row.reactions.iter().find(|reaction| reaction.emoji == emoji);
                if reaction.is_some_and(|reaction| reaction.by.contains(&by)) == on {
                    return Ok(());
                }
                if reaction.is_none() && row.reactions.len() >= REACTION_KINDS {
                    return Err(Rejection::TooManyReactions);
                }
                Happened::Reacted { by, of, emoji, on }
            }
            Alteration::Pin { of, on } => {
                if self.message(of).await?.pinned.is_some() == on {
                    return Ok(());
                }
                Happened::Pinned { by, of, on }
            }
            Alteration::Dismiss { of, link } => {
                let row = self.message(of).await?;
                if row.author() != Some(by) {
                    self.permit(Action::Delete, actor)?;
                }
                let mut previews = row.previews;
                let before = previews.len();
                previews.retain(|preview| preview.link != link);
                if previews.len() == before {
                    return Ok(());
                }
                Happened::Previewed { by: Some(by), of, previews }
            }
        };
        self.around.directory.greet(actor.clone());
        what.insert(0, first);
        let calls = self.calls(Seq::ZERO, &what).await;
        let changes = calls.iter().cloned().chain(self.audited(actor, audited)).collect();
        self.save(what, changes).await?;
        self.tell_called(&calls).await;
        if let Some((of, before, after)) = edited {
            self.ask_for_new_previews(of, by, &before, &after);
        }
        Ok(())
    }

    /// A row as it is now, after everything that waits to be saved.
    pub(super) async fn target(&mut self, seq: Seq) -> Result<Option<Row>, Rejection> {
        self.save_posts().await;
        if seq == Seq::ZERO || seq > self.position.seq {
            return Ok(None);
        }
        if let Some(row) = self.recent.row(seq) {
            return Ok(Some(row.clone()));
        }
        let rows = rows_at(&*self.around.history, self.room.id, [seq].into()).await.map_err(|error| {
            tracing::error!(error = &error as &dyn std::error::Error, room = %self.room.id, "a row was not read");
            Rejection::Unavailable
        })?;
        Ok(rows.into_iter().next())
    }

    /// A message that was not deleted.
    pub(super) async fn message(&mut self, seq: Seq) -> Result<Row, Rejection> {
        let row = self.target(seq).await?;
        row.filter(|row| matches!(row.event.what, Happened::Posted { .. })).ok_or(Rejection::NoSuchMessage)
    }

    fn is_author(&self, member: MemberId, row: &Row) -> Result<(), Rejection> {
        if row.author() == Some(member) { Ok(()) } else { Err(Rejection::NotAllowed) }
    }

    /// Keeps the message that a new one answers, so that everybody who gets the one gets the other.
    pub(super) async fn keep_quoted(&mut self, seq: Seq) -> Result<(), Rejection> {
        if self.recent.row(seq).is_some_and(|row| row.author().is_some()) {
            return Ok(());
        }
        let row = self.target(seq).await?.filter(|row| row.author().is_some()).ok_or(Rejection::NoSuchMessage)?;
        self.around.directory.people([row.author()].into_iter().flatten()).await.map_err(|_| Rejection::Unavailable)?;
        self.recent.quote(row);
        Ok(())
    }
}

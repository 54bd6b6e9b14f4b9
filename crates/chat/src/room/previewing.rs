//! What the pages say that a message links to: asked for when it is written, hung below it when it is there, and taken away
//! with its link.
//! Nobody is asked here, and nobody waits.

use protocol::{Body, Happened, LINK_PREVIEWS, LinkPreview, LogEvent, MemberId, Rejection, Row, Seq, linked_message};

use super::Room;
use crate::Linked;

impl Room {
    /// These events were saved: what their messages link to is to be looked up.
    pub(super) fn ask_for_previews(&self, events: &[LogEvent]) {
        if !self.around.links.is_followed() {
            return;
        }
        for event in events {
            if let Happened::Posted { author, body, .. } = &event.what {
                self.look_up(event.seq, *author, previewed_links(body));
            }
        }
    }

    /// A message has another text: what it links to now and did not before is to be looked up. What somebody has taken away
    /// does not come back by that.
    pub(super) fn ask_for_new_previews(&self, of: Seq, author: MemberId, before: &Body, after: &Body) {
        if self.around.links.is_followed() {
            let before = previewed_links(before);
            self.look_up(of, author, previewed_links(after).into_iter().filter(|link| !before.contains(link)).collect());
        }
    }

    fn look_up(&self, of: Seq, author: MemberId, links: Vec<String>) {
        if !links.is_empty() {
            self.around.links.put(Linked { room: self.room.id, of, author, links });
        }
    }

    /// Hangs below a message what was found, as far as it still links there.
    pub(super) async fn preview(&mut self, of: Seq, found: Vec<LinkPreview>) -> Result<(), Rejection> {
        let row = self.message(of).await?;
        let Happened::Posted { body, .. } = &row.event.what else { return Ok(()) };
        let one = |link: &String| row.previews.iter().chain(&found).find(|preview| preview.link == *link).cloned();
        let previews: Vec<LinkPreview> = previewed_links(body).iter().filter_map(one).collect();
        if previews == row.previews {
            return Ok(());
        }
        self.save(vec![Happened::Previewed { by: None, of, previews }], Vec::new()).await
    }
}

/// What an edit leaves of the previews of a message; nothing when all of them stay.
pub(super) fn previews_left(row: &Row, body: &Body) -> Option<Happened> {
    if row.previews.is_empty() {
        return None;
    }
    let links = previewed_links(body);
    let previews: Vec<LinkPreview> = row.previews.iter().filter(|preview| links.contains(&preview.link)).cloned().collect();
    (previews != row.previews).then_some(Happened::Previewed { by: None, of: row.seq(), previews })
}

/// The links of a message that are previewed. Those to messages are shown in another way, to each reader as they may know.
fn previewed_links(body: &Body) -> Vec<String> {
    text::links(body.as_str()).filter(|link| linked_message(link).is_none()).take(LINK_PREVIEWS).collect()
}

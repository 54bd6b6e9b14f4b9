//! I7 and I8: what came before what.

use std::collections::{HashMap, HashSet};

use protocol::{Nonce, RoomId, Seq};

use super::{Finding, Story};
use crate::What;

/// I7: what one author wrote at one tab stands in the log in the order it was written.
pub fn authors_keep_their_order(story: &Story<'_>) -> Finding {
    let mut finding = Finding::new("I7", "what an author wrote stands in the order it was written");
    // What was taken back after a refusal no longer waits for its turn: an earlier try of it may still be on its way.
    let taken_back: HashSet<Nonce> = story
        .lines()
        .filter_map(|(_, what)| match what {
            What::Refused { nonce, for_good: true, .. } => Some(*nonce),
            _ => None,
        })
        .collect();
    let mut last: HashMap<(&str, RoomId), (Seq, usize, usize)> = HashMap::new();
    for (line, what) in story.lines() {
        let What::Wrote { tab, room, nonce, .. } = what else { continue };
        if taken_back.contains(nonce) {
            continue;
        }
        let Some(kept) = story.attempts.get(&(*room, *nonce)).and_then(|places| places.first()) else { continue };
        let seq = kept.event.seq;
        let before = last.insert((tab, *room), (seq, line, kept.line));
        if let Some((earlier, wrote, at)) = before {
            finding.case(earlier < seq, [wrote, line, at, kept.line], || {
                format!("{tab} wrote what stands at {earlier} before what stands at {seq}")
            });
        }
    }
    finding
}

/// I8: what was first sent after something else in the room was acknowledged to anybody stands after it.
pub fn acknowledged_before_sent(story: &Story<'_>) -> Finding {
    let mut finding = Finding::new("I8", "what was sent after an acknowledgement stands after what was acknowledged");
    let mut highest: HashMap<RoomId, (Seq, usize)> = HashMap::new();
    let mut sent: HashSet<(RoomId, Nonce)> = HashSet::new();
    for (line, what) in story.lines() {
        match what {
            What::Acked { room, seq, .. } => {
                let (most, at) = highest.entry(*room).or_insert((*seq, line));
                if seq > most {
                    (*most, *at) = (*seq, line);
                }
            }
            What::Sent { room, nonce, .. } if sent.insert((*room, *nonce)) => {
                let Some((acked, at)) = highest.get(room) else { continue };
                let Some(kept) = story.attempts.get(&(*room, *nonce)).and_then(|places| places.first()) else { continue };
                finding.case(kept.event.seq > *acked, [*at, line, kept.line], || {
                    format!("{} was sent after {acked} was acknowledged and stands at {}", nonce, kept.event.seq)
                });
            }
            _ => {}
        }
    }
    finding
}

//! I10: who is out of a room hears nothing of it.

use std::collections::HashMap;

use protocol::{Happened, MemberId, RoomId, Seq};

use super::{Finding, Story};
use crate::What;

/// A time somebody was out of a room.
struct Absence {
    /// Their departure in the log.
    left: Seq,
    /// The line of it.
    kept: usize,
    /// The line at which they are about to come back; the end of the log if they never are.
    coming: usize,
}

/// I10: between a departure and the return nobody hears of the departure or of anything after it, nor of presence or typing
/// once they know. The answer to a `fetch` about earlier events, asked for before and given after, is let pass.
pub fn nothing_after_removal(story: &Story<'_>) -> Finding {
    let mut finding = Finding::new("I10", "nothing of a room is delivered to who is no longer in it");
    let absences = absences(story);
    for (line, what) in story.lines() {
        match what {
            What::Heard { tab, room, upto, .. } => {
                let Some(member) = story.members.get(tab.as_str()) else { continue };
                let Some(absences) = absences.get(&(*member, *room)) else { continue };
                let broken = absences.iter().find(|absence| *upto >= absence.left && line < absence.coming);
                let lines = broken.map(|absence| [absence.kept, absence.coming]).into_iter().flatten();
                finding.case(broken.is_none(), lines.filter(|at| *at < story.entries.len()).chain([line]), || {
                    let left = broken.map_or(Seq::ZERO, |absence| absence.left);
                    format!("{tab} left at {left} and heard of {upto} before coming back")
                });
            }
            What::Strayed { tab, room } => {
                finding.case(false, [line], || format!("{tab} heard of presence or typing in {room}, and is not in it"));
            }
            _ => {}
        }
    }
    finding
}

/// Pairs departures with returns: the n-th one of a member with the n-th one, for they alternate.
fn absences(story: &Story<'_>) -> HashMap<(MemberId, RoomId), Vec<Absence>> {
    let mut comings: HashMap<(MemberId, RoomId), Vec<usize>> = HashMap::new();
    for (line, what) in story.lines() {
        if let What::Coming { member, room } = what {
            comings.entry((*member, *room)).or_default().push(line);
        }
    }
    let mut absences: HashMap<(MemberId, RoomId), Vec<Absence>> = HashMap::new();
    for (room, events) in &story.kept {
        for kept in events {
            if let Happened::Left { member, .. } = kept.event.what {
                let key = (member, *room);
                let known = absences.entry(key).or_default();
                let coming = comings.get(&key).and_then(|lines| lines.get(known.len())).copied();
                let coming = coming.unwrap_or(story.entries.len());
                known.push(Absence { left: kept.event.seq, kept: kept.line, coming });
            }
        }
    }
    absences
}

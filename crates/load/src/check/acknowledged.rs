//! I1 and I9: what became of each attempt.

use std::collections::{BTreeMap, HashMap, HashSet};

use protocol::{Happened, Nonce, RoomId, Seq};

use super::{Finding, Story, story::Kept};
use crate::{Digest, What};

/// I1: what was acknowledged is in the log, once, where the acknowledgement said, as it was written.
pub fn acknowledged_once(story: &Story<'_>) -> Finding {
    let mut finding = Finding::new("I1", "what was acknowledged is in the history exactly once, at its place, as written");
    for (line, what) in story.lines() {
        let What::Acked { room, nonce, seq, .. } = what else { continue };
        let key = (*room, *nonce);
        let places = story.attempts.get(&key).map_or(&[][..], Vec::as_slice);
        let written = story.written.get(&key);
        let lines = || places.iter().map(|place| place.line).chain([line]).chain(written.map(|(line, _)| *line));
        let seqs = || places.iter().map(|place| place.event.seq).collect::<Vec<_>>();
        finding.case(places.len() == 1 && is_at(places, *seq), lines(), || {
            format!("{nonce} was acknowledged at {seq} and is in the history at {:?}", seqs().iter().map(|seq| seq.0).collect::<Vec<_>>())
        });
        let as_written = written.is_none_or(|(_, body)| places.iter().all(|place| body_of(place) == Some(*body)));
        finding.case(as_written, lines(), || format!("{nonce} is in the history with another text"));
    }
    finding
}

fn is_at(places: &[Kept<'_>], seq: Seq) -> bool {
    places.iter().all(|place| place.event.seq == seq)
}

fn body_of(kept: &Kept<'_>) -> Option<Digest> {
    match &kept.event.what {
        Happened::Posted { body, .. } => Some(Digest::of(body.as_str().as_bytes())),
        _ => None,
    }
}

/// I9: what was not acknowledged is in the log once or not at all, and nothing is there that nobody sent.
pub fn unacknowledged_at_most_once(story: &Story<'_>) -> Finding {
    let mut finding = Finding::new("I9", "what was not acknowledged is there once or not at all, and only if it was sent");
    let mut acked: HashSet<(RoomId, Nonce)> = HashSet::new();
    let mut sent: HashMap<(RoomId, Nonce), usize> = HashMap::new();
    for (line, what) in story.lines() {
        match what {
            What::Acked { room, nonce, .. } => drop(acked.insert((*room, *nonce))),
            What::Sent { room, nonce, .. } => drop(sent.entry((*room, *nonce)).or_insert(line)),
            _ => {}
        }
    }
    let written: BTreeMap<_, _> = story.written.iter().filter(|(key, _)| !acked.contains(key)).collect();
    for (key, (line, _)) in written {
        let places = story.attempts.get(key).map_or(&[][..], Vec::as_slice);
        let lines = places.iter().map(|place| place.line).chain([*line]);
        finding.case(places.len() <= 1, lines, || format!("{} is in the history {} times", key.1, places.len()));
    }
    for (key, places) in story.attempts.iter().collect::<BTreeMap<_, _>>() {
        let lines = places.iter().map(|place| place.line);
        finding.case(sent.contains_key(key), lines, || format!("{} is in the history, and nobody sent it", key.1));
    }
    finding
}

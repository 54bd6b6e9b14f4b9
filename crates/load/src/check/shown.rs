//! I4, I5 and I6: what people saw.

use std::collections::HashMap;

use protocol::{Epoch, RoomId, Seq};

use super::{Finding, Story};
use crate::{Digest, What};

/// I4: on every screen, what follows a seq is the next one, but for an explicit new beginning.
pub fn no_gap_repeat_or_swap(story: &Story<'_>) -> Finding {
    let mut finding = Finding::new("I4", "no screen shows a gap, a repeat or a swap, except across a snapshot");
    let mut screens: HashMap<(&str, RoomId), (Epoch, Seq, usize)> = HashMap::new();
    for (line, what) in story.lines() {
        match what {
            What::Restarted { tab, room, epoch, head, events } => {
                let neighbors = events.windows(2).all(|pair| matches!(pair, [(a, _), (b, _)] if a.next() == *b));
                let whole = neighbors && events.last().is_none_or(|(seq, _)| seq == head);
                finding.case(whole, [line], || format!("the snapshot {tab} got is not a page that ends with its head"));
                screens.insert((tab, *room), (*epoch, *head, line));
            }
            What::Shown { tab, room, epoch, events } => {
                for (seq, _) in events {
                    let before = screens.insert((tab, *room), (*epoch, *seq, line));
                    let next = before.is_some_and(|(life, last, _)| life == *epoch && last.next() == *seq);
                    let lines = before.map(|(.., line)| line).into_iter().chain([line]);
                    finding.case(next, lines, || {
                        let last = before.map_or_else(|| "nothing".to_owned(), |(_, last, _)| last.to_string());
                        format!("{tab} shows {seq} after {last}")
                    });
                }
            }
            What::Exited { tab, room } => drop(screens.remove(&(tab.as_str(), *room))),
            _ => {}
        }
    }
    finding
}

/// I5: all screens show the same at the same place.
pub fn all_agree(story: &Story<'_>) -> Finding {
    let mut finding = Finding::new("I5", "all members see the same at the same place");
    let mut first: HashMap<(RoomId, Epoch, Seq), (Digest, usize)> = HashMap::new();
    for (line, room, epoch, seq, digest) in seen(story) {
        let (known, at) = *first.entry((room, epoch, seq)).or_insert((digest, line));
        finding.case(known == digest, [at, line], || format!("two members see two contents at {seq}"));
    }
    finding
}

/// I6: whatever anybody saw is in the final log, at this place, with this content.
pub fn no_phantoms(story: &Story<'_>) -> Finding {
    let mut finding = Finding::new("I6", "what anybody saw is in the history");
    let kept: HashMap<(RoomId, Seq), (Epoch, Digest, usize)> =
        story.places.iter().map(|(key, kept)| (*key, (kept.epoch, Digest::of_event(kept.event), kept.line))).collect();
    for (line, room, epoch, seq, digest) in seen(story) {
        let place = kept.get(&(room, seq));
        let same = place.is_some_and(|(life, content, _)| *life == epoch && *content == digest);
        finding.case(same, place.map(|(.., line)| *line).into_iter().chain([line]), || match place {
            Some(_) => format!("somebody saw something else at {seq} than the history has"),
            None => format!("somebody saw {seq}, and the history has no such event"),
        });
    }
    finding
}

/// Everything that stood on any screen.
fn seen<'a>(story: &Story<'a>) -> impl Iterator<Item = (usize, RoomId, Epoch, Seq, Digest)> + use<'a> {
    story.lines().flat_map(|(line, what)| {
        let (room, epoch, events) = match what {
            What::Shown { room, epoch, events, .. } | What::Restarted { room, epoch, events, .. } => (*room, *epoch, events.as_slice()),
            _ => (RoomId::from_bits(0), Epoch::from_bits(0), &[][..]),
        };
        events.iter().map(move |(seq, digest)| (line, room, epoch, *seq, *digest))
    })
}

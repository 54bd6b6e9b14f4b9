//! I2 and I3: the final logs by themselves.

use std::collections::HashMap;

use protocol::{Happened, Seq};

use super::{Finding, Story};
use crate::What;

/// I2: no attempt is in a log twice or was acknowledged at two places, and no seq has two contents.
pub fn nothing_twice(story: &Story<'_>) -> Finding {
    let mut finding = Finding::new("I2", "no nonce is there twice, and no seq has two contents");
    let mut contents = HashMap::new();
    let mut nonces = HashMap::new();
    for (room, events) in &story.kept {
        for kept in events {
            let (first, line) = *contents.entry((*room, kept.event.seq)).or_insert((kept.event, kept.line));
            finding.case(first == kept.event && line == kept.line, [line, kept.line], || format!("seq {} is there twice", kept.event.seq));
            if let Happened::Posted { author, nonce, .. } = kept.event.what {
                let line = *nonces.entry((*room, author, nonce)).or_insert(kept.line);
                finding.case(line == kept.line, [line, kept.line], || format!("{nonce} is in the history twice"));
            }
        }
    }
    let mut acked = HashMap::new();
    for (line, what) in story.lines() {
        if let What::Acked { room, nonce, seq, .. } = what {
            let (at, first) = *acked.entry((*room, *nonce)).or_insert((*seq, line));
            finding.case(at == *seq, [first, line], || format!("{nonce} was acknowledged at {at} and at {seq}"));
        }
    }
    finding
}

/// I3: each log is 1, 2, 3 … without a hole, in one life.
pub fn dense(story: &Story<'_>) -> Finding {
    let mut finding = Finding::new("I3", "every log is numbered 1, 2, 3 … without a hole");
    for events in story.kept.values() {
        let mut last = None;
        for kept in events {
            let (before, epoch, line) = last.unwrap_or((Seq::ZERO, kept.epoch, kept.line));
            let next = kept.event.seq == before.next() && kept.epoch == epoch;
            finding.case(next, [line, kept.line], || format!("after {before} comes {}", kept.event.seq));
            last = Some((kept.event.seq, kept.epoch, kept.line));
        }
    }
    finding
}

//! Logs made by hand: one that is right, and for each invariant the smallest that breaks it and nothing else. And by
//! chance: whatever a right run looks like, it passes, and a harmed one does not.

use proptest::prelude::*;
use protocol::{Body, Epoch, Happened, LogEvent, MemberId, Millis, Nonce, RoomId, Seq};

use super::{Verdict, check};
use crate::{Digest, Entry, What};

const ROOM: RoomId = RoomId::from_bits(7);
const EPOCH: Epoch = Epoch::from_bits(8);
const ANA: MemberId = MemberId::from_bits(1);
const BEN: MemberId = MemberId::from_bits(2);

fn event(seq: u64, what: Happened) -> LogEvent {
    LogEvent { seq: Seq(seq), at: Millis(1_000), what }
}

fn created() -> LogEvent {
    event(1, Happened::Created { by: ANA })
}

fn posted(seq: u64, nonce: u128, text: &str) -> LogEvent {
    event(
        seq,
        Happened::Posted {
            author: ANA,
            nonce: Nonce::from_bits(nonce),
            body: Body::parse(text).unwrap(),
            reply: None,
            attachments: Vec::new(),
        },
    )
}

fn wrote(nonce: u128, text: &str) -> What {
    What::Wrote { tab: "ana".into(), room: ROOM, nonce: Nonce::from_bits(nonce), body: Digest::of(text.as_bytes()) }
}

fn sent(nonce: u128) -> What {
    What::Sent { tab: "ana".into(), room: ROOM, nonce: Nonce::from_bits(nonce) }
}

fn acked(nonce: u128, seq: u64) -> What {
    What::Acked { tab: "ana".into(), room: ROOM, nonce: Nonce::from_bits(nonce), seq: Seq(seq) }
}

fn began(tab: &str, page: &[LogEvent]) -> What {
    let head = page.last().map_or(Seq::ZERO, |event| event.seq);
    let events = page.iter().map(|event| (event.seq, Digest::of_event(event))).collect();
    What::Restarted { tab: tab.into(), room: ROOM, epoch: EPOCH, head, events }
}

fn shown(tab: &str, event: &LogEvent) -> What {
    What::Shown { tab: tab.into(), room: ROOM, epoch: EPOCH, events: vec![(event.seq, Digest::of_event(event))] }
}

fn heard(tab: &str, seq: u64) -> What {
    What::Heard { tab: tab.into(), room: ROOM, from: Seq(seq), upto: Seq(seq) }
}

fn kept(event: LogEvent) -> What {
    What::Kept { room: ROOM, epoch: EPOCH, event }
}

fn settled(tab: &str, seq: u64) -> What {
    What::Settled { tab: tab.into(), room: ROOM, epoch: EPOCH, seq: Seq(seq) }
}

/// A log that begins and ends as every log does.
fn log(middle: Vec<What>, end: Vec<What>) -> Vec<Entry> {
    let cast = [("ana", ANA), ("ben", BEN)].map(|(tab, member)| What::Enrolled { tab: tab.into(), member });
    let first = [What::Began { seed: 1 }].into_iter().chain(cast);
    let all = first.chain(middle).chain(end).chain([What::Ended]);
    all.zip(0..).map(|(what, at)| Entry { at, what }).collect()
}

/// Which invariants are broken.
fn broken(verdict: &Verdict) -> Vec<&'static str> {
    verdict.findings.iter().filter(|finding| !finding.violations.is_empty()).map(|finding| finding.name).collect()
}

/// Ana writes two messages, both see them.
fn right() -> (Vec<What>, Vec<What>) {
    let (one, two) = (posted(2, 11, "one"), posted(3, 12, "two"));
    let middle = vec![
        began("ana", &[created()]),
        began("ben", &[created()]),
        wrote(11, "one"),
        sent(11),
        acked(11, 2),
        shown("ana", &one),
        shown("ben", &one),
        wrote(12, "two"),
        sent(12),
        acked(12, 3),
        shown("ana", &two),
        shown("ben", &two),
    ];
    (middle, vec![settled("ana", 3), settled("ben", 3), kept(created()), kept(one), kept(two)])
}

/// The right log, changed like this, breaks exactly these.
fn breaks(names: &[&str], change: impl FnOnce(&mut Vec<What>, &mut Vec<What>)) -> Verdict {
    let (mut middle, mut end) = right();
    change(&mut middle, &mut end);
    let verdict = check(&log(middle, end));
    assert_eq!(broken(&verdict), names, "{}", verdict.report());
    verdict
}

#[test]
fn a_right_log_passes() {
    let verdict = breaks(&[], |_, _| {});
    assert!(verdict.holds());
    assert!(verdict.findings.iter().filter(|finding| finding.name != "I10").all(|finding| finding.checked > 0));
}

#[test]
fn i1_an_acknowledged_message_that_is_lost() {
    let verdict = breaks(&["I1"], |middle, end| {
        // Nobody saw it, and the history ends before it.
        middle.truncate(10);
        end[0] = settled("ana", 2);
        end[1] = settled("ben", 2);
        end.truncate(4);
    });
    let violation = &verdict.findings[0].violations[0];
    assert_eq!(violation.lines, [10, 12], "where it was written and where it was acknowledged");
    assert!(verdict.report().contains("I1 is violated"));
}

#[test]
fn i1_an_acknowledged_message_with_another_text() {
    breaks(&["I1"], |middle, _| middle[2] = wrote(11, "won"));
}

#[test]
fn i2_a_message_that_is_there_twice() {
    breaks(&["I1", "I2"], |middle, end| {
        let again = posted(4, 12, "two");
        middle.extend([shown("ana", &again), shown("ben", &again)]);
        end[0] = settled("ana", 4);
        end[1] = settled("ben", 4);
        end.push(kept(again));
    });
}

#[test]
fn i2_a_seq_with_two_contents() {
    breaks(&["I2", "I3"], |_, end| end.push(kept(event(3, Happened::Joined { member: BEN, by: None }))));
}

#[test]
fn i2_two_acknowledgements_at_two_places() {
    breaks(&["I1", "I2"], |middle, _| middle.push(acked(12, 2)));
}

#[test]
fn i3_a_hole_in_the_log() {
    breaks(&["I3"], |_, end| {
        end.push(kept(event(5, Happened::Joined { member: BEN, by: None })));
        end[0] = settled("ana", 5);
        end[1] = settled("ben", 5);
    });
}

#[test]
fn i4_a_gap_a_repeat_and_a_swap_on_a_screen() {
    breaks(&["I4"], |middle, _| drop(middle.remove(6)));
    breaks(&["I4"], |middle, _| middle.push(shown("ben", &posted(3, 12, "two"))));
    breaks(&["I4"], |middle, _| middle.swap(6, 11));
    breaks(&["I4"], |middle, _| drop(middle.remove(1)));
}

#[test]
fn i4_a_new_beginning_is_no_gap() {
    breaks(&[], |middle, _| middle[11] = began("ben", &[posted(2, 11, "one"), posted(3, 12, "two")]));
    breaks(&[], |middle, _| {
        middle.insert(6, What::Exited { tab: "ben".into(), room: ROOM });
        middle[7] = began("ben", &[created(), posted(2, 11, "one")]);
    });
}

#[test]
fn i5_and_i6_one_member_sees_something_else() {
    let verdict = breaks(&["I5", "I6"], |middle, _| middle[11] = shown("ben", &posted(3, 12, "too")));
    assert_eq!(verdict.findings[4].violations[0].lines, [13, 14], "what the one saw and what the other saw");
}

#[test]
fn i6_a_phantom() {
    breaks(&["I6"], |middle, _| {
        let phantom = posted(4, 13, "boo");
        middle.extend([shown("ana", &phantom), shown("ben", &phantom)]);
    });
}

#[test]
fn i7_an_author_out_of_order() {
    breaks(&["I7"], |middle, _| {
        // Both wait in the outbox; the later one goes first.
        let two = middle.remove(7);
        middle.insert(2, two);
        let (one_sent, two_sent) = (middle[4].clone(), middle[8].clone());
        assert_eq!((one_sent, two_sent), (sent(11), sent(12)));
    });
}

#[test]
fn i7_what_was_taken_back_does_not_count() {
    breaks(&[], |middle, _| {
        let two = middle.remove(7);
        middle.insert(2, two);
        let nonce = Nonce::from_bits(12);
        middle.insert(9, What::Refused { tab: "ana".into(), room: ROOM, nonce, why: "no such room".into(), for_good: true });
    });
}

#[test]
fn i8_sent_after_an_acknowledgement_and_stands_before_it() {
    breaks(&["I8"], |middle, _| {
        // "two" is acknowledged at 3 before "one", which stands at 2, is sent for the first time.
        middle.swap(3, 8);
        middle.swap(4, 9);
        middle.swap(5, 10);
        middle.swap(5, 10);
    });
}

#[test]
fn i9_there_and_never_sent() {
    breaks(&["I9"], |middle, _| {
        middle.remove(3);
        middle.remove(3);
    });
}

#[test]
fn i9_not_acknowledged_and_there_twice() {
    breaks(&["I2", "I9"], |middle, end| {
        let again = posted(4, 12, "two");
        middle.remove(9);
        middle.extend([shown("ana", &again), shown("ben", &again)]);
        end[0] = settled("ana", 4);
        end[1] = settled("ben", 4);
        end.push(kept(again));
    });
}

#[test]
fn i9_not_acknowledged_and_not_there_is_fine() {
    breaks(&[], |middle, _| middle.extend([wrote(13, "three"), sent(13)]));
}

#[test]
fn i10_heard_of_a_room_after_leaving_it() {
    let left = || event(4, Happened::Left { member: BEN, by: Some(ANA) });
    let joined = || event(5, Happened::Joined { member: BEN, by: None });
    let leave = |middle: &mut Vec<What>, end: &mut Vec<What>| {
        middle.push(What::Gone { member: BEN, room: ROOM });
        end.extend([kept(left()), kept(joined())]);
        end[0] = settled("ana", 5);
        end[1] = settled("ben", 5);
    };
    let coming = || What::Coming { member: BEN, room: ROOM };
    breaks(&[], |middle, end| {
        leave(middle, end);
        middle.extend([heard("ana", 4), heard("ben", 3), coming(), heard("ben", 4)]);
    });
    breaks(&["I10"], |middle, end| {
        leave(middle, end);
        middle.extend([heard("ben", 4), coming()]);
    });
    breaks(&["I10"], |middle, _| middle.push(What::Strayed { tab: "ben".into(), room: ROOM }));
}

#[test]
fn a_run_that_did_not_come_to_rest() {
    breaks(&["end"], |_, end| end[1] = settled("ben", 2));
    breaks(&["end"], |_, end| drop(end.remove(1)));
    let (middle, end) = right();
    let mut unfinished = log(middle, end);
    unfinished.pop();
    assert_eq!(broken(&check(&unfinished)), ["end"]);
}

/// A right run by chance: for each message whether it is acknowledged, tried again, and for each reader whether they see it
/// live or begin again.
fn any_right_run() -> impl Strategy<Value = Vec<Entry>> {
    prop::collection::vec((any::<bool>(), any::<bool>(), any::<bool>(), "[a-z]{1,8}"), 1..30).prop_map(|messages| {
        let (mut middle, mut end) = (vec![began("ana", &[created()]), began("ben", &[created()])], vec![kept(created())]);
        let mut seq = 1;
        for (nonce, (acknowledged, again, anew, text)) in (100..).zip(messages) {
            seq += 1;
            let message = posted(seq, nonce, &text);
            middle.extend([wrote(nonce, &text), sent(nonce)]);
            if again {
                middle.push(sent(nonce));
            }
            middle.push(heard("ben", seq));
            middle.push(if anew { began("ben", std::slice::from_ref(&message)) } else { shown("ben", &message) });
            if acknowledged {
                middle.push(acked(nonce, seq));
            }
            middle.push(shown("ana", &message));
            end.push(kept(message));
        }
        end.extend([settled("ana", seq), settled("ben", seq)]);
        log(middle, end)
    })
}

proptest! {
    #[test]
    fn every_right_run_passes(run in any_right_run()) {
        let verdict = check(&run);
        prop_assert!(verdict.holds(), "{}", verdict.report());
    }

    /// Losing, doubling or swapping events of the final log is found, whichever they are.
    #[test]
    fn every_harm_to_the_history_is_found(run in any_right_run(), which in any::<prop::sample::Index>(), harm in 0..3) {
        let mut run = run;
        let kept: Vec<usize> = (0..run.len()).filter(|n| matches!(run[*n].what, What::Kept { .. })).collect();
        let n = kept[which.index(kept.len())];
        match harm {
            0 => drop(run.remove(n)),
            1 => run.insert(n, run[n].clone()),
            _ => run.swap(n, kept[0]),
        }
        prop_assert!(!check(&run).holds() || (harm == 2 && n == kept[0]));
    }

    /// So is losing, doubling or swapping what somebody saw.
    #[test]
    fn every_harm_to_a_screen_is_found(run in any_right_run(), which in any::<prop::sample::Index>(), double in any::<bool>()) {
        let mut run = run;
        let ana = |entry: &Entry| matches!(&entry.what, What::Shown { tab, .. } if tab == "ana");
        let seen: Vec<usize> = (0..run.len()).filter(|n| ana(&run[*n])).collect();
        let at = which.index(seen.len());
        if double {
            run.insert(seen[at], run[seen[at]].clone());
        } else if at + 1 < seen.len() {
            run.swap(seen[at], seen[at + 1]);
        } else {
            run.remove(seen[at]);
            let Some(What::Settled { seq, .. }) = run.iter_mut().map(|entry| &mut entry.what).find(|what| matches!(what, What::Settled { tab, .. } if tab == "ana")) else { return Ok(()) };
            *seq = seq.back(1);
        }
        prop_assert!(!check(&run).holds());
    }
}

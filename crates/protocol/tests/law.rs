//! The law of the timeline: a snapshot and the events after it make the same as a later snapshot,
//! under any overlap, repetition and reordering.
#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test says what it expects in the plainest way")]

use proptest::{prelude::*, strategy::ValueTree};
use protocol::{
    Applied, Body, Epoch, Happened, LogEvent, MemberId, Millis, Nonce, PAGE_ROWS, Page, Pending, Room, RoomDescription, RoomId, RoomName,
    Row, Seq, Snapshot, Timeline, Visibility,
};

fn member() -> impl Strategy<Value = MemberId> {
    (1..5_u128).prop_map(MemberId::from_bits)
}

/// Every kind of event. A new kind that is missing here is caught by `kinds_are_complete`.
fn happened() -> impl Strategy<Value = Happened> {
    prop_oneof![
        member().prop_map(|by| Happened::Created { by }),
        (member(), any::<u128>(), "[a-z가-힣]{1,9}").prop_map(|(author, nonce, body)| Happened::Posted {
            author,
            nonce: Nonce::from_bits(nonce),
            body: Body::parse(&body).unwrap(),
        }),
        (member(), proptest::option::of(member())).prop_map(|(member, by)| Happened::Joined { member, by }),
        (member(), proptest::option::of(member())).prop_map(|(member, by)| Happened::Left { member, by }),
        (member(), "[a-z]{1,9}").prop_map(|(by, name)| Happened::Renamed { by, name: RoomName::parse(&name).unwrap() }),
        (member(), "[a-z]{0,9}").prop_map(|(by, text)| Happened::Described { by, description: RoomDescription::parse(&text).unwrap() }),
        Just(Happened::Unknown),
    ]
}

fn log() -> impl Strategy<Value = Vec<LogEvent>> {
    proptest::collection::vec(happened(), 0..150).prop_map(|all| {
        all.into_iter().zip(1..).map(|(what, seq)| LogEvent { seq: Seq(seq), at: Millis(seq as i64 * 1000), what }).collect()
    })
}

/// The room after the first `n` events, told without the reducer.
fn snapshot(log: &[LogEvent], n: usize) -> Snapshot {
    let past = &log[..n];
    let name = past.iter().rev().find_map(|event| match &event.what {
        Happened::Renamed { name, .. } => Some(name.clone()),
        _ => None,
    });
    let description = past.iter().rev().find_map(|event| match &event.what {
        Happened::Described { description, .. } => Some(description.clone()),
        _ => None,
    });
    let first = n.saturating_sub(PAGE_ROWS as usize);
    Snapshot {
        room: Room {
            id: RoomId::from_bits(7),
            name: name.unwrap_or_else(|| RoomName::parse("first").unwrap()),
            description: description.unwrap_or_default(),
            visibility: Visibility::Public,
        },
        epoch: Epoch::from_bits(1),
        head: Seq(n as u64),
        page: Page { rows: past[first..].iter().cloned().map(Row).collect(), people: Vec::new(), older: first > 0, newer: false },
    }
}

fn same(one: &Timeline, other: &Timeline) {
    assert_eq!(one.room(), other.room());
    assert_eq!(one.position(), other.position());
    let shown = one.rows().len().min(other.rows().len());
    assert_eq!(one.rows()[one.rows().len() - shown..], other.rows()[other.rows().len() - shown..]);
    let dense = |timeline: &Timeline| timeline.rows().windows(2).all(|two| two[0].seq().next() == two[1].seq());
    assert!(dense(one) && dense(other));
}

#[test]
fn kinds_are_complete() {
    // No wildcard: a new kind of event does not compile until somebody has thought of it here, and then of `happened` above.
    let index = |what: &Happened| match what {
        Happened::Created { .. } => 0,
        Happened::Posted { .. } => 1,
        Happened::Joined { .. } => 2,
        Happened::Left { .. } => 3,
        Happened::Renamed { .. } => 4,
        Happened::Described { .. } => 5,
        Happened::Unknown => 6,
    };
    let mut runner = proptest::test_runner::TestRunner::deterministic();
    let mut seen = [false; 7];
    for _ in 0..500 {
        seen[index(&happened().new_tree(&mut runner).unwrap().current())] = true;
    }
    assert_eq!(seen, [true; 7]);
}

proptest! {
    #[test]
    fn snapshot_and_events_make_the_later_snapshot(log in log(), a in any::<prop::sample::Index>(), b in any::<prop::sample::Index>(), from in any::<prop::sample::Index>()) {
        let (n, m) = (a.index(log.len() + 1), b.index(log.len() + 1));
        let (n, m) = (n.min(m), n.max(m));
        let mut timeline = Timeline::new(snapshot(&log, n));
        // Any overlap with what is known, and everything twice.
        let from = from.index(n + 1);
        timeline.apply(&log[from..m]);
        timeline.apply(&log[from..m]);
        same(&timeline, &Timeline::new(snapshot(&log, m)));
    }

    #[test]
    fn order_of_arrival_does_not_matter(log in log(), order in any::<Vec<prop::sample::Index>>()) {
        let mut timeline = Timeline::new(snapshot(&log, 0));
        for at in order {
            if !log.is_empty() {
                let at = at.index(log.len());
                if let Applied::Gap { after, upto } = timeline.apply(&log[at..=at]) {
                    prop_assert!(after < upto || after.next() == upto);
                    prop_assert_eq!(after, timeline.position().seq);
                }
            }
        }
        while let Some(Applied::Gap { after, upto }) = timeline.behind(Epoch::from_bits(1), Seq(log.len() as u64)) {
            timeline.apply(&log[after.0 as usize..upto.0 as usize]);
        }
        same(&timeline, &Timeline::new(snapshot(&log, log.len())));
    }

    #[test]
    fn older_pages_join_without_a_seam(log in log()) {
        let mut timeline = Timeline::new(snapshot(&log, log.len()));
        while timeline.has_older() {
            let before = timeline.rows()[0].seq();
            let first = before.back(PAGE_ROWS + 1).0 as usize;
            let rows = log[first..before.0 as usize - 1].iter().cloned().map(Row).collect();
            timeline.prepend(before, Page { rows, people: Vec::new(), older: first > 0, newer: false });
        }
        prop_assert_eq!(timeline.rows(), &log.into_iter().map(Row).collect::<Vec<_>>()[..]);
    }
}

#[test]
fn own_message_is_pending_until_the_log_has_it_and_never_twice() {
    let mut timeline = Timeline::new(snapshot(&[], 0));
    let nonce = Nonce::from_bits(9);
    let body = Body::parse("안녕").unwrap();
    let pending = Pending { nonce, body: body.clone(), at: Millis(1), refused: None, safe: false };
    timeline.write(pending.clone());
    timeline.write(pending.clone());
    assert_eq!(timeline.pending().len(), 1);
    timeline.acknowledge(nonce);
    assert!(timeline.pending()[0].safe);
    let posted = LogEvent { seq: Seq(1), at: Millis(5), what: Happened::Posted { author: MemberId::from_bits(1), nonce, body } };
    timeline.apply(std::slice::from_ref(&posted));
    assert!(timeline.pending().is_empty());
    // The outbox of another tab may still have it.
    timeline.write(pending);
    assert!(timeline.pending().is_empty());
    assert_eq!(timeline.rows().len(), 1);
}

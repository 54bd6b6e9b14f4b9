//! The law of the timeline: a snapshot and the events after it make the same as a later snapshot,
//! under any overlap, repetition and reordering.
#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test says what it expects in the plainest way")]

use proptest::{prelude::*, strategy::ValueTree};
use protocol::{
    Applied, Attachment, Blur, Body, Emoji, Epoch, FileId, FileName, Happened, LinkPreview, LogEvent, Media, MemberId, Millis, Nonce,
    PAGE_ROWS, Page, Pending, Reaction, Room, RoomDescription, RoomId, RoomName, Row, Rules, Seq, Snapshot, Timeline, Visibility,
};

fn member() -> impl Strategy<Value = MemberId> {
    (1..5_u128).prop_map(MemberId::from_bits)
}

/// Some event, often one that is there and often one that is not.
fn target() -> impl Strategy<Value = Seq> {
    (1..160_u64).prop_map(Seq)
}

fn attachment() -> impl Strategy<Value = Attachment> {
    let media = prop_oneof![
        (1..9_u32, 1..9_u32).prop_map(|(width, height)| Media::Image { width, height, blur: Blur::default() }),
        Just(Media::Audio),
        Just(Media::Video),
        Just(Media::File),
    ];
    (any::<u128>(), "[a-z]{1,9}", any::<u32>(), media).prop_map(|(id, name, bytes, media)| Attachment {
        id: FileId::from_bits(id),
        name: FileName::of(&name),
        bytes: bytes.into(),
        media,
    })
}

fn preview() -> impl Strategy<Value = LinkPreview> {
    ("[a-z]{1,9}", proptest::option::of("[a-z가-힣]{1,9}")).prop_map(|(host, title)| {
        let link = format!("https://{host}.example/");
        LinkPreview { url: link.clone(), link, title, description: None, site: None, picture: None }
    })
}

/// Every kind of event. A new kind that is missing here is caught by `kinds_are_complete`.
fn happened() -> impl Strategy<Value = Happened> {
    prop_oneof![
        member().prop_map(|by| Happened::Created { by }),
        (member(), any::<u128>(), "[a-z가-힣]{1,9}", proptest::collection::vec(attachment(), 0..3)).prop_map(
            |(author, nonce, body, attachments)| Happened::Posted {
                author,
                nonce: Nonce::from_bits(nonce),
                body: Body::parse(&body).unwrap(),
                reply: None,
                attachments,
            }
        ),
        (member(), any::<u128>(), member()).prop_map(|(author, nonce, by)| Happened::Erased { author, nonce: Nonce::from_bits(nonce), by }),
        (member(), target(), "[a-z가-힣]{1,9}").prop_map(|(by, of, body)| Happened::Edited { by, of, body: Body::parse(&body).ok() }),
        (member(), target()).prop_map(|(by, of)| Happened::Deleted { by, of }),
        (member(), target(), 0..3_usize, any::<bool>()).prop_map(|(by, of, emoji, on)| {
            let emoji = Emoji::parse(["👍", "❤️", "🎉"][emoji]).unwrap();
            Happened::Reacted { by, of, emoji, on }
        }),
        (member(), target(), any::<bool>()).prop_map(|(by, of, on)| Happened::Pinned { by, of, on }),
        (proptest::option::of(member()), target(), proptest::collection::vec(preview(), 0..3))
            .prop_map(|(by, of, previews)| Happened::Previewed { by, of, previews }),
        (member(), proptest::option::of(member())).prop_map(|(member, by)| Happened::Joined { member, by }),
        (member(), proptest::option::of(member())).prop_map(|(member, by)| Happened::Left { member, by }),
        (member(), "[a-z]{1,9}").prop_map(|(by, name)| Happened::Renamed { by, name: RoomName::parse(&name).unwrap() }),
        (member(), "[a-z]{0,9}").prop_map(|(by, text)| Happened::Described { by, description: RoomDescription::parse(&text).unwrap() }),
        (member(), 0..9_u32, any::<bool>())
            .prop_map(|(by, slow_s, announcements)| Happened::Ruled { by, rules: Rules { slow_s, announcements } }),
        Just(Happened::Unknown),
    ]
}

fn log() -> impl Strategy<Value = Vec<LogEvent>> {
    proptest::collection::vec(happened(), 0..150).prop_map(|all| {
        all.into_iter().zip(1..).map(|(what, seq)| LogEvent { seq: Seq(seq), at: Millis(seq as i64 * 1000), what }).collect()
    })
}

/// The row that event number `at` is after the first `n` events, told without the reducer; none if it makes no row.
fn row(log: &[LogEvent], at: usize, n: usize) -> Option<Row> {
    let event = &log[at];
    if event.what.alters().is_some() {
        return None;
    }
    let mut row = Row::new(event.clone());
    let Happened::Posted { author, nonce, body, reply, attachments } = event.what.clone() else { return Some(row) };
    let of_it = |event: &&LogEvent| event.seq > row.seq() && event.what.alters() == Some(row.seq());
    let after: Vec<&LogEvent> = log[..n].iter().filter(of_it).collect();
    if let Some(by) = after.iter().find_map(|event| if let Happened::Deleted { by, .. } = event.what { Some(by) } else { None }) {
        row.event.what = Happened::Erased { author, nonce, by };
        return Some(row);
    }
    let mut texts = after.iter().filter_map(|event| if let Happened::Edited { body, .. } = &event.what { body.clone() } else { None });
    row.event.what = Happened::Posted { author, nonce, body: texts.next_back().unwrap_or(body), reply, attachments };
    row.altered = after.last().map(|event| event.seq);
    row.edited = after.iter().rev().find(|event| matches!(event.what, Happened::Edited { .. })).map(|event| event.at);
    row.pinned = after
        .iter()
        .rev()
        .find_map(|event| if let Happened::Pinned { by, on, .. } = event.what { Some(on.then_some(by)) } else { None })
        .flatten();
    let mut previews =
        after.iter().filter_map(|event| if let Happened::Previewed { previews, .. } = &event.what { Some(previews) } else { None });
    row.previews = previews.next_back().cloned().unwrap_or_default();
    // Who holds which emoji, since when: an emoji stands where it was first held without a break.
    let mut held: Vec<(Emoji, MemberId)> = Vec::new();
    let mut order: Vec<Emoji> = Vec::new();
    for event in after {
        let Happened::Reacted { by, emoji, on, .. } = &event.what else { continue };
        held.retain(|one| *one != (emoji.clone(), *by));
        if *on {
            held.push((emoji.clone(), *by));
        }
        order.retain(|emoji| held.iter().any(|(one, _)| one == emoji));
        if *on && !order.contains(emoji) {
            order.push(emoji.clone());
        }
    }
    let by = |emoji: &Emoji| held.iter().filter(|(one, _)| one == emoji).map(|(_, by)| *by).collect();
    row.reactions = order.into_iter().map(|emoji| Reaction { by: by(&emoji), emoji }).collect();
    Some(row)
}

/// The rows among events `from..upto`, as they are after the first `n`.
fn rows(log: &[LogEvent], from: usize, upto: usize, n: usize) -> Vec<Row> {
    (from..upto).filter_map(|at| row(log, at, n)).collect()
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
    let rules = past.iter().rev().find_map(|event| match event.what {
        Happened::Ruled { rules, .. } => Some(rules),
        _ => None,
    });
    let first = n.saturating_sub(PAGE_ROWS as usize);
    Snapshot {
        room: Room {
            id: RoomId::from_bits(7),
            name: name.unwrap_or_else(|| RoomName::parse("first").unwrap()),
            description: description.unwrap_or_default(),
            visibility: Visibility::Public,
            rules: rules.unwrap_or_default(),
        },
        epoch: Epoch::from_bits(1),
        head: Seq(n as u64),
        page: Page { rows: rows(log, first, n, n), older: first > 0, ..Page::default() },
    }
}

fn same(one: &Timeline, other: &Timeline) {
    assert_eq!(one.room(), other.room());
    assert_eq!(one.position(), other.position());
    let shown = one.rows().len().min(other.rows().len());
    assert_eq!(one.rows()[one.rows().len() - shown..], other.rows()[other.rows().len() - shown..]);
    let sorted = |timeline: &Timeline| timeline.rows().is_sorted_by_key(Row::seq);
    assert!(sorted(one) && sorted(other));
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
        Happened::Erased { .. } => 7,
        Happened::Edited { .. } => 8,
        Happened::Deleted { .. } => 9,
        Happened::Reacted { .. } => 10,
        Happened::Pinned { .. } => 11,
        Happened::Ruled { .. } => 12,
        Happened::Previewed { .. } => 13,
    };
    let mut runner = proptest::test_runner::TestRunner::deterministic();
    let mut seen = [false; 14];
    for _ in 0..500 {
        seen[index(&happened().new_tree(&mut runner).unwrap().current())] = true;
    }
    assert_eq!(seen, [true; 14]);
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
        while timeline.has_older() && let Some(before) = timeline.rows().first().map(Row::seq) {
            let first = before.back(PAGE_ROWS + 1).0 as usize;
            let rows = rows(&log, first, before.0 as usize - 1, log.len());
            if rows.is_empty() {
                break;
            }
            timeline.prepend(before, Page { rows, older: first > 0, ..Page::default() });
        }
        let all = rows(&log, 0, log.len(), log.len());
        prop_assert!(all.ends_with(timeline.rows()));
    }

    #[test]
    fn what_is_in_a_row_already_changes_nothing(log in log(), a in any::<prop::sample::Index>()) {
        // A page that was read later than the position it is shown at.
        let n = a.index(log.len() + 1);
        let mut early = snapshot(&log, n);
        early.page.rows = rows(&log, 0, n, log.len());
        let mut timeline = Timeline::new(early);
        timeline.apply(&log);
        prop_assert_eq!(timeline.rows(), &rows(&log, 0, log.len(), log.len())[..]);
    }
}

#[test]
fn a_quote_follows_what_it_quotes() {
    let quoted = |log: &[LogEvent]| {
        let post = |seq, nonce, reply| LogEvent {
            seq: Seq(seq),
            at: Millis(1),
            what: Happened::Posted {
                author: MemberId::from_bits(1),
                nonce: Nonce::from_bits(nonce),
                body: Body::parse("b").unwrap(),
                reply,
                attachments: Vec::new(),
            },
        };
        let mut snapshot = snapshot(&[], 0);
        snapshot.head = Seq(60);
        snapshot.page.rows = vec![Row::new(post(60, 2, Some(Seq(3))))];
        snapshot.page.quoted = vec![Row::new(post(3, 1, None))];
        let mut timeline = Timeline::new(snapshot);
        timeline.apply(log);
        timeline.row(Seq(3)).unwrap().event.what.clone()
    };
    let by = MemberId::from_bits(1);
    let edited = LogEvent { seq: Seq(61), at: Millis(2), what: Happened::Edited { by, of: Seq(3), body: Body::parse("c").ok() } };
    let deleted = LogEvent { seq: Seq(62), at: Millis(3), what: Happened::Deleted { by, of: Seq(3) } };
    assert!(matches!(quoted(std::slice::from_ref(&edited)), Happened::Posted { body, .. } if body.as_str() == "c"));
    assert!(matches!(quoted(&[edited, deleted]), Happened::Erased { .. }));
}

#[test]
fn own_message_is_pending_until_the_log_has_it_and_never_twice() {
    let mut timeline = Timeline::new(snapshot(&[], 0));
    let nonce = Nonce::from_bits(9);
    let body = Body::parse("안녕").unwrap();
    let pending = Pending { nonce, body: body.clone(), reply: None, attachments: Vec::new(), at: Millis(1), refused: None, safe: false };
    timeline.write(pending.clone());
    timeline.write(pending.clone());
    assert_eq!(timeline.pending().len(), 1);
    timeline.acknowledge(nonce);
    assert!(timeline.pending()[0].safe);
    let posted = LogEvent {
        seq: Seq(1),
        at: Millis(5),
        what: Happened::Posted { author: MemberId::from_bits(1), nonce, body, reply: None, attachments: Vec::new() },
    };
    timeline.apply(std::slice::from_ref(&posted));
    assert!(timeline.pending().is_empty());
    // The outbox of another tab may still have it.
    timeline.write(pending);
    assert!(timeline.pending().is_empty());
    assert_eq!(timeline.rows().len(), 1);
}

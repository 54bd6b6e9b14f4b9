//! Whom messages call, what is unread again, and how much somebody wants to be told.

use chat::{Append, Called, Change, History, ReadUpto};
use protocol::{Attention, Body, Happened, LogEvent, MemberId, RoomRole, Seq, Visibility};

use crate::stage::{ANA, BEN, SEO, contract, event, made, posted, room_id};

contract! {
    calls_are_counted_after_a_cursor
    edited_and_deleted_messages_call_nobody
    marks_and_attention_are_kept
    what_is_pinned_is_found_again
}

fn changed(events: Vec<LogEvent>, changes: Vec<Change>) -> Append {
    Append { room: room_id(1), events, changes }
}

fn calls(of: u64, members: &[MemberId], everybody: bool) -> Change {
    Change::Called { of: Seq(of), by: ANA, whom: Called { everybody, members: members.iter().copied().collect() } }
}

fn enters(seq: u64, member: MemberId) -> Append {
    let entered = Change::Entered { member, role: RoomRole::Member, seq: Seq(seq) };
    changed(vec![event(seq, Happened::Joined { member, by: None })], vec![entered])
}

/// A room with Ana, Ben and 서연, and three messages: for Ben, for both, for everybody.
async fn talk(history: &dyn History) {
    history.append(&[made(1, "lobby", Visibility::Public), enters(3, BEN), enters(4, SEO)]).await.unwrap();
    let posts = (5..=7).map(|seq| posted(seq, ANA, seq.into())).collect();
    history.append(&[changed(posts, vec![calls(5, &[BEN], false), calls(6, &[BEN, SEO], false), calls(7, &[], true)])]).await.unwrap();
}

async fn count(history: &dyn History, member: MemberId, after: u64) -> u64 {
    history.calls(room_id(1), member, Seq(after)).await.unwrap()
}

async fn calls_are_counted_after_a_cursor(history: &dyn History) {
    talk(history).await;
    let counts = async |member| [count(history, member, 4).await, count(history, member, 5).await, count(history, member, 7).await];
    assert_eq!(counts(BEN).await, [3, 2, 0]);
    assert_eq!(counts(SEO).await, [2, 2, 0]);
    assert_eq!(counts(ANA).await, [0, 0, 0], "nobody calls themselves");
    assert_eq!(history.calls(room_id(2), BEN, Seq(0)).await.unwrap(), 0);
}

async fn edited_and_deleted_messages_call_nobody(history: &dyn History) {
    talk(history).await;
    let edited = Happened::Edited { by: ANA, of: Seq(5), body: Some(Body::parse("@seo").unwrap()) };
    history.append(&[changed(vec![event(8, edited)], vec![calls(5, &[SEO], false)])]).await.unwrap();
    assert_eq!((count(history, BEN, 4).await, count(history, SEO, 4).await), (2, 3));
    history.append(&[changed(vec![event(9, Happened::Deleted { by: ANA, of: Seq(6) })], Vec::new())]).await.unwrap();
    assert_eq!((count(history, BEN, 4).await, count(history, SEO, 4).await), (1, 2));
}

async fn marks_and_attention_are_kept(history: &dyn History) {
    talk(history).await;
    let listed = async |member| history.rooms_for(member).await.unwrap().into_iter().next().unwrap();
    let read = Change::Read { member: BEN, upto: ReadUpto { seq: Seq(7), posts: 3 } };
    let mark = Some(ReadUpto { seq: Seq(5), posts: 1 });
    history.append(&[changed(vec![], vec![read, Change::Marked { member: BEN, upto: mark }])]).await.unwrap();
    let ben = listed(BEN).await;
    assert_eq!((ben.read, ben.unread, ben.attention), (Seq(5), 2, Attention::All));
    let record = history.room(room_id(1)).await.unwrap().unwrap();
    let one = record.members.iter().find(|one| one.member == BEN).unwrap();
    assert_eq!((one.read, one.mark), (ReadUpto { seq: Seq(7), posts: 3 }, mark));
    let attends = Change::Attends { member: BEN, attention: Attention::None };
    history.append(&[changed(vec![], vec![Change::Marked { member: BEN, upto: None }, attends])]).await.unwrap();
    let ben = listed(BEN).await;
    assert_eq!((ben.read, ben.unread, ben.attention), (Seq(7), 0, Attention::None));
    assert_eq!(listed(SEO).await.attention, Attention::All);
}

async fn what_is_pinned_is_found_again(history: &dyn History) {
    talk(history).await;
    let pin = |seq, of, on| event(seq, Happened::Pinned { by: ANA, of: Seq(of), on });
    assert_eq!(history.pins(room_id(1)).await.unwrap(), []);
    history.append(&[changed(vec![pin(8, 7, true), pin(9, 5, true), pin(10, 6, true), pin(11, 5, false)], vec![])]).await.unwrap();
    let pins = async || history.pins(room_id(1)).await.unwrap().iter().map(|row| row.seq().0).collect::<Vec<_>>();
    assert_eq!(pins().await, [6, 7]);
    history.append(&[changed(vec![event(12, Happened::Deleted { by: ANA, of: Seq(6) })], Vec::new())]).await.unwrap();
    assert_eq!(pins().await, [7]);
}

//! Rooms beside their logs: who is in them, who can find them, what they are called.

use std::collections::BTreeSet;

use chat::{Append, Change, History, HistoryError, RoomRecord};
use protocol::{Happened, LogEvent, MemberId, Millis, Position, RoomName, RoomRole, Seq, Visibility};

use crate::stage::{ANA, BEN, SEO, contract, epoch, event, made, more, posted, room, room_id};

contract! {
    an_unknown_room_is_nothing
    a_new_room_is_as_it_was_made
    members_enter_and_exit
    who_enters_twice_counts_once
    the_last_change_of_a_batch_counts
    a_room_gets_another_name
    a_private_room_exists_for_its_members_only
    lists_are_sorted_by_name
    some_people_have_one_direct_room
}

fn change(n: u128, seq: u64, what: Happened, changes: Vec<Change>) -> Append {
    Append { room: room_id(n), events: vec![event(seq, what)], changes }
}

fn enters(n: u128, seq: u64, member: MemberId, role: RoomRole) -> Append {
    change(n, seq, Happened::Joined { member, by: None }, vec![Change::Entered { member, role, seq: Seq(seq) }])
}

fn exits(n: u128, seq: u64, member: MemberId) -> Append {
    change(n, seq, Happened::Left { member, by: None }, vec![Change::Exited { member }])
}

fn who(record: &RoomRecord) -> Vec<(MemberId, RoomRole)> {
    record.members.iter().map(|one| (one.member, one.role)).collect()
}

async fn members(history: &dyn History, n: u128) -> Vec<(MemberId, RoomRole)> {
    let mut members = who(&history.room(room_id(n)).await.unwrap().unwrap());
    members.sort();
    let counted = history.rooms_for(SEO).await.unwrap().into_iter().find(|listed| listed.room.id == room_id(n)).unwrap().members;
    assert_eq!(usize::try_from(counted).unwrap(), members.len());
    members
}

async fn an_unknown_room_is_nothing(history: &dyn History) {
    assert_eq!(history.room(room_id(1)).await.unwrap(), None);
    assert_eq!(history.rooms_for(ANA).await.unwrap(), []);
}

async fn a_new_room_is_as_it_was_made(history: &dyn History) {
    history.append(&[made(1, "lobby", Visibility::Private)]).await.unwrap();
    let record = history.room(room_id(1)).await.unwrap().unwrap();
    assert_eq!(record.room, room(1, "lobby", Visibility::Private));
    assert_eq!(record.position, Position { epoch: epoch(1), seq: Seq(2) });
    assert_eq!(who(&record), [(ANA, RoomRole::Owner)]);
}

async fn members_enter_and_exit(history: &dyn History) {
    history.append(&[made(1, "lobby", Visibility::Public)]).await.unwrap();
    history.append(&[enters(1, 3, BEN, RoomRole::Member)]).await.unwrap();
    assert_eq!(members(history, 1).await, [(ANA, RoomRole::Owner), (BEN, RoomRole::Member)]);
    history.append(&[exits(1, 4, ANA)]).await.unwrap();
    assert_eq!(members(history, 1).await, [(BEN, RoomRole::Member)]);
    history.append(&[exits(1, 5, BEN)]).await.unwrap();
    assert_eq!(members(history, 1).await, []);
    history.append(&[enters(1, 6, ANA, RoomRole::Member)]).await.unwrap();
    assert_eq!(members(history, 1).await, [(ANA, RoomRole::Member)]);
}

async fn who_enters_twice_counts_once(history: &dyn History) {
    history.append(&[made(1, "lobby", Visibility::Public)]).await.unwrap();
    history.append(&[enters(1, 3, BEN, RoomRole::Member)]).await.unwrap();
    history.append(&[enters(1, 4, BEN, RoomRole::Owner)]).await.unwrap();
    assert_eq!(members(history, 1).await, [(ANA, RoomRole::Owner), (BEN, RoomRole::Owner)]);
    history.append(&[exits(1, 5, BEN)]).await.unwrap();
    history.append(&[exits(1, 6, BEN)]).await.unwrap();
    assert_eq!(members(history, 1).await, [(ANA, RoomRole::Owner)]);
}

async fn the_last_change_of_a_batch_counts(history: &dyn History) {
    history.append(&[made(1, "lobby", Visibility::Public), enters(1, 3, BEN, RoomRole::Member), exits(1, 4, BEN)]).await.unwrap();
    assert_eq!(members(history, 1).await, [(ANA, RoomRole::Owner)]);
    history.append(&[exits(1, 5, ANA), enters(1, 6, ANA, RoomRole::Member)]).await.unwrap();
    assert_eq!(members(history, 1).await, [(ANA, RoomRole::Member)]);
    assert_eq!(history.room(room_id(1)).await.unwrap().unwrap().position.seq, Seq(6));
}

async fn a_room_gets_another_name(history: &dyn History) {
    let name = RoomName::parse("Küche").unwrap();
    let renamed = room(1, "Küche", Visibility::Public);
    history.append(&[made(1, "lobby", Visibility::Public)]).await.unwrap();
    let what = Happened::Renamed { by: ANA, name };
    history.append(&[change(1, 3, what, vec![Change::Updated { room: renamed.clone() }])]).await.unwrap();
    let record = history.room(room_id(1)).await.unwrap().unwrap();
    assert_eq!(who(&record), [(ANA, RoomRole::Owner)]);
    assert_eq!((record.room, record.position.epoch), (renamed, epoch(1)));
}

async fn a_private_room_exists_for_its_members_only(history: &dyn History) {
    history.append(&[made(1, "open", Visibility::Public), made(2, "secret", Visibility::Private)]).await.unwrap();
    history.append(&[enters(2, 3, BEN, RoomRole::Member)]).await.unwrap();
    let seen = async |member| {
        let rooms = history.rooms_for(member).await.unwrap();
        rooms.into_iter().map(|listed| (listed.room.id, listed.role, listed.members, listed.position)).collect::<Vec<_>>()
    };
    let open = Position { epoch: epoch(1), seq: Seq(2) };
    let secret = Position { epoch: epoch(2), seq: Seq(3) };
    let owner = Some(RoomRole::Owner);
    assert_eq!(seen(ANA).await, [(room_id(1), owner, 1, open), (room_id(2), owner, 2, secret)]);
    assert_eq!(seen(BEN).await, [(room_id(1), None, 1, open), (room_id(2), Some(RoomRole::Member), 2, secret)]);
    assert_eq!(seen(SEO).await, [(room_id(1), None, 1, open)]);
    history.append(&[exits(2, 4, BEN)]).await.unwrap();
    assert_eq!(seen(BEN).await, [(room_id(1), None, 1, open)]);
}

async fn lists_are_sorted_by_name(history: &dyn History) {
    for (n, name) in (1..).zip(["나비", "beta", "Alpha", "가지", "gamma", "Beta 2"]) {
        let visibility = if n % 2 == 0 { Visibility::Private } else { Visibility::Public };
        history.append(&[made(n, name, visibility)]).await.unwrap();
    }
    let posts: Vec<LogEvent> = (3..6).map(|seq| posted(seq, ANA, seq.into())).collect();
    history.append(&[more(3, &posts)]).await.unwrap();
    let names: Vec<_> = history.rooms_for(ANA).await.unwrap().into_iter().map(|listed| listed.room.name.to_string()).collect();
    assert_eq!(names, ["Alpha", "beta", "Beta 2", "gamma", "가지", "나비"]);
    let names: Vec<_> = history.rooms_for(SEO).await.unwrap().into_iter().map(|listed| listed.room.name.to_string()).collect();
    assert_eq!(names, ["Alpha", "gamma", "나비"]);
}

async fn some_people_have_one_direct_room(history: &dyn History) {
    let pair = BTreeSet::from([ANA, BEN]);
    let begun = |n: u128, members: &BTreeSet<MemberId>| {
        let room = room(n, "ana, ben", Visibility::Direct);
        let mut changes = vec![Change::Created { room, epoch: epoch(n), at: Millis(7) }, Change::Direct { members: members.clone() }];
        changes.extend(members.iter().map(|member| Change::Entered { member: *member, role: RoomRole::Member, seq: Seq(1) }));
        change(n, 1, Happened::Created { by: ANA }, changes)
    };
    assert_eq!(history.direct(&pair).await.unwrap(), None);
    history.append(&[begun(1, &pair)]).await.unwrap();
    assert_eq!(history.direct(&pair).await.unwrap(), Some(room_id(1)));
    assert!(matches!(history.append(&[begun(2, &pair)]).await, Err(HistoryError::DirectTaken)));
    assert_eq!(history.room(room_id(2)).await.unwrap(), None, "nothing of the second one is there");
    assert_eq!(history.direct(&BTreeSet::from([ANA])).await.unwrap(), None);
    history.append(&[begun(3, &BTreeSet::from([ANA]))]).await.unwrap();
    assert_eq!(history.direct(&BTreeSet::from([ANA])).await.unwrap(), Some(room_id(3)));

    let listed = history.rooms_for(BEN).await.unwrap();
    assert_eq!(
        listed.iter().map(|one| (one.room.id, one.direct.clone(), one.members)).collect::<Vec<_>>(),
        [(room_id(1), vec![ANA, BEN], 2)]
    );
    assert_eq!(history.rooms_for(SEO).await.unwrap(), [], "for others it does not exist");
    let record = history.room(room_id(1)).await.unwrap().unwrap();
    assert_eq!((record.room.visibility, who(&record).len()), (Visibility::Direct, 2));
}

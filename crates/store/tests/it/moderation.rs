//! Bans, mutes, reports and the audit log.

use chat::{
    AccountError, Accounts, Append, Bots, Change, Device, Devices, History, Inlet, Invite, MOST_REPORTS_OF_ONE, Moderation, PAGE_ACTS,
    ProfileChange, Session,
};
use protocol::{Act, Happened, Measure, MemberId, Millis, Reason, Report, Role, Room, Rules, Sanction, Seq, Visibility};

use crate::stage::{ANA, BEN, contract, event, made, newcomer, on_disk, room, room_id};

contract! {
    a_ban_takes_sessions_devices_and_links_along
    a_mute_takes_nothing_along
    nobody_is_no_act
    roles_are_written_down_and_kept
    join_links_are_written_down
    the_audit_log_is_read_a_page_at_a_time
    a_room_writes_down_what_it_says_with_what_it_does
    a_report_is_open_until_it_is_closed
    nobody_reports_without_end
    the_rules_of_a_room_are_kept
}

fn act(n: i64, what: Measure) -> Act {
    Act { by: ANA, at: Millis(n), what, reason: Reason::parse("ads").unwrap() }
}

fn sanction(until: Option<i64>) -> Sanction {
    Sanction { until: until.map(Millis), reason: Reason::parse("ads").unwrap(), by: ANA, at: Millis(5) }
}

async fn three(accounts: &impl Accounts) -> [MemberId; 3] {
    let mut ids = Vec::new();
    for (n, name) in [(1, "ana"), (2, "ben"), (3, "cem")] {
        ids.push(accounts.add(&newcomer(n, name), None).await.unwrap().person.id);
    }
    ids.try_into().unwrap()
}

fn session(member: MemberId, name: &str) -> Session {
    let at = Millis(10);
    Session {
        id: format!("{name}-id"),
        token_hash: name.to_owned(),
        member,
        agent: String::new(),
        created: at,
        seen: at,
        expires: Millis(1_000),
    }
}

fn device(session: &str, member: MemberId) -> Device {
    let text = |what: &str| format!("{what}-{session}");
    Device { session: session.to_owned(), member, endpoint: text("endpoint"), key: text("key"), secret: text("secret"), at: Millis(10) }
}

fn invite(code: &str, by: MemberId) -> Invite {
    Invite { code: code.to_owned(), by, created: Millis(1), expires: None, uses_left: None, used: 0 }
}

fn inlet(id: &str, by: MemberId) -> Inlet {
    let secret_hash = format!("hash of {id}");
    Inlet { id: id.to_owned(), secret_hash, room: room_id(1), bot: BEN, by, created: Millis(1), used: None }
}

async fn measures(memory: &impl Moderation) -> Vec<Measure> {
    memory.acts(None).await.unwrap().into_iter().map(|(_, act)| act.what).collect()
}

async fn a_ban_takes_sessions_devices_and_links_along(memory: &(impl Accounts + Bots + Devices + Moderation)) {
    let [_, ben, cem] = three(memory).await;
    for (member, name) in [(ben, "b1"), (ben, "b2"), (cem, "c")] {
        memory.open_session(&session(member, name)).await.unwrap();
        memory.add_device(&device(name, member)).await.unwrap();
        memory.add_invite(&invite(name, member), None).await.unwrap();
        memory.add_inlet(&inlet(name, member)).await.unwrap();
    }
    let banned =
        memory.ban(ben, Some(&sanction(Some(100))), &act(7, Measure::Banned { member: ben, until: Some(Millis(100)) })).await.unwrap();
    assert_eq!((banned.ban.clone(), banned.mute.clone()), (Some(sanction(Some(100))), None));
    assert!(banned.banned(Millis(99)).is_some() && banned.banned(Millis(100)).is_none());
    assert_eq!(memory.account(ben).await.unwrap().unwrap(), banned);
    assert!(memory.sessions(ben).await.unwrap().is_empty() && memory.session("b1").await.unwrap().is_none());
    assert_eq!(memory.sessions(cem).await.unwrap().len(), 1);
    let inlets = memory.inlets(room_id(1)).await.unwrap();
    assert_eq!(inlets.iter().map(|inlet| inlet.by).collect::<Vec<_>>(), [cem]);
    assert_eq!(memory.members_with_devices().await.unwrap(), [cem]);
    assert_eq!(memory.invites().await.unwrap().into_iter().map(|invite| invite.code).collect::<Vec<_>>(), ["c"]);
    memory.open_session(&session(ben, "b3")).await.unwrap();
    let lifted = memory.ban(ben, None, &act(8, Measure::Unbanned { member: ben })).await.unwrap();
    assert_eq!(lifted.ban, None);
    assert_eq!(memory.sessions(ben).await.unwrap().len(), 1, "lifting takes nothing");
    assert_eq!(measures(memory).await, [Measure::Unbanned { member: ben }, Measure::Banned { member: ben, until: Some(Millis(100)) }]);
}

async fn a_mute_takes_nothing_along(memory: &(impl Accounts + Moderation)) {
    let [_, ben, _] = three(memory).await;
    memory.open_session(&session(ben, "b1")).await.unwrap();
    let muted = memory.mute(ben, Some(&sanction(None)), &act(7, Measure::Muted { member: ben, until: None })).await.unwrap();
    assert_eq!((muted.mute.clone(), muted.ban.clone()), (Some(sanction(None)), None));
    let (_, account) = memory.session("b1").await.unwrap().unwrap();
    assert_eq!(account, muted);
    assert_eq!(memory.mute(ben, None, &act(8, Measure::Unmuted { member: ben })).await.unwrap().mute, None);
    assert_eq!(measures(memory).await.len(), 2);
}

async fn nobody_is_no_act(memory: &(impl Accounts + Moderation)) {
    let nobody = MemberId::from_bits(99);
    for outcome in [
        memory.ban(nobody, Some(&sanction(None)), &act(1, Measure::Unknown)).await,
        memory.mute(nobody, None, &act(1, Measure::Unknown)).await,
    ] {
        assert!(matches!(outcome, Err(AccountError::NoSuchAccount)), "{outcome:?}");
    }
    memory.revoke_invite("never was", Some(&act(1, Measure::Unlinked))).await.unwrap();
    assert!(!memory.resolve(&act(1, Measure::Resolved { member: nobody, room: room_id(1), of: Seq(2) })).await.unwrap());
    assert_eq!(memory.acts(None).await.unwrap(), []);
}

async fn roles_are_written_down_and_kept(memory: &(impl Accounts + Moderation)) {
    let [_, ben, _] = three(memory).await;
    for (from, to) in
        [(Role::Member, Role::Moderator), (Role::Moderator, Role::Admin), (Role::Admin, Role::Moderator), (Role::Moderator, Role::Member)]
    {
        let act = Some(act(1, Measure::Appointed { member: ben, from, to }));
        let change = ProfileChange { role: Some(to), act, ..ProfileChange::default() };
        assert_eq!(memory.change_profile(ben, &change).await.unwrap().person.role, to);
        assert_eq!(memory.account(ben).await.unwrap().unwrap().person.role, to);
        assert_eq!(memory.people(&[ben]).await.unwrap()[0].role, to);
    }
    assert_eq!(measures(memory).await.len(), 4);
    let made = chat::NewAccount { role: Role::Moderator, ..newcomer(9, "mia") };
    memory.add(&made, None).await.unwrap();
    assert_eq!(memory.account(made.id).await.unwrap().unwrap().person.role, Role::Moderator);
}

async fn join_links_are_written_down(memory: &(impl Accounts + Moderation)) {
    memory.add_invite(&invite("one", ANA), Some(&act(1, Measure::Linked))).await.unwrap();
    memory.revoke_invite("one", Some(&act(2, Measure::Unlinked))).await.unwrap();
    memory.revoke_invite("one", Some(&act(3, Measure::Unlinked))).await.unwrap();
    assert_eq!(measures(memory).await, [Measure::Unlinked, Measure::Linked]);
}

async fn the_audit_log_is_read_a_page_at_a_time(memory: &impl Moderation) {
    let count = i64::try_from(PAGE_ACTS).unwrap() + 3;
    for n in 1..=count {
        memory.note(&act(n, Measure::Linked)).await.unwrap();
    }
    let newest = memory.acts(None).await.unwrap();
    assert_eq!((newest.len() as u64, newest[0].0, newest[0].1.at), (PAGE_ACTS, PAGE_ACTS + 3, Millis(count)));
    assert_eq!(newest[0].1, act(count, Measure::Linked));
    let oldest = memory.acts(newest.last().map(|(number, _)| *number)).await.unwrap();
    assert_eq!(oldest.iter().map(|(number, _)| *number).collect::<Vec<_>>(), [3, 2, 1]);
    assert_eq!(memory.acts(Some(1)).await.unwrap(), []);
    assert_eq!(memory.acts(Some(0)).await.unwrap(), []);
    assert_eq!(memory.acts(Some(u64::MAX)).await.unwrap(), newest);
}

async fn a_room_writes_down_what_it_says_with_what_it_does(memory: &(impl History + Moderation)) {
    memory.append(&[made(1, "lobby", Visibility::Public)]).await.unwrap();
    let deletes = |seq, n| Append {
        room: room_id(1),
        events: vec![event(seq, Happened::Left { member: BEN, by: Some(ANA) })],
        changes: vec![Change::Audited { act: act(n, Measure::Removed { member: BEN, room: room_id(1) }) }],
    };
    memory.append(&[deletes(3, 1)]).await.unwrap();
    assert!(memory.append(&[deletes(3, 2)]).await.is_err(), "the seq is taken");
    assert_eq!(measures(memory).await, [Measure::Removed { member: BEN, room: room_id(1) }]);
}

fn report(of: u64, by: MemberId, at: i64) -> Report {
    let reason = Reason::parse("rude").unwrap();
    Report { room: room_id(1), of: Seq(of), author: BEN, text: "you …".to_owned(), by, at: Millis(at), reason }
}

async fn a_report_is_open_until_it_is_closed(memory: &impl Moderation) {
    let cem = MemberId::from_bits(3);
    for one in [report(7, ANA, 2), report(7, cem, 1), report(8, ANA, 3)] {
        assert!(memory.report(&one).await.unwrap());
    }
    assert_eq!(memory.reports().await.unwrap(), [report(7, cem, 1), report(7, ANA, 2), report(8, ANA, 3)]);
    let again = Report { reason: Reason::default(), ..report(7, cem, 9) };
    assert!(memory.report(&again).await.unwrap());
    assert_eq!(memory.reports().await.unwrap(), [report(7, ANA, 2), report(8, ANA, 3), again]);
    let close = act(10, Measure::Resolved { member: BEN, room: room_id(1), of: Seq(7) });
    assert!(memory.resolve(&close).await.unwrap(), "both reports of the message");
    assert!(!memory.resolve(&close).await.unwrap());
    assert_eq!(memory.reports().await.unwrap(), [report(8, ANA, 3)]);
    assert_eq!(measures(memory).await, [close.what]);
}

async fn nobody_reports_without_end(memory: &impl Moderation) {
    let most = u64::try_from(MOST_REPORTS_OF_ONE).unwrap();
    for of in 1..=most {
        assert!(memory.report(&report(of, ANA, 1)).await.unwrap());
    }
    assert!(!memory.report(&report(most + 1, ANA, 1)).await.unwrap());
    assert!(memory.report(&report(most, ANA, 2)).await.unwrap(), "the same one anew");
    assert!(memory.report(&report(most + 1, MemberId::from_bits(3), 1)).await.unwrap(), "somebody else may");
    assert_eq!(memory.reports().await.unwrap().len(), MOST_REPORTS_OF_ONE + 1);
}

async fn the_rules_of_a_room_are_kept(memory: &impl History) {
    memory.append(&[made(1, "lobby", Visibility::Public)]).await.unwrap();
    let rules = async || memory.room(room_id(1)).await.unwrap().unwrap().room.rules;
    assert_eq!(rules().await, Rules::default());
    for (seq, slow_s, announcements) in [(3, 30, false), (4, 0, true), (5, 0, false)] {
        let now = Rules { slow_s, announcements };
        let changed = Room { rules: now, ..room(1, "lobby", Visibility::Public) };
        let changes = vec![Change::Updated { room: changed.clone() }];
        memory
            .append(&[Append { room: room_id(1), events: vec![event(seq, Happened::Ruled { by: ANA, rules: now })], changes }])
            .await
            .unwrap();
        assert_eq!(rules().await, now);
        assert_eq!(memory.rooms_for(BEN).await.unwrap()[0].room, changed);
        let told = memory.events(room_id(1), Seq(seq - 1), Seq(seq)).await.unwrap();
        assert_eq!(told[0].what, Happened::Ruled { by: ANA, rules: now });
    }
}

#[tokio::test]
async fn order_survives_a_restart() {
    let directory = tempfile::tempdir().unwrap();
    let store = on_disk(&directory).await;
    let [_, ben, _] = three(&store).await;
    store.ban(ben, Some(&sanction(None)), &act(1, Measure::Banned { member: ben, until: None })).await.unwrap();
    store.report(&report(7, ANA, 2)).await.unwrap();
    store.close().await;
    drop(store);
    let store = on_disk(&directory).await;
    assert_eq!(store.account(ben).await.unwrap().unwrap().ban, Some(sanction(None)));
    assert_eq!((store.reports().await.unwrap().len(), store.acts(None).await.unwrap().len()), (1, 1));
}

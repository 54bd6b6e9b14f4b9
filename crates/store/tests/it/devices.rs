//! Devices: kept, replaced, forgotten, and gone with their sessions.

use chat::{Accounts, Device, Devices, MOST_DEVICES, ProfileChange, Session};
use protocol::{MemberId, Millis};

use crate::stage::{ANA, BEN, contract, newcomer};

contract! {
    a_session_has_one_device
    an_endpoint_is_one_browser
    the_newest_devices_stay
    a_device_goes_with_its_session
    quiet_is_kept_until_it_is_taken_back
}

fn device(n: i64, member: MemberId) -> Device {
    let endpoint = format!("https://push.example.net/{n}");
    Device { session: format!("{n:064x}"), member, endpoint, key: "key".to_owned(), secret: "secret".to_owned(), at: Millis(n) }
}

/// A session that lasts, and its device.
async fn adds(memory: &(impl Accounts + Devices), n: i64, member: MemberId) -> Device {
    let device = device(n, member);
    let (id, token_hash, agent) = (format!("s{n}"), device.session.clone(), String::new());
    let session = Session { id, token_hash, member, agent, created: Millis(n), seen: Millis(n), expires: Millis(n + 1000) };
    memory.open_session(&session).await.unwrap();
    memory.add_device(&device).await.unwrap();
    device
}

async fn of(memory: &impl Devices, member: MemberId) -> Vec<i64> {
    let mut found: Vec<i64> = memory.devices(member, Millis(999)).await.unwrap().iter().map(|device| device.at.0).collect();
    found.sort_unstable();
    found
}

async fn a_session_has_one_device(memory: &(impl Accounts + Devices)) {
    let first = adds(memory, 1, ANA).await;
    adds(memory, 2, ANA).await;
    let other = Device { endpoint: "https://push.example.net/other".to_owned(), at: Millis(3), ..first };
    memory.add_device(&other).await.unwrap();
    assert_eq!(of(memory, ANA).await, [2, 3]);
    assert!(memory.devices(ANA, Millis(999)).await.unwrap().contains(&other));
    memory.remove_device(&other.session).await.unwrap();
    memory.remove_device("gone").await.unwrap();
    assert_eq!(of(memory, ANA).await, [2]);
}

async fn an_endpoint_is_one_browser(memory: &(impl Accounts + Devices)) {
    let anas = adds(memory, 1, ANA).await;
    let bens = adds(memory, 2, BEN).await;
    assert_eq!(memory.members_with_devices().await.unwrap(), [ANA, BEN]);
    memory.add_device(&Device { endpoint: anas.endpoint, ..bens.clone() }).await.unwrap();
    assert_eq!((of(memory, ANA).await, of(memory, BEN).await), (Vec::new(), vec![2]), "Ben signed in where Ana was");
    memory.forget_endpoint(&bens.endpoint).await.unwrap();
    assert_eq!(of(memory, BEN).await, [2]);
    memory.forget_endpoint("https://push.example.net/1").await.unwrap();
    assert_eq!(memory.members_with_devices().await.unwrap(), []);
}

async fn the_newest_devices_stay(memory: &(impl Accounts + Devices)) {
    adds(memory, 0, BEN).await;
    let most = i64::try_from(MOST_DEVICES).unwrap();
    for n in 1..=most + 2 {
        adds(memory, n, ANA).await;
    }
    assert_eq!((of(memory, ANA).await, of(memory, BEN).await), ((3..=most + 2).collect(), vec![0]));
}

async fn a_device_goes_with_its_session(memory: &(impl Accounts + Devices)) {
    for n in 1..=3 {
        adds(memory, n, ANA).await;
    }
    memory.close_session(ANA, "s2").await.unwrap();
    assert_eq!(of(memory, ANA).await, [1, 3]);
    assert_eq!(memory.devices(ANA, Millis(1001)).await.unwrap(), [device(3, ANA)], "the session of the other has ended");
    memory.sweep_sessions(Millis(1002)).await.unwrap();
    assert_eq!(of(memory, ANA).await, [3]);
    memory.add_device(&device(9, BEN)).await.unwrap();
    assert_eq!(of(memory, BEN).await, Vec::<i64>::new(), "without a session nobody is told");
}

async fn quiet_is_kept_until_it_is_taken_back(memory: &(impl Accounts + Devices)) {
    let account = memory.add(&newcomer(ANA.bits(), "ana"), None).await.unwrap();
    assert!(!account.is_quiet(Millis(0)));
    let quiet = |quiet| ProfileChange { quiet: Some(quiet), ..ProfileChange::default() };
    let account = memory.change_profile(ANA, &quiet(Some(Millis(50)))).await.unwrap();
    assert_eq!((account.is_quiet(Millis(49)), account.is_quiet(Millis(50))), (true, false));
    memory.change_profile(ANA, &ProfileChange::default()).await.unwrap();
    assert_eq!(memory.account(ANA).await.unwrap().unwrap().quiet, Some(Millis(50)));
    memory.change_profile(ANA, &quiet(None)).await.unwrap();
    assert_eq!(memory.account(ANA).await.unwrap().unwrap().quiet, None);
}

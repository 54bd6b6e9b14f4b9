//! Sessions: opened, used, closed, swept.

use chat::{Accounts, Session};
use futures::future::join_all;
use protocol::{MemberId, Millis};

use crate::stage::{ANA, BEN, contract, newcomer};

contract! {
    a_session_is_found_by_its_token
    all_who_ask_at_once_get_their_own
    a_used_session_lasts_longer
    sessions_are_listed_newest_first
    a_member_closes_own_sessions_only
    expired_sessions_are_swept
}

fn session(n: i64, member: MemberId) -> Session {
    Session {
        id: format!("s{n}"),
        token_hash: format!("{n:064x}"),
        member,
        agent: "Firefox 한국어".to_owned(),
        created: Millis(n),
        seen: Millis(n),
        expires: Millis(n + 100),
    }
}

async fn a_session_is_found_by_its_token(accounts: &dyn Accounts) {
    let account = accounts.add(&newcomer(ANA.bits(), "ana"), None).await.unwrap();
    let open = session(1, ANA);
    accounts.open_session(&open).await.unwrap();
    assert_eq!(accounts.session(&open.token_hash).await.unwrap(), Some((open, account)));
    assert_eq!(accounts.session(&format!("{:064x}", 2)).await.unwrap(), None);
    // Whose account is gone is nobody.
    accounts.open_session(&session(3, BEN)).await.unwrap();
    assert_eq!(accounts.session(&format!("{:064x}", 3)).await.unwrap(), None);
}

async fn all_who_ask_at_once_get_their_own(accounts: &dyn Accounts) {
    for (member, name) in [(ANA, "ana"), (BEN, "ben")] {
        accounts.add(&newcomer(member.bits(), name), None).await.unwrap();
    }
    let of = |n: i64| if n % 2 == 0 { ANA } else { BEN };
    for n in 0..20 {
        accounts.open_session(&session(n, of(n))).await.unwrap();
    }
    // Some are there, some are asked for twice, some are nobody's.
    let asked = join_all((0..600).map(async |n| (n, accounts.session(&session(n % 30, ANA).token_hash).await.unwrap()))).await;
    for (n, found) in asked {
        let found = found.map(|(session, account)| (session, account.person.id));
        assert_eq!(found, (n % 30 < 20).then(|| (session(n % 30, of(n)), of(n))), "{n}");
    }
}

async fn a_used_session_lasts_longer(accounts: &dyn Accounts) {
    accounts.add(&newcomer(ANA.bits(), "ana"), None).await.unwrap();
    let open = session(1, ANA);
    accounts.open_session(&open).await.unwrap();
    accounts.touch_session(&open.token_hash, Millis(50), Millis(500)).await.unwrap();
    let (now, _) = accounts.session(&open.token_hash).await.unwrap().unwrap();
    assert_eq!(now, Session { seen: Millis(50), expires: Millis(500), ..open });
    accounts.touch_session("gone", Millis(50), Millis(500)).await.unwrap();
    assert_eq!(accounts.session("gone").await.unwrap(), None);
}

async fn sessions_are_listed_newest_first(accounts: &dyn Accounts) {
    for n in [2, 3, 1] {
        accounts.open_session(&session(n, ANA)).await.unwrap();
    }
    accounts.open_session(&session(4, BEN)).await.unwrap();
    assert_eq!(accounts.sessions(ANA).await.unwrap(), [session(3, ANA), session(2, ANA), session(1, ANA)]);
}

async fn a_member_closes_own_sessions_only(accounts: &dyn Accounts) {
    accounts.open_session(&session(1, ANA)).await.unwrap();
    accounts.open_session(&session(2, ANA)).await.unwrap();
    assert_eq!(accounts.close_session(BEN, "s1").await.unwrap(), None);
    assert_eq!(accounts.close_session(ANA, "s1").await.unwrap(), Some(session(1, ANA).token_hash));
    assert_eq!(accounts.close_session(ANA, "s1").await.unwrap(), None);
    assert_eq!(accounts.sessions(ANA).await.unwrap(), [session(2, ANA)]);
}

async fn expired_sessions_are_swept(accounts: &dyn Accounts) {
    for n in [1, 2, 3] {
        accounts.open_session(&session(n, ANA)).await.unwrap();
    }
    accounts.sweep_sessions(Millis(103)).await.unwrap();
    assert_eq!(accounts.sessions(ANA).await.unwrap(), [session(3, ANA)]);
}

//! Join links: who may still come.

use chat::{AccountError, Accounts, Invite};
use protocol::Millis;

use crate::stage::{ANA, contract, newcomer};

contract! {
    a_join_link_comes_back_as_it_was
    a_join_link_counts_who_came
    a_join_link_expires
    a_revoked_join_link_is_shut
    a_refused_newcomer_uses_nothing
    two_cannot_take_the_last_seat
    everybody_may_come_through_an_endless_link
}

fn invite(code: &str, expires: Option<i64>, uses_left: Option<u32>) -> Invite {
    Invite { code: code.to_owned(), by: ANA, created: Millis(5), expires: expires.map(Millis), uses_left, used: 0 }
}

async fn a_join_link_comes_back_as_it_was(accounts: &dyn Accounts) {
    let (one, other) = (invite("aB-_9", Some(50), Some(3)), Invite { created: Millis(6), ..invite("⟨x⟩:y", None, None) });
    accounts.add_invite(&one, None).await.unwrap();
    accounts.add_invite(&other, None).await.unwrap();
    assert_eq!(accounts.invite("aB-_9").await.unwrap(), Some(one.clone()));
    assert_eq!(accounts.invite("ab-_9").await.unwrap(), None);
    assert_eq!(accounts.invites().await.unwrap(), [other, one]);
}

async fn a_join_link_counts_who_came(accounts: &dyn Accounts) {
    accounts.add_invite(&invite("two", None, Some(2)), None).await.unwrap();
    accounts.add(&newcomer(1, "ana"), Some("two")).await.unwrap();
    let now = accounts.invite("two").await.unwrap().unwrap();
    assert_eq!((now.uses_left, now.used), (Some(1), 1));
    accounts.add(&newcomer(2, "ben"), Some("two")).await.unwrap();
    let now = accounts.invite("two").await.unwrap().unwrap();
    assert_eq!((now.uses_left, now.used), (Some(0), 2));
    assert!(matches!(accounts.add(&newcomer(3, "cho"), Some("two")).await, Err(AccountError::NoSuchInvite)));
    assert!(matches!(accounts.add(&newcomer(3, "cho"), Some("none")).await, Err(AccountError::NoSuchInvite)));
    assert_eq!(accounts.accounts().await.unwrap().len(), 2);
}

async fn a_join_link_expires(accounts: &dyn Accounts) {
    accounts.add_invite(&invite("soon", Some(100), None), None).await.unwrap();
    accounts.add(&newcomer(99, "ana"), Some("soon")).await.unwrap();
    for n in [100, 101] {
        assert!(matches!(accounts.add(&newcomer(n, "ben"), Some("soon")).await, Err(AccountError::NoSuchInvite)), "{n}");
    }
}

async fn a_revoked_join_link_is_shut(accounts: &dyn Accounts) {
    accounts.add_invite(&invite("gone", None, None), None).await.unwrap();
    accounts.revoke_invite("gone", None).await.unwrap();
    accounts.revoke_invite("gone", None).await.unwrap();
    accounts.revoke_invite("never was", None).await.unwrap();
    assert_eq!(accounts.invites().await.unwrap(), []);
    assert!(matches!(accounts.add(&newcomer(1, "ana"), Some("gone")).await, Err(AccountError::NoSuchInvite)));
}

async fn a_refused_newcomer_uses_nothing(accounts: &dyn Accounts) {
    accounts.add(&newcomer(1, "ana"), None).await.unwrap();
    accounts.add_invite(&invite("one", None, Some(1)), None).await.unwrap();
    assert!(matches!(accounts.add(&newcomer(2, "ANA"), Some("one")).await, Err(AccountError::NameTaken)));
    let now = accounts.invite("one").await.unwrap().unwrap();
    assert_eq!((now.uses_left, now.used), (Some(1), 0));
}

async fn two_cannot_take_the_last_seat(accounts: &dyn Accounts) {
    for round in 0..8 {
        let code = format!("last {round}");
        accounts.add_invite(&invite(&code, None, Some(1)), None).await.unwrap();
        let (first, second) = (newcomer(round * 2 + 1, &format!("a{round}")), newcomer(round * 2 + 2, &format!("b{round}")));
        let (one, other) = tokio::join!(accounts.add(&first, Some(&code)), accounts.add(&second, Some(&code)));
        let expected = matches!((&one, &other), (Ok(_), Err(AccountError::NoSuchInvite)) | (Err(AccountError::NoSuchInvite), Ok(_)));
        assert!(expected, "{one:?} {other:?}");
        let now = accounts.invite(&code).await.unwrap().unwrap();
        assert_eq!((now.uses_left, now.used), (Some(0), 1));
    }
    assert_eq!(accounts.accounts().await.unwrap().len(), 8);
}

async fn everybody_may_come_through_an_endless_link(accounts: &dyn Accounts) {
    accounts.add_invite(&invite("all", None, None), None).await.unwrap();
    let [a, b, c, d] = [1, 2, 3, 4].map(|n| newcomer(n, &format!("m{n}")));
    let come = |account| accounts.add(account, Some("all"));
    let came = tokio::join!(come(&a), come(&b), come(&c), come(&d));
    assert!(matches!(came, (Ok(_), Ok(_), Ok(_), Ok(_))), "{came:?}");
    let now = accounts.invite("all").await.unwrap().unwrap();
    assert_eq!((now.uses_left, now.used), (None, 4));
}

//! The place, its accounts, avatars and secrets.

use chat::{AccountError, Accounts, Avatar, NewAccount, ProfileChange};
use protocol::{DisplayName, Language, MemberId, MemberName, Role, Theme};

use crate::stage::{contract, newcomer, the_place};

contract! {
    the_place_is_founded_once
    guests_come_where_they_may_and_stay_guests
    of_two_founders_one_wins
    an_account_is_found_by_id_and_by_name
    names_are_unique_in_upper_and_lower_case
    of_two_newcomers_with_one_name_one_wins
    accounts_are_listed_oldest_first
    people_are_those_who_exist
    a_profile_changes_only_where_asked
    the_last_owner_stays_owner
    of_two_owners_who_step_down_one_stays
    avatars_come_and_go_and_no_version_comes_twice
    a_secret_stays_what_it_was_first
}

fn owner(n: u128, name: &str) -> NewAccount {
    NewAccount { role: Role::Owner, language: Some(Language::Ko), ..newcomer(n, name) }
}

async fn the_place_is_founded_once(accounts: &dyn Accounts) {
    assert_eq!(accounts.place().await.unwrap(), None);
    let account = accounts.found(&the_place(), &owner(1, "Ana")).await.unwrap();
    assert_eq!((account.person.role, account.language, account.theme), (Role::Owner, Some(Language::Ko), Theme::System));
    assert_eq!(accounts.place().await.unwrap(), Some(the_place()));

    assert!(matches!(accounts.found(&the_place(), &owner(2, "ben")).await, Err(AccountError::Founded)));
    assert_eq!(accounts.account_named(&MemberName::parse("ben").unwrap()).await.unwrap(), None);
}

async fn guests_come_where_they_may_and_stay_guests(accounts: &dyn Accounts) {
    accounts.found(&the_place(), &owner(1, "ana")).await.unwrap();
    for may_come in [true, false, true] {
        accounts.let_guests_in(may_come).await.unwrap();
        assert_eq!(accounts.place().await.unwrap().unwrap().guests, may_come);
    }
    let guest = NewAccount { role: Role::Guest, password: String::new(), ..newcomer(2, "member-2") };
    let made = accounts.add(&guest, None).await.unwrap();
    assert_eq!(made.person.role, Role::Guest);
    assert_eq!(accounts.account(guest.id).await.unwrap(), Some(made.clone()));
    assert_eq!(accounts.people(&[guest.id]).await.unwrap(), [made.person]);
    let change = ProfileChange { display: Some(DisplayName::parse("Visitor").unwrap()), ..ProfileChange::default() };
    assert_eq!(accounts.change_profile(guest.id, &change).await.unwrap().person.role, Role::Guest);
}

async fn of_two_founders_one_wins(accounts: &dyn Accounts) {
    let (place, ana, ben) = (the_place(), owner(1, "ana"), owner(2, "ben"));
    let (one, other) = tokio::join!(accounts.found(&place, &ana), accounts.found(&place, &ben));
    assert!(matches!((&one, &other), (Ok(_), Err(AccountError::Founded)) | (Err(AccountError::Founded), Ok(_))), "{one:?} {other:?}");
    assert_eq!(accounts.accounts().await.unwrap().len(), 1);
}

async fn an_account_is_found_by_id_and_by_name(accounts: &dyn Accounts) {
    let made = accounts.add(&newcomer(3, "서연"), None).await.unwrap();
    assert_eq!(made.person.avatar, None);
    assert_eq!(accounts.account(MemberId::from_bits(3)).await.unwrap(), Some(made.clone()));
    assert_eq!(accounts.account_named(&MemberName::parse("서연").unwrap()).await.unwrap(), Some(made));
    assert_eq!(accounts.account(MemberId::from_bits(4)).await.unwrap(), None);
    assert_eq!(accounts.account_named(&MemberName::parse("서").unwrap()).await.unwrap(), None);
}

async fn names_are_unique_in_upper_and_lower_case(accounts: &dyn Accounts) {
    accounts.add(&newcomer(1, "Ana"), None).await.unwrap();
    accounts.add(&newcomer(2, "서연"), None).await.unwrap();
    accounts.add(&newcomer(3, "Élodie"), None).await.unwrap();
    for (n, name) in [(4, "ana"), (5, "ANA"), (6, "서연"), (7, "éLODIE")] {
        assert!(matches!(accounts.add(&newcomer(n, name), None).await, Err(AccountError::NameTaken)), "{name}");
        assert_eq!(accounts.account(MemberId::from_bits(n)).await.unwrap(), None);
    }
    accounts.add(&newcomer(8, "서연2"), None).await.unwrap();
    let found = accounts.account_named(&MemberName::parse("aNa").unwrap()).await.unwrap().unwrap();
    assert_eq!(found.person.name.as_str(), "Ana");
}

async fn of_two_newcomers_with_one_name_one_wins(accounts: &dyn Accounts) {
    let (first, second) = (newcomer(1, "ana"), newcomer(2, "Ana"));
    let (one, other) = tokio::join!(accounts.add(&first, None), accounts.add(&second, None));
    assert!(matches!((&one, &other), (Ok(_), Err(AccountError::NameTaken)) | (Err(AccountError::NameTaken), Ok(_))), "{one:?} {other:?}");
}

async fn accounts_are_listed_oldest_first(accounts: &dyn Accounts) {
    for n in [30, 10, 20] {
        accounts.add(&newcomer(n, &format!("member{n}")), None).await.unwrap();
    }
    let names: Vec<_> = accounts.accounts().await.unwrap().into_iter().map(|account| account.person.name.to_string()).collect();
    assert_eq!(names, ["member10", "member20", "member30"]);
}

async fn people_are_those_who_exist(accounts: &dyn Accounts) {
    for n in 1..=5 {
        accounts.add(&newcomer(n, &format!("m{n}")), None).await.unwrap();
    }
    let ids = [5, 99, 2, 5].map(MemberId::from_bits);
    let mut names: Vec<_> = accounts.people(&ids).await.unwrap().into_iter().map(|person| person.name.to_string()).collect();
    names.sort();
    names.dedup();
    assert_eq!(names, ["m2", "m5"]);
    assert_eq!(accounts.people(&[]).await.unwrap(), []);
    assert_eq!(accounts.people(&[MemberId::from_bits(99)]).await.unwrap(), []);
}

async fn a_profile_changes_only_where_asked(accounts: &dyn Accounts) {
    let id = MemberId::from_bits(1);
    let before = accounts.add(&newcomer(1, "ana"), None).await.unwrap();
    assert_eq!(accounts.change_profile(id, &ProfileChange::default()).await.unwrap(), before);

    let change = ProfileChange { language: Some(Some(Language::Ko)), theme: Some(Theme::Dark), ..ProfileChange::default() };
    let now = accounts.change_profile(id, &change).await.unwrap();
    assert_eq!((now.language, now.theme), (Some(Language::Ko), Theme::Dark));
    assert_eq!((&now.person, &now.password), (&before.person, &before.password));

    let display = DisplayName::parse("아나").unwrap();
    let change = ProfileChange {
        display: Some(display.clone()),
        language: Some(None),
        password: Some("$argon2id$other".to_owned()),
        ..ProfileChange::default()
    };
    let now = accounts.change_profile(id, &change).await.unwrap();
    assert_eq!((&now.person.display, now.language, now.theme), (&display, None, Theme::Dark));
    assert_eq!(now.password, "$argon2id$other");
    assert_eq!(accounts.account(id).await.unwrap(), Some(now));

    let nobody = accounts.change_profile(MemberId::from_bits(9), &change).await;
    assert!(matches!(nobody, Err(AccountError::NoSuchAccount)));
    assert_eq!(accounts.account(MemberId::from_bits(9)).await.unwrap(), None);
}

async fn avatars_come_and_go_and_no_version_comes_twice(accounts: &dyn Accounts) {
    let id = MemberId::from_bits(1);
    accounts.add(&newcomer(1, "ana"), None).await.unwrap();
    assert_eq!(accounts.avatar(id).await.unwrap(), None);
    let avatar = |byte| Avatar { media_type: "image/webp".to_owned(), bytes: vec![byte; 40_000] };
    let mut versions = Vec::new();
    for byte in [1, 2] {
        versions.push(accounts.set_avatar(id, Some(&avatar(byte))).await.unwrap().person.avatar.unwrap());
        assert_eq!(accounts.avatar(id).await.unwrap(), Some(avatar(byte)));
    }
    assert_eq!(accounts.set_avatar(id, None).await.unwrap().person.avatar, None);
    assert_eq!(accounts.avatar(id).await.unwrap(), None);
    versions.push(accounts.set_avatar(id, Some(&avatar(3))).await.unwrap().person.avatar.unwrap());
    assert!(versions.is_sorted_by(|one, next| one < next), "{versions:?}");

    let nobody = MemberId::from_bits(9);
    assert!(matches!(accounts.set_avatar(nobody, Some(&avatar(4))).await, Err(AccountError::NoSuchAccount)));
    assert!(matches!(accounts.set_avatar(nobody, None).await, Err(AccountError::NoSuchAccount)));
    assert_eq!(accounts.avatar(nobody).await.unwrap(), None);
}

async fn a_secret_stays_what_it_was_first(accounts: &dyn Accounts) {
    let (one, other) = tokio::join!(accounts.secret("cookies", [1; 32]), accounts.secret("cookies", [2; 32]));
    let first = one.unwrap();
    assert_eq!(first, other.unwrap());
    assert!(first == [1; 32] || first == [2; 32]);
    assert_eq!(accounts.secret("cookies", [3; 32]).await.unwrap(), first);
    assert_eq!(accounts.secret("tokens", [4; 32]).await.unwrap(), [4; 32]);
}

fn role(role: Role) -> ProfileChange {
    ProfileChange { role: Some(role), ..ProfileChange::default() }
}

async fn the_last_owner_stays_owner(accounts: &dyn Accounts) {
    let (ana, ben) = (MemberId::from_bits(1), MemberId::from_bits(2));
    accounts.found(&the_place(), &owner(1, "ana")).await.unwrap();
    accounts.add(&newcomer(2, "ben"), None).await.unwrap();
    assert_eq!(accounts.change_profile(ben, &role(Role::Admin)).await.unwrap().person.role, Role::Admin);
    assert!(matches!(accounts.change_profile(ana, &role(Role::Member)).await, Err(AccountError::LastOwner)));
    assert_eq!(accounts.change_profile(ana, &role(Role::Owner)).await.unwrap().person.role, Role::Owner);
    accounts.change_profile(ben, &role(Role::Owner)).await.unwrap();
    assert_eq!(accounts.change_profile(ana, &role(Role::Member)).await.unwrap().person.role, Role::Member);
    assert_eq!(accounts.account(ana).await.unwrap().unwrap().person.role, Role::Member);
}

async fn of_two_owners_who_step_down_one_stays(accounts: &dyn Accounts) {
    let (ana, ben) = (MemberId::from_bits(1), MemberId::from_bits(2));
    accounts.found(&the_place(), &owner(1, "ana")).await.unwrap();
    accounts.add(&owner(2, "ben"), None).await.unwrap();
    let down = role(Role::Admin);
    let (one, other) = tokio::join!(accounts.change_profile(ana, &down), accounts.change_profile(ben, &down));
    assert!(matches!((&one, &other), (Ok(_), Err(AccountError::LastOwner)) | (Err(AccountError::LastOwner), Ok(_))), "{one:?} {other:?}");
}

//! The whole table: every action by every role in every standing, written out as words a person can check.

use std::{collections::BTreeSet, fmt::Write as _};

use protocol::{Rejection, Role, RoomRole, Visibility};

use super::{Action, Standing, keeps_order, permit};

/// Every action; those that are done to somebody, for every role they may have.
fn actions() -> Vec<Action> {
    use Action::*;
    let mut all = vec![
        Find,
        Join,
        Read,
        Write,
        Upload,
        Announce,
        TakeBack,
        Delete,
        SeeVersions,
        Report,
        Leave,
        Rename,
        Rule,
        Connect,
        SeePeople,
        MakeRoom,
        MakeDirect,
        Administer,
        LetGuestsIn,
        Moderate,
    ];
    for of in Role::ALL {
        all.extend([Bring { of }, Remove { of }, Sweep { of }, Ban { of }, Mute { of }]);
        all.extend(Role::ALL.map(|to| Appoint { of, to }));
    }
    all
}

/// No wildcard: an action that is missing above does not compile here, or is missed below.
const fn number(action: Action) -> usize {
    match action {
        Action::Find => 0,
        Action::Join => 1,
        Action::Read => 2,
        Action::Write => 3,
        Action::Upload => 4,
        Action::Announce => 5,
        Action::TakeBack => 6,
        Action::Delete => 7,
        Action::SeeVersions => 8,
        Action::Report => 9,
        Action::Bring { .. } => 10,
        Action::Leave => 11,
        Action::Remove { .. } => 12,
        Action::Rename => 13,
        Action::Rule => 14,
        Action::Sweep { .. } => 15,
        Action::SeePeople => 16,
        Action::MakeRoom => 17,
        Action::MakeDirect => 18,
        Action::Administer => 19,
        Action::LetGuestsIn => 20,
        Action::Moderate => 21,
        Action::Appoint { .. } => 22,
        Action::Ban { .. } => 23,
        Action::Mute { .. } => 24,
        Action::Connect => 25,
    }
}

const VISIBILITIES: [Visibility; 3] = [Visibility::Public, Visibility::Private, Visibility::Direct];

/// The roles that may, by their first letters: guest, bot, member, moderator (`o`), admin, owner (`w`).
fn who(action: Action, standing: Standing) -> String {
    let letters = Role::ALL.iter().zip(['g', 'b', 'm', 'o', 'a', 'w']);
    letters.filter(|(role, _)| permit(action, **role, standing).is_ok()).map(|(_, letter)| letter).collect()
}

#[test]
fn every_action_is_asked_about() {
    let asked: BTreeSet<usize> = actions().into_iter().map(number).collect();
    assert_eq!(asked, (0..26).collect());
}

#[test]
fn who_is_banned_may_nothing() {
    for action in actions() {
        for role in Role::ALL {
            assert_eq!(permit(action, role, Standing::Banned), Err(Rejection::NotAllowed), "{action:?} {role:?}");
        }
    }
}

#[test]
fn outside_a_room_that_is_not_public_there_is_no_room() {
    for action in actions() {
        for role in Role::ALL {
            for visibility in [Visibility::Private, Visibility::Direct] {
                let verdict = permit(action, role, Standing::Outside(visibility));
                assert_eq!(verdict, Err(Rejection::NoSuchRoom), "{action:?} {role:?} {visibility:?}");
            }
            let outside = permit(action, role, Standing::Outside(Visibility::Public));
            let may = match action {
                Action::Find => true,
                Action::Join => role != Role::Bot,
                Action::Sweep { of } => role.moderates() && role > of,
                _ => false,
            };
            assert_eq!(outside, if may { Ok(()) } else { Err(Rejection::NoSuchRoom) }, "{action:?} {role:?}");
        }
    }
}

#[test]
fn what_is_done_to_somebody_is_done_only_to_those_below() {
    for role in Role::ALL {
        for of in Role::ALL {
            let may = role >= Role::Moderator && role > of;
            for action in [Action::Ban { of }, Action::Mute { of }, Action::Sweep { of }] {
                assert_eq!(permit(action, role, Standing::Here).is_ok(), may, "{action:?} {role:?}");
            }
            let public = Standing::Inside(RoomRole::Member, Visibility::Public);
            assert_eq!(permit(Action::Remove { of }, role, public).is_ok(), may, "{role:?} removes {of:?}");
            for visibility in [Visibility::Private, Visibility::Direct] {
                let within = Standing::Inside(RoomRole::Member, visibility);
                assert!(permit(Action::Remove { of }, role, within).is_err(), "{role:?} removes {of:?} from {visibility:?}");
                assert!(permit(Action::Sweep { of }, role, within).is_err());
            }
            for to in Role::ALL {
                let people = of.brings_people() && to.brings_people();
                let may = people
                    && match role {
                        Role::Owner => true,
                        Role::Admin => of <= Role::Moderator && to <= Role::Moderator,
                        Role::Guest | Role::Bot | Role::Member | Role::Moderator => false,
                    };
                assert_eq!(permit(Action::Appoint { of, to }, role, Standing::Here).is_ok(), may, "{role:?}: {of:?} to {to:?}");
            }
        }
    }
}

#[test]
fn the_rest_of_the_table_reads_like_this() {
    use Action::*;
    let single =
        actions().into_iter().filter(|action| !matches!(action, Remove { .. } | Sweep { .. } | Ban { .. } | Mute { .. } | Appoint { .. }));
    let mut table = String::new();
    for action in single.filter(|action| !matches!(action, Bring { of } if *of > Role::Member)) {
        let mut line = vec![who(action, Standing::Here)];
        for visibility in VISIBILITIES {
            line.extend([RoomRole::Member, RoomRole::Owner].map(|role| who(action, Standing::Inside(role, visibility))));
        }
        let line: Vec<&str> = line.iter().map(|who| if who.is_empty() { "-" } else { who }).collect();
        let _ = writeln!(table, "{action:?}: {}", line.join(" "));
    }
    // In the place; in a public room as its member and as its owner; in a private one; in a direct one, which has no owner.
    assert_eq!(
        table,
        "\
Find: - gbmoaw gbmoaw gbmoaw gbmoaw gbmoaw gbmoaw
Join: - gbmoaw gbmoaw gbmoaw gbmoaw gbmoaw gbmoaw
Read: - gbmoaw gbmoaw gbmoaw gbmoaw gbmoaw gbmoaw
Write: - gbmoaw gbmoaw gbmoaw gbmoaw gbmoaw gbmoaw
Upload: - bmoaw bmoaw bmoaw bmoaw bmoaw bmoaw
Announce: - oaw gbmoaw - gbmoaw - -
TakeBack: - gbmoaw gbmoaw gbmoaw gbmoaw gbmoaw gbmoaw
Delete: - oaw gbmoaw - gbmoaw - -
SeeVersions: - oaw gbmoaw - gbmoaw - -
Report: - bmoaw bmoaw bmoaw bmoaw bmoaw bmoaw
Leave: - gbmoaw gbmoaw gbmoaw gbmoaw - -
Rename: - aw gbmoaw - gbmoaw - -
Rule: - oaw gbmoaw - gbmoaw - -
Connect: - aw gbmoaw - gbmoaw - -
SeePeople: bmoaw bmoaw bmoaw bmoaw bmoaw bmoaw bmoaw
MakeRoom: moaw moaw moaw moaw moaw moaw moaw
MakeDirect: bmoaw bmoaw bmoaw bmoaw bmoaw bmoaw bmoaw
Administer: aw aw aw aw aw aw aw
LetGuestsIn: w w w w w w w
Moderate: oaw oaw oaw oaw oaw oaw oaw
Bring { of: Guest }: - moaw moaw - - - -
Bring { of: Bot }: - aw moaw - moaw - -
Bring { of: Member }: - moaw moaw - moaw - -
"
    );
}

#[test]
fn order_is_kept_by_owners_and_in_public_rooms_by_moderators() {
    assert!(keeps_order(Role::Moderator, RoomRole::Member, Visibility::Public));
    assert!(!keeps_order(Role::Owner, RoomRole::Member, Visibility::Private), "not even by the owner of the place");
    assert!(keeps_order(Role::Member, RoomRole::Owner, Visibility::Private));
    assert!(!keeps_order(Role::Member, RoomRole::Member, Visibility::Public));
}

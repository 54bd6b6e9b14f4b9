//! The schema from nothing, from each earlier version, and not from a later or another one.

use chat::History;
use protocol::Visibility;
use store::{Location, MIGRATIONS, Migration, OpenError, Store, Tuning};

use crate::stage::{ANA, made, on_disk, place_of};

/// Opens as a Maru with these migrations, and closes again.
async fn open_and_close(location: &Location, migrations: &[Migration]) -> Result<(), OpenError> {
    let store = Store::open_with(location, &Tuning::default(), migrations).await?;
    store.close().await;
    Ok(())
}

#[test]
fn migrations_are_numbered_without_holes() {
    assert!(MIGRATIONS.iter().map(|migration| migration.number).eq((1..).take(MIGRATIONS.len())));
    for Migration { name, text, .. } in MIGRATIONS {
        assert!(!text.to_uppercase().contains("OVERWRITE"), "{name} would rebuild what is there");
        let defines = text.lines().filter(|line| line.starts_with("DEFINE"));
        assert!(
            defines.clone().count() > 0 && defines.into_iter().all(|line| line.contains("IF NOT EXISTS")),
            "{name} fails when repeated"
        );
    }
}

#[tokio::test]
async fn every_earlier_version_is_brought_up_to_date() {
    for earlier in 0..=MIGRATIONS.len() {
        let directory = tempfile::tempdir().unwrap();
        open_and_close(&place_of(&directory), &MIGRATIONS[..earlier]).await.unwrap();
        let store = on_disk(&directory).await;
        store.append(&[made(1, "lobby", Visibility::Public)]).await.unwrap();
        assert_eq!(store.rooms_for(ANA).await.unwrap().len(), 1, "from version {earlier}");
    }
}

#[tokio::test]
async fn what_the_floor_had_is_counted_and_read() {
    // As a Maru of the first version left it: one room, two messages, one member.
    let old = "
        INSERT INTO room { id: '0000000000000000000000000000000a', name: 'lobby', description: '', visibility: 'public', epoch: '0000000000000000000000000000000b', created: 1 };
        INSERT INTO room_head { id: '0000000000000000000000000000000a', seq: 3, members: 1 };
        FOR $seq IN 2..4 {
            CREATE type::record('event', ['0000000000000000000000000000000a', $seq]) SET seq = $seq, at = 1, kind = 'posted',
                author = '0000000000000000000000000000000c', nonce = '0000000000000000000000000000000d', body = 'hi';
        };
        CREATE type::record('event', ['0000000000000000000000000000000a', 1]) SET seq = 1, at = 1, kind = 'created',
            detail = '{\"type\":\"created\",\"by\":\"0000000000000000000000000000000c\"}';
        CREATE member:['0000000000000000000000000000000c', '0000000000000000000000000000000a'] SET
            member = '0000000000000000000000000000000c', room = '0000000000000000000000000000000a', role = 'owner', seq = 1;
    ";
    // What it left is in the tables as each later step meets them.
    let with_old = Migration { text: format!("{old}{}", MIGRATIONS[1].text).leak(), ..MIGRATIONS[1] };
    let directory = tempfile::tempdir().unwrap();
    let location = place_of(&directory);
    let store = Store::open_with(&location, &Tuning::default(), &[MIGRATIONS[0], with_old]).await.unwrap();
    store.close().await;
    drop(store);
    let later = [&[MIGRATIONS[0], with_old], &MIGRATIONS[2..]].concat();
    let store = Store::open_with(&location, &Tuning::default(), &later).await.unwrap();
    let room = protocol::RoomId::from_bits(0xa);
    let record = store.room(room).await.unwrap().unwrap();
    assert_eq!((record.posts, record.members[0].read.posts, record.members[0].read.seq), (2, 2, protocol::Seq(3)));
    assert_eq!(store.rooms_for(record.members[0].member).await.unwrap()[0].unread, 0);
    assert_eq!(store.rows(room, protocol::Seq::ZERO, protocol::Seq(3)).await.unwrap().len(), 3);
    store.close().await;
}

#[tokio::test]
async fn a_newer_database_is_refused() {
    let directory = tempfile::tempdir().unwrap();
    let last = u32::try_from(MIGRATIONS.len()).unwrap();
    let later = Migration { number: last + 1, name: "later", text: "DEFINE TABLE IF NOT EXISTS later SCHEMAFULL;" };
    open_and_close(&place_of(&directory), &[MIGRATIONS, &[later]].concat()).await.unwrap();
    let refused = open_and_close(&place_of(&directory), MIGRATIONS).await;
    assert!(matches!(refused, Err(OpenError::Newer { found, known }) if (found, known) == (last + 1, last)), "{refused:?}");
    // And left as it was.
    open_and_close(&place_of(&directory), &[MIGRATIONS, &[later]].concat()).await.unwrap();
}

#[tokio::test]
async fn a_changed_migration_is_refused() {
    let directory = tempfile::tempdir().unwrap();
    let other = Migration { text: "DEFINE TABLE IF NOT EXISTS room SCHEMAFULL;", ..MIGRATIONS[0] };
    open_and_close(&place_of(&directory), &[other]).await.unwrap();
    let refused = open_and_close(&place_of(&directory), MIGRATIONS).await;
    assert!(matches!(refused, Err(OpenError::Changed { number: 1, .. })), "{refused:?}");
}

#[tokio::test]
async fn a_failed_migration_leaves_nothing_behind() {
    let directory = tempfile::tempdir().unwrap();
    let number = u32::try_from(MIGRATIONS.len()).unwrap() + 1;
    let broken = Migration { number, name: "broken", text: "DEFINE TABLE half SCHEMAFULL; THROW 'no further';" };
    let mended = Migration { number, name: "mended", text: "DEFINE TABLE half SCHEMAFULL;" };
    let failed = open_and_close(&place_of(&directory), &[MIGRATIONS, &[broken]].concat()).await;
    assert!(matches!(failed, Err(OpenError::Unavailable { operation: "running a migration", .. })), "{failed:?}");
    // Without `IF NOT EXISTS` this runs only where nothing of the first try is left.
    open_and_close(&place_of(&directory), &[MIGRATIONS, &[mended]].concat()).await.unwrap();
}

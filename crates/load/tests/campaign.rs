//! A short campaign against the server that `MARU_BIN` names: cuts, kills, and the proof. Without it, nothing is done.

use std::{env, path::PathBuf, time::Duration};

use load::{
    campaign::{Harm, campaign},
    run::{Plan, Size},
};

#[tokio::test]
async fn nothing_is_lost_in_a_short_campaign() {
    let Some(maru) = env::var_os("MARU_BIN").map(PathBuf::from).filter(|path| path.is_file()) else {
        println!("skipped: MARU_BIN names no server");
        return;
    };
    let folder = tempfile::tempdir().unwrap();
    let size = Size { members: 4, rooms: 2, time: Duration::from_secs(8) };
    let (heartbeat, patience) = (Duration::from_secs(2), Duration::from_secs(120));
    let plan = Plan { seed: 7, rate: 8.0, tabs: 2, cuts: true, comings: true, heartbeat, patience };
    // A memtable this small becomes a file again and again, which is where an engine may lose something.
    let harm = Harm { kill: true, memtable_kib: Some(256), ..Harm::default() };
    let outcome = campaign(&maru, folder.path(), size, plan, harm).await.unwrap();
    assert!(outcome.is_well(), "{}", outcome.report());
}

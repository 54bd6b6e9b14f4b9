//! What programs have: where they want to be called, by what one writes into a room, what is to be delivered.

use chat::{Bots, Delivery, Hook, Inlet, Outcome};
use protocol::{MemberId, Millis, Seq};

use crate::stage::{ANA, BEN, contract, room_id};

contract! {
    a_hook_comes_back_as_it_was
    a_hook_that_is_removed_takes_its_deliveries_along
    an_inlet_comes_back_as_it_was
    an_inlet_is_revoked_in_its_room
    deliveries_stay_until_they_are_forgotten
}

fn hook(bot: MemberId, url: &str) -> Hook {
    Hook { bot, url: url.to_owned(), secret: "whsec_x".to_owned(), outcome: None }
}

fn inlet(id: &str, room: u128, created: i64) -> Inlet {
    let secret_hash = format!("hash of {id}");
    Inlet { id: id.to_owned(), secret_hash, room: room_id(room), bot: BEN, by: ANA, created: Millis(created), used: None }
}

fn delivery(id: u128, bot: MemberId, due: i64) -> Delivery {
    Delivery { id, bot, room: room_id(1), seq: Seq(7), attempts: 0, due: Millis(due) }
}

async fn a_hook_comes_back_as_it_was(bots: &dyn Bots) {
    assert_eq!(bots.hook(BEN).await.unwrap(), None);
    bots.set_hook(&hook(BEN, "https://one.example")).await.unwrap();
    bots.set_hook(&hook(ANA, "https://two.example")).await.unwrap();
    let reached = Outcome { at: Millis(9), status: Some(503) };
    bots.note_outcome(BEN, &reached).await.unwrap();
    assert_eq!(bots.hook(BEN).await.unwrap().unwrap().outcome, Some(reached));
    bots.note_outcome(BEN, &Outcome { at: Millis(10), status: None }).await.unwrap();
    let of_ben = Hook { outcome: Some(Outcome { at: Millis(10), status: None }), ..hook(BEN, "https://one.example") };
    assert_eq!(bots.hooks().await.unwrap(), [hook(ANA, "https://two.example"), of_ben]);
    bots.set_hook(&hook(BEN, "https://three.example")).await.unwrap();
    assert_eq!(bots.hook(BEN).await.unwrap(), Some(hook(BEN, "https://three.example")), "what came of another address is gone");
}

async fn a_hook_that_is_removed_takes_its_deliveries_along(bots: &dyn Bots) {
    bots.set_hook(&hook(BEN, "https://one.example")).await.unwrap();
    for (id, bot) in [(1, BEN), (2, ANA)] {
        bots.keep_delivery(&delivery(id, bot, 5)).await.unwrap();
    }
    bots.remove_hook(BEN).await.unwrap();
    bots.remove_hook(BEN).await.unwrap();
    bots.note_outcome(BEN, &Outcome { at: Millis(1), status: Some(200) }).await.unwrap();
    assert_eq!(bots.hook(BEN).await.unwrap(), None, "what came of a delivery brings no hook back");
    assert_eq!(bots.deliveries().await.unwrap(), [delivery(2, ANA, 5)]);
}

async fn an_inlet_comes_back_as_it_was(bots: &dyn Bots) {
    for one in [inlet("one", 1, 5), inlet("two", 1, 6), inlet("other", 2, 7)] {
        bots.add_inlet(&one).await.unwrap();
    }
    assert_eq!(bots.inlets(room_id(1)).await.unwrap(), [inlet("two", 1, 6), inlet("one", 1, 5)]);
    assert_eq!(bots.inlet("hash of other").await.unwrap(), Some(inlet("other", 2, 7)));
    assert_eq!(bots.inlet("hash").await.unwrap(), None);
    bots.touch_inlet("hash of one", Millis(50)).await.unwrap();
    bots.touch_inlet("hash of none", Millis(50)).await.unwrap();
    assert_eq!(bots.inlet("hash of one").await.unwrap().unwrap().used, Some(Millis(50)));
    assert_eq!(bots.inlet("hash of none").await.unwrap(), None);
}

async fn an_inlet_is_revoked_in_its_room(bots: &dyn Bots) {
    bots.add_inlet(&inlet("one", 1, 5)).await.unwrap();
    bots.revoke_inlet(room_id(2), "one").await.unwrap();
    assert!(bots.inlet("hash of one").await.unwrap().is_some(), "who manages another room has no say");
    bots.revoke_inlet(room_id(1), "one").await.unwrap();
    bots.revoke_inlet(room_id(1), "one").await.unwrap();
    assert_eq!(bots.inlet("hash of one").await.unwrap(), None);
}

async fn deliveries_stay_until_they_are_forgotten(bots: &dyn Bots) {
    for one in [delivery(u128::MAX, BEN, 9), delivery(2, BEN, 5)] {
        bots.keep_delivery(&one).await.unwrap();
    }
    assert_eq!(bots.deliveries().await.unwrap(), [delivery(2, BEN, 5), delivery(u128::MAX, BEN, 9)]);
    let later = Delivery { attempts: 3, due: Millis(70), ..delivery(2, BEN, 5) };
    bots.keep_delivery(&later).await.unwrap();
    assert_eq!(bots.deliveries().await.unwrap(), [delivery(u128::MAX, BEN, 9), later]);
    bots.forget_delivery(u128::MAX).await.unwrap();
    assert_eq!(bots.deliveries().await.unwrap(), [later]);
}

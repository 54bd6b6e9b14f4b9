//! The promise under whatever can happen: members at their tabs write, and lines are cut, frames come twice and swapped,
//! acknowledgements get lost, queues overflow, people come and go, saves fail and the server is killed.
//! Chance decides what happens; when something breaks, the shortest story that breaks it is printed.

mod disk;
mod tab;
mod world;

use std::{
    cell::{Cell, RefCell},
    panic,
    time::Duration,
};

use proptest::{
    prelude::*,
    test_runner::{Config, RngAlgorithm, TestRng, TestRunner},
};
use protocol::{Command, Event};

use self::{
    disk::Fate,
    world::{Tally, World},
};

/// Stories that are told, and how many steps each has.
const STORIES: u32 = 420;
const STEPS: std::ops::Range<usize> = 150..350;

/// Heartbeats that wait for a reader before the next event of a log does not fit any more.
const CLOG: usize = 250;

/// One thing that happens.
#[derive(Debug, Clone)]
enum Step {
    Write {
        tab: usize,
        room: usize,
        both: bool,
    },
    /// The server hears what is on its way to it.
    Climb {
        tab: usize,
        frames: usize,
    },
    /// The line is read.
    Take {
        tab: usize,
    },
    /// Frames arrive.
    Arrive {
        tab: usize,
        frames: usize,
    },
    /// The next frame comes twice.
    Double {
        tab: usize,
    },
    /// The next two frames come in the other order.
    Swap {
        tab: usize,
    },
    /// An acknowledgement gets lost.
    DropAck {
        tab: usize,
    },
    Cut {
        tab: usize,
    },
    Dial {
        tab: usize,
    },
    Heartbeat {
        tab: usize,
    },
    Page {
        tab: usize,
        room: usize,
    },
    /// So much waits for a reader that nearly nothing more fits.
    Clog {
        tab: usize,
    },
    Enter {
        tab: usize,
        room: usize,
        invited: bool,
    },
    Exit {
        tab: usize,
        room: usize,
        removed: bool,
    },
    Rename {
        room: usize,
    },
    Disk(Fate),
    Hide {
        reads: u32,
    },
    Restart {
        killed: bool,
    },
    Wait {
        ms: u64,
    },
    /// Tasks get this many turns.
    Yield {
        turns: usize,
    },
}

fn step() -> impl Strategy<Value = Step> {
    let (tab, room) = (|| 0..4_usize, || 0..2_usize);
    // Ana stays in her rooms, so that there always is somebody who sees everything.
    let mover = || 1..4_usize;
    let fate = prop_oneof![Just(Fate::Slow), Just(Fate::Lost), Just(Fate::KeptAndFailed)];
    prop_oneof![
        12 => (tab(), room(), any::<bool>()).prop_map(|(tab, room, both)| Step::Write { tab, room, both }),
        24 => (tab(), 1..4_usize).prop_map(|(tab, frames)| Step::Climb { tab, frames }),
        16 => tab().prop_map(|tab| Step::Take { tab }),
        24 => (tab(), 1..6_usize).prop_map(|(tab, frames)| Step::Arrive { tab, frames }),
        4 => tab().prop_map(|tab| Step::Double { tab }),
        4 => tab().prop_map(|tab| Step::Swap { tab }),
        3 => tab().prop_map(|tab| Step::DropAck { tab }),
        3 => tab().prop_map(|tab| Step::Cut { tab }),
        8 => tab().prop_map(|tab| Step::Dial { tab }),
        5 => tab().prop_map(|tab| Step::Heartbeat { tab }),
        1 => (tab(), room()).prop_map(|(tab, room)| Step::Page { tab, room }),
        1 => tab().prop_map(|tab| Step::Clog { tab }),
        4 => (mover(), room(), any::<bool>()).prop_map(|(tab, room, invited)| Step::Enter { tab, room, invited }),
        2 => (mover(), room(), any::<bool>()).prop_map(|(tab, room, removed)| Step::Exit { tab, room, removed }),
        1 => room().prop_map(|room| Step::Rename { room }),
        3 => fate.prop_map(Step::Disk),
        1 => (1..6_u32).prop_map(|reads| Step::Hide { reads }),
        1 => any::<bool>().prop_map(|killed| Step::Restart { killed }),
        2 => prop_oneof![9 => 1..2_000_u64, 1 => 300_000..400_000_u64].prop_map(|ms| Step::Wait { ms }),
        4 => (1..6_usize).prop_map(|turns| Step::Yield { turns }),
    ]
}

/// A log of something, of which frames may come twice or swapped: everything else is told in its order.
fn may_stray(event: &Event) -> bool {
    matches!(event, Event::Appended { .. } | Event::Acknowledged { .. } | Event::Page { .. } | Event::Heartbeat { .. })
}

async fn take_step(world: &mut World, step: &Step) {
    match *step {
        Step::Write { tab, room, both } => world.write(tab, room, both),
        Step::Climb { tab, frames } => {
            for _ in 0..frames {
                world.tabs[tab].climb().await;
            }
        }
        Step::Take { tab } => world.take(tab).await,
        Step::Arrive { tab, frames } => {
            let rooms = world.rooms_of(world.tabs[tab].person.id).await;
            for _ in 0..frames {
                world.tabs[tab].arrive(&rooms);
            }
        }
        Step::Double { tab } => {
            let down = &mut world.tabs[tab].down;
            if let Some(event) = down.front().filter(|event| may_stray(event)).cloned() {
                down.insert(down.len().min(1), event);
            }
        }
        Step::Swap { tab } => {
            let down = &mut world.tabs[tab].down;
            if down.len() > 1 && down.iter().take(2).all(may_stray) {
                down.swap(0, 1);
            }
        }
        Step::DropAck { tab } => {
            let down = &mut world.tabs[tab].down;
            if let Some(place) = down.iter().position(|event| matches!(event, Event::Acknowledged { .. })) {
                down.remove(place);
            }
        }
        Step::Cut { tab } => world.tabs[tab].cut(),
        Step::Dial { tab } => world.dial(tab).await,
        Step::Heartbeat { tab } => {
            let rooms = world.rooms_of(world.tabs[tab].person.id).await;
            world.tabs[tab].heartbeat(&rooms);
        }
        Step::Page { tab, room } => {
            let room = world.rooms[room];
            world.tabs[tab].page(room);
        }
        Step::Clog { tab } => {
            if let Some(connection) = &mut world.tabs[tab].connection {
                for _ in 0..CLOG {
                    connection.obey(Command::Heartbeat { heads: Vec::new() }.into()).await;
                }
            }
        }
        Step::Enter { tab, room, invited } => {
            let (hub, guest, room) = (&world.house.hub, world.person(tab), world.rooms[room]);
            // Refusals are fine: what was not saved did not happen.
            let _ = if invited { hub.invite(&world.house.ana, room, &guest).await } else { hub.join(&guest, room).await };
        }
        Step::Exit { tab, room, removed } => {
            let (hub, member, room) = (&world.house.hub, world.person(tab), world.rooms[room]);
            let _ = if removed { hub.remove(&world.house.ana, room, member.id).await } else { hub.leave(&member, room).await };
        }
        Step::Rename { room } => world.rename(room).await,
        Step::Disk(fate) => world.disk.prepare(fate),
        Step::Hide { reads } => world.disk.hide(reads),
        Step::Restart { killed } => world.restart(killed).await,
        Step::Wait { ms } => tokio::time::sleep(Duration::from_millis(ms)).await,
        Step::Yield { turns } => {
            for _ in 0..turns {
                tokio::task::yield_now().await;
            }
        }
    }
}

/// Tells a story to its end, in time that stands still when nobody waits.
fn tell(story: &[Step]) -> Tally {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_time().start_paused(true).build().unwrap();
    runtime.block_on(async {
        let mut world = World::new().await;
        for step in story {
            take_step(&mut world, step).await;
        }
        world.rest().await;
        world.check().await;
        world.tally
    })
}

thread_local! {
    /// Stories are being made shorter: only the last of their many panics is worth reading.
    static QUIET: Cell<bool> = const { Cell::new(false) };
}

#[test]
fn whatever_happens_everybody_sees_every_message_once_in_one_order() {
    let total = RefCell::new((0, Tally::default()));
    let hook = panic::take_hook();
    panic::set_hook(Box::new(move |panic| {
        if !QUIET.get() {
            hook(panic)
        }
    }));
    let config = Config { cases: STORIES, failure_persistence: None, max_shrink_time: 60_000, ..Config::default() };
    // The same stories each time: a failure is there again, and its shortest story with it.
    let mut runner = TestRunner::new_with_rng(config, TestRng::deterministic_rng(RngAlgorithm::ChaCha));
    QUIET.set(true);
    let told = runner.run(&proptest::collection::vec(step(), STEPS), |story| {
        let tally = tell(&story);
        let mut total = total.borrow_mut();
        total.0 += story.len();
        total.1.add(tally);
        Ok(())
    });
    QUIET.set(false);
    if let Err(error) = told {
        panic!("{error}");
    }
    let (steps, tally) = total.into_inner();
    println!("{steps} steps: {tally:?}");
    assert!(steps >= 100_000);
    // A model in which something never happens proves nothing about it.
    let Tally { told, acknowledged, resumed, restarted, overflowed, refused, exited } = tally;
    assert!([told, acknowledged, resumed, restarted, overflowed, refused, exited].iter().all(|count| *count > 100), "{tally:?}");
}

//! What passes, what is cut, and that a seed draws the same fates again.

use std::time::{Duration, Instant};

use fastrand::Rng;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream},
    task::JoinHandle,
};

use super::{
    fate::{Ending, Fate},
    pipe::pass,
};

/// A member's socket and a server's, with a connection of this fate between them.
async fn between(fate: Fate) -> (TcpStream, TcpStream, JoinHandle<Option<String>>) {
    let (near, member) = pair().await;
    let (far, server) = pair().await;
    (member, server, tokio::spawn(async move { pass(near, far, &fate).await }))
}

async fn pair() -> (TcpStream, TcpStream) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let near = TcpStream::connect(listener.local_addr().unwrap()).await.unwrap();
    (near, listener.accept().await.unwrap().0)
}

/// Everything that arrives until the end, orderly or not.
async fn all(socket: &mut TcpStream) -> Vec<u8> {
    let (mut bytes, mut piece) = (Vec::new(), [0; 1_024]);
    while let Ok(read @ 1..) = socket.read(&mut piece).await {
        bytes.extend_from_slice(&piece[..read]);
    }
    bytes
}

const CUT: Ending = Ending { after: 5, towards_server: true, stall: Duration::ZERO, reset: false };

#[tokio::test]
async fn in_peace_everything_passes_both_ways() {
    let (mut member, mut server, passing) = between(Fate::peaceful()).await;
    member.write_all(&[1; 100_000]).await.unwrap();
    server.write_all(b"hello").await.unwrap();
    let mut bytes = vec![0; 100_000];
    server.read_exact(&mut bytes).await.unwrap();
    member.read_exact(&mut bytes[..5]).await.unwrap();
    assert_eq!((&bytes[..5], bytes[5]), (&b"hello"[..], 1));
    drop(member);
    assert_eq!(all(&mut server).await, b"");
    assert_eq!(passing.await.unwrap(), None, "nobody struck");
}

#[tokio::test]
async fn a_cut_falls_after_its_bytes_and_no_later() {
    for reset in [false, true] {
        let (mut member, mut server, passing) = between(Fate { ending: Some(Ending { reset, ..CUT }), ..Fate::peaceful() }).await;
        member.write_all(b"0123456789").await.unwrap();
        let arrived = all(&mut server).await;
        assert!(b"01234".starts_with(arrived.as_slice()), "{arrived:?}");
        assert_eq!(all(&mut member).await, b"");
        let how = passing.await.unwrap().unwrap();
        assert!(how.starts_with(if reset { "reset after 5" } else { "closed after 5" }), "{how}");
    }
}

#[tokio::test]
async fn one_direction_stalls_while_the_other_goes_on() {
    let stall = Duration::from_millis(300);
    let (mut member, mut server, passing) = between(Fate { ending: Some(Ending { stall, ..CUT }), ..Fate::peaceful() }).await;
    member.write_all(b"0123456789").await.unwrap();
    let mut bytes = [0; 5];
    server.read_exact(&mut bytes).await.unwrap();
    assert_eq!(&bytes, b"01234");
    server.write_all(b"still").await.unwrap();
    member.read_exact(&mut bytes).await.unwrap();
    assert_eq!(&bytes, b"still");
    assert_eq!(all(&mut server).await, b"", "what came after the fifth byte never arrives");
    assert!(passing.await.unwrap().is_some());
}

#[tokio::test]
async fn latency_and_bandwidth_take_their_time() {
    let (latency, bandwidth) = (Duration::from_millis(100), Some(20_000));
    let (mut member, mut server, _passing) = between(Fate { latency, bandwidth, ending: None }).await;
    let began = Instant::now();
    member.write_all(&[7; 4_000]).await.unwrap();
    let mut bytes = vec![0; 4_000];
    server.read_exact(&mut bytes).await.unwrap();
    assert!(began.elapsed() >= Duration::from_millis(300), "{:?}", began.elapsed());
}

#[test]
fn a_seed_draws_the_same_fates_and_every_kind_of_them() {
    let draw = |seed| {
        let mut rng = Rng::with_seed(seed);
        (0..500).map(|_| Fate::draw(&mut rng)).collect::<Vec<_>>()
    };
    let fates = draw(1);
    assert_eq!(fates, draw(1));
    assert_ne!(fates, draw(2));
    let some = |kind: fn(&Ending) -> bool| fates.iter().filter_map(|fate| fate.ending.as_ref()).any(kind);
    assert!(some(|end| end.towards_server) && some(|end| !end.towards_server), "both directions");
    assert!(some(|end| end.reset) && some(|end| !end.reset), "both ends");
    assert!(some(|end| end.stall > Duration::ZERO) && some(|end| end.after < 256), "stalls, and cuts in handshakes");
    assert!(fates.iter().any(|fate| fate.ending.is_none()) && fates.iter().any(|fate| fate.bandwidth.is_some()));
}

//! What is written from two sides stays whole.

use std::{sync::Arc, time::Duration};

use bytes::Bytes;
use chat::Offered;
use tokio::{
    io::AsyncReadExt,
    net::{TcpListener, TcpSocket},
};

use super::Outgoing;

#[tokio::test]
async fn what_was_begun_from_outside_is_written_to_its_end_before_everything_else() {
    let listener = TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
    let connecting = TcpSocket::new_v4().unwrap().connect(listener.local_addr().unwrap());
    let (mut other, ours) = tokio::join!(connecting, listener.accept());
    let mut out = Outgoing::new(ours.unwrap().0.into_split().1, Arc::default());
    let wire = out.wire();
    assert_eq!(wire.offer(Bytes::from_static(b"short")), Offered::Written);
    // More than a system buffers for a socket that is not read.
    let long = Bytes::from(vec![b'x'; 32 << 20]);
    assert_eq!(wire.offer(long.clone()), Offered::Begun);
    assert!(out.shut().await.is_err(), "somebody could still write");
    drop(wire);
    out.put_ping();
    let reading = async {
        let mut all = Vec::new();
        other.as_mut().unwrap().read_to_end(&mut all).await.unwrap();
        all
    };
    let writing = async {
        out.flush(Duration::from_secs(60)).await.unwrap().unwrap();
        out.shut().await.unwrap();
    };
    let (all, ()) = tokio::join!(reading, writing);
    assert!(all == [&b"short"[..], &long, &[0x89, 0]].concat());
}

//! Whether it is up.

use std::time::Duration;

use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
    time::timeout,
};

use crate::house::House;

#[tokio::test]
async fn up_and_ready() {
    let house = House::new().await;
    let watcher = house.stranger();
    assert_eq!(watcher.gets("/healthz").await.body, "ok\n");
    assert_eq!(watcher.gets("/readyz").await.status, 200);
}

#[tokio::test]
async fn who_never_finishes_a_request_is_let_go() {
    let house = House::new().await;
    for begun in ["", "GET /healthz HTTP/1.1\r\nHost: x\r\nX-Slow: "] {
        let mut line = TcpStream::connect(house.address).await.unwrap();
        line.write_all(begun.as_bytes()).await.unwrap();
        let mut rest = Vec::new();
        let ended = timeout(Duration::from_secs(20), line.read_to_end(&mut rest)).await;
        assert!(ended.is_ok(), "it is still open: {begun:?}");
    }
}

#[tokio::test]
async fn an_idle_connection_does_not_hold_up_the_end() {
    let (house, ana) = House::founded().await;
    let _idle = TcpStream::connect(house.address).await.unwrap();
    let house = house.restarted().await;
    ana.moves_to(house.address);
    assert_eq!(ana.gets("/rooms").await.status, 200);
}

//! However much a stranger sends, and however slowly: it ends.

use std::{convert::Infallible, io::Write, sync::Arc};

use axum::body::{Body, Bytes};
use flate2::{Compression, write::GzEncoder};
use futures::{StreamExt, stream};
use outward::{
    Unreached,
    preview::{self, read_page},
};
use tokio::sync::Notify;

use crate::stranger::{Book, Stranger, answer, way};

/// A body that begins like this and never ends.
fn endless(begin: &'static str, then: &'static [u8]) -> Body {
    let begin = stream::once(async move { Ok::<_, Infallible>(Bytes::from(begin)) });
    Body::from_stream(begin.chain(stream::repeat_with(move || Ok(Bytes::from_static(then)))))
}

/// A body that begins like this, says that it has come so far, and then says nothing more.
fn stuck(begin: &'static str, reached: Arc<Notify>) -> Body {
    let begin = stream::once(async move { Ok::<_, Infallible>(Bytes::from(begin)) });
    Body::from_stream(begin.chain(stream::poll_fn(move |_| {
        reached.notify_one();
        std::task::Poll::Pending
    })))
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

#[tokio::test]
async fn an_endless_page_is_read_to_its_bound() {
    let stranger = Stranger::that(|_| answer(200, &[("content-type", "text/html")], endless("<title>top</title>", &[b'.'; 8192]))).await;
    let preview = read_page(&way(Book::default()), &stranger.url("/")).await.unwrap().unwrap();
    assert_eq!(preview.title.as_deref(), Some("top"));
}

#[tokio::test]
async fn an_endless_picture_is_refused() {
    let stranger = Stranger::that(|_| answer(200, &[("content-type", "image/png")], endless("", &[0; 8192]))).await;
    let error = preview::image(&way(Book::default()), &stranger.url("/"), 100_000).await.unwrap_err();
    assert!(matches!(error, Unreached::TooLarge(100_000)) && !error.is_worth_retrying());
}

#[tokio::test]
async fn a_packed_page_is_unpacked() {
    let page = gzip(b"<title>packed</title>");
    let stranger = Stranger::that(move |asked| {
        assert_eq!(asked.header("accept-encoding"), "gzip");
        answer(200, &[("content-type", "text/html"), ("content-encoding", "gzip")], page.clone())
    })
    .await;
    let preview = read_page(&way(Book::default()), &stranger.url("/")).await.unwrap().unwrap();
    assert_eq!(preview.title.as_deref(), Some("packed"));
}

#[tokio::test]
async fn a_bomb_is_unpacked_to_the_bound_and_no_further() {
    // 16 MiB out of 16 KiB.
    let bomb = gzip(&[b"<title>boom</title>".as_slice(), &vec![b' '; 16 << 20]].concat());
    assert!(bomb.len() < 20_000);
    let stranger = Stranger::that(move |asked| {
        let kind = if asked.path == "/page" { "text/html" } else { "image/png" };
        answer(200, &[("content-type", kind), ("content-encoding", "gzip")], bomb.clone())
    })
    .await;
    let way = way(Book::default());
    assert_eq!(read_page(&way, &stranger.url("/page")).await.unwrap().unwrap().title.as_deref(), Some("boom"));
    assert!(matches!(preview::image(&way, &stranger.url("/image"), 200_000).await, Err(Unreached::TooLarge(200_000))));
}

#[tokio::test]
async fn what_is_packed_wrongly_is_refused() {
    let whole = gzip(b"<title>packed</title>");
    let stranger = Stranger::that(move |asked| {
        let (packing, body) = match asked.path.as_str() {
            "/unknown" => ("br", whole.clone()),
            "/none" => ("gzip", b"<title>plain</title>".to_vec()),
            _ => ("gzip", whole[..whole.len() - 9].to_vec()),
        };
        answer(200, &[("content-type", "text/html"), ("content-encoding", packing)], body)
    })
    .await;
    let way = way(Book::default());
    for path in ["/unknown", "/none", "/half"] {
        assert!(matches!(read_page(&way, &stranger.url(path)).await, Err(Unreached::Packed)), "{path}");
    }
}

#[tokio::test]
async fn a_body_that_gets_stuck_is_given_up() {
    let reached = Arc::new(Notify::new());
    let notify = reached.clone();
    let stranger = Stranger::that(move |_| answer(200, &[("content-type", "text/html")], stuck("<title>a", notify.clone()))).await;
    let url = stranger.url("/");
    let asking = tokio::spawn(async move { read_page(&way(Book::default()), &url).await });
    reached.notified().await;
    // Nothing else will happen now, so the paused clock runs to the next deadline by itself.
    tokio::time::pause();
    let error = asking.await.unwrap().unwrap_err();
    assert!(matches!(error, Unreached::TimedOut(_)) && error.is_worth_retrying(), "{error:?}");
}

#[tokio::test]
async fn a_server_that_never_answers_is_given_up() {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}/", listener.local_addr().unwrap());
    let asking = tokio::spawn(async move { read_page(&way(Book::default()), &url).await });
    let (_silent, _) = listener.accept().await.unwrap();
    tokio::time::pause();
    assert!(matches!(asking.await.unwrap(), Err(Unreached::TimedOut(_))));
}

#[tokio::test]
async fn a_name_that_is_never_found_is_given_up() {
    struct Silent(Arc<Notify>);
    #[async_trait::async_trait]
    impl outward::Names for Silent {
        async fn addresses(&self, _: &str) -> std::io::Result<Vec<std::net::IpAddr>> {
            self.0.notify_one();
            std::future::pending().await
        }
    }
    let reached = Arc::new(Notify::new());
    let way = outward::Outward::new(Vec::new(), Arc::new(Silent(reached.clone()))).unwrap();
    let asking = tokio::spawn(async move { read_page(&way, "https://example.com/").await });
    reached.notified().await;
    tokio::time::pause();
    assert!(asking.await.unwrap().unwrap_err().is_worth_retrying());
}

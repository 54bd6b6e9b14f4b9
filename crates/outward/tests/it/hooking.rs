//! Deliveries to other people's servers, and what they make of them.

use std::{convert::Infallible, time::Duration};

use aws_lc_rs::hmac;
use axum::body::{Body, Bytes};
use base64::{Engine, engine::general_purpose::STANDARD};
use futures::stream;
use outward::{
    Refused, Unreached,
    hook::{Answer, Delivery, LONGEST_ANSWER, Outcome, Secret, deliver},
};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpListener,
};

use crate::stranger::{Book, Stranger, answer, redirect, way};

const DELIVERY: Delivery<'_> = Delivery { id: 0xab, now: 1_700_000_000, body: r#"{"text":"안녕"}"# };

fn secret() -> Secret {
    Secret::from_chance(&[4; 32])
}

#[tokio::test]
async fn a_receiver_can_check_who_wrote() {
    let stranger = Stranger::that(|_| answer(200, &[("content-type", "Text/Plain; charset=utf-8")], "네")).await;
    let outcome = deliver(&way(Book::default()), &stranger.url("/hook?a=b"), &secret(), DELIVERY).await.unwrap();
    assert_eq!(outcome, Outcome::Accepted(Answer { content_type: "text/plain".to_owned(), text: "네".to_owned(), whole: true }));

    let asked = stranger.asked().pop().unwrap();
    assert_eq!((asked.method.as_str(), asked.header("content-type")), ("POST", "application/json"));
    assert_eq!(asked.body, DELIVERY.body.as_bytes());
    assert_eq!((asked.header("webhook-id"), asked.header("webhook-timestamp")), ("000000000000000000000000000000ab", "1700000000"));
    let key = STANDARD.decode(secret().text().strip_prefix("whsec_").unwrap()).unwrap();
    let said = [asked.header("webhook-id").as_bytes(), b".", asked.header("webhook-timestamp").as_bytes(), b".", &asked.body].concat();
    let signature = STANDARD.decode(asked.header("webhook-signature").strip_prefix("v1,").unwrap()).unwrap();
    hmac::verify(&hmac::Key::new(hmac::HMAC_SHA256, &key), &said, &signature).unwrap();
}

#[tokio::test]
async fn every_answer_has_its_meaning() {
    let stranger = Stranger::that(|asked| match asked.path.as_str() {
        "/moved" => redirect("/204"),
        "/busy" => answer(503, &[("retry-after", "7")], ""),
        path => answer(path[1..].parse().unwrap(), &[], ""),
    })
    .await;
    let way = way(Book::default());
    let nothing = Outcome::Accepted(Answer { content_type: String::new(), text: String::new(), whole: true });
    for (path, outcome, again) in [
        ("/204", nothing, false),
        ("/410", Outcome::Gone, false),
        ("/408", Outcome::Later { status: 408, after: None }, true),
        ("/429", Outcome::Later { status: 429, after: None }, true),
        ("/500", Outcome::Later { status: 500, after: None }, true),
        ("/busy", Outcome::Later { status: 503, after: Some(Duration::from_secs(7)) }, true),
        ("/400", Outcome::Refused(400), false),
        ("/404", Outcome::Refused(404), false),
        ("/moved", Outcome::Refused(302), false),
    ] {
        let heard = deliver(&way, &stranger.url(path), &secret(), DELIVERY).await.unwrap();
        assert_eq!((&heard, heard.is_worth_retrying()), (&outcome, again), "{path}");
    }
    assert_eq!(stranger.asked().len(), 9, "nothing was followed");
}

#[tokio::test]
async fn an_answer_is_read_to_its_bound() {
    let stranger = Stranger::that(|_| {
        answer(200, &[], Body::from_stream(stream::repeat_with(|| Ok::<_, Infallible>(Bytes::from_static(&[b'a'; 5000])))))
    })
    .await;
    let outcome = deliver(&way(Book::default()), &stranger.url("/"), &secret(), DELIVERY).await.unwrap();
    let Outcome::Accepted(answer) = outcome else { panic!("{outcome:?}") };
    assert_eq!((answer.text.len(), answer.whole), (LONGEST_ANSWER, false));
}

#[tokio::test]
async fn an_answer_that_breaks_off_takes_nothing_back() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}/", listener.local_addr().unwrap());
    tokio::spawn(async move {
        let (mut stream, _) = listener.accept().await.unwrap();
        let mut request = Vec::new();
        while !request.ends_with(DELIVERY.body.as_bytes()) {
            stream.read_buf(&mut request).await.unwrap();
        }
        stream.write_all(b"HTTP/1.1 200 OK\r\ncontent-type: text/plain\r\ncontent-length: 99\r\n\r\nhalf an ans").await.unwrap();
    });
    let outcome = deliver(&way(Book::default()), &url, &secret(), DELIVERY).await.unwrap();
    assert_eq!(outcome, Outcome::Accepted(Answer { content_type: "text/plain".to_owned(), text: String::new(), whole: false }));
}

#[tokio::test]
async fn without_tls_a_delivery_stays_in_the_opened_networks() {
    let way = way(Book::default().with("public.example", &[&["8.8.8.8"]]));
    let error = deliver(&way, "http://public.example/hook", &secret(), DELIVERY).await.unwrap_err();
    assert!(matches!(error, Unreached::Refused(Refused::NotOpened(_))) && !error.is_worth_retrying(), "{error:?}");
}

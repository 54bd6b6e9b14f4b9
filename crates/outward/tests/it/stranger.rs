//! A server that somebody else runs, and names that lead to it.

use std::{
    collections::HashMap,
    io,
    net::{IpAddr, SocketAddr},
    sync::{Arc, Mutex},
};

use async_trait::async_trait;
use axum::{
    Router,
    body::{Body, to_bytes},
    extract::Request,
    http::{HeaderMap, Method},
    response::Response,
};
use outward::{Names, Outward};
use tokio::net::TcpListener;

/// What a stranger was asked.
#[derive(Debug, Clone)]
pub struct Asked {
    pub method: Method,
    pub path: String,
    pub headers: HeaderMap,
    pub body: Vec<u8>,
}

impl Asked {
    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().unwrap())
    }
}

/// A stranger's server on this machine.
pub struct Stranger {
    pub address: SocketAddr,
    asked: Arc<Mutex<Vec<Asked>>>,
}

impl Stranger {
    /// Starts one that answers like this.
    pub async fn that(answers: impl Fn(&Asked) -> Response + Clone + Send + Sync + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let asked = Arc::new(Mutex::new(Vec::new()));
        let heard = asked.clone();
        let router = Router::new().fallback(async move |request: Request| {
            let (head, body) = request.into_parts();
            let body = to_bytes(body, 1 << 20).await.unwrap().to_vec();
            let one = Asked { method: head.method, path: head.uri.path().to_owned(), headers: head.headers, body };
            let answer = answers(&one);
            heard.lock().unwrap().push(one);
            answer
        });
        tokio::spawn(async move { axum::serve(listener, router).await.unwrap() });
        Self { address, asked }
    }

    pub fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.address)
    }

    /// Its address under another name.
    pub fn named(&self, name: &str, path: &str) -> String {
        format!("http://{name}:{}{path}", self.address.port())
    }

    pub fn asked(&self) -> Vec<Asked> {
        self.asked.lock().unwrap().clone()
    }
}

/// An answer with these headers.
pub fn answer(status: u16, headers: &[(&str, &str)], body: impl Into<Body>) -> Response {
    let mut response = Response::builder().status(status);
    for (name, value) in headers {
        response = response.header(*name, *value);
    }
    response.body(body.into()).unwrap()
}

pub fn html(body: impl Into<Body>) -> Response {
    answer(200, &[("content-type", "text/html; charset=utf-8")], body)
}

pub fn redirect(to: &str) -> Response {
    answer(302, &[("location", to)], "")
}

/// Names that lead where a test says: each time one is asked for, to the next place in its list, and at its end to the last.
#[derive(Default)]
pub struct Book(Mutex<HashMap<&'static str, Vec<Vec<IpAddr>>>>);

impl Book {
    pub fn with(self, name: &'static str, places: &[&[&str]]) -> Self {
        let places = places.iter().map(|place| place.iter().map(|address| address.parse().unwrap()).collect()).collect();
        self.0.lock().unwrap().insert(name, places);
        self
    }
}

#[async_trait]
impl Names for Book {
    async fn addresses(&self, name: &str) -> io::Result<Vec<IpAddr>> {
        let mut book = self.0.lock().unwrap();
        let places = book.get_mut(name).ok_or(io::ErrorKind::NotFound)?;
        Ok(if places.len() > 1 { places.remove(0) } else { places[0].clone() })
    }
}

/// A way to strangers on 127.0.0.1 and nowhere else on this machine.
pub fn way(book: Book) -> Outward {
    Outward::new(vec!["127.0.0.1/32".parse().unwrap()], Arc::new(book)).unwrap()
}

/// A way that opens nothing.
pub fn closed_way(book: Book) -> Outward {
    Outward::new(Vec::new(), Arc::new(book)).unwrap()
}

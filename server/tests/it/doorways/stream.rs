//! A client of server-sent events: it hears one after the other and remembers the last id.

use reqwest::{Client, Response};
use serde_json::Value;

use super::client::Script;
use crate::house::House;

/// An open stream.
pub struct Stream {
    response: Response,
    unread: String,
    /// The id of the last event that had one.
    pub last: String,
}

/// One event.
#[derive(Debug, PartialEq, Eq)]
pub struct Told {
    /// Its kind; empty for a plain message.
    pub kind: String,
    /// What it says.
    pub data: Value,
}

impl Stream {
    /// Listens at this path, as a browser that was there before.
    pub async fn open(house: &House, script: &Script, path: &str, last: &str) -> Self {
        let client = Client::builder().no_proxy().build().unwrap();
        let mut request = client.get(format!("http://{}{path}", house.address)).header("authorization", script.bearer());
        if !last.is_empty() {
            request = request.header("last-event-id", last);
        }
        let response = request.send().await.unwrap();
        assert_eq!(response.status(), 200);
        assert_eq!(response.headers()["content-type"], "text/event-stream");
        assert!(!response.headers().contains_key("content-encoding"));
        Self { response, unread: String::new(), last: last.to_owned() }
    }

    /// The next event; comments are not shown.
    pub async fn hears(&mut self) -> Told {
        self.next().await.expect("an event")
    }

    /// The next event; none when the stream is over.
    pub async fn next(&mut self) -> Option<Told> {
        loop {
            while let Some((block, rest)) = self.unread.split_once("\n\n") {
                let (block, rest) = (block.to_owned(), rest.to_owned());
                self.unread = rest;
                if let Some(told) = self.read(&block) {
                    return Some(told);
                }
            }
            self.unread.push_str(std::str::from_utf8(&self.response.chunk().await.ok()??).unwrap());
        }
    }

    fn read(&mut self, block: &str) -> Option<Told> {
        let field = |name: &str| block.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(": ")).map(str::to_owned);
        if let Some(id) = field("id") {
            self.last = id;
        }
        Some(Told { data: serde_json::from_str(&field("data")?).unwrap(), kind: field("event").unwrap_or_default() })
    }
}

//! A script that speaks JSON over plain HTTP, with the token of a member and no cookie.

use reqwest::Method;
use serde_json::{Value, json};

use crate::{
    house::{House, PASSWORD},
    person::{Answer, Person},
};

/// A script of somebody's.
pub struct Script {
    browserless: Person,
    bearer: String,
}

/// What a script is answered.
#[derive(Debug)]
pub struct Reply {
    pub status: u16,
    pub json: Value,
    answer: Answer,
}

impl Script {
    /// A script of the member with this name.
    pub async fn of(house: &House, name: &str) -> Self {
        let browserless = house.stranger();
        let json = json!({ "name": name, "password": PASSWORD }).to_string();
        let answer = browserless.sends(Method::POST, "/api/auth/token", &[], Some(("application/json", json.into_bytes()))).await;
        let issued: Value = serde_json::from_str(&answer.body).unwrap();
        let bearer = format!("Bearer {}", issued["token"].as_str().unwrap());
        Self { browserless, bearer }
    }

    /// A script that shows this header.
    pub fn with(house: &House, bearer: &str) -> Self {
        Self { browserless: house.stranger(), bearer: bearer.to_owned() }
    }

    /// The header that says who it is.
    pub fn bearer(&self) -> &str {
        &self.bearer
    }

    /// Reads.
    pub async fn gets(&self, path: &str) -> Reply {
        self.sends(Method::GET, path, &[], None).await
    }

    /// Sends JSON.
    pub async fn posts(&self, path: &str, json: Value) -> Reply {
        self.sends(Method::POST, path, &[], Some(json)).await
    }

    /// Does anything.
    pub async fn sends(&self, method: Method, path: &str, headers: &[(&str, &str)], json: Option<Value>) -> Reply {
        let headers = [&[("authorization", self.bearer.as_str())], headers].concat();
        let body = json.map(|json| ("application/json", json.to_string().into_bytes()));
        let answer = self.browserless.sends(method, path, &headers, body).await;
        let json = serde_json::from_str(&answer.body).unwrap_or_default();
        let reply = Reply { status: answer.status.as_u16(), json, answer };
        if reply.status >= 400 {
            assert_eq!(reply.header("content-type"), "application/problem+json", "{reply:?}");
            assert_eq!((&reply.json["status"], &reply.json["type"]), (&json!(reply.status), &json!("about:blank")));
        }
        reply
    }
}

impl Reply {
    /// A header that must be there.
    pub fn header(&self, name: &str) -> &str {
        self.answer.header(name)
    }

    /// Where a link of this kind leads, if there is one.
    pub fn link(&self, rel: &str) -> Option<String> {
        let links = self.answer.headers.get("link")?.to_str().unwrap().to_owned();
        let link = links.split(", ").find(|link| link.ends_with(&format!("rel=\"{rel}\"")))?.to_owned();
        Some(link.split(['<', '>']).nth(1).unwrap().to_owned())
    }

    /// The contents of a list of entries.
    pub fn contents(&self) -> Vec<&str> {
        self.json.as_array().unwrap().iter().map(|entry| entry["content"].as_str().unwrap()).collect()
    }

    /// A refusal: its status and its code.
    pub fn refusal(&self) -> (u16, &str) {
        (self.status, self.json["code"].as_str().unwrap())
    }
}

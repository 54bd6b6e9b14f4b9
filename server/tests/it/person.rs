//! Somebody with a browser: it keeps cookies, says where it comes from, and follows no redirect by itself.

use std::{
    collections::BTreeMap,
    net::SocketAddr,
    sync::{Mutex, MutexGuard},
};

use reqwest::{
    Client, Method, StatusCode,
    header::{CONTENT_TYPE, COOKIE, HeaderMap, LOCATION, SET_COOKIE, USER_AGENT},
    redirect::Policy,
};
use serde_json::Value;

/// Somebody with a browser.
pub struct Person {
    client: Client,
    origin: Mutex<String>,
    cookies: Mutex<BTreeMap<String, String>>,
}

/// What a server answered.
#[derive(Debug)]
pub struct Answer {
    /// Its status.
    pub status: StatusCode,
    /// Its headers.
    pub headers: HeaderMap,
    /// Its body, which must be text.
    pub body: String,
}

impl Answer {
    /// These headers and its body without what is another for every answer: the room's id, the nonce of a page, and the order in
    /// which Leptos names what a page waits for, which is that of a hash.
    pub fn seen(&self, headers: impl Fn(&str) -> bool, room: &str) -> String {
        let between = |text: &str, before: &str, after: &str| Some(text.split_once(before)?.1.split_once(after)?.0.to_owned());
        let mut headers: Vec<String> =
            self.headers.iter().filter(|(name, _)| headers(name.as_str())).map(|(name, value)| format!("{name}: {value:?}")).collect();
        headers.sort();
        let mut all = format!("{} {headers:#?} {}", self.status, self.body).replace(room, "ID");
        if let Some(nonce) = between(&self.body, "nonce=\"", "\"").filter(|nonce| !nonce.is_empty()) {
            all = all.replace(&nonce, "NONCE");
        }
        if let Some(names) = between(&all, "__PENDING_RESOURCES=[", "]") {
            let mut sorted: Vec<&str> = names.split(',').collect();
            sorted.sort_unstable();
            all = all.replace(&names, &sorted.join(","));
        }
        all
    }
}

impl Person {
    /// A browser without cookies.
    pub fn new(server: SocketAddr) -> Self {
        Self::with_cookies(server, BTreeMap::new())
    }

    /// A browser that has these cookies already.
    pub fn with_cookies(server: SocketAddr, cookies: BTreeMap<String, String>) -> Self {
        // It never speaks TLS; reading the certificates of all authorities takes a while.
        let client = Client::builder().redirect(Policy::none()).no_proxy().tls_certs_only([]).build().unwrap();
        Self { client, origin: Mutex::new(format!("http://{server}")), cookies: Mutex::new(cookies) }
    }

    /// The same browser, after the server moved.
    pub fn moves_to(&self, server: SocketAddr) {
        *self.origin.lock().unwrap() = format!("http://{server}");
    }

    /// Opens a page.
    pub async fn gets(&self, path: &str) -> Answer {
        self.sends(Method::GET, path, &[], None).await
    }

    /// Opens a page with these headers.
    pub async fn gets_with(&self, path: &str, headers: &[(&str, &str)]) -> Answer {
        self.sends(Method::GET, path, headers, None).await
    }

    /// Asks what pages ask in the browser.
    pub async fn views(&self, what: &str) -> Value {
        let answer = self.gets(&format!("/api/view/{what}")).await;
        assert_eq!(answer.status, StatusCode::OK, "{what}: {}", answer.body);
        serde_json::from_str(&answer.body).unwrap()
    }

    /// Sends a form as a page of ours does.
    pub async fn posts(&self, path: &str, form: &[(&str, &str)]) -> Answer {
        self.posts_with(path, form, &[("sec-fetch-site", "same-origin")]).await
    }

    /// Sends a form with these headers.
    pub async fn posts_with(&self, path: &str, form: &[(&str, &str)], headers: &[(&str, &str)]) -> Answer {
        let body: Vec<String> = form.iter().map(|(name, value)| format!("{name}={}", escaped(value))).collect();
        self.sends(Method::POST, path, headers, Some(("application/x-www-form-urlencoded", body.join("&").into_bytes()))).await
    }

    /// Sends anything.
    pub async fn sends(&self, method: Method, path: &str, headers: &[(&str, &str)], body: Option<(&str, Vec<u8>)>) -> Answer {
        let url = format!("{}{path}", self.origin.lock().unwrap());
        let mut request = self.client.request(method, url).header(USER_AGENT, "Mozilla/5.0 (Test)");
        let cookies = self.cookie_header();
        if !cookies.is_empty() {
            request = request.header(COOKIE, cookies);
        }
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        if let Some((media_type, body)) = body {
            request = request.header(CONTENT_TYPE, media_type).body(body);
        }
        let response = request.send().await.unwrap();
        let (status, headers) = (response.status(), response.headers().clone());
        self.keep_cookies(&headers);
        let body = String::from_utf8_lossy(&response.bytes().await.unwrap()).into_owned();
        Answer { status, headers, body }
    }

    /// Makes a join link and returns its path.
    pub async fn makes_a_join_link(&self, form: &[(&str, &str)]) -> String {
        assert_eq!(self.posts("/invites", form).await.leads_to(), "/invites?done=invite");
        let link = self.views("invites").await[0]["link"].as_str().unwrap().to_owned();
        link.strip_prefix(self.origin.lock().unwrap().as_str()).unwrap().to_owned()
    }

    /// Makes a room and returns its path.
    pub async fn makes_a_room(&self, name: &str, visibility: &str) -> String {
        self.posts("/rooms", &[("name", name), ("visibility", visibility)]).await.leads_to()
    }

    /// The value of a cookie.
    pub fn cookie(&self, name: &str) -> Option<String> {
        self.jar().get(name).cloned()
    }

    /// All cookies, as a request carries them.
    pub fn cookie_header(&self) -> String {
        self.jar().iter().map(|(name, value)| format!("{name}={value}")).collect::<Vec<_>>().join("; ")
    }

    /// All cookies.
    pub fn cookies(&self) -> BTreeMap<String, String> {
        self.jar().clone()
    }

    /// One's own id.
    pub async fn id(&self) -> String {
        self.views("visit").await["me"]["person"]["id"].as_str().unwrap().to_owned()
    }

    fn jar(&self) -> MutexGuard<'_, BTreeMap<String, String>> {
        self.cookies.lock().unwrap()
    }

    fn keep_cookies(&self, headers: &HeaderMap) {
        for line in headers.get_all(SET_COOKIE) {
            let line = line.to_str().unwrap();
            let (name, value) = line.split(';').next().unwrap().split_once('=').unwrap();
            if line.contains("Max-Age=0") {
                self.jar().remove(name);
            } else {
                self.jar().insert(name.to_owned(), value.to_owned());
            }
        }
    }
}

impl Answer {
    /// Where a form leads.
    pub fn leads_to(&self) -> String {
        assert_eq!(self.status, StatusCode::SEE_OTHER, "{}", self.body);
        self.header(LOCATION.as_str()).to_owned()
    }

    /// A header that must be there, once.
    pub fn header(&self, name: &str) -> &str {
        let mut values = self.headers.get_all(name).iter();
        let value = values.next().unwrap_or_else(|| panic!("no {name}: {:?}", self.headers));
        assert!(values.next().is_none(), "{name} twice");
        value.to_str().unwrap()
    }
}

/// A text as it stands in a form.
pub fn escaped(text: &str) -> String {
    text.bytes().map(|byte| if byte.is_ascii_alphanumeric() { char::from(byte).to_string() } else { format!("%{byte:02X}") }).collect()
}

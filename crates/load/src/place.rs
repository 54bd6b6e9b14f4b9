//! A place from outside: the requests a browser makes to found it, to come in, to make rooms, to come and to go.
//! What is said over the line is in `member`.

use std::time::Duration;

use protocol::{MemberId, RoomId};
use reqwest::{
    Client, Method, RequestBuilder, Response, StatusCode,
    header::{CONTENT_TYPE, COOKIE, LOCATION, SET_COOKIE, USER_AGENT},
    redirect::Policy,
};
use serde_json::Value;

use crate::LoadError;

/// No request waits longer than this for its answer; a debug build hashes a password for seconds.
const ANSWER_WITHIN: Duration = Duration::from_secs(60);

/// In which a proxy names the address that a request came from.
pub const PROXY_HEADER: &str = "x-forwarded-for";

/// A server at its address.
#[derive(Debug, Clone)]
pub struct Place {
    client: Client,
    host: String,
}

/// Somebody who is signed in.
#[derive(Debug, Clone)]
pub struct Account {
    /// The name to sign in with.
    pub name: String,
    /// Who it is.
    pub id: MemberId,
    /// The session, as requests carry it.
    pub cookie: String,
}

impl Place {
    /// The place at this address, such as `http://127.0.0.1:3000`.
    ///
    /// # Errors
    /// [`LoadError::Unfit`] when the address is not plain HTTP.
    pub fn at(url: &str) -> Result<Self, LoadError> {
        let unfit = || LoadError::Unfit(format!("{url:?} is not an address like http://127.0.0.1:3000 (TLS is not spoken here)"));
        let host = url.strip_prefix("http://").ok_or_else(unfit)?.trim_end_matches('/').to_owned();
        let client = Client::builder().redirect(Policy::none()).no_proxy().timeout(ANSWER_WITHIN).build();
        Ok(Self { client: client.map_err(LoadError::http("make an HTTP client"))?, host })
    }

    /// Host and port.
    #[must_use]
    pub fn host(&self) -> &str {
        &self.host
    }

    /// The server says that it is ready.
    pub async fn is_ready(&self) -> bool {
        let answer = self.client.get(format!("http://{}/readyz", self.host)).timeout(Duration::from_secs(5)).send().await;
        answer.is_ok_and(|answer| answer.status() == StatusCode::OK)
    }

    /// Founds the place.
    ///
    /// # Errors
    /// [`LoadError`] when nobody answers or somebody was faster.
    pub async fn found(&self, name: &str, password: &str) -> Result<Account, LoadError> {
        let form = [("place", "Load"), ("name", name), ("password", password), ("language", "en")];
        self.come_in("found the place", "/first-run", name, &form).await
    }

    /// Signs somebody in.
    ///
    /// # Errors
    /// [`LoadError`] when nobody answers or the password is wrong.
    pub async fn sign_in(&self, name: &str, password: &str) -> Result<Account, LoadError> {
        self.come_in("sign in", "/sign-in", name, &[("name", name), ("password", password)]).await
    }

    /// Makes an account through a join link.
    ///
    /// # Errors
    /// [`LoadError`] when nobody answers or the link is void.
    pub async fn join(&self, link: &str, name: &str, password: &str) -> Result<Account, LoadError> {
        self.come_in("come in through a join link", link, name, &[("name", name), ("password", password)]).await
    }

    /// Makes a join link and returns its path.
    ///
    /// # Errors
    /// [`LoadError`] when the account may not.
    pub async fn make_join_link(&self, by: &Account) -> Result<String, LoadError> {
        let operation = "make a join link";
        self.form(operation, by, "/invites", &[]).await?;
        let invites = self.view(operation, "invites", &by.cookie).await?;
        let link = invites.pointer("/0/link").and_then(Value::as_str).and_then(|link| link.find("/join/").and_then(|at| link.get(at..)));
        link.map(str::to_owned).ok_or_else(|| LoadError::Refused { operation, answer: invites.to_string() })
    }

    /// Makes a room.
    ///
    /// # Errors
    /// [`LoadError`] when nobody answers.
    pub async fn make_room(&self, by: &Account, name: &str, public: bool) -> Result<RoomId, LoadError> {
        let operation = "make a room";
        let visibility = if public { "public" } else { "private" };
        let path = self.form(operation, by, "/rooms", &[("name", name), ("visibility", visibility)]).await?;
        let id = path.strip_prefix("/rooms/").and_then(|id| id.parse().ok());
        id.ok_or(LoadError::Refused { operation, answer: path })
    }

    /// The owner lets visitors without an account in.
    ///
    /// # Errors
    /// [`LoadError`] when they are not the owner.
    pub async fn let_guests_in(&self, by: &Account) -> Result<(), LoadError> {
        self.form("let guests in", by, "/invites/guests", &[("may", "yes")]).await.map(drop)
    }

    /// Comes in as a guest, from this address if the server believes its proxy, and is in this public room then. Returns the
    /// session, as requests carry it.
    ///
    /// # Errors
    /// [`LoadError`] when guests may not come in, or too many came from there.
    pub async fn come_as_guest(&self, room: RoomId, from: &str) -> Result<String, LoadError> {
        let (operation, next) = ("come in as a guest", format!("/rooms/{room}"));
        let request = self.request(Method::POST, "/guests", "", Some(&[("next", &next)])).header(PROXY_HEADER, from);
        let answer = request.send().await.map_err(LoadError::http(operation))?;
        leads_to(operation, &answer)?;
        Ok(session_of(&answer))
    }

    /// Somebody goes into a public room.
    ///
    /// # Errors
    /// [`LoadError`] when they may not.
    pub async fn enter(&self, who: &Account, room: RoomId) -> Result<(), LoadError> {
        self.form("join a room", who, &format!("/rooms/{room}/join"), &[]).await.map(drop)
    }

    /// Somebody goes out of a room.
    ///
    /// # Errors
    /// [`LoadError`] also when they are not in it.
    pub async fn leave(&self, who: &Account, room: RoomId) -> Result<(), LoadError> {
        self.form("leave a room", who, &format!("/rooms/{room}/leave"), &[]).await.map(drop)
    }

    /// A member lets another one in.
    ///
    /// # Errors
    /// [`LoadError`] when they may not.
    pub async fn invite(&self, by: &Account, room: RoomId, guest: &Account) -> Result<(), LoadError> {
        self.form("invite to a room", by, &format!("/rooms/{room}/invite"), &[("name", &guest.name)]).await.map(drop)
    }

    /// The owner of a room removes a member.
    ///
    /// # Errors
    /// [`LoadError`] when they may not.
    pub async fn remove(&self, by: &Account, room: RoomId, member: &Account) -> Result<(), LoadError> {
        let form = [("member", member.id.to_string())];
        let form: Vec<(&str, &str)> = form.iter().map(|(name, value)| (*name, value.as_str())).collect();
        self.form("remove from a room", by, &format!("/rooms/{room}/remove"), &form).await.map(drop)
    }

    /// Sends the form after which one is signed in, and asks who one is.
    async fn come_in(&self, operation: &'static str, path: &str, name: &str, form: &[(&str, &str)]) -> Result<Account, LoadError> {
        let answer = self.send(operation, Method::POST, path, "", Some(form)).await?;
        let cookie = session_of(&answer);
        leads_to(operation, &answer)?;
        let visit = self.view(operation, "visit", &cookie).await?;
        let id = visit.pointer("/me/person/id").and_then(Value::as_str).and_then(|id| id.parse().ok());
        let id = id.ok_or_else(|| LoadError::Refused { operation, answer: visit.to_string() })?;
        Ok(Account { name: name.to_owned(), id, cookie })
    }

    async fn form(&self, operation: &'static str, by: &Account, path: &str, form: &[(&str, &str)]) -> Result<String, LoadError> {
        let answer = self.send(operation, Method::POST, path, &by.cookie, Some(form)).await?;
        leads_to(operation, &answer)
    }

    /// What a page asks for in the browser.
    async fn view(&self, operation: &'static str, name: &str, cookie: &str) -> Result<Value, LoadError> {
        let answer = self.send(operation, Method::GET, &format!("/api/view/{name}"), cookie, None).await?;
        let text = answer.text().await.map_err(LoadError::http(operation))?;
        serde_json::from_str(&text).map_err(|_| LoadError::Refused { operation, answer: text })
    }

    async fn send(
        &self,
        operation: &'static str,
        method: Method,
        path: &str,
        cookie: &str,
        form: Option<&[(&str, &str)]>,
    ) -> Result<Response, LoadError> {
        self.request(method, path, cookie, form).send().await.map_err(LoadError::http(operation))
    }

    fn request(&self, method: Method, path: &str, cookie: &str, form: Option<&[(&str, &str)]>) -> RequestBuilder {
        let mut request = self.client.request(method, format!("http://{}{path}", self.host)).header(USER_AGENT, "maru-load");
        if !cookie.is_empty() {
            request = request.header(COOKIE, cookie);
        }
        if let Some(form) = form {
            let body: Vec<String> = form.iter().map(|(name, value)| format!("{name}={}", escaped(value))).collect();
            request = request.header("sec-fetch-site", "same-origin").header(CONTENT_TYPE, "application/x-www-form-urlencoded");
            request = request.body(body.join("&"));
        }
        request
    }
}

/// The cookies that an answer gives, as requests carry them.
fn session_of(answer: &Response) -> String {
    let cookies = answer.headers().get_all(SET_COOKIE).iter().filter_map(|line| line.to_str().ok()?.split(';').next());
    cookies.collect::<Vec<_>>().join("; ")
}

/// Where a form leads, if it did what it should.
fn leads_to(operation: &'static str, answer: &Response) -> Result<String, LoadError> {
    let to = answer.headers().get(LOCATION).and_then(|to| to.to_str().ok()).unwrap_or_default();
    if answer.status() == StatusCode::SEE_OTHER && !to.contains("problem=") {
        Ok(to.to_owned())
    } else {
        Err(LoadError::Refused { operation, answer: format!("{} {to}", answer.status()) })
    }
}

fn escaped(text: &str) -> String {
    text.bytes().map(|byte| if byte.is_ascii_alphanumeric() { char::from(byte).to_string() } else { format!("%{byte:02X}") }).collect()
}

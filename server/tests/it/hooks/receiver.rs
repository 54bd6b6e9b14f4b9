//! A bot's own server on this machine. It believes nothing that is not signed with the secret it was given.

use std::{
    collections::VecDeque,
    net::SocketAddr,
    sync::{Arc, Mutex},
};

use aws_lc_rs::hmac::{HMAC_SHA256, Key, verify};
use axum::{
    Json, Router,
    body::Bytes,
    http::{HeaderMap, StatusCode, header},
    response::IntoResponse,
};
use base64::{Engine, engine::general_purpose::STANDARD};
use serde_json::Value;
use tokio::{
    net::TcpListener,
    sync::{OwnedRwLockWriteGuard, RwLock, mpsc},
    task::JoinHandle,
};

/// What came.
pub struct Came {
    /// What repetitions are known by.
    pub id: String,
    /// What it says.
    pub told: Value,
}

/// What it answers next, in order; in the end 204.
type Answers = Arc<Mutex<VecDeque<(u16, Value)>>>;

/// A bot's own server.
pub struct Receiver {
    address: SocketAddr,
    secret: Arc<Mutex<Vec<u8>>>,
    answers: Answers,
    silence: Arc<RwLock<()>>,
    out: mpsc::UnboundedSender<Came>,
    came: mpsc::UnboundedReceiver<Came>,
    running: JoinHandle<()>,
}

impl Receiver {
    /// One that listens, and knows no secret yet.
    pub async fn new() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let (out, came) = mpsc::unbounded_channel();
        let (secret, answers, silence) = (Arc::default(), Answers::default(), Arc::default());
        let running = run(listener, Arc::clone(&secret), Arc::clone(&answers), Arc::clone(&silence), out.clone());
        Self { address, secret, answers, silence, out, came, running }
    }

    /// Where it is.
    pub fn address(&self) -> String {
        format!("http://{}/hook", self.address)
    }

    /// It checks signatures with this secret.
    pub fn knows(&mut self, secret: &str) {
        *self.secret.lock().unwrap() = STANDARD.decode(secret.strip_prefix("whsec_").unwrap()).unwrap();
    }

    /// It answers like this, after what it was to answer before.
    pub fn answers(&self, status: u16, json: Value) {
        self.answers.lock().unwrap().push_back((status, json));
    }

    /// It hears and says nothing, until this is dropped.
    pub async fn is_silent(&self) -> OwnedRwLockWriteGuard<()> {
        Arc::clone(&self.silence).write_owned().await
    }

    /// The next thing it is told.
    pub async fn hears(&mut self) -> Came {
        self.came.recv().await.unwrap()
    }

    /// Nothing came that was not heard.
    pub async fn is_quiet(&mut self) -> bool {
        self.came.try_recv().is_err()
    }

    /// Nobody is there any more.
    pub async fn goes_away(&mut self) {
        self.running.abort();
        let _ = (&mut self.running).await;
    }

    /// Somebody is there again.
    pub async fn comes_back(&mut self) {
        let listener = TcpListener::bind(self.address).await.unwrap();
        let (secret, answers, silence) = (Arc::clone(&self.secret), Arc::clone(&self.answers), Arc::clone(&self.silence));
        self.running = run(listener, secret, answers, silence, self.out.clone());
    }
}

fn run(
    listener: TcpListener,
    secret: Arc<Mutex<Vec<u8>>>,
    answers: Answers,
    silence: Arc<RwLock<()>>,
    out: mpsc::UnboundedSender<Came>,
) -> JoinHandle<()> {
    let router = Router::new().fallback(async move |headers: HeaderMap, body: Bytes| {
        let named = |name: &str| headers[name].to_str().unwrap().to_owned();
        let (id, at, signature) = (named("webhook-id"), named("webhook-timestamp"), named("webhook-signature"));
        let key = Key::new(HMAC_SHA256, &secret.lock().unwrap());
        let signed = [format!("{id}.{at}.").as_bytes(), &body].concat();
        let tag = STANDARD.decode(signature.strip_prefix("v1,").unwrap()).unwrap();
        if verify(&key, &signed, &tag).is_err() || at.parse::<i64>().unwrap().abs_diff(chat::now().0 / 1_000) > 300 {
            return StatusCode::UNAUTHORIZED.into_response();
        }
        let _ = out.send(Came { id, told: serde_json::from_slice(&body).unwrap() });
        drop(silence.read().await);
        let (status, json) = answers.lock().unwrap().pop_front().unwrap_or((204, Value::Null));
        let status = StatusCode::from_u16(status).unwrap();
        // Who goes away does not linger on connections that are kept.
        let close = [(header::CONNECTION, "close")];
        if json.is_null() { (status, close).into_response() } else { (status, close, Json(json)).into_response() }
    });
    tokio::spawn(async move { axum::serve(listener, router).await.unwrap() })
}

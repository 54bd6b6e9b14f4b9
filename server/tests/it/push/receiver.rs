//! A push server on this machine, and the browser behind it, which alone can read what comes.

use std::{
    net::SocketAddr,
    sync::{
        Arc,
        atomic::{AtomicU16, Ordering},
    },
};

use aws_lc_rs::{
    aead::{AES_128_GCM, Aad, LessSafeKey, Nonce, UnboundKey},
    agreement::{ECDH_P256, PrivateKey, UnparsedPublicKey, agree},
    hkdf::{HKDF_SHA256, KeyType, Salt},
};
use axum::{
    Router,
    body::to_bytes,
    extract::Request,
    http::{HeaderMap, StatusCode},
};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use reqwest::Method;
use serde_json::{Value, json};
use tokio::{
    net::TcpListener,
    sync::{Mutex, mpsc},
};

use crate::person::{Answer, Person};

const AUTH: [u8; 16] = *b"sixteen bytes ok";

/// What came to the push server.
pub struct Came {
    pub path: String,
    pub headers: HeaderMap,
    /// What the browser read.
    pub told: Value,
}

/// A push server and the browsers behind it.
pub struct Receiver {
    address: SocketAddr,
    came: Mutex<mpsc::UnboundedReceiver<Came>>,
    /// What it says next time, and then 201 again.
    says: Arc<AtomicU16>,
}

impl Receiver {
    pub async fn new() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let (out, came) = mpsc::unbounded_channel();
        let says = Arc::new(AtomicU16::new(201));
        let answer = Arc::clone(&says);
        let router = Router::new().fallback(async move |request: Request| {
            let (head, body) = request.into_parts();
            let told = serde_json::from_slice(&opened(&to_bytes(body, 1 << 20).await.unwrap())).unwrap();
            let _ = out.send(Came { path: head.uri.path().to_owned(), headers: head.headers, told });
            StatusCode::from_u16(answer.swap(201, Ordering::SeqCst)).unwrap()
        });
        tokio::spawn(async move { axum::serve(listener, router).await.unwrap() });
        Self { address, came: Mutex::new(came), says }
    }

    /// Answers the next note like this.
    pub fn says_once(&self, status: u16) {
        self.says.store(status, Ordering::SeqCst);
    }

    /// The next note.
    pub async fn hears(&self) -> Came {
        self.came.lock().await.recv().await.unwrap()
    }

    /// What the next note says.
    pub async fn hears_body(&self) -> String {
        self.hears().await.told["body"].as_str().unwrap().to_owned()
    }

    /// Somebody's browser subscribes, under this path.
    pub async fn subscribes(&self, person: &Person, path: &str) -> Answer {
        subscribes_at(person, &format!("http://{}{path}", self.address)).await
    }
}

/// Somebody's browser says that it wants to be told at this address.
pub async fn subscribes_at(person: &Person, endpoint: &str) -> Answer {
    let keys = json!({ "p256dh": URL_SAFE_NO_PAD.encode(public()), "auth": URL_SAFE_NO_PAD.encode(AUTH) });
    let json = json!({ "endpoint": endpoint, "expirationTime": null, "keys": keys });
    let body = Some(("text/plain;charset=UTF-8", json.to_string().into_bytes()));
    person.sends(Method::POST, "/api/push", &[("sec-fetch-site", "same-origin")], body).await
}

fn private() -> PrivateKey {
    PrivateKey::from_private_key(&ECDH_P256, &[9; 32]).unwrap()
}

fn public() -> Vec<u8> {
    private().compute_public_key().unwrap().as_ref().to_vec()
}

/// Reads a note as RFC 8291 says.
fn opened(body: &[u8]) -> Vec<u8> {
    let (salt, rest) = body.split_at(16);
    let (key, sealed) = rest[5..].split_at(65);
    let info = [b"WebPush: info\0".as_slice(), &public(), key].concat();
    let shared = agree(&private(), UnparsedPublicKey::new(&ECDH_P256, key), (), |shared| Ok(derive(&AUTH, shared, &info, 32))).unwrap();
    let content_key = UnboundKey::new(&AES_128_GCM, &derive(salt, &shared, b"Content-Encoding: aes128gcm\0", 16)).unwrap();
    let nonce = Nonce::try_assume_unique_for_key(&derive(salt, &shared, b"Content-Encoding: nonce\0", 12)).unwrap();
    let mut record = sealed.to_vec();
    let opened = LessSafeKey::new(content_key).open_in_place(nonce, Aad::empty(), &mut record).unwrap();
    let end = opened.iter().rposition(|byte| *byte != 0).unwrap();
    opened[..end].to_vec()
}

fn derive(salt: &[u8], secret: &[u8], info: &[u8], length: usize) -> Vec<u8> {
    struct Length(usize);
    impl KeyType for Length {
        fn len(&self) -> usize {
            self.0
        }
    }
    let mut derived = vec![0; length];
    Salt::new(HKDF_SHA256, salt).extract(secret).expand(&[info], Length(length)).unwrap().fill(&mut derived).unwrap();
    derived
}

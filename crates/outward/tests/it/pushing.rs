//! Notes on their way to a browser, which alone can read them.

use std::time::Duration;

use aws_lc_rs::{
    aead::{AES_128_GCM, Aad, LessSafeKey, Nonce, UnboundKey},
    agreement::{ECDH_P256, PrivateKey, UnparsedPublicKey, agree},
    hkdf::{HKDF_SHA256, KeyType, Salt},
};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use outward::{
    Refused, Unreached,
    push::{Contact, LONGEST_PAYLOAD, Note, Outcome, Payload, Sender, SenderKey, Subscription, Topic, Urgency, send},
};

use crate::stranger::{Book, Stranger, answer, redirect, way};

const NOW: u64 = 1_700_000_000;
const AUTH: [u8; 16] = *b"sixteen bytes ok";

/// A browser, which has the other half of the keys.
struct Browser(PrivateKey);

impl Browser {
    fn new() -> Self {
        Self(PrivateKey::from_private_key(&ECDH_P256, &[9; 32]).unwrap())
    }

    fn public(&self) -> Vec<u8> {
        self.0.compute_public_key().unwrap().as_ref().to_vec()
    }

    fn subscribes(&self, endpoint: &str) -> Subscription {
        Subscription::parse(endpoint, &URL_SAFE_NO_PAD.encode(self.public()), &URL_SAFE_NO_PAD.encode(AUTH)).unwrap()
    }

    /// Reads a note as RFC 8291 says.
    fn opens(&self, body: &[u8]) -> Vec<u8> {
        let (salt, rest) = body.split_at(16);
        assert_eq!(rest[..5], [0, 0, 16, 0, 65]);
        let (key, sealed) = rest[5..].split_at(65);
        let info = [b"WebPush: info\0".as_slice(), &self.public(), key].concat();
        let shared = agree(&self.0, UnparsedPublicKey::new(&ECDH_P256, key), (), |shared| Ok(derive(&AUTH, shared, &info, 32))).unwrap();
        let content_key = UnboundKey::new(&AES_128_GCM, &derive(salt, &shared, b"Content-Encoding: aes128gcm\0", 16)).unwrap();
        let nonce = Nonce::try_assume_unique_for_key(&derive(salt, &shared, b"Content-Encoding: nonce\0", 12)).unwrap();
        let mut record = sealed.to_vec();
        let opened = LessSafeKey::new(content_key).open_in_place(nonce, Aad::empty(), &mut record).unwrap();
        let end = opened.iter().rposition(|byte| *byte != 0).unwrap();
        assert_eq!(opened[end], 2);
        opened[..end].to_vec()
    }
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

fn sender() -> Sender {
    Sender { key: SenderKey::from_chance(&[1; 32]).unwrap(), contact: Contact::parse("mailto:me@example.org").unwrap() }
}

fn note(payload: &Payload) -> Note<'_> {
    Note { payload, ttl: Duration::from_secs(60), urgency: Urgency::High, topic: None }
}

#[tokio::test]
async fn a_browser_reads_what_was_sent() {
    let stranger = Stranger::that(|_| answer(201, &[], "")).await;
    let (way, browser, sender) = (way(Book::default()), Browser::new(), sender());
    let subscription = browser.subscribes(&stranger.url("/push/abc"));
    let topic = Topic::parse("topic-1").unwrap();
    for length in [0, 1, 511, 512, 2000, LONGEST_PAYLOAD] {
        let payload = Payload::new(vec![b'x'; length]).unwrap();
        let note = Note { topic: Some(&topic), ..note(&payload) };
        let chance = [u8::try_from(length % 251).unwrap(); 48];
        assert_eq!(send(&way, &sender, &subscription, &note, NOW, &chance).await.unwrap(), Outcome::Delivered);
        let asked = stranger.asked().pop().unwrap();
        assert_eq!(browser.opens(&asked.body), payload.as_bytes());
        assert!(asked.body.len() <= 4096 && (asked.body.len() - 86 - 16) % 512 == if length > 3583 { 3994 % 512 } else { 0 });
    }
    let asked = stranger.asked().pop().unwrap();
    assert_eq!((asked.method.as_str(), asked.path.as_str()), ("POST", "/push/abc"));
    assert_eq!((asked.header("content-encoding"), asked.header("ttl")), ("aes128gcm", "60"));
    assert_eq!((asked.header("urgency"), asked.header("topic")), ("high", "topic-1"));
    let token = asked.header("authorization").strip_prefix("vapid t=").unwrap().split('.').nth(1).unwrap();
    let claims: serde_json::Value = serde_json::from_slice(&URL_SAFE_NO_PAD.decode(token).unwrap()).unwrap();
    assert_eq!(claims, serde_json::json!({ "aud": stranger.url(""), "exp": NOW + 12 * 3600, "sub": "mailto:me@example.org" }));
    assert!(asked.header("authorization").ends_with(&format!(", k={}", sender.key.public_text())));
}

#[tokio::test]
async fn every_answer_has_its_meaning() {
    let stranger = Stranger::that(|asked| match asked.path.as_str() {
        "/redirected" => redirect("/201"),
        "/seconds" => answer(429, &[("retry-after", "120")], ""),
        "/date" => answer(503, &[("retry-after", "Tue, 14 Nov 2023 22:14:20 GMT")], ""),
        "/past" => answer(503, &[("retry-after", "Tue, 14 Nov 2000 22:14:20 GMT")], ""),
        "/forever" => answer(503, &[("retry-after", "99999999999")], ""),
        "/nonsense" => answer(429, &[("retry-after", "soon")], ""),
        path => answer(path[1..].parse().unwrap(), &[], ""),
    })
    .await;
    let (way, browser, sender) = (way(Book::default()), Browser::new(), sender());
    let payload = Payload::new(b"{}".to_vec()).unwrap();
    let after = |seconds| Outcome::Later(Some(Duration::from_secs(seconds)));
    for (path, outcome) in [
        ("/200", Outcome::Delivered),
        ("/201", Outcome::Delivered),
        ("/202", Outcome::Delivered),
        ("/404", Outcome::Gone),
        ("/410", Outcome::Gone),
        ("/429", Outcome::Later(None)),
        ("/500", Outcome::Later(None)),
        ("/seconds", after(120)),
        ("/date", after(60)),
        ("/past", after(0)),
        ("/forever", after(24 * 3600)),
        ("/nonsense", Outcome::Later(None)),
        ("/400", Outcome::Refused(400)),
        ("/403", Outcome::Refused(403)),
        ("/413", Outcome::Refused(413)),
        ("/redirected", Outcome::Refused(302)),
    ] {
        let subscription = browser.subscribes(&stranger.url(path));
        assert_eq!(send(&way, &sender, &subscription, &note(&payload), NOW, &[5; 48]).await.unwrap(), outcome, "{path}");
    }
    assert_eq!(stranger.asked().len(), 16, "nothing was followed");
}

#[tokio::test]
async fn without_tls_a_note_stays_in_the_opened_networks() {
    let way = way(Book::default().with("public.example", &[&["8.8.8.8"]]).with("mixed.example", &[&["127.0.0.1", "8.8.8.8"]]));
    let (browser, sender) = (Browser::new(), sender());
    let payload = Payload::new(Vec::new()).unwrap();
    for endpoint in ["http://8.8.8.8/push", "http://public.example/push", "http://mixed.example/push"] {
        let error = send(&way, &sender, &browser.subscribes(endpoint), &note(&payload), NOW, &[5; 48]).await.unwrap_err();
        assert!(matches!(error, Unreached::Refused(Refused::NotOpened(address)) if address.to_string() == "8.8.8.8"), "{error:?}");
    }
    let inside = browser.subscribes("https://10.0.0.1/push");
    let error = send(&way, &sender, &inside, &note(&payload), NOW, &[5; 48]).await.unwrap_err();
    assert!(matches!(error, Unreached::Refused(Refused::NotPublic(_))) && !error.is_worth_retrying(), "{error:?}");
}

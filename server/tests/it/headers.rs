//! What every response forbids.

use crate::house::House;

#[tokio::test]
async fn every_response_is_protected() {
    let (house, ana) = House::founded().await;
    let _ = house;
    for path in [
        "/",
        "/rooms",
        "/sign-in",
        "/nothing",
        "/icon.svg",
        "/healthz",
        "/api/view/visit",
        "/pkg/x/maru.js",
        "/pkg/x/nothing",
        "/avatars/x",
        "/ws/chat",
    ] {
        let answer = ana.gets(path).await;
        assert_eq!(answer.header("x-content-type-options"), "nosniff", "{path}");
        assert_eq!(answer.header("cross-origin-opener-policy"), "same-origin", "{path}");
        assert_eq!(answer.header("referrer-policy"), "same-origin", "{path}");
        assert!(answer.header("permissions-policy").contains("camera=()"), "{path}");
        let policy = answer.header("content-security-policy");
        assert!(policy.starts_with("default-src 'none'"), "{path}: {policy}");
        assert!(policy.contains("frame-ancestors 'none'") && policy.contains("base-uri 'none'"), "{path}: {policy}");
        assert!(!policy.contains("unsafe-inline") && !policy.contains("'unsafe-eval'") && !policy.contains('*'), "{path}: {policy}");
    }
}

#[tokio::test]
async fn a_script_runs_only_with_the_nonce_of_its_response() {
    let (_house, ana) = House::founded().await;
    let mut nonces = Vec::new();
    for path in ["/rooms", "/settings", "/nothing"] {
        let page = ana.gets(path).await;
        let policy = page.header("content-security-policy");
        assert!(policy.contains("'strict-dynamic' 'wasm-unsafe-eval'"), "{policy}");
        let nonce = policy.split("'nonce-").nth(1).unwrap().split('\'').next().unwrap().to_owned();
        assert!(nonce.len() >= 22, "128 bits at least");
        let scripts: Vec<&str> = page.body.match_indices("<script").map(|(at, _)| page.body[at..].split('>').next().unwrap()).collect();
        assert!(!scripts.is_empty(), "{path}");
        for script in scripts {
            assert!(script.contains(&format!("nonce=\"{nonce}\"")), "{path}: {script}");
        }
        assert!(!page.body.contains(" style=\"") && !page.body.contains("<style"), "{path}: styles come from files alone");
        nonces.push(nonce);
    }
    nonces.sort();
    nonces.dedup();
    assert_eq!(nonces.len(), 3);
}

#[tokio::test]
async fn pages_are_packed() {
    let (_house, ana) = House::founded().await;
    for (accepted, encoding) in [("br", "br"), ("gzip", "gzip")] {
        let page = ana.gets_with("/rooms", &[("accept-encoding", accepted)]).await;
        assert_eq!(page.header("content-encoding"), encoding);
    }
}

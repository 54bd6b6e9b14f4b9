//! The client's files.

use reqwest::Method;

use crate::{house::House, person::Person};

const SCRIPT: &str = "export const words = 'a few words of script';";

async fn build(person: &Person) -> String {
    let page = person.gets("/first-run").await.body;
    page.split("data-build=\"").nth(1).unwrap().split('"').next().unwrap().to_owned()
}

#[tokio::test]
async fn the_current_build_is_kept_for_ever_and_another_one_asks() {
    let house = House::new().await;
    let ben = house.stranger();
    let build = build(&ben).await;
    assert!(build.len() == 12 && build.bytes().all(|byte| byte.is_ascii_hexdigit()), "{build}");
    let script = ben.gets(&format!("/pkg/{build}/maru.js")).await;
    assert_eq!((script.status.as_u16(), script.body.as_str()), (200, SCRIPT));
    assert_eq!(script.header("content-type"), "text/javascript; charset=utf-8");
    assert_eq!(script.header("cache-control"), "public, max-age=31536000, immutable");
    assert_eq!(script.header("vary"), "accept-encoding");
    assert_eq!(script.header("content-length"), SCRIPT.len().to_string());
    assert_eq!(ben.gets(&format!("/pkg/{build}/maru.wasm")).await.header("content-type"), "application/wasm");
    assert_eq!(ben.gets(&format!("/pkg/{build}/maru.css")).await.header("content-type"), "text/css; charset=utf-8");

    let old = ben.gets("/pkg/0123456789ab/maru.js").await;
    assert_eq!((old.body.as_str(), old.header("cache-control")), (SCRIPT, "no-cache"));
    for path in ["nothing.js", "../icon.svg", "%2e%2e/icon.svg", "maru.js.br", ""] {
        assert_eq!(ben.gets(&format!("/pkg/{build}/{path}")).await.status, 404, "{path}");
    }
}

#[tokio::test]
async fn who_has_it_is_told_so() {
    let house = House::new().await;
    let ben = house.stranger();
    let path = format!("/pkg/{}/maru.js", build(&ben).await);
    let etag = ben.gets(&path).await.header("etag").to_owned();
    for tags in [etag.clone(), format!("W/{etag}"), format!("\"x\", {etag}"), "*".to_owned()] {
        let answer = ben.gets_with(&path, &[("if-none-match", &tags)]).await;
        assert_eq!((answer.status.as_u16(), answer.body.as_str(), answer.header("etag")), (304, "", etag.as_str()), "{tags}");
        assert!(answer.header("cache-control").contains("immutable"));
    }
    assert_eq!(ben.gets_with(&path, &[("if-none-match", "\"x\"")]).await.status, 200);
    let packed = ben.gets_with(&path, &[("accept-encoding", "br"), ("if-none-match", &etag)]).await;
    assert_eq!(packed.status, 200, "another encoding is another body");
}

#[tokio::test]
async fn the_encoding_that_was_asked_for() {
    let house = House::new().await;
    let ben = house.stranger();
    let path = format!("/pkg/{}/maru.js", build(&ben).await);
    for (accepted, encoding, body) in [
        ("gzip, deflate, br", Some("br"), "brotli of the script"),
        ("gzip;q=1.0, br;q=0.1", Some("gzip"), "gzip of the script"),
        ("br;q=0, gzip;q=0.0", None, SCRIPT),
        ("zstd", None, SCRIPT),
    ] {
        let script = ben.gets_with(&path, &[("accept-encoding", accepted)]).await;
        let given = script.headers.get("content-encoding").map(|value| value.to_str().unwrap());
        assert_eq!((given, script.body.as_str()), (encoding, body), "{accepted}");
        assert_eq!(script.header("content-type"), "text/javascript; charset=utf-8");
        assert!(script.header("etag").contains(encoding.unwrap_or("\"")), "{accepted}");
    }
    let style = ben.gets_with(&path.replace("maru.js", "maru.css"), &[("accept-encoding", "br")]).await;
    assert!(!style.headers.contains_key("content-encoding"), "what was not packed beforehand is not packed now");
}

#[tokio::test]
async fn a_part_of_it() {
    let house = House::new().await;
    let ben = house.stranger();
    let path = format!("/pkg/{}/maru.js", build(&ben).await);
    let part = ben.gets_with(&path, &[("range", "bytes=7-11"), ("accept-encoding", "br")]).await;
    assert_eq!((part.status.as_u16(), part.body.as_str()), (206, "const"));
    assert_eq!(part.header("content-range"), format!("bytes 7-11/{}", SCRIPT.len()));
    assert!(!part.headers.contains_key("content-encoding"));
    let beyond = ben.gets_with(&path, &[("range", "bytes=1000-")]).await;
    assert_eq!((beyond.status.as_u16(), beyond.header("content-range")), (416, format!("bytes */{}", SCRIPT.len()).as_str()));
    let etag = part.header("etag").to_owned();
    assert_eq!(ben.gets_with(&path, &[("range", "bytes=0-1"), ("if-range", &etag)]).await.status, 206);
    assert_eq!(ben.gets_with(&path, &[("range", "bytes=0-1"), ("if-range", "\"old\"")]).await.body, SCRIPT);
}

#[tokio::test]
async fn the_head_alone() {
    let house = House::new().await;
    let ben = house.stranger();
    let path = format!("/pkg/{}/maru.js", build(&ben).await);
    let head = ben.sends(Method::HEAD, &path, &[], None).await;
    assert_eq!((head.status.as_u16(), head.body.as_str()), (200, ""));
    assert_eq!(head.header("content-length"), SCRIPT.len().to_string());
    assert!(head.headers.contains_key("etag"));
}

#[tokio::test]
async fn public_files_stand_at_the_root() {
    let house = House::new().await;
    let ben = house.stranger();
    let icon = ben.gets("/icon.svg").await;
    assert_eq!((icon.status.as_u16(), icon.header("content-type"), icon.header("cache-control")), (200, "image/svg+xml", "no-cache"));
    assert!(icon.header("content-security-policy").contains("default-src 'none'"), "opened by itself it runs nothing");
    assert_eq!(ben.gets("/robots.txt").await.header("content-type"), "text/plain; charset=utf-8");
    assert_eq!(ben.gets("/pkg/maru.js").await.status, 404);
}

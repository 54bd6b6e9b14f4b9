//! Where requests go, and where they do not, however somebody tries.

use std::net::IpAddr;

use outward::{Purpose, Refused, Unreached, preview::read_page};

use crate::stranger::{Book, Stranger, answer, closed_way, html, redirect, way};

fn not_public(address: &str) -> Refused {
    Refused::NotPublic(address.parse::<IpAddr>().unwrap())
}

fn refused(error: Unreached) -> Refused {
    match error {
        Unreached::Refused(refused) => refused,
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn a_number_of_this_machine_is_not_asked() {
    let stranger = Stranger::that(|_| html("<title>secret</title>")).await;
    let way = closed_way(Book::default());
    let port = stranger.address.port();
    for host in ["127.0.0.1", "127.1", "2130706433", "0x7f.1", "[::ffff:127.0.0.1]", "0177.0.0.1"] {
        assert_eq!(refused(read_page(&way, &format!("http://{host}:{port}/")).await.unwrap_err()), not_public("127.0.0.1"), "{host}");
    }
    assert!(stranger.asked().is_empty());
}

#[tokio::test]
async fn a_name_is_judged_by_all_its_addresses() {
    let stranger = Stranger::that(|_| html("<title>a</title>")).await;
    let book = || {
        Book::default()
            .with("good.example", &[&["127.0.0.1"]])
            .with("localhost", &[&["::1", "127.0.0.1"]])
            .with("mixed.example", &[&["127.0.0.1", "10.0.0.1"]])
            .with("public-and-private.example", &[&["8.8.8.8", "192.168.1.1"]])
            .with("mapped.example", &[&["::ffff:169.254.169.254"]])
            .with("xn--bcher-kva.example", &[&["fd00::1"]])
    };
    let way = way(book());
    assert!(read_page(&way, &stranger.named("good.example", "/")).await.unwrap().is_some());
    for (name, address) in [
        ("localhost", "::1"),
        ("mixed.example", "10.0.0.1"),
        ("public-and-private.example", "192.168.1.1"),
        ("mapped.example", "169.254.169.254"),
        ("bücher.example", "fd00::1"),
    ] {
        assert_eq!(refused(read_page(&way, &stranger.named(name, "/")).await.unwrap_err()), not_public(address), "{name}");
    }
    let closed = closed_way(book());
    assert_eq!(refused(read_page(&closed, &stranger.named("good.example", "/")).await.unwrap_err()), not_public("127.0.0.1"));
    assert_eq!(stranger.asked().len(), 1);
}

#[tokio::test]
async fn a_name_that_changes_its_mind_is_judged_again_for_each_connection() {
    let stranger = Stranger::that(|_| answer(200, &[("content-type", "text/html"), ("connection", "close")], "<title>a</title>")).await;
    let way = way(Book::default().with("rebinding.example", &[&["127.0.0.1"], &["10.0.0.1"]]));
    let url = stranger.named("rebinding.example", "/");
    // Were the name asked for twice for one connection, this one would have gone to the second address.
    assert!(read_page(&way, &url).await.unwrap().is_some());
    assert_eq!(refused(read_page(&way, &url).await.unwrap_err()), not_public("10.0.0.1"));
    assert_eq!(stranger.asked().len(), 1);
}

#[tokio::test]
async fn a_redirect_is_judged_like_an_address() {
    let stranger = Stranger::that(|asked| match asked.path.as_str() {
        "/number" => redirect("http://10.0.0.1/"),
        "/metadata" => redirect("http://169.254.169.254/latest/meta-data/"),
        "/neighbor" => redirect("http://127.0.0.2:8080/"),
        "/name" => redirect("https://inside.example/"),
        "/scheme" => redirect("file:///etc/passwd"),
        "/credentials" => redirect("http://a:b@127.0.0.1:8080/"),
        _ => redirect("http://127.0.0.1:22/"),
    })
    .await;
    let way = way(Book::default().with("inside.example", &[&["10.0.0.1"]]));
    for (path, expected) in [
        ("/number", not_public("10.0.0.1")),
        ("/metadata", not_public("169.254.169.254")),
        ("/neighbor", not_public("127.0.0.2")),
        ("/name", not_public("10.0.0.1")),
        ("/scheme", Refused::Scheme),
        ("/credentials", Refused::Credentials),
        ("/port", Refused::Port(22)),
    ] {
        assert_eq!(refused(read_page(&way, &stranger.url(path)).await.unwrap_err()), expected, "{path}");
    }
}

#[tokio::test]
async fn three_redirects_are_followed_and_no_fourth() {
    let stranger = Stranger::that(|asked| match asked.path.as_str() {
        "/0" => html("<title>here</title>"),
        path => {
            let left: u32 = path[1..].parse().unwrap();
            redirect(&format!("./{}#part", left - 1))
        }
    })
    .await;
    let way = way(Book::default());
    let preview = read_page(&way, &stranger.url("/3")).await.unwrap().unwrap();
    assert_eq!((preview.url, preview.title.as_deref()), (stranger.url("/0"), Some("here")));
    assert!(matches!(read_page(&way, &stranger.url("/4")).await, Err(Unreached::TooManyRedirects)));
    assert_eq!(stranger.asked().len(), 4 + 4);
}

#[tokio::test]
async fn who_asks_says_who_it_is_and_nothing_else() {
    let stranger = Stranger::that(|asked| match asked.path.as_str() {
        "/" => answer(302, &[("location", "/next"), ("set-cookie", "a=b")], ""),
        _ => html("<title>a</title>"),
    })
    .await;
    read_page(&way(Book::default()), &stranger.url("/")).await.unwrap().unwrap();
    for asked in stranger.asked() {
        assert_eq!(asked.header("user-agent"), concat!("Maru/", env!("CARGO_PKG_VERSION")));
        let mut names: Vec<&str> = asked.headers.keys().map(|name| name.as_str()).collect();
        names.sort_unstable();
        assert_eq!(names, ["accept", "accept-encoding", "host", "user-agent"]);
    }
}

#[tokio::test]
async fn who_is_not_there_can_be_tried_again_and_is_not_named() {
    let way = way(Book::default());
    let error = read_page(&way, "http://nowhere.example/?token=secret").await.unwrap_err();
    assert!(error.is_worth_retrying() && !format!("{error:?}").contains("secret"), "{error:?}");
    // Bound, so that nobody else gets it, and never listening.
    let socket = tokio::net::TcpSocket::new_v4().unwrap();
    socket.bind("127.0.0.1:0".parse().unwrap()).unwrap();
    let free = socket.local_addr().unwrap();
    let error = read_page(&way, &format!("http://{free}/?token=secret")).await.unwrap_err();
    assert!(error.is_worth_retrying() && !format!("{error:?}").contains("secret"), "{error:?}");
}

#[tokio::test]
async fn who_speaks_no_tls_is_not_asked_without() {
    let stranger = Stranger::that(|_| html("<title>a</title>")).await;
    let error = read_page(&way(Book::default()), &stranger.url("/").replace("http:", "https:")).await.unwrap_err();
    assert!(matches!(error, Unreached::Failed(_)), "{error:?}");
    assert!(stranger.asked().is_empty());
}

#[test]
fn a_form_can_ask_before_anything_is_sent() {
    let way = way(Book::default());
    assert_eq!(way.check("https://example.com/hook", Purpose::Tell), Ok(()));
    assert_eq!(way.check("http://127.0.0.1:9000/hook", Purpose::Tell), Ok(()));
    assert_eq!(way.check("http://8.8.8.8/hook", Purpose::Tell), Err(Refused::NotOpened("8.8.8.8".parse().unwrap())));
    assert_eq!(way.check("https://10.0.0.1/hook", Purpose::Tell), Err(not_public("10.0.0.1")));
    assert_eq!(way.check("https://me:pass@example.com/", Purpose::Read), Err(Refused::Credentials));
}

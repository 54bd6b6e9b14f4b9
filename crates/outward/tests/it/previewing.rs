//! Pages and pictures, from the address to the card.

use outward::preview::{Image, Picture, Preview, image, read_page};

use crate::stranger::{Book, Stranger, answer, html, way};

#[tokio::test]
async fn a_page_becomes_a_card() {
    let stranger = Stranger::that(|asked| match asked.path.as_str() {
        "/" => html(
            "<title>no</title><meta property=og:title content='A &quot;page&quot;\u{202e}'><meta property=og:site_name content=S>\
             <meta name=description content='What it is about'><meta property=og:image content=cat.png>",
        ),
        "/cat.png" => answer(200, &[("content-type", "IMAGE/PNG; x=y")], vec![1, 2, 3]),
        _ => answer(404, &[("content-type", "text/html")], "<title>Not found</title>"),
    })
    .await;
    let way = way(Book::default());
    let preview = read_page(&way, &stranger.url("/#part")).await.unwrap().unwrap();
    let picture = Picture { url: stranger.url("/cat.png"), size: None };
    assert_eq!(
        preview,
        Preview {
            url: stranger.url("/"),
            title: Some("A \"page\"".to_owned()),
            description: Some("What it is about".to_owned()),
            site: Some("S".to_owned()),
            image: Some(picture.clone()),
        }
    );
    let bytes = image(&way, &picture.url, 3).await.unwrap().unwrap();
    assert_eq!(bytes, Image { content_type: "image/png".to_owned(), bytes: vec![1, 2, 3] });
    assert_eq!(image(&way, &stranger.url("/"), 1000).await.unwrap(), None, "a page is no picture");
    assert_eq!(image(&way, &stranger.url("/lost"), 1000).await.unwrap(), None);
    assert_eq!(read_page(&way, &stranger.url("/lost")).await.unwrap(), None);
}

#[tokio::test]
async fn the_address_of_a_picture_becomes_a_picture() {
    let stranger = Stranger::that(|asked| match asked.path.as_str() {
        "/a.webp" => answer(200, &[("content-type", "image/webp")], "…"),
        "/a.svg" => answer(200, &[("content-type", "image/svg+xml")], "<svg/>"),
        "/a.pdf" => answer(200, &[("content-type", "application/pdf")], "…"),
        _ => answer(200, &[], "<title>of no type</title>"),
    })
    .await;
    let way = way(Book::default());
    let url = stranger.url("/a.webp");
    let preview =
        Preview { url: url.clone(), title: None, description: None, site: None, image: Some(Picture { url: url.clone(), size: None }) };
    assert_eq!(read_page(&way, &url).await.unwrap(), Some(preview));
    for path in ["/a.svg", "/a.pdf", "/untyped"] {
        assert_eq!(read_page(&way, &stranger.url(path)).await.unwrap(), None, "{path}");
        assert_eq!(image(&way, &stranger.url(path), 1000).await.unwrap(), None, "{path}");
    }
}

#[tokio::test]
async fn what_wants_to_stand_in_no_list_has_no_preview() {
    let stranger = Stranger::that(|asked| match asked.path.as_str() {
        "/head" => answer(200, &[("content-type", "text/html"), ("x-robots-tag", "noarchive, noindex")], "<title>a</title>"),
        "/picture" => answer(200, &[("content-type", "image/png"), ("x-robots-tag", "none")], "…"),
        "/said" => html("<meta name=robots content=noindex><title>a</title>"),
        _ => html("<meta name=robots content=nofollow><title>a</title>"),
    })
    .await;
    let way = way(Book::default());
    for path in ["/head", "/picture", "/said"] {
        assert_eq!(read_page(&way, &stranger.url(path)).await.unwrap(), None, "{path}");
    }
    assert!(read_page(&way, &stranger.url("/other")).await.unwrap().is_some());
}

#[tokio::test]
async fn an_old_korean_page_is_read() {
    let stranger =
        Stranger::that(|_| answer(200, &[("content-type", "text/html; charset=EUC-KR")], b"<title>\xb0\xa1</title>".to_vec())).await;
    let preview = read_page(&way(Book::default()), &stranger.url("/")).await.unwrap().unwrap();
    assert_eq!(preview.title.as_deref(), Some("가"));
}

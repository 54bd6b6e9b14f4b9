//! Pictures of people.

use std::io::Cursor;

use image::{DynamicImage, GenericImageView, ImageFormat};
use reqwest::Method;

use crate::{
    house::House,
    person::{Answer, Person},
};

async fn uploads(person: &Person, picture: &[u8]) -> Answer {
    let mut body =
        b"--edge\r\nContent-Disposition: form-data; name=\"avatar\"; filename=\"me.png\"\r\nContent-Type: image/png\r\n\r\n".to_vec();
    body.extend(picture);
    body.extend(b"\r\n--edge--\r\n");
    let headers = [("sec-fetch-site", "same-origin")];
    person.sends(Method::POST, "/settings/avatar", &headers, Some(("multipart/form-data; boundary=edge", body))).await
}

fn png(width: u32, height: u32) -> Vec<u8> {
    let mut bytes = Vec::new();
    DynamicImage::new_rgb8(width, height).write_to(&mut Cursor::new(&mut bytes), ImageFormat::Png).unwrap();
    bytes
}

#[tokio::test]
async fn a_picture_is_uploaded_shown_to_members_and_taken_away() {
    let (house, ana) = House::founded().await;
    let ben = house.member(&ana, "Ben").await;
    let id = ana.id().await;
    assert_eq!(ben.gets(&format!("/avatars/{id}")).await.status, 404);
    assert_eq!(uploads(&ana, &png(300, 200)).await.leads_to(), "/settings?done=avatar");
    let version = ana.views("visit").await["me"]["person"]["avatar"].as_u64().unwrap();

    let shown = ben.gets(&format!("/avatars/{id}?v={version}")).await;
    assert_eq!((shown.status.as_u16(), shown.header("content-type")), (200, "image/jpeg"));
    assert_eq!(shown.header("cache-control"), "private, max-age=31536000, immutable");
    assert_eq!(shown.header("x-content-type-options"), "nosniff");
    assert_eq!(ben.gets(&format!("/avatars/{id}")).await.header("cache-control"), "private, no-cache");
    assert_eq!(house.stranger().gets(&format!("/avatars/{id}?v={version}")).await.leads_to(), "/sign-in");
    let kept = house.accounts.avatar(id.parse().unwrap()).await.unwrap().unwrap();
    assert_eq!(image::load_from_memory(&kept.bytes).unwrap().dimensions(), (192, 192));

    assert_eq!(ana.posts("/settings/avatar/remove", &[]).await.leads_to(), "/settings?done=avatar");
    assert_eq!(ben.gets(&format!("/avatars/{id}?v={version}")).await.status, 404);
}

#[tokio::test]
async fn bombs_and_other_files_are_refused() {
    let (_house, ana) = House::founded().await;
    let mut bomb = png(1, 1);
    // Its head now claims 50,000 × 50,000 pixels.
    bomb.splice(16..24, [0, 0, 0xc3, 0x50, 0, 0, 0xc3, 0x50]);
    for file in [&bomb[..], b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>", b"<html>", b"%PDF-1.7", b""] {
        assert_eq!(uploads(&ana, file).await.leads_to(), "/settings?problem=image");
    }
    let no_picture =
        ana.sends(Method::POST, "/settings/avatar", &[], Some(("multipart/form-data; boundary=edge", b"--edge--\r\n".to_vec()))).await;
    assert_eq!(no_picture.leads_to(), "/settings?problem=image");
    assert!(ana.views("visit").await["me"]["person"]["avatar"].is_null());
}

#[tokio::test]
async fn more_than_five_megabytes_are_refused() {
    let (_house, ana) = House::founded().await;
    let mut huge = png(8, 8);
    huge.resize(6 * 1024 * 1024, 0);
    assert_eq!(uploads(&ana, &huge).await.leads_to(), "/settings?problem=image");
}

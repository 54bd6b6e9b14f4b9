//! Somebody else's web server on this machine, which counts what it is asked.

use std::{
    collections::HashMap,
    io::Cursor,
    net::SocketAddr,
    sync::{Arc, Mutex},
};

use axum::{
    Router,
    body::Body,
    extract::Request,
    http::{StatusCode, header},
    response::{IntoResponse, Response},
};
use bytes::Bytes;
use futures::stream;
use image::{DynamicImage, ImageFormat};
use tokio::net::TcpListener;

/// Somebody else's web server.
pub struct Stranger {
    address: SocketAddr,
    asked: Arc<Mutex<HashMap<String, u32>>>,
}

impl Stranger {
    /// On the address that tests open.
    pub async fn new() -> Self {
        Self::at_address("127.0.0.1:0").await
    }

    pub async fn at_address(address: &str) -> Self {
        let listener = TcpListener::bind(address).await.unwrap();
        let address = listener.local_addr().unwrap();
        let asked = Arc::<Mutex<HashMap<String, u32>>>::default();
        let count = Arc::clone(&asked);
        let router = Router::new().fallback(async move |request: Request| {
            let path = request.uri().path().to_owned();
            *count.lock().unwrap().entry(path.clone()).or_default() += 1;
            answer(&path)
        });
        tokio::spawn(async move { axum::serve(listener, router).await.unwrap() });
        Self { address, asked }
    }

    /// The address of one of its pages.
    pub fn at(&self, path: &str) -> String {
        format!("http://{}{path}", self.address)
    }

    /// How often that was asked for.
    pub fn was_asked(&self, path: &str) -> u32 {
        self.asked.lock().unwrap().get(path).copied().unwrap_or_default()
    }
}

fn answer(path: &str) -> Response {
    match path {
        "/lost" => StatusCode::NOT_FOUND.into_response(),
        "/unlisted" => html("<meta name=robots content=noindex><title>Hidden</title>"),
        // A machine of the operator's that is not opened.
        "/inwards" => (StatusCode::FOUND, [(header::LOCATION, "http://10.0.0.1/admin")]).into_response(),
        "/endless" => {
            let page = stream::iter([Ok("<title>Endless</title>".to_owned())]);
            let rest = stream::repeat_with(|| Ok::<_, std::io::Error>("<p>and on ".repeat(1_000)));
            let body = Body::from_stream(futures::StreamExt::map(futures::StreamExt::chain(page, rest), |text| text.map(Bytes::from)));
            ([(header::CONTENT_TYPE, "text/html")], body).into_response()
        }
        "/wide.png" => ([(header::CONTENT_TYPE, "image/png")], png(1_200, 600)).into_response(),
        "/broken.png" => ([(header::CONTENT_TYPE, "image/png")], "no picture").into_response(),
        "/dot.png" => ([(header::CONTENT_TYPE, "image/png")], png(1, 1)).into_response(),
        "/broken" => html("<title>Broken</title><meta property=og:image content=/broken.png>"),
        "/dotted" => html("<title>Dotted</title><meta property=og:image content=/dot.png>"),
        other => html(&format!(
            "<title>Page {other}</title><meta name=description content='About &lt;b&gt;it'><meta property=og:site_name content=Strangers>
             <meta property=og:image content=/wide.png>"
        )),
    }
}

fn html(text: &str) -> Response {
    ([(header::CONTENT_TYPE, "text/html")], text.to_owned()).into_response()
}

fn png(width: u32, height: u32) -> Vec<u8> {
    let mut bytes = Vec::new();
    DynamicImage::new_rgb8(width, height).write_to(&mut Cursor::new(&mut bytes), ImageFormat::Png).unwrap();
    bytes
}

//! What a linked page says about itself, for a card below a message: title, description, site and picture.
//! It asks when it is told to; who is allowed to cause that, how often, and what is kept, are decided elsewhere.

mod page;
mod charset;
mod cleaning;

use std::time::Duration;

use reqwest::{Response, header};

use crate::{
    Outward, Unreached,
    guard::{Purpose, Target},
    way::{read, within},
};

use cleaning::clean;
use page::Said;

/// How many bytes of a page are read, on the line and unpacked: what it says about itself stands at its top.
pub const LONGEST_PAGE: usize = 512 * 1024;
/// How many characters of a title are kept.
pub const TITLE_CHARS: usize = 200;
/// How many characters of a description are kept.
pub const DESCRIPTION_CHARS: usize = 400;
/// How many characters of a site's name are kept.
pub const SITE_CHARS: usize = 80;

/// How long a page may take, with everything it leads to.
const PAGE_PATIENCE: Duration = Duration::from_secs(10);
/// How long a picture may take.
const IMAGE_PATIENCE: Duration = Duration::from_secs(20);

/// What a page says about itself. Its texts are words of strangers: without control characters and direction marks, on one
/// line and cut, but nothing more.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Preview {
    /// Where the page is: after all redirects, or its canonical address, if that is on the same host.
    pub url: String,
    /// Its title, of at most [`TITLE_CHARS`] characters.
    pub title: Option<String>,
    /// What it is about, in at most [`DESCRIPTION_CHARS`] characters.
    pub description: Option<String>,
    /// What it is a part of, in at most [`SITE_CHARS`] characters.
    pub site: Option<String>,
    /// Its picture, if it names one. If the address is a picture itself, there is only this.
    pub image: Option<Picture>,
}

/// The picture that a page names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Picture {
    /// Where it is, as `http` or `https`. To be given to [`image`], not to browsers.
    pub url: String,
    /// Its width and height in pixels, as the page claims.
    pub size: Option<(u32, u32)>,
}

/// A picture as it came: nobody has looked inside.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Image {
    /// Its type as the server named it, in small letters and without parameters: `image/…`, but not SVG.
    pub content_type: String,
    /// The whole of it.
    pub bytes: Vec<u8>,
}

/// Asks a page what it says about itself. `None` when it is not there, is no page and no picture, says nothing, or wants to
/// stand in no list (`noindex`).
///
/// # Errors
/// [`Unreached`].
pub async fn read_page(outward: &Outward, url: &str) -> Result<Option<Preview>, Unreached> {
    let (target, content_type, bytes) = within(PAGE_PATIENCE, async {
        let (target, response) = outward.get(url, "text/html, application/xhtml+xml, image/*;q=0.8").await?;
        let content_type = content_type(&response);
        let shown = response.status().is_success() && !is_unlisted_by_head(&response);
        let bytes = match kind(&content_type) {
            Kind::Page if shown => Some(read(response, LONGEST_PAGE).await?.bytes),
            Kind::Image if shown => Some(Vec::new()),
            _ => None,
        };
        Ok((target, content_type, bytes))
    })
    .await?;
    let Some(bytes) = bytes else { return Ok(None) };
    if kind(&content_type) == Kind::Image {
        let url = target.url().to_string();
        return Ok(Some(Preview {
            image: Some(Picture { url: url.clone(), size: None }),
            url,
            title: None,
            description: None,
            site: None,
        }));
    }
    // Half a megabyte of tags is work for milliseconds, and other people wait on this thread.
    let said = tokio::task::spawn_blocking(move || page::said(&charset::text(&bytes, &content_type)));
    let said = said.await.map_err(|error| Unreached::Failed(Box::new(error)))?;
    Ok(preview(&target, &said))
}

/// Gets a picture of at most so many bytes. `None` when it is not there or is no picture.
///
/// # Errors
/// [`Unreached`], [`Unreached::TooLarge`] among it.
pub async fn image(outward: &Outward, url: &str, most: usize) -> Result<Option<Image>, Unreached> {
    within(IMAGE_PATIENCE, async {
        let (_, response) = outward.get(url, "image/webp, image/png, image/jpeg, image/gif, image/*;q=0.5").await?;
        let content_type = content_type(&response);
        if !response.status().is_success() || kind(&content_type) != Kind::Image {
            return Ok(None);
        }
        let content_type = essence(&content_type).to_owned();
        Ok(Some(Image { content_type, bytes: read(response, most).await?.all(most)? }))
    })
    .await
}

/// What an answer is, by its own account.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Page,
    Image,
    Other,
}

fn kind(content_type: &str) -> Kind {
    match essence(content_type) {
        "text/html" | "application/xhtml+xml" => Kind::Page,
        // A drawing can carry scripts, and nothing here could make it smaller.
        "image/svg+xml" => Kind::Other,
        named if named.starts_with("image/") => Kind::Image,
        _ => Kind::Other,
    }
}

/// The type an answer names, in small letters, with its parameters.
fn content_type(response: &Response) -> String {
    let named = response.headers().get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok());
    named.unwrap_or_default().to_ascii_lowercase()
}

/// A type without its parameters.
fn essence(content_type: &str) -> &str {
    content_type.split(';').next().unwrap_or_default().trim()
}

/// What the head of an answer says to robots.
fn is_unlisted_by_head(response: &Response) -> bool {
    let said = response.headers().get_all("x-robots-tag");
    said.iter().any(|value| value.to_str().is_ok_and(page::is_unlisted))
}

/// The card for what a page said.
fn preview(target: &Target, said: &Said) -> Option<Preview> {
    if said.unlisted {
        return None;
    }
    // Links on a page are read from where it says it stands; what it says is judged like any other address.
    let base = said.base.as_deref().and_then(|base| target.join(base, Purpose::Read).ok());
    let base = base.as_ref().unwrap_or(target);
    let link = |text: &str| base.join(text.trim(), Purpose::Read).ok();

    let picture = said.first(&["og:image:secure_url", "og:image", "og:image:url", "twitter:image", "twitter:image:src"]).and_then(link);
    let size = || Some((pixels(said.first(&["og:image:width"])?)?, pixels(said.first(&["og:image:height"])?)?));
    let canonical = said.canonical.as_deref().and_then(link).filter(|canonical| canonical.url().host() == target.url().host());
    let preview = Preview {
        url: canonical.as_ref().unwrap_or(target).url().to_string(),
        title: said.first(&["og:title", "twitter:title", "title"]).and_then(|text| clean(text, TITLE_CHARS)),
        description: said.first(&["og:description", "twitter:description", "description"]).and_then(|text| clean(text, DESCRIPTION_CHARS)),
        site: said.first(&["og:site_name", "application-name"]).and_then(|text| clean(text, SITE_CHARS)),
        image: picture.map(|picture| Picture { url: picture.url().to_string(), size: size() }),
    };
    (preview.title.is_some() || preview.description.is_some() || preview.image.is_some()).then_some(preview)
}

/// A length that a picture can have.
fn pixels(text: &str) -> Option<u32> {
    text.trim().trim_end_matches("px").parse().ok().filter(|pixels| (1..=20_000).contains(pixels))
}

#[cfg(test)]
mod tests {
    use super::{Picture, preview};
    use crate::guard::{Purpose, Target};

    fn card(html: &str) -> Option<super::Preview> {
        preview(&Target::parse("https://example.com/news/today?from=feed", Purpose::Read).unwrap(), &super::page::said(html))
    }

    #[test]
    fn a_page_that_says_everything_is_shown_with_everything() {
        let card = card(
            r#"<!doctype html><html><head><title>Less</title>
            <meta property="og:title" content="Tom &amp; Jerry &#8212; 고양이&nbsp;&hellip;">
            <meta property="og:description" content="  A cat.
                A mouse. "><meta name=description content="less">
            <meta property="og:site_name" content="Example">
            <meta property="og:image" content="/pictures/1.png?a=1&amp;b=2"><meta property="og:image:width" content="1200">
            <meta property="og:image:height" content="630"><meta property="og:image" content="/pictures/2.png">
            <meta property="og:image:width" content="1"><link rel="alternate canonical" href="../today"></head>"#,
        );
        let card = card.unwrap();
        assert_eq!(card.url, "https://example.com/today");
        assert_eq!(card.title.as_deref(), Some("Tom & Jerry — 고양이 …"));
        assert_eq!(card.description.as_deref(), Some("A cat. A mouse."));
        assert_eq!(card.site.as_deref(), Some("Example"));
        assert_eq!(card.image, Some(Picture { url: "https://example.com/pictures/1.png?a=1&b=2".to_owned(), size: Some((1200, 630)) }));
    }

    #[test]
    fn a_page_that_says_little_is_shown_with_that() {
        let card = card("<TITLE>One &lt;b&gt;\n thing</TITLE><meta name='twitter:image' content='//cdn.example/x.jpg'>").unwrap();
        assert_eq!(card.url, "https://example.com/news/today?from=feed");
        assert_eq!((card.title.as_deref(), card.description, card.site), (Some("One <b> thing"), None, None));
        assert_eq!(card.image, Some(Picture { url: "https://cdn.example/x.jpg".to_owned(), size: None }));
        assert_eq!(super::preview(&Target::parse("https://example.com/", Purpose::Read).unwrap(), &super::page::said("<p>Hello")), None);
    }

    #[test]
    fn a_page_cannot_speak_for_another_host_or_point_inside() {
        let card = card(
            r#"<title>a</title><link rel=canonical href="https://bank.example/"><meta property="og:image" content="file:///etc/passwd">
            <base href="javascript:alert(1)">"#,
        );
        let card = card.unwrap();
        assert_eq!(card.url, "https://example.com/news/today?from=feed");
        assert_eq!(card.image, None);
    }

    #[test]
    fn links_are_read_from_the_base_that_a_page_names() {
        let card = card(r#"<base href="https://cdn.example/a/"><title>a</title><meta property="og:image" content="b.png">"#).unwrap();
        assert_eq!(card.image.unwrap().url, "https://cdn.example/a/b.png");
    }
}

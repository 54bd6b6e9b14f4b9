//! What linked pages say about themselves: one card each, as large before its picture is there as after.
//! The words are those of strangers, and the picture comes from our own server.

use leptos::prelude::*;
use protocol::{LinkPreview, PictureId, PreviewPicture};

use super::icon::{Icon, IconName};
use crate::{backend::surroundings, words::use_words};

/// A picture at least this wide, in pixels, and broader than it is high, stands over the whole card.
const WIDE: u32 = 300;

/// The previews of a message's links.
#[component]
pub fn Previews(
    /// The previews.
    previews: Vec<LinkPreview>,
    /// Takes the one of this link away, where the reader may do that.
    #[prop(optional_no_strip)]
    dismiss: Option<Callback<String>>,
) -> impl IntoView {
    if !surroundings().previews || previews.is_empty() {
        return ().into_any();
    }
    let cards = previews.into_iter().map(|preview| view! { <Card preview dismiss/> });
    view! { <div class="previews">{cards.collect_view()}</div> }.into_any()
}

/// One page.
#[component]
fn Card(
    /// What it says.
    preview: LinkPreview,
    /// Takes it away.
    #[prop(optional_no_strip)]
    dismiss: Option<Callback<String>>,
) -> impl IntoView {
    let words = use_words();
    let LinkPreview { link, url, title, description, site, picture } = preview;
    let host = host(&url).to_owned();
    // Where it really leads stands there, whatever the page calls itself.
    let site = site.filter(|site| *site != host).map(|site| view! { <b>{site}</b> });
    let title = title.map(|title| view! { <span class="preview-title">{title}</span> });
    let about = description.map(|text| view! { <span class="preview-about">{text}</span> });
    let bare = title.is_none() && about.is_none();
    let large = picture.as_ref().is_some_and(|picture| bare || is_wide(picture));
    let class = if large { "preview is-large" } else { "preview" };
    let picture = picture.map(|picture| view! { <CardPicture picture/> });
    let (label, away) = (words.dismiss_preview(&host), link.clone());
    let button = dismiss.map(|dismiss| {
        view! {
            <button type="button" class="preview-away" aria-label=label.clone() title=label on:click=move |_| dismiss.run(away.clone())>
                <Icon name=IconName::Close/>
            </button>
        }
    });
    view! {
        <div class=class>
            <a class="preview-link" href=link target="_blank" rel="noopener noreferrer nofollow ugc">
                <span class="preview-text">
                    <span class="preview-site">{site}<span>{host}</span></span>
                    {title}
                    {about}
                </span>
                {picture}
            </a>
            {button}
        </div>
    }
    .into_any()
}

/// The picture of a page. Its width and height give its box its shape, which the stylesheet bounds.
#[component]
fn CardPicture(
    /// Which.
    picture: PreviewPicture,
) -> impl IntoView {
    let PreviewPicture { id, width, height, blur } = picture;
    let blur = (!blur.is_empty()).then(|| format!("data:image/png;base64,{}", blur.as_str()));
    let blur = blur.map(|blur| view! { <img class="picture-blur" src=blur alt="" aria-hidden="true"/> });
    view! {
        <span class="preview-picture">
            {blur}
            <img src=source(&id) width=width height=height alt="" loading="lazy" decoding="async"/>
        </span>
    }
}

fn source(id: &PictureId) -> String {
    format!("/previews/{id}")
}

const fn is_wide(picture: &PreviewPicture) -> bool {
    picture.width >= WIDE && picture.width * 4 >= picture.height * 5
}

/// The host of an address, without what says nothing.
fn host(url: &str) -> &str {
    let after = url.split_once("://").map_or(url, |(_, after)| after);
    let host = after.split(['/', '?', '#']).next().unwrap_or(after);
    host.strip_prefix("www.").unwrap_or(host)
}

#[cfg(test)]
mod tests {
    use super::host;

    #[test]
    fn where_a_page_is_can_be_read() {
        for (url, expected) in [
            ("https://www.example.com/a?b#c", "example.com"),
            ("http://127.0.0.1:8080", "127.0.0.1:8080"),
            ("https://news.example?x", "news.example"),
        ] {
            assert_eq!(host(url), expected, "{url}");
        }
    }
}

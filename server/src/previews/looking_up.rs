//! Looks one link up: in memory first, then at the page itself, and remembers what came of it, failures for a short time.

use std::time::Duration;

use chat::{Lookup, Lookups};
use outward::preview::{Preview, read_page};
use protocol::{LinkPreview, MemberId, Millis, PreviewPicture};
use store::Arrived;

use super::{Previews, picture::fetch};
use crate::{logging::chain, state::App};

/// How long what a page says counts.
const FOUND_LASTS: Duration = Duration::from_secs(24 * 3600);

/// How long it counts that there is nothing to show.
const NOTHING_LASTS: Duration = Duration::from_secs(3600);

/// How long it counts that a page was not reached.
const FAILURE_LASTS: Duration = Duration::from_secs(300);

/// Bytes that the address of a page may have.
const LONGEST_LINK: usize = 2_000;

/// What is behind a link, as far as it can be shown.
pub async fn look_up(app: &App, member: MemberId, link: &str) -> Option<LinkPreview> {
    let previews = app.previews.as_ref()?;
    if link.len() > LONGEST_LINK {
        return None;
    }
    if let Some(known) = known(app, link).await {
        return known.found;
    }
    if !previews.may_look_up(member) {
        tracing::debug!(%member, "a link is not looked up: there were too many");
        return None;
    }
    let _turn = previews.turns.acquire().await.ok()?;
    // Somebody else may have had the same link before their turn.
    if let Some(known) = known(app, link).await {
        return known.found;
    }
    ask(app, previews, link).await
}

async fn known(app: &App, link: &str) -> Option<Lookup> {
    match app.store.lookup(link, chat::now()).await {
        Ok(known) => known,
        Err(error) => {
            tracing::warn!(error = chain(&error), "it is not known whether a link was looked up");
            None
        }
    }
}

async fn ask(app: &App, previews: &Previews, link: &str) -> Option<LinkPreview> {
    match read_page(&previews.outward, link).await {
        Ok(Some(said)) => show(app, previews, link, said).await,
        Ok(None) => {
            keep(app, link, None, None, NOTHING_LASTS).await;
            None
        }
        Err(error) => {
            // Whose fault it is, nobody knows: a member chose the address.
            tracing::debug!(error = chain(&error), "a page was not reached");
            keep(app, link, None, None, if error.is_worth_retrying() { FAILURE_LASTS } else { NOTHING_LASTS }).await;
            None
        }
    }
}

async fn show(app: &App, previews: &Previews, link: &str, said: Preview) -> Option<LinkPreview> {
    let Preview { url, title, description, site, image } = said;
    let named = image.is_some();
    let fetched = match image {
        Some(image) => fetch(app, &previews.outward, &image.url).await,
        None => None,
    };
    let (picture, arrived): (Option<PreviewPicture>, Option<Arrived>) = fetched.unzip();
    let found = LinkPreview { link: link.to_owned(), url, title, description, site, picture };
    let found = Some(found).filter(|found| found.title.is_some() || found.description.is_some() || found.picture.is_some());
    // A picture that did not come may come the next time.
    let lasts = if named && arrived.is_none() { NOTHING_LASTS } else { FOUND_LASTS };
    keep(app, link, found, arrived, lasts).await
}

/// Remembers what was found, and puts its picture down. Without that it has none.
async fn keep(app: &App, link: &str, found: Option<LinkPreview>, picture: Option<Arrived>, lasts: Duration) -> Option<LinkPreview> {
    let lasts = i64::try_from(lasts.as_millis()).unwrap_or(i64::MAX);
    let lookup = Lookup { link: link.to_owned(), found, expires: Millis(chat::now().0.saturating_add(lasts)) };
    let kept = async {
        // Until it is written down who has it, nobody sweeps.
        let turn = app.shelf.blobs.turn().await;
        if let Some(arrived) = &picture {
            app.shelf.blobs.put(&turn, arrived).await?;
        }
        app.store.keep_lookup(&lookup).await?;
        Ok::<_, Box<dyn std::error::Error + Send + Sync>>(())
    };
    match kept.await {
        Ok(()) => lookup.found,
        Err(error) => {
            tracing::warn!(error = chain(&*error), "what a link led to was not kept");
            lookup.found.map(|found| LinkPreview { picture: None, ..found })
        }
    }
}

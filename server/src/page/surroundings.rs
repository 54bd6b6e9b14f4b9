//! Which language a page speaks and which theme it has: the visitor's profile decides, else a cookie, else the browser, else
//! the place.
//! The words themselves are in `app/src/words`.

use app::backend::Surroundings;
use axum::http::{HeaderMap, header};
use chat::AccountError;
use protocol::{Language, Nonce, Role, Theme};

use crate::auth::{Visitor, read_cookie};

/// What surrounds the pages of this visitor.
///
/// # Errors
/// [`AccountError::Unavailable`] when memory does not answer.
pub async fn of(visitor: &Visitor, headers: &HeaderMap) -> Result<Surroundings, AccountError> {
    let account = visitor.signed.as_ref().map(|signed| &signed.account);
    let chosen = account.and_then(|account| account.language);
    let place = visitor.app.place().await?;
    let chosen = chosen.or_else(|| asked(headers));
    let language = chosen.or_else(|| place.as_ref().map(|place| place.language)).unwrap_or_default();
    let theme = account.map(|account| account.theme).or_else(|| Theme::from_word(read_cookie(headers, "theme")?));
    Ok(Surroundings {
        language,
        theme: theme.unwrap_or_default(),
        guest: account.is_some_and(|account| account.person.role == Role::Guest),
        place: place.map(|place| place.name.to_string()).unwrap_or_default(),
        title: String::new(),
        build: visitor.app.site.build().to_owned(),
        attempt: Some(Nonce::from_bits(chat::bits())),
        file_bytes: visitor.app.config.limits.files.bytes,
        previews: account.is_none_or(|account| account.previews),
        away_after: visitor.app.config.limits.away_after,
    })
}

fn asked(headers: &HeaderMap) -> Option<Language> {
    let cookie = read_cookie(headers, "lang").and_then(Language::from_tag);
    cookie.or_else(|| preferred(headers.get(header::ACCEPT_LANGUAGE)?.to_str().ok()?))
}

/// The language of `Accept-Language` that is wanted most among those the interface speaks.
fn preferred(accepted: &str) -> Option<Language> {
    let wanted = accepted.split(',').filter_map(|entry| {
        let (tag, quality) = entry.split_once(';').unwrap_or((entry, "q=1"));
        let quality: f32 = quality.trim().strip_prefix("q=")?.trim().parse().ok()?;
        (quality > 0.0).then_some((Language::from_tag(tag)?, quality))
    });
    // Among equals the first one wins.
    wanted
        .fold(None, |best: Option<(Language, f32)>, next| best.filter(|best| best.1 >= next.1).or(Some(next)))
        .map(|(language, _)| language)
}

#[cfg(test)]
mod tests {
    use protocol::Language;

    use super::preferred;

    #[test]
    fn the_most_wanted_language_is_spoken() {
        assert_eq!(preferred("ko-KR,ko;q=0.9,en-US;q=0.8"), Some(Language::Ko));
        assert_eq!(preferred("fr, ko;q=0.4, en;q=0.5"), Some(Language::En));
        assert_eq!(preferred("en;q=0, ko;q=0.1"), Some(Language::Ko));
        assert_eq!(preferred("fr-FR, *;q=0.1"), None);
        assert_eq!(preferred("ko;q=x"), None);
    }
}

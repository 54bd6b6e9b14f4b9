//! What a browser calls itself, shortened to what people call it.
//! Proper names, the same in every language; a guess, good enough to recognize one's own devices by.

use crate::words::Words;

const BROWSERS: [(&str, &str); 8] = [
    ("Whale/", "Whale"),
    ("SamsungBrowser/", "Samsung Internet"),
    ("Edg", "Edge"),
    ("Firefox/", "Firefox"),
    ("FxiOS/", "Firefox"),
    ("CriOS/", "Chrome"),
    ("Chrome/", "Chrome"),
    ("Safari/", "Safari"),
];

const SYSTEMS: [(&str, &str); 7] = [
    ("Android", "Android"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Windows", "Windows"),
    ("Mac OS X", "macOS"),
    ("CrOS", "ChromeOS"),
    ("Linux", "Linux"),
];

/// A short name for what signed in.
pub fn agent_name(words: &Words, agent: &str) -> String {
    let among = |names: &[(&str, &'static str)]| names.iter().find(|(mark, _)| agent.contains(mark)).map(|(_, name)| *name);
    match (among(&BROWSERS), among(&SYSTEMS)) {
        (Some(browser), Some(system)) => words.browser_on(browser, system),
        (Some(one), None) | (None, Some(one)) => one.to_owned(),
        (None, None) => match agent.split(['/', ' ']).next() {
            Some(first) if !first.is_empty() => first.to_owned(),
            _ => words.unknown_browser.to_owned(),
        },
    }
}

#[cfg(test)]
mod tests {
    use protocol::Language;

    use super::agent_name;
    use crate::words::words_of;

    #[test]
    fn browsers_are_recognized() {
        let (en, ko) = (words_of(Language::En), words_of(Language::Ko));
        let chrome = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/150.0.0.0 Safari/537.36";
        let phone =
            "Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/19.0 Safari/604.1";
        assert_eq!(agent_name(en, chrome), "Chrome on Windows");
        assert_eq!(agent_name(ko, phone), "iPhone의 Safari");
        assert_eq!(agent_name(en, "curl/8.9"), "curl");
        assert_eq!(agent_name(en, ""), "Unknown browser");
    }
}

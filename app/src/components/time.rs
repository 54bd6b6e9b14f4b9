//! Moments as people read them: UTC in the server's first paint, the viewer's own clock after the page woke up.
//! The text is replaced in an effect, so both sides draw the same first frame.

use leptos::prelude::*;
use protocol::Millis;

use crate::{
    calendar::{Civil, day_number, iso, local_offset},
    components::moving::moving_text,
    words::{Words, use_words},
};

/// How much of a moment is shown.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum WhenShows {
    /// The time of day; the whole date is the tooltip.
    #[default]
    Clock,
    /// The date, too.
    DateClock,
    /// The date alone.
    Date,
}

impl WhenShows {
    /// What it is called in the page.
    fn word(self) -> &'static str {
        match self {
            Self::Clock => "clock",
            Self::DateClock => "date-clock",
            Self::Date => "date",
        }
    }

    /// By what it is called in the page.
    pub fn from_word(word: &str) -> Self {
        [Self::DateClock, Self::Date].into_iter().find(|shows| shows.word() == word).unwrap_or_default()
    }
}

/// A moment.
#[component]
pub fn When(
    /// Which, by the server's clock.
    at: Millis,
    /// How much of it.
    #[prop(optional)]
    shows: WhenShows,
) -> impl IntoView {
    let words = use_words();
    let offset = RwSignal::new(0);
    Effect::new(move || offset.set(local_offset(at)));
    let text = move || read(words, Civil::new(at, offset.get()), shows);
    let whole = move || words.date_clock(Civil::new(at, offset.get()));
    view! { <time class="when" datetime=iso(at) data-shows=shows.word() title=whole>{moving_text(text)}</time> }
}

/// A moment in the viewer's own time, and the whole of it. Only in the browser.
pub fn local(words: &Words, at: Millis, shows: WhenShows) -> (String, String) {
    let civil = Civil::new(at, local_offset(at));
    (read(words, civil, shows), words.date_clock(civil))
}

fn read(words: &Words, civil: Civil, shows: WhenShows) -> String {
    match shows {
        WhenShows::Clock => words.clock(civil.hour, civil.minute),
        WhenShows::DateClock => words.date_clock(civil),
        WhenShows::Date => words.date(civil),
    }
}

/// What stands over the messages of one day.
pub fn day_label(words: &Words, at: Millis, offset: i32, today: Option<i64>) -> String {
    match today.map(|today| today - day_number(at, offset)) {
        Some(0) => words.today.to_owned(),
        Some(1) => words.yesterday.to_owned(),
        _ => {
            let Civil { year, month, day, weekday, .. } = Civil::new(at, offset);
            words.long_date(year, month, day, weekday)
        }
    }
}

#[cfg(test)]
mod tests {
    use protocol::{Language, Millis};

    use super::day_label;
    use crate::words::words_of;

    #[test]
    fn days_are_local() {
        let (late, en, ko) = (Millis(1_795_187_130_000), words_of(Language::En), words_of(Language::Ko)); // 2026-11-20 15:05 UTC
        assert_eq!(day_label(en, late, 0, None), "Friday, 20 November 2026");
        assert_eq!(day_label(ko, late, 540, None), "2026년 11월 21일 토요일");
        let today = super::day_number(late, 540);
        assert_eq!(day_label(ko, late, 540, Some(today)), "오늘");
        assert_eq!(day_label(en, late, 540, Some(today + 1)), "Yesterday");
    }
}

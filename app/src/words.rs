//! The words people read, in each language the interface speaks.
//! Nothing else in `app` holds a sentence.

mod table;
mod size;
mod sentences;
mod refusals;
mod en;
mod ko;
mod particle;
pub mod doorways;

use leptos::prelude::use_context;
use protocol::Language;

pub use refusals::Refusal;
pub use size::size;
pub use table::Words;

use crate::backend::surroundings;

/// The words of this page.
pub fn use_words() -> &'static Words {
    use_context::<&'static Words>().unwrap_or_else(|| words_of(surroundings().language))
}

/// The words of a language.
pub fn words_of(language: Language) -> &'static Words {
    match language {
        Language::En => &en::WORDS,
        Language::Ko => &ko::WORDS,
    }
}

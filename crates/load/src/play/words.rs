//! What people write in a run: short and long, in letters of several scripts, with line ends in the middle.

use fastrand::Rng;
use protocol::{BODY_CHARS, Body, BodyError};

const WORDS: [&str; 12] = ["tea", "저녁", "later", "🙂", "rain", "안녕하세요", "\n", "\"quoted\"", "naïve", "a\\b", "<b>", "日曜日"];

/// A message. It begins with a number, so it is never blank and rarely repeated.
///
/// # Errors
/// None: what is made here is a body. The type says it all the same.
pub fn body(rng: &mut Rng) -> Result<Body, BodyError> {
    let words = match rng.u32(..200) {
        0 => 2_000,
        1..=10 => 200,
        _ => rng.u32(..20),
    };
    let mut text = rng.u32(..).to_string();
    for _ in 0..words {
        text.push(' ');
        text.push_str(rng.choice(WORDS).unwrap_or_default());
    }
    let text: String = text.chars().take(BODY_CHARS).collect();
    Body::parse(&text)
}

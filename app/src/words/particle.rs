//! Korean particles: which of a pair follows a word, decided by how the word's last letter sounds.
//! It knows Hangul, digits and the commonest Latin letters; for everything else it takes the vowel's form.

/// How a word ends.
#[derive(Clone, Copy, PartialEq, Eq)]
enum End {
    Vowel,
    Rieul,
    Consonant,
}

fn end(word: &str) -> End {
    match word.chars().rev().find(|c| c.is_alphanumeric()) {
        Some(c @ '가'..='힣') => match (u32::from(c) - u32::from('가')) % 28 {
            0 => End::Vowel,
            8 => End::Rieul,
            _ => End::Consonant,
        },
        Some('1' | '7' | '8' | 'l' | 'L' | 'r' | 'R') => End::Rieul,
        Some('0' | '3' | '6' | 'm' | 'M' | 'n' | 'N') => End::Consonant,
        _ => End::Vowel,
    }
}

/// 으로 or 로.
pub fn toward(word: &str) -> &'static str {
    if end(word) == End::Consonant { "으로" } else { "로" }
}

#[cfg(test)]
mod tests {
    use super::toward;

    #[test]
    fn the_particle_follows_the_sound() {
        for (word, particle) in
            [("디자인", "으로"), ("점심", "으로"), ("회의", "로"), ("서울", "로"), ("릴리스 1", "로"), ("v3", "으로"), ("(공지)", "로")]
        {
            assert_eq!(toward(word), particle, "{word}");
        }
    }
}

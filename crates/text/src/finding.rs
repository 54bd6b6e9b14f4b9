//! Whether what somebody has typed so far may become a name: for lists that complete what is being written.
//! Hangul is found by its initial consonants (`ㅎㄱ` finds 한글) and while a syllable is still being composed.

/// How well a name fits, the best first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Fit {
    /// The name begins so.
    Start,
    /// A word in it begins so.
    Word,
    /// It stands somewhere in it.
    Inside,
}

const INITIALS: [char; 19] =
    ['ㄱ', 'ㄲ', 'ㄴ', 'ㄷ', 'ㄸ', 'ㄹ', 'ㅁ', 'ㅂ', 'ㅃ', 'ㅅ', 'ㅆ', 'ㅇ', 'ㅈ', 'ㅉ', 'ㅊ', 'ㅋ', 'ㅌ', 'ㅍ', 'ㅎ'];
/// Each final consonant as the two that it may still become: what stays, and what begins the next syllable.
const FINALS: [(u32, char); 28] = [
    (0, ' '),
    (0, 'ㄱ'),
    (0, 'ㄲ'),
    (1, 'ㅅ'),
    (0, 'ㄴ'),
    (4, 'ㅈ'),
    (4, 'ㅎ'),
    (0, 'ㄷ'),
    (0, 'ㄹ'),
    (8, 'ㄱ'),
    (8, 'ㅁ'),
    (8, 'ㅂ'),
    (8, 'ㅅ'),
    (8, 'ㅌ'),
    (8, 'ㅍ'),
    (8, 'ㅎ'),
    (0, 'ㅁ'),
    (0, 'ㅂ'),
    (17, 'ㅅ'),
    (0, 'ㅅ'),
    (0, 'ㅆ'),
    (0, 'ㅇ'),
    (0, 'ㅈ'),
    (0, 'ㅊ'),
    (0, 'ㅋ'),
    (0, 'ㅌ'),
    (0, 'ㅍ'),
    (0, 'ㅎ'),
];

const FIRST: u32 = '가' as u32;
/// Syllables with the same initial consonant.
const PER_INITIAL: u32 = 588;
/// Syllables with the same initial consonant and vowel.
const PER_VOWEL: u32 = 28;

/// The first `most` of what was found, by their keys; equal keys stay as they came. No more than those are ever held.
#[must_use]
pub fn best<K: Ord, T>(found: impl IntoIterator<Item = (K, T)>, most: usize) -> Vec<T> {
    let mut best: Vec<(K, T)> = Vec::new();
    for (key, one) in found {
        let place = best.partition_point(|(other, _)| *other <= key);
        if place < most {
            best.insert(place, (key, one));
            best.truncate(most);
        }
    }
    best.into_iter().map(|(_, one)| one).collect()
}

/// How well a name fits what was typed; nothing if it does not. What was not typed yet fits every name.
#[must_use]
pub fn fit(typed: &str, name: &str) -> Option<Fit> {
    let typed: Vec<char> = typed.chars().flat_map(char::to_lowercase).collect();
    let name: Vec<char> = name.chars().flat_map(char::to_lowercase).collect();
    let mut best = None;
    for at in 0..name.len().max(1) {
        let rest = name.get(at..).unwrap_or_default();
        if !begins(rest, &typed) {
            continue;
        }
        let before = at.checked_sub(1).and_then(|before| name.get(before));
        match before {
            None => return Some(Fit::Start),
            Some(before) if !before.is_alphanumeric() => return Some(Fit::Word),
            Some(_) => best = best.or(Some(Fit::Inside)),
        }
    }
    best
}

/// A name begins with what was typed.
fn begins(name: &[char], typed: &[char]) -> bool {
    let Some((last, before)) = typed.split_last() else { return true };
    let whole = before.iter().zip(name).all(|(typed, one)| same(*typed, *one)) && name.len() > before.len();
    let rest = name.get(before.len()..).unwrap_or_default();
    whole && ends(rest, *last)
}

/// What is left of a name begins with the last character that was typed, which may be half a syllable.
fn ends(rest: &[char], last: char) -> bool {
    let [first, after @ ..] = rest else { return false };
    if same(last, *first) {
        return true;
    }
    let (Some(typed), Some(one)) = (syllable(last), syllable(*first)) else { return false };
    if typed.is_multiple_of(PER_VOWEL) {
        return typed / PER_VOWEL == one / PER_VOWEL;
    }
    // 안 on the way to 앉.
    if typed / PER_VOWEL == one / PER_VOWEL && FINALS.get((one % PER_VOWEL) as usize).is_some_and(|(stays, _)| *stays == typed % PER_VOWEL)
    {
        return true;
    }
    // The final consonant may belong to the next syllable: 반 on the way to 바나나.
    let Some((stays, next)) = FINALS.get((typed % PER_VOWEL) as usize) else { return false };
    one == typed - typed % PER_VOWEL + stays && after.first().is_some_and(|after| same(*next, *after))
}

/// What was typed stands for this character: it is the same, or its initial consonant.
fn same(typed: char, one: char) -> bool {
    let initial = || syllable(one).and_then(|at| INITIALS.get((at / PER_INITIAL) as usize));
    typed == one || initial() == Some(&typed)
}

fn syllable(c: char) -> Option<u32> {
    matches!(c, '가'..='힣').then(|| u32::from(c) - FIRST)
}

#[cfg(test)]
mod tests {
    use super::{Fit, best, fit};

    #[test]
    fn the_beginning_of_a_name_a_word_or_anything() {
        let cases = [
            ("", "ana", Some(Fit::Start)),
            ("an", "Ana", Some(Fit::Start)),
            ("AN", "ana", Some(Fit::Start)),
            ("ki", "Ana Kim", Some(Fit::Word)),
            ("im", "Ana Kim", Some(Fit::Inside)),
            ("x", "ana", None),
            ("anab", "ana", None),
            ("thumbs", "+1_thumbsup", Some(Fit::Word)),
            ("a", "", None),
        ];
        for (typed, name, expected) in cases {
            assert_eq!(fit(typed, name), expected, "{typed} in {name}");
        }
    }

    #[test]
    fn initial_consonants_find_syllables() {
        for typed in ["ㅎ", "ㅎㄱ", "한ㄱ", "ㅎ글", "한글"] {
            assert_eq!(fit(typed, "한글"), Some(Fit::Start), "{typed}");
        }
        assert_eq!(fit("ㅅㅇ", "김서연"), Some(Fit::Inside));
        assert_eq!(fit("ㅅㅇ", "김 서연"), Some(Fit::Word));
        assert_eq!(fit("ㄱㅎ", "한글"), None);
    }

    #[test]
    fn the_best_come_first_and_equals_as_they_came() {
        let found = [(2, 'c'), (1, 'a'), (2, 'd'), (1, 'b'), (0, 'z')];
        assert_eq!(best(found, 4), ['z', 'a', 'b', 'c']);
        assert_eq!(best(found, 9).len(), 5);
        assert!(best(found, 0).is_empty());
    }

    #[test]
    fn every_step_of_typing_finds_the_name() {
        // As a Korean keyboard composes it: a consonant that closes a syllable may open the next.
        let steps = [
            ("바나나", vec!["ㅂ", "바", "반", "바나", "바난", "바나나"]),
            ("한글", vec!["ㅎ", "하", "한", "한ㄱ", "한그", "한글"]),
            ("앉자", vec!["ㅇ", "아", "안", "앉", "앉ㅈ", "앉자"]),
            ("안자", vec!["ㅇ", "아", "안", "앉", "안자"]),
            ("서연", vec!["ㅅ", "서", "성", "서여", "서연"]),
        ];
        for (name, steps) in steps {
            for step in steps {
                assert_eq!(fit(step, name), Some(Fit::Start), "{step} on the way to {name}");
            }
        }
        assert_eq!(fit("반", "바다"), None);
        assert_eq!(fit("한", "하늘"), Some(Fit::Start), "한 on the way to 하늘");
    }
}

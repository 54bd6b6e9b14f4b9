//! Which part of a body is asked for: `Range` with one range of bytes.
//! Several ranges at once are answered with the whole body, as RFC 9110 allows.

/// What to send.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Part {
    /// All of it.
    Whole,
    /// The bytes from the first up to and including the last of these.
    From(usize, usize),
    /// Nothing: there are no such bytes.
    Nowhere,
}

/// The part of a body of `length` bytes that this `Range` means.
pub fn part(range: &str, length: usize) -> Part {
    let Some((unit, range)) = range.split_once('=') else { return Part::Whole };
    let Some((first, last)) = range.trim().split_once('-') else { return Part::Whole };
    if !unit.trim().eq_ignore_ascii_case("bytes") || range.contains(',') {
        return Part::Whole;
    }
    let (first, last) = (first.trim(), last.trim());
    match (number(first), number(last)) {
        (Some(first), _) if first >= length && (last.is_empty() || number(last).is_some()) => Part::Nowhere,
        (Some(first), Some(last)) if first <= last => Part::From(first, last.min(length - 1)),
        (Some(first), None) if last.is_empty() => Part::From(first, length - 1),
        (None, Some(0)) if first.is_empty() => Part::Nowhere,
        (None, Some(_)) if first.is_empty() && length == 0 => Part::Nowhere,
        (None, Some(many)) if first.is_empty() => Part::From(length.saturating_sub(many), length - 1),
        _ => Part::Whole,
    }
}

/// Digits alone; more of them than fit mean a very large number.
fn number(text: &str) -> Option<usize> {
    (!text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())).then(|| text.parse().unwrap_or(usize::MAX))
}

#[cfg(test)]
mod tests {
    use super::{Part, part};

    #[test]
    fn one_range_is_cut_out() {
        assert_eq!(part("bytes=0-4", 10), Part::From(0, 4));
        assert_eq!(part("bytes=5-", 10), Part::From(5, 9));
        assert_eq!(part("bytes=-3", 10), Part::From(7, 9));
        assert_eq!(part("bytes=-30", 10), Part::From(0, 9));
        assert_eq!(part("bytes=8-99999999999999999999999", 10), Part::From(8, 9));
    }

    #[test]
    fn what_is_beyond_is_nowhere() {
        for range in ["bytes=10-", "bytes=10-12", "bytes=-0", "bytes=99999999999999999999999-"] {
            assert_eq!(part(range, 10), Part::Nowhere, "{range}");
        }
        assert_eq!(part("bytes=-1", 0), Part::Nowhere);
        assert_eq!(part("bytes=0-", 0), Part::Nowhere);
    }

    #[test]
    fn what_is_not_understood_is_ignored() {
        for range in ["", "bytes", "lines=1-2", "bytes=", "bytes=a-b", "bytes=3-2", "bytes=0-1,4-5", "bytes=--1", "bytes=+1-2"] {
            assert_eq!(part(range, 10), Part::Whole, "{range}");
        }
    }
}

//! Inputs like those of a corpus, but a little different: what a fuzzer does, without knowing what it has reached.

/// Words in which decoders like to be wrong.
const WORDS: [&[u8]; 20] = [
    b"\"",
    b"{",
    b"}",
    b"[",
    b"\\",
    b"\\u0000",
    b"\\ud83d",
    b"null",
    b"-1",
    b"0",
    b"1e999",
    b"18446744073709551615",
    b"18446744073709551616",
    b"\"type\":",
    b"https://",
    b"\n",
    b"\r\n",
    b"\xc2\x85",
    b"\xe2\x80\xa8",
    b"\xf0\x9f\x91\xa9",
];

/// The longest input.
const MOST_BYTES: usize = 70_000;

/// A source of chance that is the same for the same seed.
pub struct Chance(u64);

impl Chance {
    pub const fn of(seed: u64) -> Self {
        Self(seed | 1)
    }

    /// Less than this (xorshift).
    fn below(&mut self, end: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 >> 11) as usize % end.max(1)
    }

    /// One of the corpus, changed in a few places.
    pub fn change(&mut self, corpus: &[Vec<u8>]) -> Vec<u8> {
        let mut bytes = corpus[self.below(corpus.len())].clone();
        for _ in 0..=self.below(4) {
            let at = self.below(bytes.len() + 1);
            let end = (at + self.below(16)).min(bytes.len());
            match self.below(7) {
                0 if at < bytes.len() => bytes[at] ^= 1 << self.below(8),
                1 => drop(bytes.splice(at..at, WORDS[self.below(WORDS.len())].iter().copied())),
                2 => drop(bytes.drain(at..end)),
                3 => {
                    let part = bytes[at..end].to_vec();
                    let times = self.below(50);
                    drop(bytes.splice(at..at, part.repeat(times)));
                }
                4 => {
                    let other = &corpus[self.below(corpus.len())];
                    let from = self.below(other.len() + 1);
                    drop(bytes.splice(at.., other[from..].iter().copied()));
                }
                5 => drop(bytes.splice(at..end, WORDS[self.below(WORDS.len())].iter().copied())),
                _ => bytes.insert(at, self.below(256) as u8),
            }
        }
        bytes.truncate(MOST_BYTES);
        bytes
    }
}

//! The one door to randomness: everything here comes from the operating system.
//! Nothing that must be unguessable is made anywhere else.

/// `N` random bytes. Without a working random source nothing in this program is safe, so it stops.
#[must_use]
#[expect(clippy::disallowed_methods, reason = "this is the door")]
#[expect(clippy::expect_used, reason = "without randomness no id and no token can be made")]
pub fn bytes<const N: usize>() -> [u8; N] {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes).expect("the operating system gives random bytes");
    bytes
}

/// 128 random bits, enough for any id.
#[must_use]
pub fn bits() -> u128 {
    u128::from_ne_bytes(bytes())
}

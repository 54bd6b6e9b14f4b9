//! Messages told in one line.

use text::plain;

#[test]
fn marks_go_and_what_is_said_stays() {
    assert_eq!(plain("**a** _b_ ~~c~~ `d`\ne"), "a b c d e");
    assert_eq!(plain("# a\n\n> b\n> c\n\n- d\n- [x] e\n\n3. f"), "a b c • d ☑ e 3. f");
    assert_eq!(plain("```rust\nfn a() {}\n```"), "fn a() {}");
    assert_eq!(plain("| a | b |\n|---|---|\n| 1 | 2 |"), "a b 1 2");
    assert_eq!(plain("[여기](https://a.example) @ana @here #kitchen :tada:"), "여기 @ana @here #kitchen 🎉");
    assert_eq!(plain("<b>a</b>"), "<b>a</b>");
}

#[test]
fn a_spoiler_stays_hidden() {
    assert_eq!(plain("범인은 ||**민수**||야"), "범인은 ▒▒▒야");
}

//! Emoji: short names, and messages that are nothing else.

use text::{emoji, parse, shortcodes};

#[test]
fn the_table_is_sorted_and_every_name_is_found() {
    assert!(shortcodes().is_sorted_by(|(one, _), (next, _)| one < next));
    for (name, glyph) in shortcodes() {
        assert_eq!(emoji(name), Some((*glyph, *name)));
        assert!(parse(&format!(":{name}:")).is_only_emoji(), "{name}");
        assert!(parse(glyph).is_only_emoji(), "{name}: {glyph}");
    }
}

#[test]
fn a_few_emoji_alone_are_large() {
    for body in ["🎉", "👍🏽 👨‍👩‍👧‍👦", "🇰🇷🇯🇵", ":tada: 🎉\n❤️", "1️⃣ #️⃣", "☕", "🏴󠁧󠁢󠁥󠁮󠁧󠁿", "🎉🎉🎉🎉🎉🎉🎉🎉🎉🎉🎉🎉"]
    {
        assert!(parse(body).is_only_emoji(), "{body}");
    }
}

#[test]
fn emoji_in_company_and_crowds_are_not() {
    for body in [
        "🎉!",
        "ok 🎉",
        "12",
        "#",
        "©",
        "**🎉**",
        "- 🎉",
        "🎉\n\n🎉",
        "> 🎉",
        "🎉🎉🎉🎉🎉🎉🎉🎉🎉🎉🎉🎉🎉",
        ":nothing:",
        "\u{FE0F}",
        "\u{200D}",
        "ㅋㅋ",
    ] {
        assert!(!parse(body).is_only_emoji(), "{body}");
    }
}

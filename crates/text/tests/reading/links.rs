//! Addresses: what is one, where it ends, and what is none.

use text::{Block, Inline, parse};

fn links(text: &str) -> Vec<String> {
    let mut found = Vec::new();
    for block in parse(text).blocks {
        let Block::Paragraph(inlines) = block else { continue };
        found.extend(inlines.into_iter().filter_map(|inline| if let Inline::Link { to, .. } = inline { Some(to) } else { None }));
    }
    found
}

#[test]
fn addresses_are_found_in_sentences() {
    assert_eq!(links("see https://a.example/x."), ["https://a.example/x"]);
    assert_eq!(links("(http://a.example/b_(c)) and https://b.example!"), ["http://a.example/b_(c)", "https://b.example"]);
    assert_eq!(links("여기 https://마루.example/방?가=나 보세요"), ["https://마루.example/방?가=나"]);
    assert_eq!(links("“https://a.example/x”, 'https://b.example'"), ["https://a.example/x", "https://b.example"]);
    assert_eq!(links("Https://a.example HTTP://[::1]:80/x"), ["Https://a.example", "HTTP://[::1]:80/x"]);
    assert_eq!(links("<https://a.example/x,>, and on"), ["https://a.example/x"]);
}

#[test]
fn a_particle_behind_an_address_is_not_part_of_it() {
    assert_eq!(links("https://a.example에서 https://a.example/b를 보고"), ["https://a.example", "https://a.example/b"]);
    assert_eq!(
        links("https://ko.wikipedia.org/wiki/은 https://a.example/한글과"),
        ["https://ko.wikipedia.org/wiki/은", "https://a.example/한글과"]
    );
}

#[test]
fn marks_around_an_address_are_not_part_of_it() {
    assert_eq!(
        links("https://a.example/b** https://a.example/b|| https://a.example/a_b_"),
        ["https://a.example/b", "https://a.example/b", "https://a.example/a_b"]
    );
    let tree = parse("**https://a.example**");
    let [Block::Paragraph(bold)] = tree.blocks.as_slice() else { panic!("{tree:?}") };
    assert!(matches!(bold.as_slice(), [Inline::Bold(inside)] if matches!(inside.as_slice(), [Inline::Link { .. }])));
}

#[test]
fn mail_addresses_are_links_too() {
    assert_eq!(
        links("write to ana.bel+x@mail.example.org, or mailto:ben@b.example?subject=x!"),
        ["mailto:ana.bel+x@mail.example.org", "mailto:ben@b.example?subject=x"]
    );
    for text in ["a@b", "@b.example", "a@.example", "a@b..example", "a@b.1", "mailto:", "mailto:nobody", "a @b.example", "a@@b.example"] {
        assert!(links(text).is_empty(), "{text}: {:?}", links(text));
    }
}

#[test]
fn nothing_else_is_a_link() {
    for text in ["[a](https://[x](javascript:b))", "https://[x]", "http://[zz::1]/"] {
        assert_eq!(links(text), [""; 0], "{text}");
    }
    for text in [
        "javascript:alert(1)",
        "data:text/html,x",
        "xhttps://a",
        "https://",
        "http:// https://",
        "//a.example",
        "file:///etc",
        "ftp://a.example",
        "[a](javascript:alert(1))",
        "[a](JaVaScRiPt:alert(1))",
        "[a](data:text/html,x)",
        "[a](vbscript:x)",
        "[a](//a.example)",
        "[a](/rooms)",
        "[a](#a)",
        "[a](java\tscript:x)",
        "[a](\u{1}javascript:x)",
        "[a](https:a.example)",
        "[a](https:/a.example)",
        "[a](https://)",
        "[a][1]",
        "[1]: javascript:x",
        "<javascript:alert(1)>",
        "![a](javascript:x)",
        "[](https://)",
        "https://\u{202E}moc",
        "https://.",
        "https:\\\\a.example",
    ] {
        assert!(links(text).is_empty(), "{text}: {:?}", links(text));
    }
}

#[test]
fn an_address_ends_where_nothing_can_be_seen() {
    assert_eq!(links("https://a.example/\u{202E}gpj.exe"), ["https://a.example/"]);
    assert_eq!(links("https://a.example\u{200B}.evil.example"), ["https://a.example"]);
    assert!(!links("[x](https://a.example/\u{202E}gpj)").iter().any(|to| to.contains('\u{202E}')));
}

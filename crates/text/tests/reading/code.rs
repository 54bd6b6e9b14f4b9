//! Colors of code.

use text::{Block, Kind, parse};

/// The pieces of one kind in some code.
fn of_kind(language: &str, code: &str, kind: Kind) -> Vec<String> {
    let tree = parse(&format!("```{language}\n{code}\n```"));
    let [Block::Code { pieces, .. }] = tree.blocks.as_slice() else { panic!("{tree:?}") };
    pieces.iter().filter(|piece| piece.kind == Some(kind)).map(|piece| piece.text.clone()).collect()
}

#[test]
fn words_texts_numbers_and_comments_have_colors() {
    let code = "// said\nlet a = 0x1F + \"it \\\" is\"; /* and\non */ letter";
    assert_eq!(of_kind("js", code, Kind::Keyword), ["let"]);
    assert_eq!(of_kind("js", code, Kind::Number), ["0x1F"]);
    assert_eq!(of_kind("JavaScript", code, Kind::Text), ["\"it \\\" is\""]);
    assert_eq!(of_kind("ts", code, Kind::Comment), ["// said", "/* and\non */"]);
}

#[test]
fn lifetimes_are_no_texts() {
    assert_eq!(of_kind("rust", "fn a<'a, 'b>(c: &'a str) -> char { 'x' }", Kind::Text), ["'x'"]);
    assert_eq!(of_kind("rust", "'\\n' '\\u{1F600}' '가'", Kind::Text), ["'\\n'", "'\\u{1F600}'", "'가'"]);
}

#[test]
fn a_number_sign_in_a_word_is_no_comment() {
    assert_eq!(of_kind("sh", "echo $#a b#c # d", Kind::Comment), ["# d"]);
    assert_eq!(of_kind("python", "\"\"\"a\n# b\"\"\" # c", Kind::Comment), ["# c"]);
}

#[test]
fn sql_may_shout() {
    assert_eq!(of_kind("sql", "SELECT a FROM b -- c", Kind::Keyword), ["SELECT", "FROM"]);
}

#[test]
fn a_diff_is_read_by_lines() {
    assert_eq!(of_kind("diff", "@@ 1\n-old\n+new\n same", Kind::Added), ["+new\n"]);
    assert_eq!(of_kind("diff", "@@ 1\n-old\n+new\n same", Kind::Removed), ["-old\n"]);
}

#[test]
fn texts_without_an_end_end_with_the_line_or_the_code() {
    assert_eq!(of_kind("js", "\"a\nlet `b\nc", Kind::Text), ["\"a", "`b\nc"]);
    assert_eq!(of_kind("c", "/* a\nb", Kind::Comment), ["/* a\nb"]);
}

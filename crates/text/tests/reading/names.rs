//! Names: who is called, and which rooms are named.

use text::{Mention, folded, known, mentions};

fn called(body: &str) -> Vec<String> {
    mentions(body).map(|mention| format!("{}{}", if matches!(mention, Mention::Member(_)) { "" } else { "@" }, mention.name())).collect()
}

#[test]
fn members_are_called_by_an_at() {
    assert_eq!(called("@ana, @ben.b and (@서연)! **@hana-park_1**: ||@gus||"), ["ana", "ben.b", "서연", "hana-park_1", "gus"]);
    assert_eq!(called("안녕@ana. @ana @ana"), ["ana"], "each once");
    assert_eq!(called("- @ana\n\n| a |\n|---|\n| @ben |\n\n# @gus"), ["ana", "ben", "gus"]);
}

#[test]
fn everyone_is_called_by_two_words() {
    assert_eq!(called("@here @Room @hereby @room님 @room-1"), ["@here", "@room", "hereby", "room-1"]);
}

#[test]
fn nobody_is_called_in_code_in_quotes_in_links_and_in_addresses() {
    for body in [
        "`@ana`",
        "```\n@ana\n```",
        "> @ana",
        "[@ana](https://a.example)",
        "https://a.example/@ana",
        "ben@ana.example",
        "a@ana",
        "@@ana",
        "@",
        "@-",
        "\\@ana",
    ] {
        assert!(called(body).is_empty(), "{body}: {:?}", called(body));
    }
}

#[test]
fn a_known_name_is_found_before_what_korean_puts_behind_it() {
    let is_one = |name: &str| ["서연", "서연이", "ana"].contains(&name);
    assert_eq!(known("서연님께", is_one), Some("서연"));
    assert_eq!(known("서연이가", is_one), Some("서연이"), "the longest");
    assert_eq!(known("ana야", is_one), Some("ana"));
    assert_eq!(known("anabel", is_one), None);
    assert_eq!(known("민수", is_one), None);
}

#[test]
fn names_are_compared_without_blanks_and_big_letters() {
    assert_eq!(folded("모두의 마루"), "모두의마루");
    assert_eq!(folded("Release Plans!"), "releaseplans");
    assert_eq!(folded("Ana_B.-c"), "ana_b.-c");
}

//! The corpus: messages with the trees they must have, written by hand. The browser tests post the same messages.

use serde::Deserialize;
use text::parse;

use crate::shown::shown;

#[derive(Deserialize)]
struct Example {
    body: String,
    tree: String,
}

pub fn bodies() -> Vec<String> {
    examples().into_iter().map(|example| example.body).collect()
}

fn examples() -> Vec<Example> {
    serde_json::from_str(include_str!("../corpus.json")).unwrap()
}

#[test]
fn every_message_of_the_corpus_is_read_as_it_was_meant() {
    let examples = examples();
    let wrong: Vec<String> = examples
        .iter()
        .filter(|example| shown(&parse(&example.body)) != example.tree)
        .map(|example| format!("{:?}\n  is     {}\n  not    {}", example.body, example.tree, shown(&parse(&example.body))))
        .collect();
    assert!(wrong.is_empty(), "{} of {}:\n{}", wrong.len(), examples.len(), wrong.join("\n"));
}

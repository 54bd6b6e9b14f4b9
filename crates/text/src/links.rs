//! The pages that a message links to: for those who look them up.
//! What stands in quotes and in code is somebody else's, and what is hidden stays hidden.

use crate::{own::own_inlines, parse, tree::Inline};

/// The `http` and `https` addresses in a message, each once, in the order of the text.
pub fn links(body: &str) -> impl Iterator<Item = String> {
    let mut found = Vec::new();
    // Most messages link to nothing.
    if body.contains("://") {
        own_inlines(&parse(body).blocks, &mut |inline| {
            match inline {
                Inline::Link { to, .. } if is_page(to) && !found.contains(to) => found.push(to.clone()),
                _ => {}
            }
            !matches!(inline, Inline::Spoiler(_))
        });
    }
    found.into_iter()
}

fn is_page(address: &str) -> bool {
    ["https://", "http://"].iter().any(|scheme| address.get(..scheme.len()).is_some_and(|begin| begin.eq_ignore_ascii_case(scheme)))
}

#[cfg(test)]
mod tests {
    use super::links;

    #[test]
    fn the_pages_of_a_message_are_found_in_their_order() {
        let text = "https://a.example/1 and [**b**](http://b.example), *https://c.example* https://a.example/1\n- HTTPS://d.example";
        assert_eq!(links(text).collect::<Vec<_>>(), ["https://a.example/1", "http://b.example", "https://c.example", "HTTPS://d.example"]);
    }

    #[test]
    fn what_is_quoted_hidden_code_or_no_page_is_none() {
        for text in ["> https://a.example", "||https://a.example||", "`https://a.example`", "mailto:a@a.example", "a.example", ""] {
            assert_eq!(links(text).count(), 0, "{text}");
        }
    }
}

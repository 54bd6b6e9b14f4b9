//! Laws that hold for every text there is.

use proptest::{collection::vec, prelude::*, sample::select};
use text::{Block, Inline, Marker, Mention, Tree, mentions, parse, plain};

use crate::corpus::bodies;

/// Texts that are full of marks, of all kinds of lines, and of anything.
fn messages() -> impl Strategy<Value = String> {
    let brick = select(vec![
        "a",
        "b1",
        "가",
        "나다",
        "을",
        " ",
        "  ",
        "\t",
        "\n",
        "\n\n",
        "*",
        "**",
        "***",
        "_",
        "__",
        "~~",
        "~",
        "||",
        "|",
        "`",
        "``",
        "```",
        "```\n",
        "~~~",
        "```rust\n",
        "[",
        "]",
        "](",
        "](https://a.example)",
        "](javascript:a)",
        "(",
        ")",
        "<",
        ">",
        "> ",
        "- ",
        "* ",
        "1. ",
        "12) ",
        "- [ ] ",
        "- [x] ",
        "# ",
        "---",
        "|-|",
        "| a | b |\n|--|:-:|\n",
        "\\",
        "https://a.example/b",
        "HTTP://A.example",
        "mailto:a@b.example",
        "a@b.example",
        "@ana",
        "@here",
        "@room님",
        "#kitchen",
        ":tada:",
        ":nothing:",
        "🎉",
        "é",
        "\"",
        "'",
        ".",
        "!",
        "<b>",
        "&amp;",
        "\u{202E}",
        "\u{200B}",
    ])
    .prop_map(str::to_owned);
    prop_oneof![
        6 => vec(brick, 0..60).prop_map(|bricks| bricks.concat()),
        2 => vec(select(bodies()), 1..4).prop_map(|bodies| bodies.join("\n")),
        1 => "(?s).{0,200}",
    ]
}

/// Every letter and digit that a tree tells, wherever it does.
fn letters(tree: &Tree) -> Vec<char> {
    let mut text = String::new();
    each_block(&tree.blocks, &mut |block| match block {
        Block::Code { language, pieces } => {
            text.push_str(language.as_deref().unwrap_or_default());
            pieces.iter().for_each(|piece| text.push_str(&piece.text));
        }
        Block::List(items) => {
            for item in items {
                match item.marker {
                    Marker::Number(number) => text.push_str(&number.to_string()),
                    Marker::Task { done: true } => text.push('x'),
                    Marker::Task { done: false } | Marker::Bullet => {}
                }
            }
        }
        _ => {}
    });
    each_inline(tree, &mut |inline| match inline {
        Inline::Text(one) | Inline::Code(one) | Inline::Room(one) => text.push_str(one),
        Inline::Emoji { name, .. } => text.push_str(name),
        Inline::Mention(mention) => text.push_str(mention.name()),
        Inline::Link { to, shown } => {
            let [Inline::Text(only)] = shown.as_slice() else { return text.push_str(to) };
            if to != only && to.strip_prefix("mailto:") != Some(only) {
                text.push_str(to);
            }
        }
        _ => {}
    });
    sorted(&text)
}

fn sorted(text: &str) -> Vec<char> {
    let mut letters: Vec<char> = text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect();
    letters.sort_unstable();
    letters
}

fn each_block(blocks: &[Block], see: &mut impl FnMut(&Block)) {
    for block in blocks {
        see(block);
        match block {
            Block::Quote(inside) => each_block(inside, see),
            Block::List(items) => items.iter().for_each(|item| each_block(&item.blocks, see)),
            _ => {}
        }
    }
}

fn each_inline(tree: &Tree, see: &mut impl FnMut(&Inline)) {
    fn all(inlines: &[Inline], see: &mut impl FnMut(&Inline)) {
        for inline in inlines {
            see(inline);
            all(inside(inline), see);
        }
    }
    each_block(&tree.blocks, &mut |block| match block {
        Block::Paragraph(inlines) | Block::Heading(inlines) => all(inlines, see),
        Block::Table { head, rows, .. } => std::iter::once(head).chain(rows).flatten().for_each(|cell| all(cell, see)),
        _ => {}
    });
}

fn inside(inline: &Inline) -> &[Inline] {
    match inline {
        Inline::Bold(inside)
        | Inline::Italic(inside)
        | Inline::Strike(inside)
        | Inline::Spoiler(inside)
        | Inline::Link { shown: inside, .. } => inside,
        _ => &[],
    }
}

fn holds(inlines: &[Inline], is_one: fn(&Inline) -> bool) -> bool {
    inlines.iter().any(|inline| is_one(inline) || holds(inside(inline), is_one))
}

fn inline_depth(inline: &Inline) -> usize {
    inside(inline).iter().map(|inline| 1 + inline_depth(inline)).max().unwrap_or_default()
}

fn block_depth(block: &Block) -> usize {
    let deepest = |blocks: &[Block]| blocks.iter().map(|block| 1 + block_depth(block)).max().unwrap_or_default();
    match block {
        Block::Quote(inside) => deepest(inside),
        Block::List(items) => items.iter().map(|item| deepest(&item.blocks)).max().unwrap_or_default(),
        _ => 0,
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(ProptestConfig::default().cases.max(2_000)))]

    #[test]
    fn no_letter_is_lost_and_none_is_made_up(body in messages()) {
        prop_assert_eq!(letters(&parse(&body)), sorted(&body));
    }

    #[test]
    fn the_same_text_is_the_same_tree(body in messages()) {
        prop_assert_eq!(parse(&body), parse(&body.clone()));
    }

    #[test]
    fn every_link_leads_to_the_web_or_to_a_mailbox(body in messages()) {
        let mut wrong = Vec::new();
        each_inline(&parse(&body), &mut |inline| if let Inline::Link { to, shown } = inline {
            let scheme = to.split(':').next().unwrap_or_default().to_ascii_lowercase();
            let leads = matches!(scheme.as_str(), "http" | "https" | "mailto") && !to.contains(|c: char| c.is_whitespace() || c.is_control());
            if !leads || shown.is_empty() {
                wrong.push(to.clone());
            }
        });
        prop_assert!(wrong.is_empty(), "{wrong:?}");
    }

    #[test]
    fn nothing_that_can_be_clicked_stands_in_its_like(body in messages()) {
        let mut wrong = false;
        let is_spoiler = |inline: &Inline| matches!(inline, Inline::Spoiler(_));
        let clickable = |inline: &Inline| matches!(inline, Inline::Link { .. } | Inline::Spoiler(_) | Inline::Mention(_) | Inline::Room(_));
        each_inline(&parse(&body), &mut |inline| wrong |= match inline {
            Inline::Link { shown, .. } => holds(shown, clickable),
            Inline::Spoiler(inside) => holds(inside, is_spoiler),
            _ => false,
        });
        prop_assert!(!wrong);
    }

    #[test]
    fn trees_are_never_deep(body in messages(), bricks in vec(select(vec!["> ", "- ", "**a ", "*b ", "~~c ", "||d ", "[", "_e "]), 0..80)) {
        let tree = parse(&(bricks.concat() + &body));
        prop_assert!(tree.blocks.iter().all(|block| block_depth(block) <= 6));
        let mut deepest = 0;
        each_inline(&tree, &mut |inline| deepest = deepest.max(inline_depth(inline)));
        // Twelve, and in a link twelve more.
        prop_assert!(deepest <= 25, "{deepest}");
    }

    #[test]
    fn a_text_without_marks_is_a_paragraph_of_it(words in vec("[a-z가-힣]{1,8}[,.!?]?", 1..20), gaps in vec(select(vec![" ", "\n", ", "]), 20)) {
        let text: String = words.iter().zip(&gaps).flat_map(|(word, gap)| [word.as_str(), gap]).collect();
        let text = text.trim();
        prop_assert_eq!(parse(text), Tree { blocks: vec![Block::Paragraph(vec![Inline::Text(text.to_owned())])], ..Tree::default() });
    }

    #[test]
    fn stress_ends_before_any_particle(inside in "[가-힣A-Za-z\"'(「][가-힣A-Za-z ]{0,12}[가-힣A-Za-z\"')」.!?%]", particle in "[가-힣]{0,3}") {
        let bold = parse(&format!("**{inside}**{particle}"));
        let Some(Block::Paragraph(inlines)) = bold.blocks.first() else { panic!("{bold:?}") };
        prop_assert!(matches!(inlines.first(), Some(Inline::Bold(text)) if *text == [Inline::Text(inside.clone())]), "{:?}", inlines);
        let rest = inlines.get(1).cloned();
        prop_assert_eq!(rest, (!particle.is_empty()).then_some(Inline::Text(particle)));
    }

    #[test]
    fn code_is_kept_to_the_letter(code in "(?s)[^`\r]{1,80}", language in select(vec!["", "rust", "js", "py", "sh", "sql", "diff", "c", "html", "yaml", "klingon"])) {
        let tree = parse(&format!("```{language}\n{code}\n```"));
        let [Block::Code { pieces, .. }] = tree.blocks.as_slice() else { panic!("{tree:?}") };
        prop_assert_eq!(pieces.iter().map(|piece| piece.text.as_str()).collect::<String>(), code);
    }

    #[test]
    fn one_line_is_one_line(body in messages()) {
        let line = plain(&body);
        prop_assert!(!line.contains(['\n', '\t']) && line.trim() == line);
        prop_assert!(line.chars().count() <= 4 * body.chars().count());
    }

    #[test]
    fn whoever_is_called_was_written(body in messages()) {
        let written = body.to_lowercase();
        for mention in mentions(&body) {
            let call = format!("@{}", mention.name().to_lowercase());
            prop_assert!(written.contains(&call), "{}", call);
            if let Mention::Member(name) = mention {
                prop_assert!(name.chars().all(|c| c.is_alphanumeric() || "._-".contains(c)));
            }
        }
    }
}

//! A tree written in one line, short enough to be written by hand into the corpus.

use text::{Align, Block, CodePiece, Inline, Item, Kind, Marker, Mention, Tree};

/// The tree: `p[b[«bold»] « and not»]`. A line end is `⏎`.
pub fn shown(tree: &Tree) -> String {
    blocks(&tree.blocks)
}

fn blocks(blocks: &[Block]) -> String {
    blocks.iter().map(block).collect::<Vec<_>>().join(" ")
}

fn block(block: &Block) -> String {
    match block {
        Block::Paragraph(inside) => format!("p[{}]", inlines(inside)),
        Block::Heading(inside) => format!("h[{}]", inlines(inside)),
        Block::Quote(inside) => format!("quote[{}]", blocks(inside)),
        Block::List(items) => format!("list[{}]", items.iter().map(item).collect::<Vec<_>>().join(" ")),
        Block::Code { language, pieces } => {
            let pieces: Vec<String> = pieces.iter().map(piece).collect();
            format!("code({})[{}]", language.as_deref().unwrap_or_default(), pieces.join(" "))
        }
        Block::Table { aligns, head, rows } => {
            let aligns: String = aligns
                .iter()
                .map(|align| match align {
                    Align::Start => '<',
                    Align::Center => '^',
                    Align::End => '>',
                })
                .collect();
            let row = |cells: &Vec<Vec<Inline>>| cells.iter().map(|cell| format!("[{}]", inlines(cell))).collect::<Vec<_>>().join(" ");
            let rows: Vec<String> = std::iter::once(head).chain(rows).map(|cells| format!("row[{}]", row(cells))).collect();
            format!("table({aligns})[{}]", rows.join(" "))
        }
        Block::Rule => "rule".to_owned(),
    }
}

fn item(item: &Item) -> String {
    let marker = match item.marker {
        Marker::Bullet => "-".to_owned(),
        Marker::Task { done: true } => "done".to_owned(),
        Marker::Task { done: false } => "todo".to_owned(),
        Marker::Number(number) => number.to_string(),
    };
    format!("{marker}[{}]", blocks(&item.blocks))
}

fn piece(piece: &CodePiece) -> String {
    let kind = match piece.kind {
        None => "",
        Some(Kind::Keyword) => "keyword",
        Some(Kind::Text) => "text",
        Some(Kind::Number) => "number",
        Some(Kind::Comment) => "comment",
        Some(Kind::Added) => "added",
        Some(Kind::Removed) => "removed",
    };
    format!("{kind}«{}»", piece.text.replace('\n', "⏎"))
}

fn inlines(all: &[Inline]) -> String {
    all.iter().map(inline).collect::<Vec<_>>().join(" ")
}

fn inline(inline: &Inline) -> String {
    match inline {
        Inline::Text(text) => format!("«{}»", text.replace('\n', "⏎")),
        Inline::Bold(inside) => format!("b[{}]", inlines(inside)),
        Inline::Italic(inside) => format!("i[{}]", inlines(inside)),
        Inline::Strike(inside) => format!("s[{}]", inlines(inside)),
        Inline::Spoiler(inside) => format!("spoiler[{}]", inlines(inside)),
        Inline::Code(code) => format!("code«{}»", code.replace('\n', "⏎")),
        Inline::Link { to, shown } => format!("link({to})[{}]", inlines(shown)),
        Inline::Emoji { glyph, name } => format!("{name}{glyph}"),
        Inline::Mention(Mention::Member(name)) => format!("@({name})"),
        Inline::Mention(everyone) => format!("@{}", everyone.name()),
        Inline::Room(name) => format!("#({name})"),
    }
}

//! The text of a message as people read it: the tree of the crate `text`, each part as a node.
//! What a text means is decided there; how it looks is decided by the stylesheet.

mod element;
mod inlines;

use leptos::prelude::*;
use protocol::Body;
use text::{Align, Block, CodePiece, Inline, Item, Kind, Marker, parse};

use self::{
    element::element,
    inlines::{Around, inlines},
};

/// The text of a message.
#[component]
pub fn BodyText(
    /// The text.
    body: Body,
) -> impl IntoView {
    let tree = parse(body.as_str());
    let around = Around::here();
    let class = match (tree.action, tree.is_only_emoji()) {
        (true, _) => "body is-action",
        (false, true) => "body is-large",
        (false, false) => "body",
    };
    element("div", class, None, blocks(tree.blocks, &around))
}

fn blocks(blocks: Vec<Block>, around: &Around) -> Vec<AnyView> {
    blocks.into_iter().map(|one| block(one, around)).collect()
}

fn block(block: Block, around: &Around) -> AnyView {
    match block {
        Block::Paragraph(inside) => element("p", "", None, inlines(inside, around)),
        // Those who go through a page by its headings are not to meet those of every message.
        Block::Heading(inside) => element("p", "heading", None, inlines(inside, around)),
        Block::Quote(inside) => element("blockquote", "", None, blocks(inside, around)),
        Block::List(items) => list(items, around),
        Block::Code { language, pieces } => code(language, pieces),
        Block::Table { aligns, head, rows } => table(&aligns, head, rows, around),
        Block::Rule => view! { <hr/> }.into_any(),
    }
}

fn list(items: Vec<Item>, around: &Around) -> AnyView {
    let numbered = matches!(items.first(), Some(Item { marker: Marker::Number(_), .. }));
    let item = |Item { marker, blocks: inside }| {
        let mut inside = blocks(inside, around);
        match marker {
            Marker::Bullet => element("li", "", None, inside),
            Marker::Number(number) => element("li", "", Some(("value", number.to_string())), inside),
            Marker::Task { done } => {
                // A sign and no box to check: nothing happens when it is pressed, and it is copied with the text.
                inside.insert(0, element("span", "check", None, vec![if done { "☑ " } else { "☐ " }.into_any()]));
                element("li", if done { "task is-done" } else { "task" }, None, inside)
            }
        }
    };
    element(if numbered { "ol" } else { "ul" }, "", None, items.into_iter().map(item).collect())
}

fn code(language: Option<String>, pieces: Vec<CodePiece>) -> AnyView {
    let piece = |CodePiece { kind, text }| {
        let class = match kind {
            None => return text.into_any(),
            Some(Kind::Keyword) => "is-keyword",
            Some(Kind::Text) => "is-text",
            Some(Kind::Number) => "is-number",
            Some(Kind::Comment) => "is-comment",
            Some(Kind::Added) => "is-added",
            Some(Kind::Removed) => "is-removed",
        };
        element("span", class, None, vec![text.into_any()])
    };
    let code = element("code", "", language.map(|name| ("data-language", name)), pieces.into_iter().map(piece).collect());
    scrolling("pre", "", code)
}

fn table(aligns: &[Align], head: Vec<Vec<Inline>>, rows: Vec<Vec<Vec<Inline>>>, around: &Around) -> AnyView {
    let row = |tag: &'static str, cells: Vec<Vec<Inline>>| {
        let cells = cells.into_iter().enumerate().map(|(column, cell)| {
            let class = match aligns.get(column).copied().unwrap_or_default() {
                Align::Start => "",
                Align::Center => "is-center",
                Align::End => "is-end",
            };
            element(tag, class, None, inlines(cell, around))
        });
        element("tr", "", None, cells.collect())
    };
    let head = element("thead", "", None, vec![row("th", head)]);
    let rows: Vec<_> = rows.into_iter().map(|cells| row("td", cells)).collect();
    let parts = if rows.is_empty() { vec![head] } else { vec![head, element("tbody", "", None, rows)] };
    scrolling("div", "table", element("table", "", None, parts))
}

/// Something that may be wider than its message: it scrolls by itself, by the keyboard too.
fn scrolling(tag: &'static str, class: &'static str, inside: AnyView) -> AnyView {
    element(tag, class, Some(("tabindex", "0".to_owned())), vec![inside])
}

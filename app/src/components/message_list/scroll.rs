//! Where one is in the list, and staying there when it grows.
//! The list is laid out from its end (`column-reverse`), so that it begins at the newest row even before the page woke up:
//! positions count from the end and are negative.

use leptos::{html, prelude::*};
use web_sys::{Element, wasm_bindgen::JsCast};

use super::window::Window;
use crate::browser;

/// This close to the end still is the end, in pixels.
const END: i32 = 50;
/// This close to the first row in the page, or to the last one, others are wanted, in pixels.
const NEAR: i32 = 600;

/// Where one is in the list.
#[derive(Clone, Copy)]
pub struct Scroll {
    scroller: NodeRef<html::Div>,
    /// The rows in it.
    window: Window,
    /// One reads older rows: the way back to the present is offered.
    away: RwSignal<bool>,
    /// One is not at the very end. The list itself is not asked where it does not matter: it would be laid out for that.
    moved: StoredValue<bool>,
    /// The id of the message at the top edge and how far below the edge it stands, while one is not at the end.
    anchor: StoredValue<Option<(String, f64)>>,
}

impl Scroll {
    /// At the end of the list in `scroller`.
    pub fn new(scroller: NodeRef<html::Div>, window: Window) -> Self {
        Self { scroller, window, away: RwSignal::new(false), moved: StoredValue::new(false), anchor: StoredValue::new(None) }
    }

    /// One reads older rows.
    pub fn is_away(self) -> bool {
        self.away.get()
    }

    /// The newest row is in sight.
    pub fn is_at_end(self) -> bool {
        self.window.has_newest() && self.scroller.get_untracked().is_none_or(|list| -list.scroll_top() <= END)
    }

    /// The oldest row in the page is nearly in sight.
    pub fn is_near_start(self) -> bool {
        self.scroller.get_untracked().is_some_and(|list| list.scroll_height() - list.client_height() + list.scroll_top() < NEAR)
    }

    /// The last row in the page is nearly in sight.
    pub fn is_near_end(self) -> bool {
        self.scroller.get_untracked().is_some_and(|list| -list.scroll_top() < NEAR)
    }

    /// Goes to the newest row.
    pub fn to_end(self) {
        if let Some(list) = self.scroller.get_untracked().filter(|_| self.moved.get_value()) {
            list.set_scroll_top(0);
        }
        self.moved.set_value(false);
        self.window.follow();
        if self.away.get_untracked() {
            self.away.set(false);
        }
        self.anchor.set_value(None);
    }

    /// Notes where one is; after every scroll.
    pub fn remember(self) {
        self.moved.set_value(self.scroller.get_untracked().is_some_and(|list| list.scroll_top() != 0));
        let away = !self.is_at_end();
        if self.away.get_untracked() != away {
            self.away.set(away);
            if away { self.window.stay() } else { self.window.follow() }
        }
        self.anchor.set_value(if away { self.first_in_sight() } else { None });
    }

    fn first_in_sight(self) -> Option<(String, f64)> {
        let list = self.scroller.get_untracked()?;
        let edge = list.get_bounding_client_rect().top();
        let rows = list.query_selector_all(".log-rows > [id]").ok()?;
        let element = |n| rows.item(n).and_then(|node| node.dyn_into::<Element>().ok());
        // Rows are in order: halve until the first one that ends below the edge.
        let (mut low, mut high) = (0, rows.length());
        while low < high {
            let middle = low + (high - low) / 2;
            if element(middle)?.get_bounding_client_rect().bottom() > edge { high = middle } else { low = middle + 1 }
        }
        let row = element(low)?;
        let below = row.get_bounding_client_rect().top() - edge;
        Some((row.id(), below))
    }

    /// After rows were added: at the end one stays at the end (`wrote` goes there); elsewhere the row one was reading stays
    /// where it was. True when the newest row is in sight.
    pub fn settle(self, wrote: bool) -> bool {
        if wrote || !self.away.get_untracked() {
            self.to_end();
            return true;
        }
        // The rows are in the document after this turn, or with the next frame.
        queue_microtask(move || self.keep_place());
        browser::next_frame(move || self.keep_place());
        false
    }

    /// Scrolls by as much as the row moved that one was reading.
    fn keep_place(self) {
        let Some(list) = self.scroller.try_get_untracked().flatten() else { return };
        self.anchor.try_with_value(|anchor| {
            if let Some((id, below)) = anchor
                && let Some(row) = document().get_element_by_id(id)
            {
                let moved = row.get_bounding_client_rect().top() - list.get_bounding_client_rect().top() - below;
                if moved.abs() >= 1.0 {
                    list.set_scroll_top(list.scroll_top() + moved.round() as i32);
                }
            }
        });
    }
}

//! What words mean: a message's text read as pieces that can be shown.
//! Pure and the same on both sides; it makes no HTML and touches no DOM.

mod links;

pub use links::{Piece, pieces};

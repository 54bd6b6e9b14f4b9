//! What waits for a COMMIT, bounded: a transaction that is never committed must not grow.
//! It is sent in order and at once; a room may still refuse one of its messages.

use std::collections::HashMap;

use chat::Alteration;
use protocol::Seq;

use super::session::Sent;
use crate::doorways::dialect::Deed;

/// Transactions that may be open at once.
const MOST: usize = 16;

/// Frames that may wait in all of them together.
const MOST_FRAMES: usize = 100;

/// Bytes of messages that may wait in all of them together.
const MOST_BYTES: usize = 256 * 1024;

/// Something that waits.
#[derive(Debug)]
pub enum Held {
    /// A SEND.
    Send(Deed, Sent),
    /// An ACK, of a subscription by our number.
    Ack(u64, Seq),
}

/// The open transactions of a connection.
#[derive(Debug, Default)]
pub struct Transactions {
    open: HashMap<String, Vec<Held>>,
    frames: usize,
    bytes: usize,
}

/// Why a transaction frame is wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Wrong {
    /// It was begun before.
    #[error("the transaction was begun before")]
    Begun,
    /// It was not begun.
    #[error("no such transaction")]
    Unknown,
    /// More than may wait.
    #[error("too much waits for a COMMIT")]
    TooMuch,
}

impl Transactions {
    /// BEGIN.
    ///
    /// # Errors
    /// [`Wrong`] when it is open already, or too many are.
    pub fn begin(&mut self, name: &str) -> Result<(), Wrong> {
        if self.open.contains_key(name) {
            return Err(Wrong::Begun);
        }
        if self.open.len() >= MOST {
            return Err(Wrong::TooMuch);
        }
        self.open.insert(name.to_owned(), Vec::new());
        Ok(())
    }

    /// Keeps something until then.
    ///
    /// # Errors
    /// [`Wrong`] when it was not begun, or too much waits.
    pub fn hold(&mut self, name: &str, held: Held) -> Result<(), Wrong> {
        let waiting = self.open.get_mut(name).ok_or(Wrong::Unknown)?;
        let bytes = held.bytes();
        if self.frames >= MOST_FRAMES || self.bytes + bytes > MOST_BYTES {
            return Err(Wrong::TooMuch);
        }
        self.frames += 1;
        self.bytes += bytes;
        waiting.push(held);
        Ok(())
    }

    /// COMMIT or ABORT: what waited, in order.
    ///
    /// # Errors
    /// [`Wrong`] when it was not begun.
    pub fn end(&mut self, name: &str) -> Result<Vec<Held>, Wrong> {
        let held = self.open.remove(name).ok_or(Wrong::Unknown)?;
        self.frames -= held.len();
        self.bytes -= held.iter().map(Held::bytes).sum::<usize>();
        Ok(held)
    }
}

impl Held {
    fn bytes(&self) -> usize {
        match self {
            Self::Send(Deed::Post { body, .. } | Deed::Tell { body, .. } | Deed::Alter(_, Alteration::Edit { body, .. }), _) => {
                body.as_str().len()
            }
            Self::Send(..) | Self::Ack(..) => 0,
        }
    }
}

#[cfg(test)]
mod tests {
    use protocol::Seq;

    use super::{Held, MOST_FRAMES, Transactions, Wrong};

    #[test]
    fn what_waits_is_bounded_and_comes_back_in_order() {
        let mut transactions = Transactions::default();
        assert_eq!(transactions.hold("t", Held::Ack(1, Seq(1))), Err(Wrong::Unknown));
        transactions.begin("t").unwrap();
        assert_eq!(transactions.begin("t"), Err(Wrong::Begun));
        for n in 0..MOST_FRAMES {
            transactions.hold("t", Held::Ack(1, Seq(n as u64))).unwrap();
        }
        assert_eq!(transactions.hold("t", Held::Ack(1, Seq(0))), Err(Wrong::TooMuch));
        let held = transactions.end("t").unwrap();
        assert!(held.iter().zip(0..).all(|(held, n)| matches!(held, Held::Ack(1, Seq(seq)) if *seq == n)));
        assert!(transactions.end("t").is_err());
        transactions.begin("t").unwrap();
        transactions.hold("t", Held::Ack(1, Seq(0))).unwrap();
        for n in 1..16 {
            transactions.begin(&n.to_string()).unwrap();
        }
        assert_eq!(transactions.begin("one more"), Err(Wrong::TooMuch));
    }
}

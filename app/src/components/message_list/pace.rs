//! How fast the list grows: what comes alone is drawn at once, what comes in a crowd frame by frame, and not more of it than a
//! frame has time for.
//! Nothing is left out: what is not drawn yet waits in the timeline.

use leptos::prelude::*;
use protocol::{MemberId, Row, Seq, Timeline};

use crate::browser;

/// New rows in one frame.
const EACH_FRAME: usize = 6;

/// How far the list is drawn.
#[derive(Clone, Copy)]
pub struct Pace {
    timeline: RwSignal<Timeline>,
    /// Who reads it: what they wrote does not wait.
    reader: Option<MemberId>,
    /// The last row that is drawn; told also when only what is drawn changed.
    upto: RwSignal<Option<Seq>>,
    /// A frame is awaited.
    awaits: StoredValue<bool>,
    /// Something came meanwhile.
    behind: StoredValue<bool>,
}

impl Pace {
    /// All rows, and from then on those that come. The list is also drawn when what `beside` tracks has changed.
    pub fn new(timeline: ArcRwSignal<Timeline>, reader: Option<MemberId>, beside: impl Fn() + 'static) -> Self {
        let pace = Self {
            timeline: timeline.into(),
            reader,
            upto: RwSignal::new(None),
            awaits: StoredValue::new(false),
            behind: StoredValue::new(false),
        };
        Effect::new(move || {
            pace.timeline.track();
            beside();
            // A page that nobody sees has no frames.
            if pace.awaits.get_value() && browser::is_seen() {
                pace.behind.set_value(true);
            } else {
                pace.draw();
            }
        });
        pace
    }

    /// The last row to be drawn; `None` as long as nothing came.
    pub fn upto(self) -> Option<Seq> {
        self.upto.get()
    }

    /// Draws what there is time for now, and the rest with the next frame.
    fn draw(self) {
        let drawn = self.upto.get_untracked();
        let (upto, all) = self.timeline.with_untracked(|timeline| next(timeline.rows(), drawn, self.reader));
        self.upto.set(upto);
        self.behind.set_value(!all);
        self.awaits.set_value(true);
        browser::next_frame(move || {
            // The room may have left the screen.
            if self.awaits.try_set_value(false).is_none() && self.behind.try_get_value() == Some(true) {
                self.draw();
            }
        });
    }
}

/// The last row to be drawn next, and whether that is the last one there is.
fn next(rows: &[Row], drawn: Option<Seq>, me: Option<MemberId>) -> (Option<Seq>, bool) {
    let last = rows.last().map(Row::seq);
    let known = drawn.map_or(rows.len(), |drawn| rows.partition_point(|row| row.seq() <= drawn));
    let (_, new) = rows.split_at(known);
    // Where nothing of what was drawn is left, the list begins anew.
    if known == 0 || new.len() <= EACH_FRAME {
        return (last, true);
    }
    // What one wrote oneself stood there before, on its way: it does not go and come back.
    let own = new.iter().rposition(|row| me.is_some() && row.author() == me);
    let count = own.map_or(EACH_FRAME, |own| EACH_FRAME.max(own + 1));
    let upto = new.iter().take(count).next_back().map(Row::seq);
    (upto, upto == last)
}

#[cfg(test)]
mod tests {
    use protocol::{Body, Happened, LogEvent, MemberId, Millis, Nonce, Row, Seq};

    use super::{EACH_FRAME, next};

    #[test]
    fn a_crowd_is_drawn_in_parts_and_everything_in_the_end() {
        let row =
            |seq| Row::new(LogEvent { seq: Seq(seq), at: Millis(0), what: Happened::Joined { member: MemberId::from_bits(1), by: None } });
        let rows: Vec<Row> = (101..=200).map(row).collect();
        let next = |rows: &[Row], drawn| next(rows, drawn, None);
        assert_eq!(next(&rows, None), (Some(Seq(200)), true), "the first drawing is whole");
        assert_eq!(next(&rows, Some(Seq(199))), (Some(Seq(200)), true));
        let mut drawn = Some(Seq(150));
        let mut frames = 0;
        while let (upto, false) = next(&rows, drawn) {
            assert_eq!(upto.map(|seq| seq.0), drawn.map(|seq| seq.0 + EACH_FRAME as u64));
            (drawn, frames) = (upto, frames + 1);
        }
        assert_eq!(frames, 49 / EACH_FRAME);
        assert_eq!(next(&rows, Some(Seq(50))), (Some(Seq(200)), true), "after a reset all rows are others");
        assert_eq!(next(&rows, Some(Seq(900))), (Some(Seq(200)), true));
        assert_eq!(next(&[], Some(Seq(5))), (None, true));
    }

    #[test]
    fn what_one_wrote_oneself_does_not_wait() {
        let row = |seq: u64, author| {
            let what = Happened::Posted {
                author: MemberId::from_bits(author),
                nonce: Nonce::from_bits(seq.into()),
                body: Body::parse("b").unwrap(),
                reply: None,
                attachments: Vec::new(),
            };
            Row::new(LogEvent { seq: Seq(seq), at: Millis(0), what })
        };
        let rows: Vec<Row> = (1..=100).map(|seq| row(seq, if seq == 60 { 1 } else { 2 })).collect();
        assert_eq!(next(&rows, Some(Seq(1)), Some(MemberId::from_bits(1))), (Some(Seq(60)), false));
        assert_eq!(next(&rows, Some(Seq(60)), Some(MemberId::from_bits(1))), (Some(Seq(60 + EACH_FRAME as u64)), false));
    }
}

//! Which of the rows that are known stand in the page: the newest, or those around the place where one reads.
//! The others wait in the timeline and come without asking anybody; where one is in the page is `scroll`'s.

use std::ops::Range;

use leptos::prelude::*;
use protocol::{Row, Seq, Timeline};

/// Rows in the page at most: several screens of the highest there are.
const MOST: usize = 300;
/// The newest of them, which are enough on most screens: the fewer there are, the faster the page takes another one.
const NEWEST: usize = 100;
/// It moves by so many.
const STEP: usize = 50;

/// The part of a timeline that stands in the page.
#[derive(Clone, Copy)]
pub struct Window {
    timeline: RwSignal<Timeline>,
    /// The newest row is among those that are known.
    caught_up: RwSignal<bool>,
    view: RwSignal<View>,
}

/// Which rows stand in the page.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum View {
    /// The newest.
    #[default]
    Newest,
    /// More of the newest, on a screen that those do not fill.
    MoreOfNewest,
    /// This one and those after it.
    From(Seq),
}

impl Window {
    /// The newest rows.
    pub fn new(timeline: ArcRwSignal<Timeline>, caught_up: ArcRwSignal<bool>) -> Self {
        Self { timeline: timeline.into(), caught_up: caught_up.into(), view: RwSignal::default() }
    }

    /// Which rows these are.
    pub fn view(self) -> View {
        self.view.get()
    }

    /// The newest row stands in the page.
    pub fn has_newest(self) -> bool {
        let view = self.view.get_untracked();
        let has_last = self.timeline.with_untracked(|timeline| part(timeline.rows(), view).end == timeline.rows().len());
        has_last && self.caught_up.get_untracked()
    }

    /// The first of the rows that are known stands in the page.
    pub fn has_first(self) -> bool {
        let view = self.view.get();
        self.timeline.with(|timeline| part(timeline.rows(), view).start == 0)
    }

    /// From now on it ends with the newest row.
    pub fn follow(self) {
        if let View::From(_) = self.view.get_untracked() {
            self.view.set(View::Newest);
        }
    }

    /// From now on it stays where it is, whatever is added.
    pub fn stay(self) {
        if !matches!(self.view.get_untracked(), View::From(_)) {
            self.begin_with(|part, _| part.start);
        }
    }

    /// Moves towards the first row; false when that stands in the page.
    pub fn go_up(self) -> bool {
        match self.view.get_untracked() {
            View::Newest if !untrack(|| self.has_first()) => {
                self.view.set(View::MoreOfNewest);
                true
            }
            View::Newest | View::MoreOfNewest => false,
            View::From(_) => self.begin_with(|part, _| part.start.saturating_sub(STEP)),
        }
    }

    /// Moves towards the newest row; false when that stands in the page.
    pub fn go_down(self) -> bool {
        let moves = matches!(self.view.get_untracked(), View::From(_));
        moves && self.begin_with(|part, rows| part.start + STEP.min(rows.len() - part.end))
    }

    /// True when that moves it.
    fn begin_with(self, start: impl FnOnce(&Range<usize>, &[Row]) -> usize) -> bool {
        let view = self.view.get_untracked();
        let (first, moves) = self.timeline.with_untracked(|timeline| {
            let part = part(timeline.rows(), view);
            let start = start(&part, timeline.rows());
            (timeline.rows().get(start).map(|row| View::From(row.seq())), start != part.start)
        });
        if let Some(first) = first.filter(|first| *first != view) {
            self.view.set(first);
        }
        moves
    }
}

/// The rows in the page, of those that are known.
pub fn part(rows: &[Row], view: View) -> Range<usize> {
    let last = |count| rows.len().saturating_sub(count);
    let start = match view {
        View::Newest => last(NEWEST),
        View::MoreOfNewest => last(MOST),
        View::From(first) => rows.partition_point(|row| row.seq() < first).min(last(NEWEST)),
    };
    start..rows.len().min(start + MOST)
}

#[cfg(test)]
mod tests {
    use leptos::prelude::*;
    use protocol::{
        Epoch, Happened, LogEvent, MemberId, Millis, Page, Room, RoomDescription, RoomId, RoomName, Row, Rules, Seq, Snapshot, Timeline,
        Visibility,
    };

    use super::{MOST, NEWEST, STEP, View, Window, part};

    fn timeline(rows: u64) -> ArcRwSignal<Timeline> {
        let row =
            |seq| Row::new(LogEvent { seq: Seq(seq), at: Millis(0), what: Happened::Joined { member: MemberId::from_bits(1), by: None } });
        let room = Room {
            id: RoomId::from_bits(1),
            name: RoomName::parse("r").unwrap(),
            description: RoomDescription::default(),
            visibility: Visibility::Public,
            rules: Rules::default(),
        };
        let page = Page { rows: (1..=rows).map(row).collect(), ..Page::default() };
        ArcRwSignal::new(Timeline::new(Snapshot { room, epoch: Epoch::from_bits(1), head: Seq(rows), page }))
    }

    #[test]
    fn it_ends_with_the_newest_until_one_reads_elsewhere() {
        let owner = Owner::new();
        owner.set();
        let all = timeline(1_000);
        let window = Window::new(all.clone(), ArcRwSignal::new(true));
        let now = || all.with_untracked(|timeline| part(timeline.rows(), window.view.get_untracked()));
        let come = |seqs: std::ops::RangeInclusive<u64>| {
            let what = |seq| LogEvent { seq: Seq(seq), at: Millis(0), what: Happened::Joined { member: MemberId::from_bits(2), by: None } };
            let events: Vec<LogEvent> = seqs.map(what).collect();
            all.update(|timeline| {
                let _ = timeline.apply(&events);
            });
        };
        assert_eq!(now(), 1_000 - NEWEST..1_000);

        window.stay();
        come(1_001..=1_300);
        assert_eq!(now(), 1_000 - NEWEST..1_000 - NEWEST + MOST, "what is new does not push away what is read");
        assert!(!window.has_newest());

        assert!(window.go_up());
        assert_eq!(now().start, 1_000 - NEWEST - STEP);
        while window.go_up() {}
        assert_eq!(now(), 0..MOST);
        while window.go_down() {}
        assert_eq!(now(), 1_300 - MOST..1_300);
        window.go_up();
        window.follow();
        assert_eq!(now(), 1_300 - NEWEST..1_300);
    }

    #[test]
    fn a_high_screen_is_filled() {
        let owner = Owner::new();
        owner.set();
        let all = timeline(1_000);
        let window = Window::new(all.clone(), ArcRwSignal::new(true));
        assert!(window.go_up());
        assert!(!window.go_up(), "it still ends with the newest");
        assert_eq!(all.with_untracked(|timeline| part(timeline.rows(), window.view.get_untracked())), 1_000 - MOST..1_000);
    }

    #[test]
    fn few_rows_all_stand_in_the_page() {
        let owner = Owner::new();
        owner.set();
        let few = timeline(NEWEST as u64);
        let window = Window::new(few.clone(), ArcRwSignal::new(true));
        assert!(!window.go_up());
        window.stay();
        assert!(!window.go_up() && !window.go_down() && window.has_newest());
        assert_eq!(few.with_untracked(|timeline| part(timeline.rows(), View::From(Seq(70)))), 0..NEWEST);
        assert_eq!(part(&[], View::From(Seq(1))), 0..0);
    }
}

//! That the run came to rest: without it, nothing that is still missing could be told from what is lost.

use super::{Finding, Story};
use crate::What;

/// The end: the log is whole, and every screen stands at the head of every room it shows.
pub fn all_arrived(story: &Story<'_>) -> Finding {
    let mut finding = Finding::new("end", "everybody saw everything in the end");
    let ended = story.lines().any(|(_, what)| matches!(what, What::Ended));
    finding.case(ended, [], || "the log has no end: the run was not finished".to_owned());
    for (line, what) in story.lines() {
        if let What::Settled { tab, room, epoch, seq } = what {
            let head = story.kept.get(room).and_then(|events| events.last());
            let there = head.is_some_and(|head| head.epoch == *epoch && head.event.seq <= *seq);
            finding.case(there, head.map(|head| head.line).into_iter().chain([line]), || format!("{tab} stopped at {seq}"));
        }
    }
    let silent = |tab: &str| !story.lines().any(|(_, what)| matches!(what, What::Settled { tab: of, .. } if of == tab));
    if ended {
        let mut tabs: Vec<&str> = story.members.keys().copied().filter(|tab| silent(tab)).collect();
        tabs.sort_unstable();
        finding.case(tabs.is_empty(), [], || format!("these saw nothing in the end: {}", tabs.join(", ")));
    }
    finding
}

//! Code in a line: between runs of as many backticks.
//! Where each run ends is looked up in a list made once, so that runs without an end cost nothing.

use crate::work;

/// The runs of backticks of a text.
pub(super) struct Backticks {
    runs: Vec<Run>,
}

struct Run {
    at: usize,
    length: usize,
    /// Where the next run of this length is.
    next: Option<usize>,
}

impl Backticks {
    pub(super) fn of(text: &str) -> Self {
        let mut runs: Vec<Run> = Vec::new();
        for (at, byte) in text.bytes().enumerate() {
            if byte == b'`' {
                match runs.last_mut().filter(|run| run.at + run.length == at) {
                    Some(run) => run.length += 1,
                    None => runs.push(Run { at, length: 1, next: None }),
                }
            }
        }
        let longest = runs.iter().map(|run| run.length).max().unwrap_or_default();
        work::did(text.len() + longest);
        let mut later = vec![None; longest + 1];
        for run in runs.iter_mut().rev() {
            if let Some(later) = later.get_mut(run.length) {
                run.next = later.replace(run.at);
            }
        }
        Self { runs }
    }

    /// The code in the span that begins with the run at this place, and how long that is; without one, how long the run is.
    pub(super) fn span(&self, text: &str, at: usize) -> (Option<String>, usize) {
        let run = self.runs.binary_search_by_key(&at, |run| run.at).ok().and_then(|found| self.runs.get(found));
        // An escaped backtick is no part of its run.
        let Some(run) = run else { return (None, 1) };
        let Some(next) = run.next else { return (None, run.length) };
        let code = text.get(at + run.length..next).unwrap_or_default();
        // One blank on both sides makes room for a backtick.
        let bare = code.strip_prefix(' ').and_then(|code| code.strip_suffix(' ')).filter(|bare| !bare.trim().is_empty());
        (Some(bare.unwrap_or(code).to_owned()), next + run.length - at)
    }
}

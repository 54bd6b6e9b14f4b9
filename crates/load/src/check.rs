//! The proof: what was promised, held against the log of a run.
//! It only reads; each invariant is one pure function from a story to a finding.

mod story;
mod acknowledged;
mod kept;
mod shown;
mod order;
mod removal;
mod ending;
#[cfg(test)]
mod tests;

use std::fmt::Write;

pub use story::Story;

use crate::Entry;

/// Characters of one line of the log that a report shows; the line's number leads to the rest.
const WIDTH: usize = 400;
/// Violations of one invariant that a report shows in full; of the others it only says how many there are.
const SHOWN: usize = 3;

/// What the log says about one invariant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// Its short name, such as `I1`.
    pub name: &'static str,
    /// What it promises.
    pub promise: &'static str,
    /// How many cases of it are in the log.
    pub checked: u64,
    /// Where it is broken.
    pub violations: Vec<Violation>,
}

/// A broken promise.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Violation {
    /// What is wrong, in a sentence.
    pub says: String,
    /// The lines of the log that show it, from 0, ascending.
    pub lines: Vec<usize>,
}

/// What the whole log says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Verdict {
    /// One finding for each invariant.
    pub findings: Vec<Finding>,
    /// The lines that the violations to be shown refer to, as JSON, by their number from 0.
    shown: Vec<(usize, String)>,
}

/// An invariant.
type Invariant = fn(&Story<'_>) -> Finding;

/// All of them, as the delivery promise numbers them, and that the run came to rest.
const INVARIANTS: [Invariant; 11] = [
    acknowledged::acknowledged_once,
    kept::nothing_twice,
    kept::dense,
    shown::no_gap_repeat_or_swap,
    shown::all_agree,
    shown::no_phantoms,
    order::authors_keep_their_order,
    order::acknowledged_before_sent,
    acknowledged::unacknowledged_at_most_once,
    removal::nothing_after_removal,
    ending::all_arrived,
];

/// Checks a log.
#[must_use]
pub fn check(entries: &[Entry]) -> Verdict {
    let story = Story::new(entries);
    let findings: Vec<Finding> = INVARIANTS.iter().map(|invariant| invariant(&story)).collect();
    let mut numbers: Vec<usize> =
        findings.iter().flat_map(|finding| finding.violations.iter().take(SHOWN)).flat_map(|violation| violation.lines.clone()).collect();
    numbers.sort_unstable();
    numbers.dedup();
    let json = |n: usize| entries.get(n).and_then(|entry| serde_json::to_string(entry).ok()).map(|json| (n, json));
    Verdict { findings, shown: numbers.into_iter().filter_map(json).collect() }
}

impl Finding {
    /// Nothing is found yet.
    fn new(name: &'static str, promise: &'static str) -> Self {
        Self { name, promise, checked: 0, violations: Vec::new() }
    }

    /// One more case; these lines show it if it is broken.
    fn case(&mut self, holds: bool, lines: impl IntoIterator<Item = usize>, says: impl FnOnce() -> String) {
        self.checked += 1;
        if !holds {
            let mut lines: Vec<usize> = lines.into_iter().collect();
            lines.sort_unstable();
            lines.dedup();
            self.violations.push(Violation { says: says(), lines });
        }
    }
}

impl Verdict {
    /// Every promise was kept.
    #[must_use]
    pub fn holds(&self) -> bool {
        self.findings.iter().all(|finding| finding.violations.is_empty())
    }

    /// The verdict for people: a line for each invariant, and the slices that show what is wrong.
    #[must_use]
    pub fn report(&self) -> String {
        let mut text = format!("{:<4} {:>10} {:>9}  promise\n", "", "checked", "violated");
        for Finding { name, promise, checked, violations } in &self.findings {
            let _ = writeln!(text, "{name:<4} {checked:>10} {:>9}  {promise}", violations.len());
        }
        for finding in &self.findings {
            for violation in finding.violations.iter().take(SHOWN) {
                let _ = writeln!(text, "\n{} is violated: {}", finding.name, violation.says);
                for (n, json) in self.shown.iter().filter(|(n, _)| violation.lines.contains(n)) {
                    let more = if json.chars().count() > WIDTH { " …" } else { "" };
                    let _ = writeln!(text, "  {}: {}{more}", n + 1, json.chars().take(WIDTH).collect::<String>());
                }
            }
            if finding.violations.len() > SHOWN {
                let _ = writeln!(text, "\n… and {} more violations of {}", finding.violations.len() - SHOWN, finding.name);
            }
        }
        text
    }
}

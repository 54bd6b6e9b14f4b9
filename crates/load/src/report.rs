//! What is said to whoever runs it: a progress line on standard error, reports on standard output.

use std::io::{self, IsTerminal, Write};

use crate::journal::Counts;

/// Says how far a run is, on one line that is written over and over where there is a terminal.
pub fn progress(what: &str, counts: &Counts) {
    let Counts { written, sent, acked, shown, opened, restarted, overflowed, cut, killed, gone } = counts;
    note(&format!(
        "{what} · written {written} · sent {sent} · acknowledged {acked} · shown {shown} · lines opened {opened} · \
         snapshots {restarted} · overflows {overflowed} · cuts {cut} · kills {killed} · departures {gone}"
    ));
}

/// How often progress is worth a line: written over and over on a terminal, kept forever in a file.
#[must_use]
pub fn every_seconds() -> u64 {
    if io::stderr().is_terminal() { 1 } else { 10 }
}

/// Says something passing.
pub fn note(line: &str) {
    let mut out = io::stderr().lock();
    // Nobody may be reading.
    let _ = if out.is_terminal() { write!(out, "\r\x1b[2K{line}") } else { writeln!(out, "{line}") };
    let _ = out.flush();
}

/// Says something that stays.
pub fn print(text: &str) {
    let mut errors = io::stderr().lock();
    if errors.is_terminal() {
        let _ = write!(errors, "\r\x1b[2K");
    }
    let _ = io::stdout().lock().write_all(text.as_bytes());
}

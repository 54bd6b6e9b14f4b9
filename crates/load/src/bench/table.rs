//! What was measured, as a table for people and as JSON for programs.

use std::fmt::Write;

use serde::Serialize;

use super::machine::Used;

/// From this share of a core on, the load generator itself may be what limits a figure.
const SATURATED: f64 = 0.95;

/// One line of the table.
#[derive(Debug, Clone, Serialize)]
pub struct Row {
    /// What was done.
    pub scenario: String,
    /// What was measured.
    pub figures: Vec<Figure>,
    /// Why the figures mean nothing, if they do not.
    pub void: Option<String>,
    /// What one should know beside them.
    pub remarks: Vec<String>,
}

/// One number.
#[derive(Debug, Clone, Serialize)]
pub struct Figure {
    /// Of what.
    pub name: &'static str,
    /// The number.
    pub value: f64,
    /// What it counts.
    pub unit: &'static str,
}

impl Row {
    /// A row without figures yet.
    #[must_use]
    pub fn new(scenario: impl Into<String>) -> Self {
        Self { scenario: scenario.into(), figures: Vec::new(), void: None, remarks: Vec::new() }
    }

    /// The same, done by somebody with a name.
    #[must_use]
    pub fn by(self, who: &str) -> Self {
        Self { scenario: format!("{} · {who}", self.scenario), ..self }
    }

    /// Adds a figure.
    #[must_use]
    pub fn with(mut self, name: &'static str, value: f64, unit: &'static str) -> Self {
        self.figures.push(Figure { name, value, unit });
        self
    }

    /// Adds p50, p99 and the worst of times in microseconds, as milliseconds.
    #[must_use]
    pub fn with_times(self, times: &hdrhistogram::Histogram<u64>) -> Self {
        let ms = |us: u64| us as f64 / 1_000.0;
        self.with("p50", ms(times.value_at_quantile(0.5)), "ms").with("p99", ms(times.value_at_quantile(0.99)), "ms").with(
            "max",
            ms(times.max()),
            "ms",
        )
    }

    /// Adds what the processes used: for each of `per` things, and whether this one was the narrow place.
    #[must_use]
    pub fn with_used(self, used: Used, per: u64, name: &'static str) -> Self {
        let row = self.with(name, used.server.as_secs_f64() * 1e6 / per.max(1) as f64, "µs");
        let share = format!("server {:.0} %, load generator {:.0} % of a core", used.server_share * 100.0, used.own_share * 100.0);
        if used.own_share >= SATURATED { row.remark(format!("{share}: SATURATED, the server may do better")) } else { row.remark(share) }
    }

    /// Adds a remark.
    #[must_use]
    pub fn remark(mut self, remark: impl Into<String>) -> Self {
        self.remarks.push(remark.into());
        self
    }

    /// The row as it stands in the table.
    #[must_use]
    pub fn line(&self) -> String {
        let figure = |figure: &Figure| format!("{} **{}** {}", figure.name, rounded(figure.value), figure.unit);
        let figures = match &self.void {
            Some(why) => format!("VOID: {why}"),
            None => self.figures.iter().map(figure).collect::<Vec<_>>().join(" · "),
        };
        format!("| {} | {figures} | {} |", self.scenario, self.remarks.join("; "))
    }

    /// The figures mean nothing unless this holds.
    #[must_use]
    pub fn void_unless(mut self, holds: bool, why: impl FnOnce() -> String) -> Self {
        if !holds {
            self.void.get_or_insert_with(why);
        }
        self
    }
}

/// The table, in Markdown, which also reads well as it is.
#[must_use]
pub fn markdown(machine: &str, rows: &[Row]) -> String {
    let mut text = format!("{machine}\n\n| Scenario | Figures | Remarks |\n|---|---|---|\n");
    for row in rows {
        let _ = writeln!(text, "{}", row.line());
    }
    text
}

/// Three digits are as many as such figures have.
fn rounded(value: f64) -> String {
    match value {
        value if value >= 100.0 => format!("{value:.0}"),
        value if value >= 10.0 => format!("{value:.1}"),
        value if value >= 1.0 => format!("{value:.2}"),
        value => format!("{value:.3}"),
    }
}

/// The same as JSON.
#[must_use]
pub fn json(machine: &str, rows: &[Row]) -> String {
    serde_json::json!({ "machine": machine, "rows": rows }).to_string()
}

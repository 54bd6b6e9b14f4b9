//! Programs to compare with: anything that starts as `PROGRAM serve --data DIR --listen ADDR:PORT` and speaks what the benchmark
//! speaks. Ours and theirs take turns, peer, Maru, Maru, peer, so that what changes on the machine meanwhile meets both.

use std::path::Path;

use super::{Options, Row};
use crate::LoadError;

/// Measures one thing on Maru, and on each peer if there are any, with the ratio of this figure at the end.
///
/// # Errors
/// What `measure` fails with.
pub async fn beside(
    options: &Options,
    title: &str,
    figure: &'static str,
    mut measure: impl AsyncFnMut(&Path) -> Result<Row, LoadError>,
) -> Result<Vec<Row>, LoadError> {
    if options.peers.is_empty() {
        return Ok(vec![measure(&options.maru).await?.named(title)]);
    }
    let mut rows = Vec::new();
    for peer in &options.peers {
        let name = peer.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        let (mut ours, mut theirs) = (Vec::new(), Vec::new());
        for program in [peer, &options.maru, &options.maru, peer] {
            let row = measure(program).await?;
            if program == peer {
                theirs.push(row.clone());
                rows.push(row.named(format!("{title} · {name}")));
            } else {
                ours.push(row.clone());
                rows.push(row.named(format!("{title} · Maru")));
            }
        }
        let holds = ours.iter().chain(&theirs).all(|row| row.void.is_none());
        let ratio = mean(&ours, figure) / mean(&theirs, figure);
        let row = Row::new(format!("{title} · Maru to {name}")).with(figure, ratio, "×");
        rows.push(row.void_unless(holds && ratio.is_finite(), || "one of the four is void".to_owned()));
    }
    Ok(rows)
}

fn mean(rows: &[Row], name: &str) -> f64 {
    let values: Vec<f64> =
        rows.iter().flat_map(|row| &row.figures).filter(|figure| figure.name == name).map(|figure| figure.value).collect();
    values.iter().sum::<f64>() / values.len() as f64
}

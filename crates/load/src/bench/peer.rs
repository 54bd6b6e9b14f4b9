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
    figure: &'static str,
    mut measure: impl AsyncFnMut(&Path) -> Result<Row, LoadError>,
) -> Result<Vec<Row>, LoadError> {
    if options.peers.is_empty() {
        return Ok(vec![measure(&options.maru).await?]);
    }
    let mut rows = Vec::new();
    for peer in &options.peers {
        let name = peer.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        let (mut ours, mut theirs) = (Vec::new(), Vec::new());
        for (program, is_ours) in [(peer, false), (&options.maru, true), (&options.maru, true), (peer, false)] {
            let row = measure(program).await?;
            rows.push(row.clone().by(if is_ours { "Maru" } else { &name }));
            if is_ours { &mut ours } else { &mut theirs }.push(row);
        }
        let holds = ours.iter().chain(&theirs).all(|row| row.void.is_none());
        let ratio = mean(&ours, figure) / mean(&theirs, figure);
        rows.extend(ours.first().map(|row| {
            let whole = Row::new(&row.scenario).by(&format!("Maru to {name}")).with(figure, ratio, "×");
            whole.void_unless(holds && ratio.is_finite(), || "one of the four is void".to_owned())
        }));
    }
    Ok(rows)
}

fn mean(rows: &[Row], name: &str) -> f64 {
    let values: Vec<f64> =
        rows.iter().flat_map(|row| &row.figures).filter(|figure| figure.name == name).map(|figure| figure.value).collect();
    values.iter().sum::<f64>() / values.len() as f64
}

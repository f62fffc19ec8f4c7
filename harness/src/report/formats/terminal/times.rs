//! How long the target took to answer, a row a size of batch.

use crate::report::{AnswerTimes, Report};

use super::paint::{Palette, Tone, count};

/// The table; `None` when nothing was accepted.
pub(crate) fn table(report: &Report, palette: Palette) -> Option<String> {
    let several = report.suites.len() > 1;
    let rows = report.suites.iter().flat_map(|suite| {
        let name = if several { format!("{} ", suite.suite) } else { String::new() };
        suite.answer_times.iter().map(move |times| (format!("{name}{}", batch_sizes(times)), times))
    });
    let rows: Vec<(String, &AnswerTimes)> = rows.collect();
    let width = rows.iter().map(|(name, _)| name.len()).max()?;
    let title = palette.paint(Tone::Heading, "How long accepted requests took, in milliseconds");
    let mut out = format!("{title}\n  {:width$}  answers  median     95 %     99 %  longest\n", "");
    for (name, times) in rows {
        let [median, p95, p99, longest] =
            [times.p50_micros, times.p95_micros, times.p99_micros, times.max_micros].map(millis);
        out.push_str(&format!(
            "  {name:width$}  {:>7}  {median:>6}  {p95:>7}  {p99:>7}  {longest:>7}\n",
            count(times.answers)
        ));
    }
    Some(out)
}

/// The sizes of the batches that are counted together.
pub(in crate::report) fn batch_sizes(times: &AnswerTimes) -> String {
    items(times.least_items, times.most_items)
}

/// A range of numbers of items.
pub(in crate::report) fn items(least: u64, most: Option<u64>) -> String {
    match (least, most) {
        (0, Some(0)) => "no items".to_owned(),
        (1, Some(1)) => "1 item".to_owned(),
        (least, Some(most)) => format!("{least} to {most} items"),
        (least, None) => format!("{least} items and more"),
    }
}

/// Microseconds as milliseconds: two decimals below ten, one below a hundred.
pub(in crate::report) fn millis(micros: u64) -> String {
    let millis = micros as f64 / 1000.0;
    match micros {
        0..10_000 => format!("{millis:.2}"),
        10_000..100_000 => format!("{millis:.1}"),
        _ => format!("{millis:.0}"),
    }
}

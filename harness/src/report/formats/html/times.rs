//! How long accepted requests took: a row a size of batch, its times as a bar on one scale for all.

use crate::report::formats::terminal::{batch_sizes, count, millis};
use crate::report::{AnswerTimes, Report};

use super::text::line;

/// One size of batch.
pub(crate) struct Times {
    pub(crate) suite: String,
    pub(crate) sizes: String,
    pub(crate) answers: String,
    /// Median, 95 %, 99 % and longest, in milliseconds.
    pub(crate) millis: [String; 4],
    pub(crate) bar: Bar,
}

/// Where the times lie on the scale, in hundredths of its width.
pub(crate) struct Bar {
    /// From the median to the longest.
    pub(crate) whole: (u64, u64),
    /// From the median to the 95 %.
    pub(crate) usual: (u64, u64),
    pub(crate) p99: u64,
}

/// The rows; the scale is logarithmic, since pauses are a thousand times as long as answers.
pub(crate) fn times(report: &Report) -> Vec<Times> {
    let all = || report.suites.iter().flat_map(|suite| suite.answer_times.iter());
    let shortest = all().map(|times| times.p50_micros).min().unwrap_or(1).max(1);
    let longest = all().map(|times| times.max_micros).max().unwrap_or(1).max(shortest + 1);
    let at = |micros: u64| {
        let share =
            (micros.max(shortest) as f64 / shortest as f64).ln() / (longest as f64 / shortest as f64).ln();
        // A share of one is the whole width.
        (share.clamp(0.0, 1.0) * 100.0).round() as u64
    };
    let row = |suite: &str, times: &AnswerTimes| {
        let shown = [times.p50_micros, times.p95_micros, times.p99_micros, times.max_micros];
        let [p50, p95, p99, longest] = shown.map(at);
        let wide = |from: u64, to: u64| (from, to.saturating_sub(from).max(1));
        Times {
            suite: line(suite),
            sizes: batch_sizes(times),
            answers: count(times.answers),
            millis: shown.map(millis),
            bar: Bar { whole: wide(p50, longest), usual: wide(p50, p95), p99 },
        }
    };
    let of_suite = |suite: &'_ crate::report::SuiteReport| {
        suite.answer_times.iter().map(|times| row(&suite.operation, times)).collect::<Vec<_>>()
    };
    report.suites.iter().flat_map(of_suite).collect()
}

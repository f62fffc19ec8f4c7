//! What became of requests: a row a size of batch, its outcomes as parts of one bar.

use crate::report::formats::terminal::{count, items};
use crate::report::{Report, StatusCounts};

use super::text::line;

/// Requests of one size that are certainly valid, or certainly not.
pub(crate) struct Row {
    pub(crate) suite: String,
    pub(crate) sizes: String,
    pub(crate) kind: &'static str,
    /// Requests in all.
    pub(crate) requests: String,
    pub(crate) parts: [Part; 4],
}

/// Those of one outcome, and where they lie on the bar, in hundredths of its width.
pub(crate) struct Part {
    pub(crate) name: &'static str,
    pub(crate) class: &'static str,
    pub(crate) count: String,
    pub(crate) from: u64,
    pub(crate) width: u64,
}

/// The rows, in the order of the sizes.
pub(crate) fn fates(report: &Report) -> Vec<Row> {
    let of_suite = |suite: &'_ crate::report::SuiteReport| {
        suite.fates.iter().map(|fates| row(&suite.operation, fates)).collect::<Vec<_>>()
    };
    report.suites.iter().flat_map(of_suite).collect()
}

fn row(suite: &str, fates: &StatusCounts) -> Row {
    // What must come of them is drawn quietly, anything else loudly.
    let (served, refused) = if fates.valid { ("fit", "unfit") } else { ("unfit", "fit") };
    let counts = [
        ("Served", served, fates.served),
        ("Refused", refused, fates.refused),
        ("Failed", "failed", fates.failed),
        ("No answer", "silent", fates.unanswered),
    ];
    let all = fates.requests().max(1);
    let mut before = 0;
    let parts = counts.map(|(name, class, number)| {
        let (from, to) = (before * 100 / all, (before + number) * 100 / all);
        before += number;
        // One in a thousand is seen, too.
        let width = if number > 0 { (to - from).max(1) } else { 0 };
        Part { name, class, count: count(number), from: from.min(99), width }
    });
    Row {
        suite: line(suite),
        sizes: items(fates.least_items, fates.most_items),
        kind: if fates.valid { "valid" } else { "invalid" },
        requests: count(fates.requests()),
        parts,
    }
}

#[cfg(test)]
mod tests {
    use super::row;
    use crate::report::StatusCounts;

    #[test]
    fn a_single_request_among_thousands_is_seen_on_the_bar() {
        let fates = StatusCounts { valid: true, served: 9_999, refused: 1, ..StatusCounts::default() };
        let parts = row("Do", &fates).parts.map(|part| (part.class, part.from, part.width));
        assert_eq!(parts, [("fit", 0, 99), ("unfit", 99, 1), ("failed", 99, 0), ("silent", 99, 0)]);
    }
}

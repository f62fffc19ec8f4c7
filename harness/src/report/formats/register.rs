//! The formats that a report can be written in.

use std::io::{self, Write};

use super::json::write_json;
use super::{Palette, terminal, to_json, to_junit, to_markdown, to_ndjson, to_sarif};
use crate::report::Report;
use crate::report::recording::to_har;

/// One way to write a report.
#[derive(Debug, Clone, Copy)]
#[non_exhaustive]
pub struct Format {
    /// Its name, as in `--report NAME=PATH`.
    pub name: &'static str,
    /// What it is for, in a few words.
    pub about: &'static str,
    /// Whether it tells of a run while this goes on; its function then tells the same of a run that is over.
    pub is_live: bool,
    /// Writes a report.
    pub written: fn(&Report) -> String,
}

impl Format {
    /// Writes a report as [`written`](Self::written) does; what may be very long goes out piece by piece.
    ///
    /// # Errors
    /// What the writer says.
    pub fn write(&self, report: &Report, to: &mut dyn Write) -> io::Result<()> {
        match self.name {
            "json" => write_json(report, to),
            _ => to.write_all((self.written)(report).as_bytes()),
        }
    }
}

/// Every format.
pub const FORMATS: &[Format] = &[
    Format {
        name: "text",
        about: "people: what is printed without --report, in full and without colours",
        is_live: false,
        written: |report| terminal(report, Palette::PLAIN),
    },
    Format {
        name: "json",
        about: "programs: the whole report, by docs/report.schema.json",
        is_live: false,
        written: to_json,
    },
    Format {
        name: "ndjson",
        about: "programs that watch a run: one JSON object a line, by docs/line.schema.json, the verdict last",
        is_live: true,
        written: to_ndjson,
    },
    Format {
        name: "junit",
        about: "test reports of CI systems: JUnit XML with a test case a clause",
        is_live: false,
        written: to_junit,
    },
    Format {
        name: "markdown",
        about: "job summaries and comments: tables, each finding folded",
        is_live: false,
        written: to_markdown,
    },
    #[cfg(feature = "html")]
    Format {
        name: "html",
        about: "people with a browser: one file that needs no network, the contract as a map, findings to open",
        is_live: false,
        written: super::to_html,
    },
    Format {
        name: "sarif",
        about: "code scanning: SARIF 2.1.0 with clauses as rules",
        is_live: false,
        written: to_sarif,
    },
    Format {
        name: "har",
        about: "browsers and proxies: HAR 1.2 of the exchanges that show the findings",
        is_live: false,
        written: to_har,
    },
];

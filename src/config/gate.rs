//! What decides whether a report breaks the run: the level, a baseline, waivers, how much is to be exercised.

use std::path::PathBuf;

use anyhow::bail;
use batchspec_harness::report::{Report, Waiver};

use crate::config::catalogue::Catalogue;
use crate::config::{Layer, waiver_file};
use crate::options::{FailOn, table};
use crate::output::report_file;

/// What is applied to a report before it is shown.
#[derive(Debug)]
pub(crate) struct Gate {
    pub(crate) fail_on: FailOn,
    baseline: Option<Report>,
    waivers: Vec<Waiver>,
    require_exercised: Option<f64>,
    write_waivers: Option<PathBuf>,
}

impl Gate {
    /// Reads the files that are named, before anything is sent.
    pub(crate) fn new(layer: &mut Layer, catalogue: &Catalogue) -> anyhow::Result<Self> {
        let options = &layer.options;
        let fail_on = options.get(&table::FAIL_ON).unwrap_or_default();
        let baseline = match (fail_on, options.get(&table::BASELINE)) {
            (FailOn::New, Some(path)) => Some(report_file::read(&path)?),
            (FailOn::New, None) => bail!("--fail-on new needs to know what is old: add --baseline FILE"),
            // A profile may name a baseline that another level has no use for.
            (FailOn::Must | FailOn::Should, _) => None,
        };
        let mut waivers = std::mem::take(&mut layer.entries);
        waivers.extend(waiver_file::load(&options.list(&table::WAIVERS), catalogue)?);
        let write_waivers = options.get(&table::WRITE_WAIVERS);
        if let Some(path) = &write_waivers {
            waiver_file::check_is_new(path)?;
        }
        let require_exercised = options.get(&table::REQUIRE_EXERCISED);
        Ok(Self { fail_on, baseline, waivers, require_exercised, write_waivers })
    }

    /// Whether a finding may not break the run although its level does.
    pub(crate) fn may_excuse(&self) -> bool {
        self.baseline.is_some() || !self.waivers.is_empty()
    }

    /// Marks what is excused and what is demanded, so that the report knows its exit code.
    pub(crate) fn apply(&self, report: &mut Report) {
        report.terms.require_exercised = self.require_exercised;
        report.waive(&self.waivers, batchspec_harness::run::today());
        if let Some(baseline) = &self.baseline {
            report.count_only_what_is_new(baseline);
        }
    }

    /// Writes the waivers that were asked for.
    pub(crate) fn write(&self, report: &Report) -> anyhow::Result<()> {
        self.write_waivers.as_ref().map_or(Ok(()), |path| waiver_file::write(path, report))
    }
}

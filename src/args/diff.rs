//! What is typed about two servers that are held against one another.

use super::Format;
use crate::options::{DiffRunArgs, RequestArgs, Values, table};

/// What follows the help of `diff`.
pub(super) const AFTER_DIFF: &str = "\
Left out, unless --exact asks for it: the order of entries, members that the model does not know, bodies of errors but
for their types, and what the first server itself answers otherwise at each reading, as generated ids and clocks.

Exit codes, the first that applies:
  2    the command or a file is wrong; nothing was sent
  130  interrupted
  1    the servers differ
  3    a server cannot be reached or does not serve the operation, or nothing was compared
  0    the servers answered alike";

#[derive(Debug, clap::Args)]
pub(crate) struct DiffArgs {
    #[command(flatten)]
    pub(crate) requests: RequestArgs,
    /// The second server, which is sent the same as the one of --target.
    #[arg(long, value_name = "URL")]
    pub(crate) against: String,
    /// Count every difference of bodies, and what the first server answers otherwise at each reading.
    #[arg(long)]
    pub(crate) exact: bool,
    #[command(flatten)]
    pub(crate) run: DiffRunArgs,
    /// How to show it.
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    pub(crate) format: Format,
}

impl DiffArgs {
    /// The same as options of a run that writes nothing.
    pub(crate) fn into_run(self) -> Values {
        let mut values = self.run.values.over(self.requests.values);
        // What is configured for a run must not empty the files of its reports.
        values.set(&table::DRY_RUN, true);
        values.set(&table::PRELUDE, false);
        values.set(&table::SAVE, false);
        values
    }
}

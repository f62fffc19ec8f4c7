//! `batchspec drift`: what a newer version of public models promises otherwise, and who speaks of it.

mod disagreement;
mod operations;
mod sides;
mod speakers;
mod text;
mod touched;
mod untested;

use anyhow::bail;
use serde::Serialize;

use crate::args::{DriftArgs, Format};
use crate::output::screen;

pub(crate) use disagreement::disagreements;
use operations::OperationDrift;
use sides::{RefusedDrift, Sides};
use speakers::Speakers;
use touched::Suites;

/// What moved between two versions.
#[derive(Debug, Serialize)]
struct Drift {
    /// The older version, as it was named.
    old: String,
    /// The newer one.
    new: String,
    /// How many operations both have.
    compared: usize,
    /// The operations of which something moved.
    operations: Vec<OperationDrift>,
    /// What can be read of one version only.
    refused: Vec<RefusedDrift>,
}

/// Compares two versions of a model, and gives 1 when something moved.
pub(crate) fn drift(args: &DriftArgs) -> anyhow::Result<u8> {
    let sides = Sides::read(args)?;
    if sides.is_empty() {
        bail!("neither {} nor {} holds an operation of that name", args.old.display(), args.new.display());
    }
    let suites = Suites::read(&args.suite_dir, &sides)?;
    let speakers = Speakers::read(&args.waivers)?;
    let mut operations = operations::moved(&sides, &suites)?;
    operations.iter_mut().for_each(|operation| speakers.tell(operation));
    let drift = Drift {
        old: args.old.display().to_string(),
        new: args.new.display().to_string(),
        compared: sides.pairs.len(),
        operations,
        refused: sides.refused,
    };
    screen::show(&match args.format {
        Format::Text => text::of(&drift),
        Format::Json => format!("{}\n", serde_json::to_string_pretty(&drift)?),
    })?;
    Ok(u8::from(!drift.operations.is_empty()))
}

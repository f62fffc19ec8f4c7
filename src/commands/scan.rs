//! `batchspec scan`: every batch operation of the models that a server serves, in one table.

use std::time::Duration;

use anyhow::bail;
use batchspec_harness::contract::Effect;

use super::run::{Manner, conduct};
use crate::args::{EffectArg, ScanArgs, SignMode};
use crate::config::catalogue::Catalogue;
use crate::config::settings::Settings;
use crate::output::screen;

/// Operations side by side: so many keep two processors busy while each waits for its answers.
const AT_ONCE: usize = 4;
/// Time of a whole scan, unless the user says.
const LONGEST: Duration = Duration::from_secs(240);
/// Random batches of each operation, unless the user says: breadth before depth.
const RANDOM_CASES: u32 = 40;
/// Requests in flight for each operation, unless the user says.
const LANES: u16 = 4;

/// Tests what `args` ask for, and gives the exit code.
pub(crate) async fn scan(mut args: ScanArgs) -> anyhow::Result<u8> {
    if args.run.requests.own.model.is_none() {
        bail!("name the models to scan with --models PATH: botocore's data folder, or one model");
    }
    if args.run.requests.target.is_empty() && args.run.requests.sign.aws.is_none() {
        bail!("name the server to scan with --target URL");
    }
    // Emulators tell services apart by the scope of the signature.
    let is_signed = args.run.requests.sign.sign.is_some() || args.run.requests.sign.aws.is_some();
    if !is_signed && cfg!(feature = "aws") {
        args.run.requests.sign.sign = Some(SignMode::Placeholder);
    }
    args.run.cases.get_or_insert(RANDOM_CASES);
    args.run.lanes.get_or_insert(LANES);
    args.run.pace.max_time.get_or_insert(LONGEST);
    let writes = args.run.pace.allow_writes;
    let mut catalogue = Catalogue::of(&args.run.requests)?;
    let is_meant = |effect: Effect| match args.effect {
        None => writes || effect == Effect::Reads,
        Some(EffectArg::Reads) => effect == Effect::Reads,
        Some(EffectArg::Writes) => effect == Effect::Writes,
    };
    let left = catalogue.keep_imported(|contract| is_meant(contract.effect));
    if left > 0 && !writes && args.effect.is_none() {
        screen::tell(&format!(
            "leaving out {left} operations that change something (--allow-writes sends them)"
        ));
    }
    let mut settings = Settings::new(args.run, &catalogue)?;
    settings.options.at_once = args.at_once.map_or(AT_ONCE, Into::into);
    conduct(settings, Manner::Scan(catalogue.refused()), &catalogue).await
}

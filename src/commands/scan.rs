//! `batchspec scan`: every batch operation of the models that a server serves, in one table.

mod asked;
mod made;
mod places;
mod supply;

use std::path::PathBuf;
use std::time::{Duration, Instant};

use anyhow::bail;
use batchspec_harness::contract::Effect;
use batchspec_harness::run::{Plans, RunOptions, SuiteRun};

use super::run::{Manner, conduct};
use crate::args::{EffectArg, ScanArgs};
use crate::config::catalogue::Catalogue;
use crate::config::read_all;
use crate::config::settings::Settings;
use crate::options::{SignMode, Values, table};
use crate::output::screen;
pub(super) use made::delete;
pub(super) use supply::Supplies;

/// Operations side by side: so many keep two processors busy while each waits for its answers.
const AT_ONCE: usize = 4;
/// Time of a whole scan, unless the user says.
const LONGEST: Duration = Duration::from_secs(240);
/// Random batches of each operation, unless the user says: breadth before depth.
const RANDOM_CASES: u32 = 40;
/// Requests in flight for each operation, unless the user says.
const LANES: u16 = 4;

/// Of the time of a scan no more than a fifth goes into learning what exists.
const LEARNING: u32 = 5;
/// Of a budget of requests no more than a tenth.
const ASKING: u64 = 10;

/// What a scan has beside a run.
#[derive(Debug)]
pub(crate) struct Scan {
    /// What could not be made a suite, with the reasons.
    pub(crate) refused: Vec<(String, String)>,
    /// What is learned before.
    pub(crate) learning: Learning,
}

/// How it is learned what exists.
#[derive(Debug)]
pub(crate) struct Learning {
    /// The models that tell of operations which list things.
    pub(crate) models: PathBuf,
    /// Whether these are asked.
    pub(crate) learns: bool,
    /// Whether things are made, too.
    pub(crate) makes: bool,
}

impl Learning {
    /// Learns what exists before the run, and takes what that costs from the run's budget.
    pub(crate) async fn supply(
        &self,
        options: &mut RunOptions,
        suites: &mut [SuiteRun],
        catalogue: &Catalogue,
    ) -> anyhow::Result<Supplies> {
        if !self.learns && !self.makes {
            return Ok(Supplies::default());
        }
        let started = Instant::now();
        let leave = supply::Leave {
            learns: self.learns,
            // Things on AWS itself cost money, and nobody chose their names.
            makes: self.makes && suites.iter().all(|suite| !suite.target.host().ends_with(".amazonaws.com")),
            most: options.max_requests.map(|most| most / ASKING),
            until: started + options.max_time.unwrap_or(LONGEST) / LEARNING,
            seed: options.seed,
        };
        let supplied = supply::supply(suites, catalogue, &self.models, leave).await?;
        options.max_requests = options.max_requests.map(|most| most.saturating_sub(supplied.requests));
        options.max_time = options.max_time.map(|most| most.saturating_sub(started.elapsed()));
        Ok(supplied)
    }
}

/// Fills in what a scan does otherwise than a run, where neither command line, environment nor file has a word on it.
/// Whether operations that change something may be sent.
fn fill_in(typed: &mut Values, catalogue: &Catalogue) -> anyhow::Result<bool> {
    let (layer, _) = read_all(typed, catalogue)?;
    let options = &layer.options;
    if layer.target.is_none() && layer.targets.is_empty() && !options.has(&table::AWS) {
        bail!("name the server to scan with --target URL");
    }
    // Emulators tell services apart by the scope of the signature.
    if !options.has(&table::SIGN) && !options.has(&table::AWS) && cfg!(feature = "aws") {
        typed.set(&table::SIGN, SignMode::Placeholder);
    }
    if !options.has(&table::CASES) {
        typed.set(&table::CASES, RANDOM_CASES);
    }
    if !options.has(&table::LANES) {
        typed.set(&table::LANES, LANES);
    }
    if !options.has(&table::MAX_TIME) {
        typed.set(&table::MAX_TIME, LONGEST);
    }
    Ok(options.is_on(&table::ALLOW_WRITES))
}

/// Tests what `args` ask for, and gives the exit code.
pub(crate) async fn scan(args: ScanArgs) -> anyhow::Result<u8> {
    let mut typed = args.run.values;
    let Some(models) = typed.get(&table::MODEL) else {
        bail!("name the models to scan with --models PATH: botocore's data folder, or one model");
    };
    let mut catalogue = Catalogue::of_heads(&typed)?;
    let writes = fill_in(&mut typed, &catalogue)?;
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
    let mut settings = Settings::new(&typed, &catalogue)?;
    settings.options.asks_what_is_served = true;
    settings.options.at_once = args.at_once.map_or(AT_ONCE, Into::into);
    settings.options.plans = Plans::of_one_run();
    let learning = Learning { models, learns: settings.learns, makes: writes };
    let scan = Scan { refused: catalogue.refused(), learning };
    conduct(settings, Manner::Scan(scan), &catalogue).await
}

//! What the environment says of a run: `BATCHSPEC_` and the name of the option. Empty variables say nothing.

use std::num::NonZeroU64;
use std::path::PathBuf;

use batchspec_harness::contract::{InputError, Mistake, near};
use batchspec_harness::send::Target;

use super::endpoint::EndpointLayer;
use super::flags::{header, targets};
use super::network::NetworkLayer;
use super::{Given, Layer, Origin, Slot};
use crate::args::{FailOn, SignMode, duration, lanes, pin, rate, share, whole};
use crate::config::catalogue::Catalogue;

/// What the variables of this program begin with.
const PREFIX: &str = "BATCHSPEC_";

/// Variables of this program that are no options of a run: read elsewhere, or by its build and its tests.
const ELSEWHERE: [&str; 8] = [
    "BATCHSPEC_BOTOCORE_DATA",
    "BATCHSPEC_CONFIG",
    "BATCHSPEC_PROFILE",
    "BATCHSPEC_SUITE_DIR",
    "BATCHSPEC_COMMIT",
    "BATCHSPEC_MOTO",
    "BATCHSPEC_MUTANTS",
    "BATCHSPEC_UPDATE",
];

/// The environment, with the mistakes found so far.
struct Environment<'e> {
    variable: &'e dyn Fn(&str) -> Option<String>,
    /// The names that were asked for.
    known: Vec<&'static str>,
    mistakes: Vec<Mistake>,
}

/// The environment as a layer: stronger than the file, weaker than the command line.
///
/// Each variable in `set` that begins with `BATCHSPEC_` and is not read gets a warning: whoever misspells one would
/// believe that it took effect.
///
/// # Errors
/// All variables that cannot be understood.
pub(super) fn read(
    variable: &dyn Fn(&str) -> Option<String>,
    set: impl Iterator<Item = String>,
    catalogue: &Catalogue,
) -> (Result<Layer, InputError>, Vec<String>) {
    let mut environment = Environment { variable, known: ELSEWHERE.to_vec(), mistakes: Vec::new() };
    let layer = environment.layer(catalogue);
    let Environment { known, mistakes, .. } = environment;
    let strangers = set.filter(|name| name.starts_with(PREFIX) && !known.contains(&name.as_str()));
    let strangers = strangers.map(|name| stranger(&name, &known)).collect();
    (if mistakes.is_empty() { Ok(layer) } else { Err(InputError(mistakes)) }, strangers)
}

/// What is said of a variable that nothing reads.
fn stranger(name: &str, known: &[&'static str]) -> String {
    let bare = |name: &str| name.strip_prefix(PREFIX).unwrap_or_default().to_owned();
    let (own, others): (_, Vec<String>) = (bare(name), known.iter().map(|known| bare(known)).collect());
    let others = || others.iter().map(String::as_str);
    let part = || others().filter(|other| own.contains(other)).max_by_key(|other| other.len());
    let advice = match near(&own, others()).or_else(part) {
        Some(meant) => format!("did you mean {PREFIX}{meant}?"),
        None => "variables are called as the options of `batchspec run` are".to_owned(),
    };
    format!("{} is not heeded; {advice}", name.escape_debug())
}

impl Environment<'_> {
    fn layer(&mut self, catalogue: &Catalogue) -> Layer {
        let by_target = self.parsed("BATCHSPEC_TARGET", |text| {
            let texts: Vec<String> = text.split_whitespace().map(str::to_owned).collect();
            targets(&texts, &Origin::Variable("BATCHSPEC_TARGET"), catalogue)
        });
        let (target, targets) = by_target.map(|given| given.value).unwrap_or_default();
        let strictness = self.flag("BATCHSPEC_STRICT");
        let fail_on = self.parsed("BATCHSPEC_FAIL_ON", FailOn::parse);
        if fail_on.is_some() && strictness.is_some() {
            self.wrong("BATCHSPEC_STRICT", "it is short for BATCHSPEC_FAIL_ON: set one of them".to_owned());
        }
        let strictness = strictness
            .map(|strict| Given { value: FailOn::by_strictness(strict.value), origin: strict.origin });
        let lanes = self.parsed("BATCHSPEC_LANES", lanes);
        Layer {
            suites: self.list("BATCHSPEC_SUITES"),
            target,
            targets,
            endpoint: EndpointLayer {
                sign: self.parsed("BATCHSPEC_SIGN", SignMode::parse),
                aws: self.parsed("BATCHSPEC_AWS", |text| Ok(text.to_owned())),
                fips: self.flag("BATCHSPEC_FIPS"),
                dual_stack: self.flag("BATCHSPEC_DUAL_STACK"),
                sign_region: self.parsed("BATCHSPEC_SIGN_REGION", |text| Ok(text.to_owned())),
                auth_probes: self.flag("BATCHSPEC_AUTH_PROBES"),
                rate: self.parsed("BATCHSPEC_RATE", rate),
                max_requests: self
                    .parsed("BATCHSPEC_MAX_REQUESTS", |text| whole::<NonZeroU64>(text).map(Into::into)),
                max_time: self.parsed("BATCHSPEC_MAX_TIME", duration),
                allow_writes: self.flag("BATCHSPEC_ALLOW_WRITES"),
                mask_accounts: self.flag("BATCHSPEC_MASK_ACCOUNTS"),
            },
            network: NetworkLayer {
                ca_file: self.paths("BATCHSPEC_CA_FILE"),
                insecure: self.flag("BATCHSPEC_INSECURE"),
                // Commas stand within one as well.
                resolve: self.parsed("BATCHSPEC_RESOLVE", |text| text.split_whitespace().map(pin).collect()),
            },
            headers: self.headers(),
            timeout: self.parsed("BATCHSPEC_TIMEOUT", duration),
            lanes,
            cases: self.parsed("BATCHSPEC_CASES", whole),
            seed: self.parsed("BATCHSPEC_SEED", whole),
            fail_on: fail_on.or(strictness),
            baseline: self.parsed("BATCHSPEC_BASELINE", |text| Ok(text.into())),
            require_exercised: self.parsed("BATCHSPEC_REQUIRE_EXERCISED", share),
            only: self.list("BATCHSPEC_ONLY"),
            skip: self.list("BATCHSPEC_SKIP"),
            partition: self
                .parsed("BATCHSPEC_PARTITION", |text| text.parse().map_err(|what: &str| what.to_owned())),
            case_header: self.flag("BATCHSPEC_CASE_HEADER"),
            fail_fast: self.flag("BATCHSPEC_FAIL_FAST"),
            quiet: self.flag("BATCHSPEC_QUIET"),
            save: self.flag("BATCHSPEC_SAVE"),
            prelude: self.flag("BATCHSPEC_PRELUDE"),
            wait: self.parsed("BATCHSPEC_WAIT", duration),
            exec: self.parsed("BATCHSPEC_EXEC", |text| Ok(text.to_owned())),
            setup: self.parsed("BATCHSPEC_SETUP", |text| Ok(text.to_owned())),
            report: self.list("BATCHSPEC_REPORT"),
            waivers: self.paths("BATCHSPEC_WAIVERS"),
            ..Layer::default()
        }
    }

    fn parsed<T>(&mut self, name: &'static str, parse: impl FnOnce(&str) -> Result<T, String>) -> Slot<T> {
        self.known.push(name);
        let text = (self.variable)(name).filter(|text| !text.trim().is_empty())?;
        match parse(text.trim()) {
            Ok(value) => Some(Given { value, origin: Origin::Variable(name) }),
            Err(what) => {
                self.wrong(name, what);
                None
            }
        }
    }

    fn flag(&mut self, name: &'static str) -> Slot<bool> {
        self.parsed(name, |text| match text {
            "1" | "true" => Ok(true),
            "0" | "false" => Ok(false),
            _ => Err("write 1 or 0".to_owned()),
        })
    }

    /// Texts with commas between them.
    fn list(&mut self, name: &'static str) -> Slot<Vec<String>> {
        self.parsed(name, |text| Ok(text.split(',').map(|part| part.trim().to_owned()).collect()))
    }

    /// Files with commas between them.
    fn paths(&mut self, name: &'static str) -> Slot<Vec<PathBuf>> {
        self.parsed(name, |text| Ok(text.split(',').map(|file| file.trim().into()).collect()))
    }

    /// One header a line. No value is told: it may be a secret.
    fn headers(&mut self) -> Vec<Given<(String, String)>> {
        let name = "BATCHSPEC_HEADER";
        let headers = self.parsed(name, |text| {
            let lines = text.lines().filter(|line| !line.trim().is_empty());
            let headers: Vec<_> = lines
                .map(|line| header(line).ok_or("write each header as Name: value, one a line"))
                .collect::<Result<_, _>>()?;
            Target::new("http://localhost")
                .and_then(|target| target.with_headers(headers.clone()))
                .map_err(|error| error.to_string())?;
            Ok(headers)
        });
        let headers = headers.map(|given| given.value).unwrap_or_default();
        headers.into_iter().map(|value| Given { value, origin: Origin::Variable(name) }).collect()
    }

    fn wrong(&mut self, name: &str, what: String) {
        self.mistakes.push(Mistake { file: "environment".to_owned(), place: name.to_owned(), what });
    }
}

//! What the command line says of a run.

use std::collections::BTreeMap;

use anyhow::{Context as _, anyhow, bail};

use super::endpoint::EndpointLayer;
use super::network::NetworkLayer;
use super::{Given, Layer, Origin, Slot};
use crate::args::{FailOn, RunArgs};
use crate::config::catalogue::Catalogue;

/// The command line as a layer, the strongest.
pub(super) fn layer(args: &RunArgs, catalogue: &Catalogue) -> anyhow::Result<Layer> {
    let (target, targets) = targets(&args.requests.target, &Origin::Flag("--target"), catalogue)
        .map_err(|what| anyhow!("--target: {what}"))?;
    let strictness = args.strict.then(|| FailOn::by_strictness(true));
    Ok(Layer {
        suites: list(&args.suites, "SUITE"),
        target,
        targets,
        endpoint: EndpointLayer::of_flags(args),
        network: NetworkLayer::of_flags(&args.requests.network),
        headers: headers(&args.requests.header)?,
        timeout: given(args.requests.timeout, "--timeout"),
        lanes: given(args.lanes, "--lanes"),
        cases: given(args.cases, "--cases"),
        seed: given(args.seed, "--seed"),
        fail_on: given(args.fail_on, "--fail-on").or(given(strictness, "--strict")),
        baseline: given(args.baseline.clone(), "--baseline"),
        require_exercised: given(args.require_exercised, "--require-exercised"),
        only: list(&args.only, "--only"),
        skip: list(&args.skip, "--skip"),
        partition: given(args.partition, "--partition"),
        case_header: given(args.no_case_header.then_some(false), "--no-case-header"),
        fail_fast: given(args.fail_fast.then_some(true), "--fail-fast"),
        save: given(args.no_save.then_some(false), "--no-save"),
        prelude: given(args.no_prelude.then_some(false), "--no-prelude"),
        quiet: given(args.quiet.then_some(true), "--quiet"),
        wait: given(args.wait, "--wait"),
        exec: given(args.exec.clone(), "--exec"),
        setup: given(args.setup.clone(), "--setup"),
        report: list(&reports(args), "--report"),
        waivers: list(&args.waivers, "--waivers"),
        ..Layer::default()
    })
}

/// The reports asked for, the one by its own name among them.
fn reports(args: &RunArgs) -> Vec<String> {
    let json = args.report_json.as_ref().map(|path| format!("json={}", path.display()));
    args.report.iter().cloned().chain(json).collect()
}

pub(super) fn given<T>(value: Option<T>, flag: &'static str) -> Slot<T> {
    value.map(|value| Given { value, origin: Origin::Flag(flag) })
}

pub(super) fn list<T: Clone>(values: &[T], flag: &'static str) -> Slot<Vec<T>> {
    given((!values.is_empty()).then(|| values.to_vec()), flag)
}

/// The target for all suites, and those for one.
type Targets = (Slot<String>, BTreeMap<String, Given<String>>);

/// Reads `URL` and `SUITE=URL`.
pub(super) fn targets(texts: &[String], origin: &Origin, catalogue: &Catalogue) -> Result<Targets, String> {
    let (mut for_all, mut by_suite): (Slot<String>, BTreeMap<_, _>) = (None, BTreeMap::new());
    for text in texts {
        // A suite's name has neither colon nor slash; a URL may have an equals sign later on.
        let (suite, url) = match text.split_once('=') {
            Some((suite, url)) if !suite.contains([':', '/']) => (Some(suite), url),
            _ => (None, text.as_str()),
        };
        let given = Given { value: url.to_owned(), origin: origin.clone() };
        let earlier = match suite {
            Some(suite) => by_suite.insert(catalogue.find(suite)?.suite.clone(), given),
            None => for_all.replace(given),
        };
        if earlier.is_some() {
            return Err(format!("two targets for {}: give one", suite.unwrap_or("all suites")));
        }
    }
    Ok((for_all, by_suite))
}

fn headers(texts: &[String]) -> anyhow::Result<Vec<Given<(String, String)>>> {
    let mut headers = Vec::new();
    for text in texts {
        // The text itself stays out of the message: it may hold a secret.
        let value = header(text).context("a --header lacks its colon: write it as --header 'Name: value'")?;
        headers.push(Given { value, origin: Origin::Flag("--header") });
    }
    if headers.iter().any(|header| header.value.0.is_empty()) {
        bail!("a --header lacks its name: write it as --header 'Name: value'");
    }
    Ok(headers)
}

/// The name and the value of `Name: value`.
pub(super) fn header(text: &str) -> Option<(String, String)> {
    let (name, value) = text.split_once(':')?;
    Some((name.trim().to_owned(), value.trim().to_owned()))
}

//! What the command line says of a run.

use std::collections::BTreeMap;

use anyhow::{Context as _, anyhow, bail};

use super::Layer;
use crate::config::catalogue::Catalogue;
use crate::options::{Given, Slot, Values, header, table};

/// The command line as a layer, the strongest.
pub(super) fn layer(typed: &Values, catalogue: &Catalogue) -> anyhow::Result<Layer> {
    let mut options = typed.clone();
    let (target, targets) = targets(options.remove(&table::TARGET), catalogue)
        .map_err(|what| anyhow!("{}: {what}", table::TARGET.row().argument()))?;
    let headers = headers(options.remove(&table::HEADER))?;
    if let Some(path) = options.get(&table::REPORT_JSON) {
        let mut reports = options.list(&table::REPORT);
        reports.push(format!("json={}", path.display()));
        options.set(&table::REPORT, reports);
    }
    Ok(Layer { options, target, targets, headers, ..Layer::default() })
}

/// The target for all suites, and those for one.
type Targets = (Slot<String>, BTreeMap<String, Given<String>>);

/// Reads `URL` and `SUITE=URL`.
pub(super) fn targets(texts: Slot<Vec<String>>, catalogue: &Catalogue) -> Result<Targets, String> {
    let (mut for_all, mut by_suite): (Slot<String>, BTreeMap<_, _>) = (None, BTreeMap::new());
    let Some(Given { value: texts, origin }) = texts else { return Ok((for_all, by_suite)) };
    for text in &texts {
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

fn headers(texts: Slot<Vec<String>>) -> anyhow::Result<Vec<Given<(String, String)>>> {
    let Some(Given { value: texts, origin }) = texts else { return Ok(Vec::new()) };
    let mut headers = Vec::new();
    for text in &texts {
        // The text itself stays out of the message: it may hold a secret.
        let value = header(text).context("a --header lacks its colon: write it as --header 'Name: value'")?;
        headers.push(Given { value, origin: origin.clone() });
    }
    if headers.iter().any(|header| header.value.0.is_empty()) {
        bail!("a --header lacks its name: write it as --header 'Name: value'");
    }
    Ok(headers)
}

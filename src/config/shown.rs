//! `batchspec config`: what is in force, and where each value comes from.

use std::time::Duration;

use batchspec_harness::report::{redacted_header, wrap};
use batchspec_harness::run::RunOptions;
use batchspec_harness::send::{Pin, Target};
use serde_json::{Value, json};

use super::{Given, Layer, Slot, in_force};
use crate::args::{ConfigArgs, FailOn, Format};
use crate::config::catalogue::Catalogue;
use crate::output::screen;

/// Where values come from that no source gives.
const DEFAULT: &str = "default";

/// One value in force.
struct Row {
    key: String,
    value: Value,
    from: String,
}

/// Shows what a run with these arguments would do.
pub(crate) fn show(args: &ConfigArgs) -> anyhow::Result<u8> {
    let catalogue = Catalogue::of(&args.run.requests)?;
    let rows = rows(&in_force(&args.run, &catalogue)?, &catalogue);
    screen::show(&match args.format {
        Format::Text => to_text(&rows),
        Format::Json => {
            let object = |row: &Row| json!({ "key": row.key, "value": row.value, "from": row.from });
            format!("{}\n", serde_json::to_string_pretty(&rows.iter().map(object).collect::<Vec<_>>())?)
        }
    })?;
    Ok(0)
}

fn rows(layer: &Layer, catalogue: &Catalogue) -> Vec<Row> {
    let defaults = RunOptions::default();
    let empty = || json!([]);
    let mut rows = vec![
        row("suites", &layer.suites, |list| json!(list), json!("all that have a target")),
        row("suite-dir", catalogue.folders(), |list| json!(list), empty()),
    ];
    let reference =
        if layer.targets.is_empty() { json!("the embedded reference servers") } else { Value::Null };
    rows.push(row("target", &layer.target, |url| json!(without_secrets(url)), reference));
    for (suite, url) in &layer.targets {
        rows.push(given(&format!("targets.{suite}"), url, |url| json!(without_secrets(url))));
    }
    for header in &layer.headers {
        let (name, value) = &header.value;
        rows.push(given(&format!("headers.{name}"), header, |_| json!(redacted_header(name, value))));
    }
    rows.extend(connections(layer));
    let own_timeout = json!("2s on this machine, 10s elsewhere");
    rows.extend([
        row("timeout", &layer.timeout, |time| json!(spelled(*time)), own_timeout),
        row("lanes", &layer.lanes, |lanes| json!(lanes), json!(defaults.lanes)),
        row("cases", &layer.cases, |cases| json!(cases), json!(defaults.random_cases)),
        row("seed", &layer.seed, |seed| json!(seed), json!("another one each time")),
        row("fail-on", &layer.fail_on, |level| json!(level.name()), json!(FailOn::Must.name())),
        row("baseline", &layer.baseline, |path| json!(path), Value::Null),
        row("require-exercised", &layer.require_exercised, |share| json!(format!("{share}%")), Value::Null),
        row("only", &layer.only, |list| json!(list), empty()),
        row("skip", &layer.skip, |list| json!(list), empty()),
        row("partition", &layer.partition, |part| json!(part.to_string()), Value::Null),
        row("case-header", &layer.case_header, |flag| json!(flag), json!(true)),
        row("fail-fast", &layer.fail_fast, |flag| json!(flag), json!(defaults.fail_fast)),
        row("quiet", &layer.quiet, |flag| json!(flag), json!(false)),
        row("save", &layer.save, |flag| json!(flag), json!(true)),
        row("prelude", &layer.prelude, |flag| json!(flag), json!(true)),
        row("wait", &layer.wait, |time| json!(spelled(*time)), json!("0s, and 10s for what exec starts")),
        row("exec", &layer.exec, |command| json!(redacted_header("", command)), Value::Null),
        row("setup", &layer.setup, |command| json!(redacted_header("", command)), Value::Null),
        row("report", &layer.report, |list| json!(list), empty()),
        row("waivers", &layer.waivers, |files| json!(files), empty()),
    ]);
    for waiver in &layer.entries {
        let key = if waiver.flaky { "flaky" } else { "waiver" };
        rows.push(Row { key: key.to_owned(), value: json!(waiver.clause), from: waiver.place.clone() });
    }
    for (suite, subjects) in &layer.subjects {
        rows.push(given(&format!("subjects.{suite}"), subjects, |subjects| {
            json!({ "present": subjects.present, "absent": subjects.absent, "denied": subjects.denied })
        }));
    }
    for (suite, triggers) in &layer.triggers {
        rows.push(given(&format!("triggers.{suite}"), triggers, |triggers| {
            // How an error is provoked may hold a secret; that it is will do.
            json!(triggers.iter().map(|trigger| trigger.error.as_str()).collect::<Vec<_>>())
        }));
    }
    for (suite, inputs) in &layer.inputs {
        rows.push(given(&format!("inputs.{suite}"), inputs, |inputs| json!(inputs)));
    }
    rows
}

/// Signatures, the pace and the way to targets.
fn connections(layer: &Layer) -> Vec<Row> {
    let empty = || json!([]);
    let endpoint = &layer.endpoint;
    let mut rows = vec![
        row("sign", &endpoint.sign, |mode| json!(mode.name()), json!("none, and aws with aws")),
        row("aws", &endpoint.aws, |region| json!(region), Value::Null),
        row("fips", &endpoint.fips, |flag| json!(flag), json!(false)),
        row("dual-stack", &endpoint.dual_stack, |flag| json!(flag), json!(false)),
        row("sign-region", &endpoint.sign_region, |region| json!(region), Value::Null),
        row("auth-probes", &endpoint.auth_probes, |flag| json!(flag), json!(false)),
        row("rate", &endpoint.rate, |rate| json!(rate), json!("no limit on this machine, 5 elsewhere")),
        row(
            "max-requests",
            &endpoint.max_requests,
            |most| json!(most),
            json!("no limit on this machine, 300 elsewhere"),
        ),
        row("max-time", &endpoint.max_time, |time| json!(spelled(*time)), Value::Null),
        row("allow-writes", &endpoint.allow_writes, |flag| json!(flag), json!(false)),
        row("mask-accounts", &endpoint.mask_accounts, |flag| json!(flag), json!(false)),
    ];
    let network = &layer.network;
    let pins = |pins: &Vec<Pin>| json!(pins.iter().map(ToString::to_string).collect::<Vec<_>>());
    rows.extend([
        row("ca-file", &network.ca_file, |files| json!(files), empty()),
        row("insecure", &network.insecure, |flag| json!(flag), json!(false)),
        row("resolve", &network.resolve, pins, empty()),
    ]);
    rows
}

fn row<T>(key: &str, slot: &Slot<T>, value: impl Fn(&T) -> Value, default: Value) -> Row {
    match slot {
        Some(found) => given(key, found, value),
        None => Row { key: key.to_owned(), value: default, from: DEFAULT.to_owned() },
    }
}

fn given<T>(key: &str, found: &Given<T>, value: impl Fn(&T) -> Value) -> Row {
    Row { key: key.to_owned(), value: value(&found.value), from: found.origin.to_string() }
}

/// A URL as reports show it; one that is wrong is not shown, since nobody knows what it holds.
fn without_secrets(url: &str) -> String {
    Target::new(url).map_or_else(|error| format!("wrong: {error}"), |target| target.url())
}

fn spelled(time: Duration) -> String {
    match time.as_millis() {
        ms if ms % 1_000 == 0 => format!("{}s", ms / 1_000),
        ms => format!("{ms}ms"),
    }
}

fn to_text(rows: &[Row]) -> String {
    let value = |row: &Row| match &row.value {
        Value::Null => "-".to_owned(),
        Value::String(text) => text.clone(),
        other => other.to_string(),
    };
    let width = |of: &dyn Fn(&Row) -> usize| rows.iter().map(of).max().unwrap_or(0);
    let (keys, origins) = (width(&|row| row.key.chars().count()), width(&|row| row.from.chars().count()));
    let line = |row: &Row| {
        let head = format!("{:keys$}  {:origins$}  ", row.key, row.from);
        let at = head.chars().count();
        format!("{head}{}\n", wrap(&value(row), at, at))
    };
    rows.iter().map(line).collect()
}

//! Every option of a run, one row each, in the order of the help.

use std::path::PathBuf;
use std::time::Duration;

use batchspec_harness::report::Partition;
use batchspec_harness::run::RunOptions;
use batchspec_harness::send::Pin;

use super::choices::{FailOn, SignMode};
use super::kinds::{
    COMMAND, COUNT, HEADERS, LANES as IN_FLIGHT, LEVEL, MOST, OFF, ON, PARTITION as PART, PATH, PATHS, PINS,
    RATE as A_SECOND, SHARE, SIGNATURE, STRICTNESS, TARGETS, TEXT, TEXTS, TIME, WHOLE,
};
use super::option::{AnyOption, Opt, Part};

/// Options of all commands that read suites.
const OF_SUITES: &[Part] = &[Part::Suites, Part::Requests, Part::Rejudge];
/// Options of all commands that send requests.
const OF_REQUESTS: &[Part] = &[Part::Requests];

pub(crate) const SUITES: Opt<Vec<String>> =
    Opt::new("suites", TEXTS, "Suites to run; all that have a target when none is named")
        .told(&[(Part::Diff, "Suites whose cases to send; all when none is named, or those of --model")])
        .value("SUITE")
        .nameless()
        .default_words("all that have a target");

pub(crate) const TARGET: Opt<Vec<String>> =
    Opt::new("target", TARGETS, "Where to send requests, for all suites or for one; may be repeated")
        .of(OF_REQUESTS)
        .value("[SUITE=]URL")
        .default_words("the embedded reference servers");

pub(crate) const SUITE_DIR: Opt<Vec<PathBuf>> = Opt::new(
    "suite-dir",
    PATHS,
    "Folder of a suite of your own, with its suite.toml and model; may be repeated. Beside --model, one with the id of an \
     imported suite corrects that",
)
.of(OF_SUITES)
.value("DIR")
.for_top();

pub(crate) const MODEL: Opt<PathBuf> = Opt::typed(
    "model",
    PATH,
    "Public model of a service to import suites from: botocore's service-2.json or .json.gz, Smithy's JSON, or a folder",
)
.of(OF_SUITES)
.value("PATH")
.alias("models");

pub(crate) const OPERATION: Opt<String> = Opt::typed(
    "operation",
    TEXT,
    "With --model: the operations to import; `*` stands for any text [default: all that take a batch]",
)
.of(OF_SUITES)
.value("GLOB")
.requires("model");

pub(crate) const SERVICE: Opt<String> = Opt::typed(
    "service",
    TEXT,
    "With --model: the services to import, by the names of their folders; `*` stands for any text [default: all]",
)
.of(OF_SUITES)
.value("GLOB")
.requires("model");

pub(crate) const ERRATA: Opt<PathBuf> = Opt::typed(
    "errata",
    PATH,
    "With --model: file of what the services do otherwise than their models say, beside what is known here",
)
.of(OF_SUITES)
.requires("model");

pub(crate) const SIGN: Opt<SignMode> =
    Opt::new("sign", SIGNATURE, "How to sign requests [default: none, and aws with --aws]")
        .of(OF_REQUESTS)
        .default_words("none, and aws with aws");

pub(crate) const AWS: Opt<String> = Opt::new("aws", TEXT, "Send to the real services in this region, signed")
    .of(OF_REQUESTS)
    .value("REGION")
    .conflicts("target");

pub(crate) const FIPS: Opt<bool> =
    Opt::new("fips", ON, "With --aws: the hosts with validated cryptography (FIPS 140)").of(OF_REQUESTS);

pub(crate) const DUAL_STACK: Opt<bool> =
    Opt::new("dual-stack", ON, "With --aws: the hosts that answer by IPv6, too").of(OF_REQUESTS);

pub(crate) const AUTH_PROBES: Opt<bool> = Opt::new(
    "auth-probes",
    ON,
    "Also send requests that are unsigned or not signed well, which must be refused",
)
.of(OF_REQUESTS);

pub(crate) const SIGN_REGION: Opt<String> = Opt::new(
    "sign-region",
    TEXT,
    "Region to sign for [default: that of --aws, AWS_REGION or AWS_DEFAULT_REGION]",
)
.of(OF_REQUESTS)
.value("REGION");

pub(crate) const CA_FILE: Opt<Vec<PathBuf>> = Opt::new(
    "ca-file",
    PATHS,
    "File of certificates (PEM) to trust beside those of the system; may be repeated",
)
.of(OF_REQUESTS);

pub(crate) const INSECURE: Opt<bool> = Opt::new(
    "insecure",
    ON,
    "Accept any certificate. Whoever is in between can then read and change what is sent",
)
.of(OF_REQUESTS);

pub(crate) const RESOLVE: Opt<Vec<Pin>> =
    Opt::new("resolve", PINS, "Address of a host and port, in the place of a look-up; may be repeated")
        .of(OF_REQUESTS);

pub(crate) const CONFIG: Opt<PathBuf> =
    Opt::typed("config", PATH, "Configuration file [default: batchspec.toml, if it is here]")
        .of(OF_REQUESTS)
        .told(&[(
            Part::Rejudge,
            "Configuration file, of which clauses and what breaks the run count [default: batchspec.toml, if it is here]",
        )])
        .parsed_from("BATCHSPEC_CONFIG");

pub(crate) const PROFILE: Opt<String> =
    Opt::typed("profile", TEXT, "Profile of the configuration file whose values go before its others")
        .of(&[Part::Requests, Part::Rejudge])
        .value("NAME")
        .parsed_from("BATCHSPEC_PROFILE");

/// In the file, headers are a table of their own.
pub(crate) const HEADER: Opt<Vec<String>> =
    Opt::new("header", HEADERS, "Header to put on every request; may be repeated")
        .of(OF_REQUESTS)
        .value("NAME: VALUE")
        .not_in_file();

pub(crate) const TIMEOUT: Opt<Duration> =
    Opt::new("timeout", TIME, "Limit for one request [default: 2s on this machine, 10s elsewhere]")
        .of(OF_REQUESTS)
        .default_words("2s on this machine, 10s elsewhere");

pub(crate) const RATE: Opt<f64> =
    Opt::new("rate", A_SECOND, "Requests a second at most [default: no limit on this machine, 5 elsewhere]")
        .of(&[Part::Diff])
        .default_words("no limit on this machine, 5 elsewhere");

pub(crate) const MAX_REQUESTS: Opt<u64> = Opt::new(
    "max-requests",
    MOST,
    "Requests of the whole run at most, the most telling first [default: no limit on this machine, 300 elsewhere]",
)
.of(&[Part::Diff])
.default_words("no limit on this machine, 300 elsewhere");

pub(crate) const MAX_TIME: Opt<Duration> = Opt::new(
    "max-time",
    TIME,
    "Time that requests are sent at most [default: 45s on this machine, none with --cases]",
)
.of(&[Part::Diff]);

pub(crate) const DRY_RUN: Opt<bool> =
    Opt::typed("dry-run", ON, "Show what would be sent, and send nothing").of(&[Part::Diff]);

pub(crate) const ALLOW_WRITES: Opt<bool> =
    Opt::new("allow-writes", ON, "Send operations that change something, too").of(&[Part::Diff]);

pub(crate) const MASK_ACCOUNTS: Opt<bool> =
    Opt::new("mask-accounts", ON, "Put stand-ins in place of account ids in all that is shown or written")
        .of(&[Part::Diff]);

pub(crate) const SEED: Opt<u64> =
    Opt::new("seed", WHOLE, "Seed of all chance [default: another one each time; the report names it]")
        .told(&[(Part::Diff, "Seed of all chance [default: another one each time; the output names it]")])
        .default_words("another one each time");

pub(crate) const CASES: Opt<u32> =
    Opt::new("cases", COUNT, "Random valid batches for each suite, beside the fixed cases [default: 300]")
        .of(&[Part::Diff])
        .default(|| RunOptions::default().random_cases);

pub(crate) const STRICT: Opt<FailOn> = Opt::new(
    "strict",
    STRICTNESS,
    "Let breaches of \"should\" clauses break the run: short for --fail-on should",
)
.told(&[(Part::Rejudge, "Let breaches of \"should\" clauses count: short for --fail-on should")])
.short_for(&FAIL_ON)
.conflicts("fail-on");

pub(crate) const FAIL_ON: Opt<FailOn> = Opt::new(
    "fail-on",
    LEVEL,
    "What breaks the run: breaches of \"must\" clauses, of \"should\" clauses, too, or of \"must\" clauses only where the \
     baseline lacks them [default: must]",
)
.told(&[(Part::Rejudge, "What breaks it: as for `batchspec run` [default: must]")]);

pub(crate) const BASELINE: Opt<PathBuf> =
    Opt::new("baseline", PATH, "Report as JSON whose findings --fail-on new knows").of(&[Part::Rejudge]);

pub(crate) const REQUIRE_EXERCISED: Opt<f64> = Opt::new(
    "require-exercised",
    SHARE,
    "Share of the \"must\" and \"should\" clauses that has to be decided, for example 95%",
)
.of(&[Part::Rejudge]);

pub(crate) const WAIVERS: Opt<Vec<PathBuf>> =
    Opt::new("waivers", PATHS, "File of waivers, for findings that may stay for now; may be repeated")
        .of(&[Part::Rejudge]);

pub(crate) const WRITE_WAIVERS: Opt<PathBuf> = Opt::typed(
    "write-waivers",
    PATH,
    "New file for waivers of what breaks the run, whose reasons are to be filled in",
);

/// The shards of a run differ in nothing else, and share a file.
pub(crate) const PARTITION: Opt<Partition> = Opt::new(
    "partition",
    PART,
    "Judge only one share of the clauses, for example the second of four; `batchspec merge` joins the reports",
)
.not_in_file();

pub(crate) const ONLY: Opt<Vec<String>> = Opt::new(
    "only",
    TEXTS,
    "Judge only clauses whose id matches; `*` stands for any text; may be repeated",
)
.of(&[Part::Rejudge])
.told(&[(
    Part::Diff,
    "Send only cases that can decide clauses whose id matches; `*` stands for any text; may be repeated",
)])
.value("GLOB");

pub(crate) const SKIP: Opt<Vec<String>> =
    Opt::new("skip", TEXTS, "Do not judge clauses whose id matches; may be repeated")
        .of(&[Part::Rejudge])
        .told(&[(Part::Diff, "Do not send cases for clauses whose id matches; may be repeated")])
        .value("GLOB");

pub(crate) const LANES: Opt<u16> = Opt::new("lanes", IN_FLIGHT, "Requests in flight [default: 16]")
    .of(&[Part::Diff])
    .alias("in-flight")
    .default(|| u16::try_from(RunOptions::default().lanes).unwrap_or(u16::MAX));

pub(crate) const CASE_HEADER: Opt<bool> =
    Opt::new("case-header", OFF, "Leave out the header that names the case of a request")
        .of(&[Part::Diff])
        .long("no-case-header");

pub(crate) const FAIL_FAST: Opt<bool> = Opt::new(
    "fail-fast",
    ON,
    "Stop at the first finding that breaks the run, after a look at a hundred more cases that tell its cause; not heeded \
     by shards, and where waivers or a baseline may excuse it",
);

pub(crate) const WAIT: Opt<Duration> =
    Opt::new("wait", TIME, "Wait at most this long until the target accepts connections")
        .told(&[(Part::Diff, "Wait at most this long until both servers accept connections")])
        .default_words("0s, and 10s for what exec starts");

pub(crate) const EXEC: Opt<String> =
    Opt::new("exec", COMMAND, "Shell command that starts the server under test; it is stopped after the run");

pub(crate) const SETUP: Opt<String> = Opt::new(
    "setup",
    COMMAND,
    "Shell command that makes a world on the target before the run: AWS_ENDPOINT_URL, credentials and a region are in its \
     environment, and it may print [subjects.SUITE] and [inputs.SUITE] as TOML, also by the names of services",
)
.told(&[(
    Part::Diff,
    "Shell command that makes a world on each server before the comparison, as --setup of `run` does",
)]);

pub(crate) const REPORT: Opt<Vec<String>> = Opt::new(
    "report",
    TEXTS,
    "Report in a format of `batchspec list formats`; the path `-` is standard output; may be repeated",
)
.of(&[Part::Rejudge])
.value("FORMAT=PATH");

pub(crate) const REPORT_JSON: Opt<PathBuf> =
    Opt::typed("report-json", PATH, "File for the whole report as JSON: the same as --report json=FILE");

pub(crate) const RECORD: Opt<PathBuf> = Opt::typed(
    "record",
    PATH,
    "File for every exchange of the run, without secrets, as HAR 1.2; `batchspec rejudge` reads it",
);

pub(crate) const LEARN: Opt<bool> = Opt::new(
    "learn",
    OFF,
    "Do not ask operations of a public model that list things what exists before the batch operations are tested",
)
.long("no-learn");

pub(crate) const SAVE: Opt<bool> =
    Opt::new("save", OFF, "Do not save findings under .batchspec for later runs and `batchspec replay`")
        .long("no-save");

pub(crate) const PRELUDE: Opt<bool> =
    Opt::new("prelude", OFF, "Do not send saved findings before everything else").long("no-prelude");

pub(crate) const QUIET: Opt<bool> =
    Opt::new("quiet", ON, "Print findings and the verdict only").of(&[Part::Rejudge]).short('q');

/// All of them.
pub(crate) const ALL: &[&dyn AnyOption] = &[
    &SUITES,
    &TARGET,
    &SUITE_DIR,
    &MODEL,
    &OPERATION,
    &SERVICE,
    &ERRATA,
    &SIGN,
    &AWS,
    &FIPS,
    &DUAL_STACK,
    &AUTH_PROBES,
    &SIGN_REGION,
    &CA_FILE,
    &INSECURE,
    &RESOLVE,
    &CONFIG,
    &PROFILE,
    &HEADER,
    &TIMEOUT,
    &RATE,
    &MAX_REQUESTS,
    &MAX_TIME,
    &DRY_RUN,
    &ALLOW_WRITES,
    &MASK_ACCOUNTS,
    &SEED,
    &CASES,
    &STRICT,
    &FAIL_ON,
    &BASELINE,
    &REQUIRE_EXERCISED,
    &WAIVERS,
    &WRITE_WAIVERS,
    &PARTITION,
    &ONLY,
    &SKIP,
    &LANES,
    &CASE_HEADER,
    &FAIL_FAST,
    &WAIT,
    &EXEC,
    &SETUP,
    &REPORT,
    &REPORT_JSON,
    &RECORD,
    &LEARN,
    &SAVE,
    &PRELUDE,
    &QUIET,
];

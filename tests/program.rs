//! The program as people run it: what it prints, and its exit codes.

#[path = "program/arguments.rs"]
mod arguments;
#[path = "program/clients.rs"]
mod clients;
#[path = "program/comparisons.rs"]
mod comparisons;
#[path = "program/configuration.rs"]
mod configuration;
#[path = "program/diff.rs"]
mod diff;
#[path = "program/drift.rs"]
mod drift;
#[path = "program/exports.rs"]
mod exports;
#[path = "program/hurl_file.rs"]
mod hurl_file;
#[path = "program/layers.rs"]
mod layers;
#[path = "program/lists.rs"]
mod lists;
#[path = "program/options.rs"]
mod options;
#[path = "program/own_suites.rs"]
mod own_suites;
#[path = "program/prelude.rs"]
mod prelude;
#[path = "program/recordings.rs"]
mod recordings;
#[path = "program/rejudged.rs"]
mod rejudged;
#[path = "program/replay.rs"]
mod replay;
#[path = "program/reports.rs"]
mod reports;
#[path = "program/runs.rs"]
mod runs;
#[path = "program/scans.rs"]
mod scans;
#[path = "program/servers.rs"]
mod servers;
#[path = "program/shards.rs"]
mod shards;
#[path = "program/shelf.rs"]
mod shelf;
#[path = "program/shell.rs"]
mod shell;
#[path = "program/supplies.rs"]
mod supplies;
#[path = "program/verified.rs"]
mod verified;
#[path = "program/version.rs"]
mod version;
#[path = "program/waivers.rs"]
mod waivers;

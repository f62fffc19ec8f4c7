//! The program as people run it: what it prints, and its exit codes.

#[path = "program/arguments.rs"]
mod arguments;
#[path = "program/configuration.rs"]
mod configuration;
#[path = "program/lists.rs"]
mod lists;
#[path = "program/reports.rs"]
mod reports;
#[path = "program/runs.rs"]
mod runs;
#[path = "program/servers.rs"]
mod servers;
#[path = "program/shell.rs"]
mod shell;

//! `batchspec`: conformance tests for AWS-style batch HTTP/JSON APIs, from the command line.
//!
//! Only arguments, the configuration file, progress and exit codes live here, one file a subcommand; what a run does
//! is the library's business.

mod args;
mod commands;
mod config;
mod exec;
mod exit_codes;
mod interrupt;
mod options;
mod output;
mod restart;
mod signing;
mod version;
mod workshop;

use std::process::ExitCode;

use clap::Parser as _;

use args::{Args, Command};
use commands::{
    compare, diff, drift, explain, export, import, list, merge, rejudge, replay, run, scan, serve,
    shell_files,
};
use output::screen;

/// A run makes millions of small values on all threads at once, over which the system's allocator holds locks.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// The command, a file or a model is wrong, and nothing was sent.
const WRONG_COMMAND: u8 = 2;

fn main() -> ExitCode {
    let args = Args::parse();
    screen::set_colour(args.color);
    let code = obey(args.command).unwrap_or_else(|error| {
        screen::complain(&error);
        WRONG_COMMAND
    });
    ExitCode::from(code)
}

fn obey(command: Command) -> anyhow::Result<u8> {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    match command {
        Command::Run(args) => runtime.block_on(run::run(*args)),
        Command::Scan(args) => runtime.block_on(scan::scan(*args)),
        Command::Import(args) => import::import(&args),
        Command::Drift(args) => drift::drift(&args),
        Command::Replay(args) => runtime.block_on(replay::replay(args)),
        Command::Export(args) => export::export(&args),
        Command::Rejudge(args) => rejudge::rejudge(args),
        Command::Config(args) => config::show(&args),
        Command::Compare(args) => compare::compare(&args),
        Command::Diff(args) => runtime.block_on(diff::diff(*args)),
        Command::Merge(args) => merge::merge(&args),
        Command::Serve(args) => runtime.block_on(serve::serve(&args)),
        Command::List(args) => list::list(&args),
        Command::Explain(args) => explain::explain(&args),
        Command::Completions { shell } => shell_files::completions(shell),
        Command::Man { command } => shell_files::manual(command.as_deref()),
        #[cfg(feature = "workshop")]
        Command::Score(args) => runtime.block_on(commands::score::score(&args)),
    }
}

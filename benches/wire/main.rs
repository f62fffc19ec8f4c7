//! How fast whole runs are: generated, sent and fully judged requests a second, beside what `wrk` and a bare client
//! reach against the same small server with the same bodies in the same minute.
//!
//! `cargo bench --bench wire` needs nothing else; `wrk` is asked where it is installed. Client and server share the
//! processors. Each row is one round, so that a machine whose speed drifts shows it.

#![expect(clippy::print_stdout, reason = "a bench prints what it measured")]

mod bare;
mod server;
mod wrk;

use std::io::{BufRead as _, BufReader};
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::time::Instant;

use anyhow::Context as _;
use batchspec_harness::contract::Contract;
use batchspec_harness::generate::{Plan, PlanOptions};
use batchspec_harness::read_suite;
use batchspec_harness::run::{RunOptions, Stop, SuiteRun, run};
use batchspec_harness::send::Target;

/// Every allocation of the program goes through the same one.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

const CASES: u32 = 100_000;
const ROUNDS: usize = 3;
/// Bodies that `wrk` and the bare client send in turn: random batches of the run itself.
const BODIES: usize = 500;
/// Requests in flight, of all three.
const IN_FLIGHT: usize = 16;

fn main() -> anyhow::Result<()> {
    if std::env::args().any(|argument| argument == "serve") {
        return server::serve();
    }
    let mut server = Server::start()?;
    let suite = batchspec_suites::INSPECTOR2;
    let contract = Arc::new(read_suite(suite.suite_toml, suite.model_json)?);
    let bodies = bodies(&contract);
    let bytes: usize = bodies.iter().map(Vec::len).sum::<usize>() / bodies.len();
    println!("bodies of {bytes} bytes on average, {IN_FLIGHT} requests in flight");
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    for round in 1..=ROUNDS {
        let wrk = wrk::requests_per_second(&server.url, &bodies, IN_FLIGHT)?;
        let bare = runtime.block_on(bare::requests_per_second(&server.url, &bodies, IN_FLIGHT))?;
        let run = runtime.block_on(requests_per_second(&contract, &server.url))?;
        let ratio = wrk.map_or_else(
            || "wrk is not installed".to_owned(),
            |wrk| format!("wrk {wrk:.0}/s, ratio {:.2}", run / wrk),
        );
        println!("round {round}: run {run:.0}/s; bare client {bare:.0}/s, ratio {:.2}; {ratio}", run / bare);
    }
    server.child.kill().context("failed to stop the server")
}

/// Requests of a whole run by the time it took, from the plan to the report.
async fn requests_per_second(contract: &Arc<Contract>, url: &str) -> anyhow::Result<f64> {
    let suites = [SuiteRun::new(Arc::clone(contract), Arc::new(Target::new(url)?))];
    let options = RunOptions { random_cases: CASES, ..RunOptions::default() };
    let started = Instant::now();
    let report = run(&suites, &options, &|_event| (), &Stop::default()).await;
    let elapsed = started.elapsed().as_secs_f64();
    if let Some(finding) = report.breaking().next() {
        anyhow::bail!("the server of this bench breaks {}: {}", finding.clause.id, finding.actual);
    }
    Ok(report.requests as f64 / elapsed)
}

fn bodies(contract: &Arc<Contract>) -> Vec<Vec<u8>> {
    let random_cases = BODIES as u32;
    let plan = Plan::new(contract, &PlanOptions { random_cases, ..PlanOptions::default() });
    let random = (plan.len() - BODIES..plan.len()).filter_map(|number| plan.case(number));
    random.map(|case| case.steps[0].request.body.bytes.to_vec()).collect()
}

/// The server in a process of its own.
struct Server {
    child: Child,
    url: String,
}

impl Server {
    fn start() -> anyhow::Result<Self> {
        let itself = std::env::current_exe().context("failed to find this program")?;
        let child = Command::new(itself).arg("serve").stdout(Stdio::piped()).spawn();
        let mut child = child.context("failed to start the server")?;
        let out = child.stdout.take().context("the server has no output")?;
        let mut url = String::new();
        BufReader::new(out).read_line(&mut url).context("the server did not say its address")?;
        Ok(Self { child, url: url.trim().to_owned() })
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ended_already = self.child.kill();
        let _reaped = self.child.wait();
    }
}

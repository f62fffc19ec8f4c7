//! One run against one server whose right verdict is known.

use std::net::TcpListener;
use std::pin::pin;
use std::sync::Arc;
use std::time::{Duration, Instant};

use anyhow::Context as _;
use batchspec_fixtures::{Dialect, Fault, ServeOptions, serve};
use batchspec_harness::contract::Contract;
use batchspec_harness::generate::Subjects;
use batchspec_harness::report::Report;
use batchspec_harness::run::{Plans, RunOptions, Stop, SuiteRun, run};
use batchspec_harness::send::{Target, reachable};

use super::servers::{Listed, Reach};
use crate::config::catalogue::{subjects_of, triggers_of};
use crate::exec;

/// As long as `--wait` waits in most set-ups: a server in a slow language, started on a busy machine.
const START: Duration = Duration::from_secs(20);

/// Who stands trial.
#[derive(Debug, Clone)]
pub(crate) enum Defendant {
    /// A server that breaks a promise, or that was made to break one and is allowed to.
    Fault(&'static Fault),
    /// A server that breaks none.
    Dialect(Dialect),
    /// Somebody else's server.
    Listed(Listed),
}

impl Defendant {
    pub(crate) fn name(&self) -> String {
        match self {
            Self::Fault(fault) => fault.id.to_owned(),
            Self::Dialect(dialect) => dialect.to_string(),
            Self::Listed(server) => server.name.clone(),
        }
    }

    /// The clauses that it breaks, its root first; none if it is compliant.
    pub(crate) fn breaks(&self) -> Vec<&str> {
        match self {
            Self::Fault(fault) => fault.clauses.to_vec(),
            Self::Dialect(_) => Vec::new(),
            Self::Listed(server) => server.breaks.iter().map(String::as_str).collect(),
        }
    }

    /// What it does, or what allows it.
    pub(crate) fn about(&self) -> &str {
        match self {
            Self::Fault(fault) => fault.allowed.unwrap_or(fault.summary),
            Self::Dialect(_) | Self::Listed(_) => "",
        }
    }
}

/// A run to be done.
#[derive(Debug)]
pub(crate) struct Trial {
    defendant: Defendant,
    suites: Vec<Arc<Contract>>,
    seed: u64,
    plans: Plans,
    is_brief: bool,
    /// Requests that a run of all suites might send, of which this one has its share.
    requests: Option<Allowance>,
}

/// So many requests for so many suites.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Allowance {
    pub(crate) requests: u64,
    pub(crate) suites: u64,
}

/// What a run found.
#[derive(Debug)]
pub(crate) struct Verdict {
    pub(crate) defendant: Defendant,
    pub(crate) seed: u64,
    /// The clause of the first finding, and what was expected and came.
    pub(crate) accusation: Option<Accusation>,
    /// How many findings there are that break the run, each with what follows from it.
    pub(crate) findings: usize,
    /// Why no valid request succeeded, if so.
    pub(crate) unserved: Option<String>,
    /// What went wrong with the run itself.
    pub(crate) mishap: Option<String>,
    /// How many requests a run of all suites might have sent; nothing where they were not counted.
    pub(crate) requests: Option<u64>,
    /// How long the run took.
    pub(crate) elapsed: Duration,
}

#[derive(Debug)]
pub(crate) struct Accusation {
    pub(crate) clause: String,
    /// The case that shows it.
    pub(crate) case: String,
    pub(crate) evidence: String,
    /// Items in the request that shows it, if it is a batch.
    pub(crate) items: Option<usize>,
}

/// A server on trial: ended by its end, or by [`Self::stop`] if it is a command.
struct Stand {
    url: String,
    embedded: Option<batchspec_fixtures::Server>,
    command: Option<exec::Server>,
}

impl Stand {
    async fn take(defendant: &Defendant) -> anyhow::Result<Self> {
        let options = match defendant {
            Defendant::Fault(fault) => ServeOptions { fault: Some(fault), ..ServeOptions::default() },
            Defendant::Dialect(dialect) => {
                ServeOptions { dialect: dialect.clone(), ..ServeOptions::default() }
            }
            Defendant::Listed(Listed { reach: Reach::Url(url), .. }) => {
                return Ok(Self { url: url.clone(), embedded: None, command: None });
            }
            Defendant::Listed(Listed { reach: Reach::Command(command), .. }) => {
                let port = free_port().context("failed to find a free port")?;
                let command = exec::Server::start_on(command, port)?;
                let url = format!("http://127.0.0.1:{port}");
                return Ok(Self { url, embedded: None, command: Some(command) });
            }
        };
        let server = serve(options).await.context("failed to start a server")?;
        Ok(Self { url: server.url(), embedded: Some(server), command: None })
    }

    /// Waits until the server takes connections; otherwise says why there is none.
    async fn up(&mut self, target: &Target) -> Result<(), String> {
        let Some(command) = &mut self.command else { return Ok(()) };
        let mut reached = pin!(reachable(target, START));
        let trouble = tokio::select! {
            reached = &mut reached => reached.err().map(|error| error.to_string()),
            ended = command.ended() => match ended {
                // It may have left its server in the background.
                Ok(status) if status.success() => reached.await.err().map(|error| error.to_string()),
                Ok(status) => Some(format!("the command ended before its server answered ({status})")),
                Err(error) => Some(error.to_string()),
            },
        };
        match trouble {
            None => Ok(()),
            Some(trouble) => Err(format!("{trouble}{}", command.last_words().await)),
        }
    }

    /// How a command ended that failed, if it has by now.
    async fn fate(&mut self) -> Option<String> {
        let command = self.command.as_mut()?;
        let how = match tokio::time::timeout(Duration::ZERO, command.ended()).await.ok()? {
            Ok(status) if status.success() => return None,
            Ok(status) => status.to_string(),
            Err(error) => error.to_string(),
        };
        Some(format!("the command ended before its server answered ({how}){}", command.last_words().await))
    }

    async fn stop(self) {
        drop(self.embedded);
        if let Some(command) = self.command {
            command.stop().await;
        }
    }
}

/// A port that was free a moment ago.
fn free_port() -> std::io::Result<u16> {
    Ok(TcpListener::bind("127.0.0.1:0")?.local_addr()?.port())
}

impl Trial {
    /// A trial that may use plans of others.
    pub(crate) fn new(
        defendant: Defendant,
        suites: &[&Arc<Contract>],
        seed: u64,
        plans: &Plans,
        is_brief: bool,
    ) -> Self {
        let suites = suites.iter().map(|&suite| Arc::clone(suite)).collect();
        Self { defendant, suites, seed, plans: plans.clone(), is_brief, requests: None }
    }

    /// The same with its share of so many requests.
    pub(crate) fn within(mut self, requests: Allowance) -> Self {
        self.requests = Some(requests);
        self
    }

    /// Serves, runs, reads the report.
    pub(crate) async fn hold(self) -> anyhow::Result<Verdict> {
        let mut stand = Stand::take(&self.defendant).await?;
        let target = Arc::new(Target::new(&stand.url)?);
        let verdict = match stand.up(&target).await {
            Ok(()) => {
                let mut verdict = self.run(&target).await;
                // Somebody else may have had the port for a moment.
                if verdict.mishap.is_some()
                    && let Some(fate) = stand.fate().await
                {
                    verdict.mishap = Some(fate);
                }
                verdict
            }
            Err(mishap) => Verdict {
                defendant: self.defendant,
                seed: self.seed,
                accusation: None,
                findings: 0,
                unserved: None,
                mishap: Some(mishap),
                requests: self.requests.map(|of_all| of_all.requests),
                elapsed: Duration::ZERO,
            },
        };
        stand.stop().await;
        Ok(verdict)
    }

    async fn run(self, target: &Arc<Target>) -> Verdict {
        let knows_world = !matches!(self.defendant, Defendant::Listed(_));
        let suites: Vec<_> = self.suites.iter().map(|suite| suite_run(suite, target, knows_world)).collect();
        // Under strict judgement, since faults that break a "should" are to be caught as well.
        // What is wrong about a compliant server shows in the fixed cases: of the random ones a third does in brief.
        let is_of_many = self.is_brief && matches!(self.defendant, Defendant::Dialect(_));
        let random_cases = RunOptions::default().random_cases / if is_of_many { 3 } else { 1 };
        let options = RunOptions {
            random_cases,
            seed: self.seed,
            strict: true,
            fail_fast: self.is_brief,
            max_requests: self
                .requests
                .map(|of_all| of_all.requests / of_all.suites.max(1) * self.suites.len() as u64),
            plans: self.plans.clone(),
            ..RunOptions::default()
        };
        let started = Instant::now();
        let report = run(&suites, &options, &|_event| (), &Stop::default()).await;
        self.read(&report, started.elapsed())
    }

    fn read(self, report: &Report, elapsed: Duration) -> Verdict {
        let accusation = report.breaking().next().map(|finding| Accusation {
            clause: finding.clause.id.clone(),
            case: finding.case.clone(),
            evidence: format!("expected {}, came {} ({})", finding.expected, finding.actual, finding.case),
            items: finding.items,
        });
        let findings = report.breaking().count();
        let fault = report.harness_faults.first().map(|fault| format!("{}: {}", fault.place, fault.what));
        let unserved = report.suites.iter().find_map(|suite| suite.not_served.clone());
        let lost = (report.exit_code() == 3).then(|| "the run ended with exit code 3".to_owned());
        let mishap = fault.or(lost.filter(|_| accusation.is_none()));
        let requests = self.requests.map(|of_all| of_all.requests);
        let (defendant, seed) = (self.defendant, self.seed);
        Verdict { defendant, seed, accusation, findings, unserved, mishap, requests, elapsed }
    }
}

/// What exists on the reference servers is known; of other people's servers nothing is.
fn suite_run(contract: &Arc<Contract>, target: &Arc<Target>, knows_world: bool) -> SuiteRun {
    let world = batchspec_fixtures::world(if knows_world { &contract.suite } else { "" });
    SuiteRun {
        contract: Arc::clone(contract),
        target: Arc::clone(target),
        subjects: if knows_world { subjects_of(&world) } else { Subjects::default() },
        triggers: triggers_of(&world),
        supplied: Vec::new(),
    }
}

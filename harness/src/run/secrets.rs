//! What must not leave a run: secrets of its targets, and account ids where that is asked.

use bytes::Bytes;
use serde::Serialize;
use serde::de::DeserializeOwned;

use super::options::{RunOptions, SuiteRun};
use crate::message::{Exchange, Outcome};
use crate::report::{Report, SavedFinding, Scrub, is_secret_name};
use crate::runner::event::Event;
use crate::send::Target;

/// What is taken out of the report and of all events. Made anew each time, since credentials change during a run.
pub(super) fn scrub(suites: &[SuiteRun], options: &RunOptions) -> Scrub {
    let secrets = suites.iter().flat_map(|suite| of_target(&suite.target));
    let has_signatures = suites.iter().any(|suite| suite.target.signer().is_some());
    Scrub::new(secrets, has_signatures, options.mask_accounts)
}

/// A report without what must not leave the run, part by part: the whole of a scan, written in between, takes many times
/// its own room.
pub(super) fn scrubbed_report(mut report: Report, suites: &[SuiteRun], options: &RunOptions) -> Report {
    let scrub = scrub(suites, options);
    let all = std::mem::take(&mut report.suites).into_iter().map(|mut suite| {
        let clauses = std::mem::take(&mut suite.clauses);
        let mut suite = scrub.whole(suite);
        suite.clauses = each(&scrub, clauses);
        suite
    });
    let all = all.collect();
    let findings = each(&scrub, std::mem::take(&mut report.findings));
    let observations = each(&scrub, std::mem::take(&mut report.observations));
    Report { suites: all, findings, observations, ..scrub.whole(report) }
}

fn each<T: Serialize + DeserializeOwned>(scrub: &Scrub, parts: Vec<T>) -> Vec<T> {
    parts.into_iter().map(|part| scrub.whole(part)).collect()
}

/// An event that may be told; none when nothing would be left of it that is of use.
pub(super) fn scrubbed(event: Event, suites: &[SuiteRun], options: &RunOptions) -> Option<Event> {
    match event {
        Event::Found(finding) => Some(Event::Found(Box::new(scrub(suites, options).whole(*finding)))),
        // Without its secrets and ids it would send other requests.
        Event::Replayable(saved) => {
            let mut legible: SavedFinding = (*saved).clone();
            legible.case = legible.case.legible();
            (!scrub(suites, options).finds(&legible)).then_some(Event::Replayable(saved))
        }
        other => Some(other),
    }
}

/// What is taken out of what is kept of one target's exchanges.
pub(super) fn scrub_of(target: &Target, masks_accounts: bool) -> Scrub {
    Scrub::new(of_target(target), target.signer().is_some(), masks_accounts)
}

/// An exchange whose bodies are no text, as text without secrets where they hold some; what is text is scrubbed later.
pub(super) fn without_hidden(exchange: &Exchange, scrub: &Scrub) -> Exchange {
    let clean = |body: &mut Bytes| {
        if std::str::from_utf8(body).is_err() {
            let text = String::from_utf8_lossy(body);
            let scrubbed = scrub.text(&text);
            if scrubbed != text {
                *body = scrubbed.into();
            }
        }
    };
    let mut exchange = exchange.clone();
    clean(&mut exchange.request.body.bytes);
    for attempt in &mut exchange.attempts {
        if let Outcome::Answered(answer) = &mut attempt.outcome {
            clean(&mut answer.body);
        }
    }
    exchange
}

fn of_target(target: &Target) -> Vec<String> {
    let secret = target.headers().iter().filter(|(name, _)| is_secret_name(name));
    // The scheme before a token is none.
    let own = secret
        .flat_map(|(_, value)| [value.clone(), value.rsplit(' ').next().unwrap_or_default().to_owned()]);
    let own = own.chain(target.proxy_secrets());
    own.chain(target.signer().map(|signer| signer.secrets()).into_iter().flatten()).collect()
}

//! What must not leave a run: secrets of its targets, and account ids where that is asked.

use super::event::Event;
use super::options::{RunOptions, SuiteRun};
use crate::report::{Scrub, is_secret_name};
use crate::send::Target;

/// What is taken out of the report and of all events. Made anew each time, since credentials change during a run.
pub(super) fn scrub(suites: &[SuiteRun], options: &RunOptions) -> Scrub {
    let secrets = suites.iter().flat_map(|suite| of_target(&suite.target));
    let has_signatures = suites.iter().any(|suite| suite.target.signer().is_some());
    Scrub::new(secrets, has_signatures, options.mask_accounts)
}

/// An event that may be told; none when nothing would be left of it that is of use.
pub(super) fn scrubbed(event: Event, suites: &[SuiteRun], options: &RunOptions) -> Option<Event> {
    match event {
        Event::Found(finding) => Some(Event::Found(Box::new(scrub(suites, options).whole(*finding)))),
        // Without its secrets and ids it would send other requests.
        Event::Replayable(saved) => {
            (!scrub(suites, options).finds(&saved)).then_some(Event::Replayable(saved))
        }
        other => Some(other),
    }
}

fn of_target(target: &Target) -> Vec<String> {
    let secret = target.headers().iter().filter(|(name, _)| is_secret_name(name));
    // The scheme before a token is none.
    let own = secret
        .flat_map(|(_, value)| [value.clone(), value.rsplit(' ').next().unwrap_or_default().to_owned()]);
    own.chain(target.signer().map(|signer| signer.secrets()).into_iter().flatten()).collect()
}

//! A report on many operations at a glance: by services, a mark an operation, and what several of them have wrong alike.

use super::state::{State, anchor, state_under};
use super::text::{line, name};
use crate::contract::Level;
use crate::report::formats::terminal::counted;
use crate::report::{Finding, Outcome, Report, SuiteReport};

/// Operations from which a map of clauses alone shows no wood for all the trees.
const MANY: usize = 3;

/// All operations, and what they share.
pub(crate) struct Overview {
    pub(crate) services: Vec<Service>,
    pub(crate) legend: Vec<(State, &'static str, usize)>,
    pub(crate) alike: Vec<Alike>,
}

/// The operations of one service.
pub(crate) struct Service {
    pub(crate) name: String,
    pub(crate) operations: Vec<Mark>,
}

/// One operation.
pub(crate) struct Mark {
    pub(crate) name: String,
    pub(crate) state: State,
    pub(crate) word: &'static str,
    /// Figures, or why it is not served.
    pub(crate) told: String,
    /// The anchor of its contract; none where it is not served.
    pub(crate) to: Option<String>,
}

/// A fault that several operations show.
pub(crate) struct Alike {
    pub(crate) state: State,
    pub(crate) level: &'static str,
    pub(crate) clause: String,
    pub(crate) expected: String,
    pub(crate) actual: String,
    /// Anchors of the findings, and the operations.
    pub(crate) shown_by: Vec<(String, String)>,
}

/// The overview of a report that needs one.
pub(crate) fn overview(report: &Report) -> Option<Overview> {
    if !is_of_many(report) {
        return None;
    }
    let mut services: Vec<Service> = Vec::new();
    for suite in &report.suites {
        let (service, mark) = (service(suite), mark(report, suite));
        match services.iter_mut().find(|known| known.name == service) {
            Some(known) => known.operations.push(mark),
            None => services.push(Service { name: service, operations: vec![mark] }),
        }
    }
    let marks = || services.iter().flat_map(|service| &service.operations);
    let number = |wanted: State| marks().filter(|mark| mark.state == wanted).count();
    let legend = State::ALL.into_iter().map(|state| (state, word(state), number(state)));
    let legend = legend.filter(|(.., number)| *number > 0).collect();
    Some(Overview { legend, services, alike: alike(report) })
}

/// Whether a report speaks of so many operations.
pub(crate) fn is_of_many(report: &Report) -> bool {
    report.suites.len() >= MANY
}

/// The title of a suite without the operation is that of its service.
fn service(suite: &SuiteReport) -> String {
    let title = suite.title.strip_suffix(suite.operation.as_str()).unwrap_or(&suite.title);
    line(title.trim_end_matches([' ', ',', ':']))
}

fn mark(report: &Report, suite: &SuiteReport) -> Mark {
    let own = || report.findings.iter().filter(|finding| finding.suite == suite.suite);
    let worst = own()
        .filter(|finding| finding.level != Level::Note)
        .map(|finding| state_under(report, finding, finding.level))
        .min();
    let held = suite.clauses.iter().filter(|tally| tally.outcome == Outcome::Held).count();
    let state = match (&suite.not_served, worst) {
        (Some(_), _) => State::Untested,
        (None, Some(worst)) => worst,
        (None, None) if suite.successes == 0 || held == 0 => State::Undecided,
        (None, None) => State::Held,
    };
    let of = |level| own().filter(|finding: &&Finding| finding.level == level).count();
    let told = match &suite.not_served {
        Some(why) => line(why),
        None => {
            let told = format!(
                "{} must, {} should, {} held",
                of(Level::Must),
                of(Level::Should),
                counted(held as u64, "clause")
            );
            let unsuccessful = "; no valid batch was answered with success";
            format!("{told}{}", if suite.successes == 0 { unsuccessful } else { "" })
        }
    };
    let to = suite.not_served.is_none().then(|| format!("map-{}", name(&suite.suite)));
    Mark { name: line(&suite.operation), state, word: word(state), told, to }
}

/// What a state means of a whole operation.
fn word(state: State) -> &'static str {
    match state {
        State::Broken => "breaks what it must keep",
        State::Warns => "breaks what it should keep",
        State::Excused => "broken, excused",
        State::Held => "holds",
        State::Undecided => "undecided",
        State::Untested => "not served",
        State::Observed => "observed",
    }
}

fn alike(report: &Report) -> Vec<Alike> {
    let faults = report.common_faults().into_iter().map(|fault| {
        let covered = report.findings.iter().enumerate().filter(|(_, finding)| fault.covers(finding));
        let operation = |finding: &Finding| {
            let suite = report.suites.iter().find(|suite| suite.suite == finding.suite);
            line(suite.map_or(finding.suite.as_str(), |suite| &suite.operation))
        };
        let finding = fault.shown_by;
        Alike {
            state: state_under(report, finding, finding.level),
            level: finding.level.name(),
            clause: line(&finding.clause.id),
            expected: line(&finding.expected),
            actual: line(&finding.actual),
            shown_by: covered.map(|(index, finding)| (anchor(index), operation(finding))).collect(),
        }
    });
    faults.collect()
}

#[cfg(test)]
mod tests {
    use super::{State, overview};
    use crate::report::Outcome;
    use crate::report::samples::{finding, report, tally};

    #[test]
    fn an_operation_is_as_its_worst_finding_and_what_is_not_served_is_told_so() {
        let mut report =
            report(vec![tally("batch/complete", Outcome::Held)], vec![finding("batch/complete", "a")]);
        assert!(overview(&report).is_none(), "one operation needs none");
        for (suite, title) in
            [("two", "A Service Two"), ("three", "A Service Three"), ("four", "Another Four")]
        {
            let mut more = report.suites[0].clone();
            more.suite = suite.to_owned();
            more.title = title.to_owned();
            more.operation = title.rsplit(' ').next().unwrap_or_default().to_owned();
            more.not_served = (suite == "four").then(|| "it does not".to_owned());
            more.successes = u64::from(suite == "two");
            report.suites.push(more);
        }
        let overview = overview(&report).expect("an overview");
        let states: Vec<(String, Vec<State>)> = overview
            .services
            .iter()
            .map(|service| (service.name.clone(), service.operations.iter().map(|mark| mark.state).collect()))
            .collect();
        let (of_first, rest) = states.split_first().expect("services");
        assert_eq!(of_first.1, [State::Broken]);
        assert_eq!(
            rest,
            [
                ("A Service".to_owned(), vec![State::Held, State::Undecided]),
                ("Another".to_owned(), vec![State::Untested])
            ]
        );
        let last = &overview.services[2].operations[0];
        assert_eq!((last.to.as_deref(), last.told.as_str()), (None, "it does not"));
    }
}

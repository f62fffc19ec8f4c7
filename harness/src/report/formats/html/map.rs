//! The contract as a map: suite by suite and area by area, a cell a clause.

use super::finding::{SourceLink, source};
use super::overview::is_of_many;
use super::shortened::shorten;
use super::state::{Breach, State, of_clause};
use super::text::{line, name};
use crate::report::formats::terminal::{count, counted, sent_before};
use crate::report::{ClauseTally, Report, SuiteReport};

/// One suite on the map.
pub(crate) struct Suite {
    pub(crate) key: String,
    pub(crate) id: String,
    pub(crate) title: String,
    pub(crate) operation: String,
    pub(crate) version: String,
    pub(crate) checksum: String,
    pub(crate) target: String,
    pub(crate) volume: String,
    /// What became of saved findings, where some were sent before.
    pub(crate) sent_before: Option<String>,
    pub(crate) not_served: Option<String>,
    /// What other operations listed or made for it.
    pub(crate) supplied: Vec<String>,
    pub(crate) areas: Vec<Area>,
    pub(crate) bar: Vec<Stripe>,
    pub(crate) gaps: Vec<Gap>,
}

/// A part of a suite's clauses.
pub(crate) struct Area {
    pub(crate) key: String,
    pub(crate) name: String,
    pub(crate) cells: Vec<Cell>,
}

/// One clause.
pub(crate) struct Cell {
    /// The anchor of its row in the table of clauses.
    pub(crate) anchor: String,
    /// Where the cell leads: to the finding that shows the breach, or to the row.
    pub(crate) to: String,
    pub(crate) state: State,
    pub(crate) level: &'static str,
    pub(crate) id: String,
    pub(crate) sentence: String,
    pub(crate) source: SourceLink,
    pub(crate) why: Option<String>,
    /// What a cell tells beside the id.
    pub(crate) tip: String,
    /// The anchor of a row that has the same sentence.
    pub(crate) told_at: Option<String>,
    /// Whether it has a row of its own in the table of clauses.
    pub(crate) has_row: bool,
    pub(crate) held: String,
    pub(crate) broken: String,
    pub(crate) undecided: String,
}

/// A share of a bar that is 100 wide.
pub(crate) struct Stripe {
    pub(crate) state: State,
    pub(crate) number: usize,
    pub(crate) x: String,
    pub(crate) width: String,
}

/// Clauses that were not verified for one reason.
pub(crate) struct Gap {
    pub(crate) state: State,
    pub(crate) why: String,
    /// Anchors and ids; no anchors where a clause has no row.
    pub(crate) clauses: Vec<(Option<String>, String)>,
    /// How many more there are.
    pub(crate) more: Option<String>,
}

/// All suites.
pub(crate) fn suites(report: &Report, breaches: &[Breach<'_>]) -> Vec<Suite> {
    let mut suites: Vec<Suite> =
        report.suites.iter().map(|suite| of_suite(report, breaches, suite)).collect();
    if is_of_many(report) {
        shorten(&mut suites);
    }
    suites
}

fn of_suite(report: &Report, breaches: &[Breach<'_>], suite: &SuiteReport) -> Suite {
    let mut areas: Vec<Area> = Vec::new();
    for tally in &suite.clauses {
        let cell = cell(report, breaches, &suite.suite, tally);
        let key = name(tally.clause.area());
        match areas.iter_mut().find(|area| area.key == key) {
            Some(area) => area.cells.push(cell),
            None => areas.push(Area { key, name: line(tally.clause.area()), cells: vec![cell] }),
        }
    }
    let judged = match suite.judged_cases == suite.planned_cases {
        true => String::new(),
        false => format!("{} of ", count(suite.judged_cases)),
    };
    let bodies = count(suite.distinct_bodies);
    Suite {
        key: name(&suite.suite),
        id: line(&suite.suite),
        title: line(&suite.title),
        operation: line(&suite.operation),
        version: line(&suite.version),
        checksum: line(&suite.model_checksum),
        target: line(&suite.target),
        sent_before: sent_before(&suite.prelude),
        volume: format!("{judged}{}, {bodies} different bodies", counted(suite.planned_cases, "case")),
        not_served: suite.not_served.as_deref().map(line),
        supplied: suite.supplied.iter().map(|supplied| line(&supplied.line())).collect(),
        bar: bar(&areas),
        gaps: gaps(&areas),
        areas,
    }
}

fn cell(report: &Report, breaches: &[Breach<'_>], suite: &str, tally: &ClauseTally) -> Cell {
    let anchor = format!("{}:{}", name(suite), name(&tally.clause.id));
    let (state, breach) = of_clause(report, breaches, suite, tally);
    Cell {
        to: breach.map_or_else(|| anchor.clone(), |breach| breach.anchor.clone()),
        anchor,
        state,
        level: tally.clause.level.name(),
        id: line(&tally.clause.id),
        sentence: line(&tally.clause.sentence),
        source: source(&tally.clause),
        why: tally.why.as_deref().map(line),
        tip: line(&tally.clause.sentence),
        told_at: None,
        has_row: true,
        held: count(tally.held),
        broken: count(tally.broken),
        undecided: count(tally.undecided),
    }
}

/// How many clauses are in each state, as shares of a bar, in the order of the legend.
fn bar(areas: &[Area]) -> Vec<Stripe> {
    let all: usize = areas.iter().map(|area| area.cells.len()).sum();
    // Thousandths are finer than any screen.
    let share = |number: usize| {
        let thousandths = number * 100_000 / all.max(1);
        format!("{}.{:03}", thousandths / 1_000, thousandths % 1_000)
    };
    let mut before = 0;
    let mut stripes = Vec::new();
    for (state, number) in counts(areas.iter().flat_map(|area| &area.cells)) {
        stripes.push(Stripe { state, number, x: share(before), width: share(number) });
        before += number;
    }
    stripes
}

/// The states that occur and how often.
pub(crate) fn counts<'c>(cells: impl Iterator<Item = &'c Cell>) -> Vec<(State, usize)> {
    let states: Vec<State> = cells.map(|cell| cell.state).collect();
    let number = |wanted: State| states.iter().filter(|state| **state == wanted).count();
    State::ALL.into_iter().map(|state| (state, number(state))).filter(|(_, number)| *number > 0).collect()
}

fn gaps(areas: &[Area]) -> Vec<Gap> {
    let mut gaps: Vec<Gap> = Vec::new();
    for cell in areas.iter().flat_map(|area| &area.cells) {
        if !matches!(cell.state, State::Undecided | State::Untested) {
            continue;
        }
        let why = cell.why.as_deref().unwrap_or("no reason recorded");
        let clause = (Some(cell.anchor.clone()), cell.id.clone());
        match gaps.iter_mut().find(|gap| gap.state == cell.state && gap.why == why) {
            Some(gap) => gap.clauses.push(clause),
            None => {
                gaps.push(Gap { state: cell.state, why: why.to_owned(), clauses: vec![clause], more: None })
            }
        }
    }
    gaps
}

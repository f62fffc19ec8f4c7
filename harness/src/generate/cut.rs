//! A plan cut to a number of requests: each clause gets its first cases before any gets its last.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::case::{Aim, Case, RelationKind, Step};
use super::plan::Plan;
use crate::contract::{ClauseRef, Expectation, Level};

/// Plain valid requests decide a dozen clauses on answers at once, so that a few of them count as one turn.
const FAMILY_SHARE: u32 = 4;

/// What the cases of one group can tell.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
enum Subject {
    /// Whether a clause on requests is kept.
    Clause(ClauseRef),
    /// Whether answers that belong together agree.
    Relation(RelationKind),
    /// What one documented error looks like.
    Error(String),
    /// Whether answers are as they must be, by requests of one family.
    Family(&'static str),
}

impl Plan {
    /// Requests that all its cases send, unless any is sent again.
    #[must_use]
    pub fn requests(&self) -> u64 {
        let fixed: usize = self.fixed.iter().map(|case| case.steps.len()).sum();
        fixed as u64 + u64::from(self.random_cases)
    }

    /// Whether cases were left out for want of requests.
    #[must_use]
    pub fn is_cut(&self) -> bool {
        self.is_cut
    }

    /// The plan's most telling cases, as many as can be sent with so many requests.
    ///
    /// The first case of every subject comes before the second of any; among those, what breaks a run goes first.
    #[must_use]
    pub fn most_telling(&self, requests: u64) -> Self {
        let mut seen: BTreeMap<Subject, u32> = BTreeMap::new();
        let mut ranked: Vec<_> = self.fixed.iter().enumerate().collect::<Vec<_>>();
        let mut ranks = Vec::with_capacity(ranked.len());
        for case in &self.fixed {
            let subject = subject(case);
            let turn = match subject {
                Subject::Family(_) => FAMILY_SHARE,
                Subject::Clause(_) | Subject::Relation(_) | Subject::Error(_) => 1,
            };
            let count = seen.entry(subject).or_insert(0);
            ranks.push((*count / turn, self.weight(case)));
            *count += 1;
        }
        ranked.sort_by_key(|(index, _)| (ranks[*index], *index));
        let mut left = requests;
        let mut fixed = Vec::new();
        for (_, case) in ranked {
            // A case of several requests that does not fit any more leaves its place to smaller ones.
            if let Some(rest) = left.checked_sub(case.steps.len() as u64) {
                left = rest;
                fixed.push(case.clone());
            }
        }
        let random_cases = self.random_cases.min(u32::try_from(left).unwrap_or(u32::MAX));
        let is_cut = fixed.len() < self.fixed.len() || random_cases < self.random_cases;
        Self {
            contract: Arc::clone(&self.contract),
            seed: self.seed,
            base: self.base.clone(),
            pool: self.pool.clone(),
            faults: self.faults.clone(),
            fixed,
            random_cases,
            is_cut,
        }
    }

    /// The lower, the more a breach counts.
    fn weight(&self, case: &Case) -> Level {
        match subject(case) {
            Subject::Clause(clause) => self.contract.clauses.get(clause).level,
            _ if case.steps.iter().all(is_open) => Level::Note,
            Subject::Relation(_) | Subject::Error(_) | Subject::Family(_) => Level::Must,
        }
    }
}

fn is_open(step: &Step) -> bool {
    matches!(step.expectation, Expectation::Observe(_))
}

fn subject(case: &Case) -> Subject {
    let refused = case.steps.iter().find_map(|step| match &step.expectation {
        Expectation::Refuse(refusal) => Some(refusal.clause),
        Expectation::Accept { odd } => *odd,
        Expectation::Observe(_) => None,
    });
    match (&case.aim, &case.relation, refused) {
        (Aim::Clause(clause), ..) => Subject::Clause(*clause),
        (Aim::Provoke(error), ..) => Subject::Error(error.clone()),
        (Aim::Plain, Some(relation), _) => Subject::Relation(relation.kind),
        (Aim::Plain, None, Some(clause)) => Subject::Clause(clause),
        (Aim::Plain, None, None) => Subject::Family(case.origin.family),
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::subject;
    use crate::contract::Level;
    use crate::generate::shipped::{contracts, plan};

    #[test]
    fn a_cut_plan_keeps_its_number_and_has_a_case_of_every_subject_first() {
        for contract in contracts() {
            let plan = plan(&contract, 1, &[]);
            let cut = plan.most_telling(240);
            assert!(cut.is_cut() && cut.requests() <= 240 && cut.requests() > 230);
            let of_clauses = |plan: &super::Plan| -> BTreeSet<_> {
                let judged = plan.fixed.iter().filter(|case| plan.weight(case) != Level::Note);
                // A case of hundreds of requests has no place in so few.
                judged.filter(|case| !case.is_long_run()).map(subject).collect()
            };
            assert_eq!(of_clauses(&cut), of_clauses(&plan), "{}", contract.suite);
            let whole = plan.most_telling(plan.requests());
            assert!(!whole.is_cut());
            assert_eq!(whole.len(), plan.len());
        }
    }
}

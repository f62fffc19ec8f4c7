//! Applies the rules: findings in order, those that follow from another under it.

use super::following::told_by_the_suite;
use super::rules::{ELSE, Effect, Rule};
use super::unvalidated::join_what_is_not_validated;
use super::view::{One, Pair, comes_and_goes};
use crate::contract::{ClauseRef, Contract, Level};
use crate::diagnose::confirmed::ConfirmedFailure;
use crate::generate::RelationKind;
use crate::report::{Finding, Reproduction};
use crate::tally::failure::{Failure, Signature};
use crate::tally::totals::Tally;

/// What findings are ranked by.
pub(crate) struct Field<'f> {
    pub(crate) contract: &'f Contract,
    pub(crate) is_strict: bool,
    pub(crate) tally: &'f Tally,
    pub(crate) rules: &'f [&'static Rule],
}

/// Where a finding stands among others: by whether it breaks the run, by its stage, by its own level, and by its clause.
pub(crate) type Rank = (Level, u8, Level, ClauseRef);

impl Field<'_> {
    /// What stands nearer to the cause comes first: what breaks the run, then the order in which an answer is read.
    pub(crate) fn rank(
        &self,
        signature: &Signature,
        failure: &Failure,
        reproduction: Option<Reproduction>,
    ) -> Rank {
        let own =
            if signature.lesser { Level::Should } else { self.contract.clauses.get(signature.clause).level };
        // Under strict judgement both break the run alike.
        let level = if self.is_strict && own == Level::Should { Level::Must } else { own };
        let one = One { contract: self.contract, tally: self.tally, signature, failure, reproduction };
        let stage = self.rules.iter().find_map(|rule| match rule.effect {
            Effect::Stands(stage, holds) => holds(&one).then_some(stage),
            Effect::NotBefore(..) | Effect::Follows(_) => None,
        });
        let least = self.rules.iter().filter_map(|rule| match rule.effect {
            Effect::NotBefore(stage, holds) => holds(&one).then_some(stage),
            Effect::Stands(..) | Effect::Follows(_) => None,
        });
        (level, stage.unwrap_or(ELSE).max(least.max().unwrap_or(0)), own, signature.clause)
    }

    /// The rule by which the second follows from the first.
    fn follows(&self, root: &ConfirmedFailure, next: &ConfirmedFailure) -> Option<&'static str> {
        let pair = Pair { contract: self.contract, tally: self.tally, root, next };
        self.rules.iter().find_map(|rule| match rule.effect {
            Effect::Follows(holds) => holds(&pair).then_some(rule.id),
            Effect::Stands(..) | Effect::NotBefore(..) => None,
        })
    }

    /// Whether a rule is applied.
    pub(crate) fn applies(&self, id: &str) -> bool {
        self.rules.iter().any(|rule| rule.id == id)
    }
}

/// Findings in order, made by `presented`; one that follows from another is put under it, and says by which rule.
pub(crate) fn in_order(
    field: &Field<'_>,
    mut confirmed: Vec<ConfirmedFailure>,
    presented: impl Fn(&ConfirmedFailure) -> Finding,
) -> Vec<Finding> {
    confirmed.sort_by_key(|next| {
        let (level, stage, own, clause) = field.rank(&next.signature, &next.failure, Some(next.reproduction));
        // What never came again may be a hiccup: it must not hide what is certain.
        let never_again = next.reproduction.tries > 0 && next.reproduction.times == 0;
        let size = comes_and_goes(&next.failure, next.reproduction).then(|| sent_bytes(&next.failure));
        // Of the laws that one dependence breaks, the pair of requests that was traced to its cause comes first.
        let items = next.isolated.then_some(next.shrunk.items);
        (level, never_again, stage, depth(next), items, own, clause, size)
    });
    put_told_causes_first(field, &mut confirmed);
    if field.applies("nothing-validated") {
        join_what_is_not_validated(field.contract, &mut confirmed);
    }
    let mut roots: Vec<(ConfirmedFailure, Vec<(ConfirmedFailure, &'static str)>)> = Vec::new();
    for next in confirmed {
        let cause =
            roots.iter().enumerate().find_map(|(at, (root, _))| Some((at, field.follows(root, &next)?)));
        match cause {
            Some((at, rule)) => roots[at].1.push((next, rule)),
            None => roots.push((next, Vec::new())),
        }
    }
    let finding = |(root, consequences): (ConfirmedFailure, Vec<(ConfirmedFailure, &'static str)>)| {
        let mut made = presented(&root);
        let under = |(next, rule): &(ConfirmedFailure, &'static str)| Finding {
            follows_by: Some((*rule).to_owned()),
            ..presented(next)
        };
        made.consequences = consequences.iter().map(under).collect();
        made
    };
    roots.into_iter().map(finding).collect()
}

/// What a suite says explains a finding comes before it, unless it breaks the run less.
fn put_told_causes_first(field: &Field<'_>, confirmed: &mut Vec<ConfirmedFailure>) {
    if field.contract.explains.is_empty() || !field.applies("told-by-the-suite") {
        return;
    }
    let level = |finding: &ConfirmedFailure| field.rank(&finding.signature, &finding.failure, None).0;
    for at in 0..confirmed.len() {
        let Some((next, later)) = confirmed[at..].split_first() else { break };
        let is_cause = |root: &ConfirmedFailure| {
            let pair = Pair { contract: field.contract, tally: field.tally, root, next };
            level(root) == level(next) && told_by_the_suite(&pair)
        };
        if let Some(cause) = later.iter().position(is_cause) {
            let cause = confirmed.remove(at + 1 + cause);
            confirmed.insert(at, cause);
        }
    }
}

/// Bytes of all bodies that were sent.
fn sent_bytes(failure: &Failure) -> usize {
    failure.exchanges.iter().map(|exchange| exchange.request.body.bytes.len()).sum()
}

/// How far from its cause a disagreement was found: one item's, traced to two requests that always disagree, is nearest.
fn depth(next: &ConfirmedFailure) -> u8 {
    let kind = next.failure.case.relation.as_ref().map(|relation| relation.kind);
    let tells = matches!(
        kind,
        Some(
            RelationKind::AfterRefusal
                | RelationKind::AfterOtherOperation
                | RelationKind::AfterInvention
                | RelationKind::OtherLane
                | RelationKind::AtOnce
        )
    );
    match (next.isolated, next.reproduction.is_steady()) {
        (true, true) => 0,
        (false, true) if tells => 1,
        (true, false) => 2,
        (false, _) => 3,
    }
}

//! The plan: all cases of one contract, by number.

use std::sync::Arc;

use super::base::Base;
use super::case::{Aim, Case, Claim, Fault, Origin, Step};
use super::case_builder::CaseBuilder;
use super::families::{
    accept, alternatives, authentication, codings, colliding_batches, confusable_keys, equal_keys,
    equal_parts, every_spelling, grouped, inventions, large, malformed, media_type, metamorphic, precedence,
    refuse, reread, transport, unnamed, whole_promises, wire,
};
use super::pool::{Pool, Subjects};
use super::rng::Rng;
use super::sizes::Sizes;
use crate::contract::{ClauseRef, Contract, Expectation, validate};
use crate::message::Credentials;

/// What a plan is made from, beside the contract.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct PlanOptions {
    /// The random seed.
    pub seed: u64,
    /// Number of random valid batches beside the deterministic cases.
    pub random_cases: u32,
    /// What is known to exist on the target.
    pub subjects: Subjects,
    /// How to provoke documented errors there.
    pub triggers: Vec<Trigger>,
    /// Signatures that are not right, with which the target is to be asked; see
    /// [`Target::signatures_to_refuse`](crate::send::Target::signatures_to_refuse).
    pub credentials: Vec<Credentials>,
    /// A proxy passes requests on, which writes them in its own way: see
    /// [`Target::is_relayed`](crate::send::Target::is_relayed).
    pub is_relayed: bool,
    /// The target answers so late that an interim answer (100, Continue) may be as late, without any fault.
    pub is_slow: bool,
}

/// How to provoke a documented error on a target.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Trigger {
    /// The error's type.
    pub error: String,
    /// A header that provokes it.
    pub header: Option<(String, String)>,
    /// An item key that provokes it.
    pub key: Option<String>,
    /// A path that provokes it, in place of the documented one.
    pub path: Option<String>,
}

/// All cases of one contract: a pure function of contract, seed and subjects.
#[derive(Debug)]
pub struct Plan {
    pub(super) contract: Arc<Contract>,
    pub(super) seed: u64,
    /// The frame and the items: shared, since those of large models take megabytes.
    pub(super) ingredients: Arc<(Base, Pool)>,
    pub(super) faults: Vec<Fault>,
    pub(super) fixed: Vec<Case>,
    /// Cases of which each tries what several fixed ones try, for plans that are cut.
    pub(super) packed: Vec<Case>,
    pub(super) random_cases: u32,
    /// Cases were left out for want of requests.
    pub(super) is_cut: bool,
}

impl Plan {
    /// The frame and the items of a plan with these options, before its cases are made.
    #[must_use]
    pub fn ingredients(contract: &Contract, options: &PlanOptions) -> (Base, Pool) {
        let base = Base::new(contract, options.seed);
        let pool = Pool::new(contract, &base, options.seed, &options.subjects);
        (base, pool)
    }

    /// Makes the deterministic cases; random ones are made when asked for.
    #[must_use]
    pub fn new(contract: &Arc<Contract>, options: &PlanOptions) -> Self {
        Self::of(contract, options, &Arc::new(Self::ingredients(contract, options)))
    }

    /// The same of [`Self::ingredients`] that are made already.
    #[must_use]
    pub fn of(contract: &Arc<Contract>, options: &PlanOptions, ingredients: &Arc<(Base, Pool)>) -> Self {
        let (base, pool) = &**ingredients;
        let mut builder = CaseBuilder { contract, seed: options.seed, base, pool, faults: Vec::new() };
        // First, before others have asked for the same items.
        let mut fixed = if contract.remembers_items() { reread::cases(&builder) } else { Vec::new() };
        fixed.extend(accept::cases(&mut builder));
        fixed.extend(grouped::cases(&mut builder));
        fixed.extend(alternatives::cases(&mut builder));
        fixed.extend(confusable_keys::cases(&mut builder));
        fixed.extend(refuse::cases(&mut builder));
        fixed.extend(equal_keys::cases(&mut builder));
        fixed.extend(whole_promises::cases(&mut builder));
        fixed.extend(equal_parts::cases(&mut builder));
        fixed.extend(malformed::cases(&mut builder));
        fixed.extend(refuse::misnomers(&mut builder));
        fixed.extend(large::cases(&mut builder));
        fixed.extend(transport::cases(&mut builder));
        fixed.extend(media_type::cases(&mut builder));
        fixed.extend(codings::cases(&mut builder));
        fixed.extend(every_spelling::cases(&mut builder));
        if contract.remembers_items() {
            fixed.extend(metamorphic::cases(&mut builder));
            fixed.extend(inventions::cases(&builder));
        }
        fixed.extend(colliding_batches::cases(&mut builder));
        fixed.extend(unnamed::cases(&mut builder));
        fixed.extend(precedence::cases(&mut builder));
        let mut packed = every_spelling::packed(&mut builder);
        if contract.remembers_items() {
            packed.extend(reread::packed(&builder));
        }
        if !options.is_relayed {
            packed.extend(wire::packed(&builder));
            fixed.extend(wire::cases(&mut builder, options.is_slow));
        }
        fixed.extend(provocations(&mut builder, &options.triggers));
        fixed.extend(authentication::cases(&mut builder, &options.credentials));
        let CaseBuilder { seed, faults, .. } = builder;
        let (contract, ingredients) = (Arc::clone(contract), Arc::clone(ingredients));
        let random_cases = options.random_cases;
        Self { contract, seed, ingredients, faults, fixed, packed, random_cases, is_cut: false }
    }

    /// The items alone.
    pub(crate) fn without_cases(contract: &Arc<Contract>, options: &PlanOptions) -> Self {
        let ingredients = Arc::new(Self::ingredients(contract, options));
        let (contract, seed) = (Arc::clone(contract), options.seed);
        Self {
            contract,
            seed,
            ingredients,
            faults: Vec::new(),
            fixed: Vec::new(),
            packed: Vec::new(),
            random_cases: 0,
            is_cut: false,
        }
    }

    /// Number of cases.
    #[must_use]
    pub fn len(&self) -> usize {
        self.fixed.len() + self.random_cases as usize
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Case number `index`, made anew for random ones.
    #[must_use]
    pub fn case(&self, index: usize) -> Option<Case> {
        match index.checked_sub(self.fixed.len()) {
            None => self.fixed.get(index).cloned(),
            Some(random) => {
                let random = u32::try_from(random).ok().filter(|&random| random < self.random_cases)?;
                Some(accept::random(&self.contract, self.base(), self.pool(), self.seed, random))
            }
        }
    }

    /// A valid batch of random size and mix, for company.
    #[must_use]
    pub fn valid_step(&self, rng: &mut Rng) -> Step {
        let Sizes { least, most } = Sizes::of(&self.contract, self.pool());
        let count = least + rng.below(most - least + 1);
        let items = self.pool().draw(rng, count);
        let request = self.base().request(&self.contract, items.iter().map(|item| item.json.as_str()));
        let expectation = validate(&self.contract, &request);
        Step { request, expectation, lane: 0 }
    }

    /// The items that cases draw from.
    #[must_use]
    pub fn pool(&self) -> &Pool {
        &self.ingredients.1
    }

    /// The frame around the items.
    #[must_use]
    pub fn base(&self) -> &Base {
        &self.ingredients.0
    }

    /// A case like this one, or like the row of one, with other items: fresh ones where its own were, else others of the
    /// same kind as far as there are any. `None` where there are too few.
    pub(crate) fn reread_again(&self, like: &Case, round: u32) -> Option<Case> {
        reread::reread_again((&self.contract, self.base(), self.pool(), self.seed), like, None, round)
    }

    /// The same with so many items in each request.
    pub(crate) fn reread_with(&self, like: &Case, items: usize, round: u32) -> Option<Case> {
        reread::reread_again((&self.contract, self.base(), self.pool(), self.seed), like, Some(items), round)
    }

    /// Cases that the validator reads otherwise than their makers: faults of the harness, never sent.
    #[must_use]
    pub fn faults(&self) -> &[Fault] {
        &self.faults
    }

    /// The plan without the cases that can decide none of `wanted`.
    #[must_use]
    pub fn only(&self, wanted: impl Fn(ClauseRef) -> bool) -> Self {
        let contract = &self.contract;
        let answers = |area: &str| matches!(area, "response" | "batch" | "protocol" | "subjects" | "http");
        let by_answer = contract.clauses.iter().any(|(clause, text)| wanted(clause) && answers(text.area()));
        let by_error = contract
            .clauses
            .iter()
            .any(|(clause, text)| wanted(clause) && matches!(text.area(), "error" | "protocol" | "http"));
        let is_telling = |case: &&Case| {
            let by_relation =
                case.relation.as_ref().and_then(|relation| relation.kind.clause_of_wire(contract));
            if let Some(clause) = by_relation {
                return wanted(clause) || wanted(contract.known.http_next_request_unharmed);
            }
            let aimed = match &case.aim {
                Aim::Clause(clause) => wanted(*clause),
                Aim::Provoke(_) => by_error,
                Aim::Plain => false,
            };
            aimed
                || case.steps.iter().any(|step| match &step.expectation {
                    Expectation::Refuse(refusal) => {
                        wanted(refusal.clause)
                            || refusal.also.iter().any(|clause| wanted(*clause))
                            || by_error
                    }
                    Expectation::Accept { odd } => by_answer || odd.is_some_and(&wanted),
                    Expectation::Observe(_) => false,
                })
        };
        Self {
            contract: Arc::clone(contract),
            seed: self.seed,
            ingredients: Arc::clone(&self.ingredients),
            faults: self.faults.clone(),
            fixed: self.fixed.iter().filter(is_telling).cloned().collect(),
            packed: self.packed.iter().filter(is_telling).cloned().collect(),
            random_cases: if by_answer { self.random_cases } else { self.random_cases.min(10) },
            is_cut: self.is_cut,
        }
    }
}

/// How often each documented error is asked for.
const PROVOCATIONS: u32 = 5;

fn provocations(builder: &mut CaseBuilder<'_>, triggers: &[Trigger]) -> Vec<Case> {
    let mut cases = Vec::new();
    for trigger in triggers {
        for index in 0..PROVOCATIONS {
            let mut rng = Rng::new(builder.seed, &trigger.error, index.into());
            let mut items: Vec<String> =
                builder.batch(&mut rng, 1 + index as usize).iter().map(|item| item.json.clone()).collect();
            if let Some(key) = &trigger.key {
                items.pop();
                items.push(builder.pool.item_with_key(builder.contract, builder.seed, key));
            }
            let mut request = builder.base.request(builder.contract, items.iter().map(String::as_str));
            if let Some((name, value)) = &trigger.header {
                request.headers.push((name.clone().into(), value.clone().into()));
            }
            if let Some(path) = &trigger.path {
                request.path = path.clone().into();
            }
            let origin = Origin { family: "trigger", variant: trigger.error.clone(), index };
            cases.extend(builder.request(origin, request, Claim::Any, Aim::Provoke(trigger.error.clone())));
        }
    }
    cases
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use crate::generate::Origin;
    use crate::generate::shipped::{contracts, plan};

    #[test]
    fn makers_and_validator_agree_and_every_case_has_a_name_of_its_own() {
        for contract in contracts() {
            for seed in 1..4 {
                let plan = plan(&contract, seed, &[]);
                assert_eq!(plan.faults(), []);
                let mut names = BTreeSet::new();
                let mut again = Vec::new();
                for index in 0..plan.len() {
                    let origin = plan.case(index).map(|case| case.origin);
                    let name = origin.as_ref().map(ToString::to_string);
                    assert_eq!(name.as_deref().map(Origin::read), origin);
                    if !names.insert(name.clone()) {
                        again.push(name);
                    }
                }
                assert_eq!(again, Vec::<Option<String>>::new(), "seed {seed}");
            }
        }
    }
}

//! Bodies that leave JSON's grammar, and bodies that stay within it in ways that break readers.

use super::unusual::unusual;
use crate::generate::base::documented;
use crate::generate::case::{Aim, Case, Claim, Origin, Step};
use crate::generate::case_builder::CaseBuilder;
use crate::generate::keyed::Keyed;
use crate::generate::pool::Item;
use crate::generate::rng::Rng;
use crate::generate::values::grammar::{broken, not_objects, truncated};
use crate::generate::values::spelling::{ESCAPED_SLASH, respelled};

/// Cases for both kinds of bodies.
pub(crate) fn cases(builder: &mut CaseBuilder<'_>) -> Vec<Case> {
    let mut cases = Vec::new();
    let mut rng = Rng::new(builder.seed, "malformed", 0);
    let known = builder.contract.known.clone();
    let ungrammatical = [known.malformed_json_rejected, known.lenient_grammar, known.invalid_utf8_rejected];
    for (turn, count) in [1, 2, 5].into_iter().enumerate() {
        let items: Vec<Item> = builder.batch(&mut rng, count).into_iter().cloned().collect();
        let body = builder.base.body(builder.contract, items.iter().map(|item| item.json.as_str()));
        let text = String::from_utf8_lossy(&body).into_owned();
        let index = u32::try_from(count).unwrap_or(0);
        for (label, bytes) in broken(&text, turn) {
            let claim = Claim::RefusedByOneOf(&ungrammatical);
            cases.extend(builder.body("malformed", label, index, bytes, claim, Aim::Plain));
        }
        if count == 2 {
            for (at, bytes) in truncated(&text) {
                let claim = Claim::RefusedBy(known.malformed_json_rejected);
                cases.extend(builder.body("malformed", format!("cut-at-{at}"), 0, bytes, claim, Aim::Plain));
            }
        }
        for (label, text) in not_objects(&text) {
            let claim = Claim::RefusedBy(known.non_object_body_rejected);
            cases.extend(builder.body("malformed", label, index, text.into_bytes(), claim, Aim::Plain));
        }
        let slashed = with_slash(builder, &items).map(|text| respelled(&text)).unwrap_or_default();
        let slashed = slashed.into_iter().filter(|(label, _)| label == ESCAPED_SLASH);
        let spellings = respelled(&text).into_iter().filter(|(label, _)| label != ESCAPED_SLASH);
        for (label, bytes) in spellings.chain(slashed) {
            let aim = Aim::Clause(known.harmless_variation_accepted);
            cases.extend(builder.body("respelled", label, index, bytes, Claim::Accepted, aim));
        }
        for (label, bytes, clause) in
            unusual(&text, known.hostile_bytes_no_5xx, known.harmless_variation_accepted)
        {
            cases.extend(builder.body("unusual", label, index, bytes, Claim::Any, Aim::Clause(clause)));
        }
    }
    cases.extend(repeated_items(builder));
    for index in 0..6 {
        cases.extend(builder.empty_body(index));
    }
    cases
}

/// The body of these items, the first of them with a slash in its key; `None` where no key may hold one.
fn with_slash(builder: &CaseBuilder<'_>, items: &[Item]) -> Option<String> {
    let keyed = Keyed::new(builder)?;
    let (first, others) = items.split_first()?;
    let slashed = keyed.item(&keyed.with_slash(first.own_key())?);
    let items = std::iter::once(slashed.as_str()).chain(others.iter().map(|item| item.json.as_str()));
    let body = builder.base.body(builder.contract, items);
    String::from_utf8(body).ok()
}

/// The same item several times: legal by the model, and what comes of it is observed (`batch/duplicates`).
fn repeated_items(builder: &mut CaseBuilder<'_>) -> Vec<Case> {
    let aim = Aim::Clause(builder.contract.known.harmless_variation_accepted);
    let max = builder.sizes().most;
    // Where keys must differ, that breaks a promise.
    if builder.contract.batch.as_ref().is_none_or(|batch| batch.unique_keys) || max < 2 {
        return Vec::new();
    }
    let mut cases = Vec::new();
    for (index, (different, repeats)) in (0..).zip([(1, 2), (1, 3), (2, 2), (3, 2), (1, max), (max / 2, 2)]) {
        let mut rng = Rng::new(builder.seed, "repeats", index.into());
        let items: Vec<&str> =
            builder.pool.draw(&mut rng, different).iter().map(|item| item.json.as_str()).collect();
        let repeated = items.iter().cycle().take((different * repeats).min(max)).copied();
        let body = builder.base.body(builder.contract, repeated);
        cases.extend(builder.body(
            "unusual",
            "same-item-again".to_owned(),
            index,
            body,
            Claim::Any,
            aim.clone(),
        ));
    }
    cases
}

impl CaseBuilder<'_> {
    pub(crate) fn body(
        &mut self,
        family: &'static str,
        variant: String,
        index: u32,
        body: Vec<u8>,
        claim: Claim<'_>,
        aim: Aim,
    ) -> Option<Case> {
        self.request(Origin { family, variant, index }, documented(self.contract, body), claim, aim)
    }

    pub(crate) fn request(
        &mut self,
        origin: Origin,
        request: crate::message::Request,
        claim: Claim<'_>,
        aim: Aim,
    ) -> Option<Case> {
        match Step::checked(self.contract, request, claim) {
            Ok(step) => Some(Case { origin, aim, steps: vec![step], relation: None }),
            Err(what) => {
                self.fault(origin, what);
                None
            }
        }
    }
}

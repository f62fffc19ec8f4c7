//! Bodies that leave JSON's grammar, and bodies that stay within it in ways that break readers.

use super::base::documented;
use super::case::{Aim, Case, Claim, Origin, Step};
use super::dice::Dice;
use super::grammar::{broken, not_objects, truncated};
use super::plan::Maker;
use super::spelling::respelled;
use super::unusual::unusual;
use crate::contract::SERVED_BODY_BYTES;

/// Cases for both kinds of bodies.
pub(super) fn cases(maker: &mut Maker<'_>) -> Vec<Case> {
    let mut cases = Vec::new();
    let mut dice = Dice::new(maker.seed, "malformed", 0);
    let known = maker.contract.known.clone();
    for count in [1, 2, 5] {
        let items = maker.pool.draw(&mut dice, count);
        let body = maker.base.body(maker.contract, items.iter().map(|item| item.json.as_str()));
        let text = String::from_utf8_lossy(&body).into_owned();
        let index = u32::try_from(count).unwrap_or(0);
        for (label, bytes) in broken(&text) {
            let claim = Claim::RefusedBy(known.malformed_json_rejected);
            cases.extend(maker.body("malformed", label, index, bytes, claim, Aim::Plain));
        }
        if count == 2 {
            for (at, bytes) in truncated(&text) {
                let claim = Claim::RefusedBy(known.malformed_json_rejected);
                cases.extend(maker.body("malformed", format!("cut-at-{at}"), 0, bytes, claim, Aim::Plain));
            }
        }
        for (label, text) in not_objects(&text) {
            let claim = Claim::RefusedBy(known.non_object_body_rejected);
            cases.extend(maker.body("malformed", label, index, text.into_bytes(), claim, Aim::Plain));
        }
        for (label, bytes) in respelled(&text) {
            let aim = Aim::Clause(known.harmless_variation_accepted);
            cases.extend(maker.body("respelled", label, index, bytes, Claim::Accepted, aim));
        }
        for (label, bytes, clause) in
            unusual(&text, known.hostile_bytes_no_5xx, known.harmless_variation_accepted)
        {
            cases.extend(maker.body("unusual", label, index, bytes, Claim::Any, Aim::Clause(clause)));
        }
    }
    cases.extend(long_but_valid(maker));
    cases.extend(repeated_items(maker));
    for index in 0..6 {
        let claim = Claim::RefusedBy(known.empty_body_rejected);
        cases.extend(maker.empty_body(index, claim));
    }
    cases
}

/// Valid requests as long as a server must take: padded with white space up to the size that is served (row P22b).
fn long_but_valid(maker: &mut Maker<'_>) -> Vec<Case> {
    let aim = Aim::Clause(maker.contract.known.hostile_bytes_no_5xx);
    let mut cases = Vec::new();
    for (index, size) in (0..).zip([8 * 1024, 32 * 1024, 48 * 1024, SERVED_BODY_BYTES - 1, SERVED_BODY_BYTES])
    {
        let mut dice = Dice::new(maker.seed, "long", index.into());
        let items = maker.pool.draw(&mut dice, 2);
        let mut body = maker.base.body(maker.contract, items.iter().map(|item| item.json.as_str()));
        let last = body.pop();
        body.resize(size - 1, b' ');
        body.extend(last);
        cases.extend(maker.body(
            "unusual",
            format!("padded-to-{size}"),
            index,
            body,
            Claim::Accepted,
            aim.clone(),
        ));
    }
    cases
}

/// The same item several times: legal by the model, and what comes of it is observed (rows I05, M07).
fn repeated_items(maker: &mut Maker<'_>) -> Vec<Case> {
    let aim = Aim::Clause(maker.contract.known.harmless_variation_accepted);
    let max = maker.max_items();
    if maker.contract.batch.is_none() || max < 2 {
        return Vec::new();
    }
    let mut cases = Vec::new();
    for (index, (different, repeats)) in (0..).zip([(1, 2), (1, 3), (2, 2), (3, 2), (1, max), (max / 2, 2)]) {
        let mut dice = Dice::new(maker.seed, "repeats", index.into());
        let items: Vec<&str> =
            maker.pool.draw(&mut dice, different).iter().map(|item| item.json.as_str()).collect();
        let repeated = items.iter().cycle().take((different * repeats).min(max)).copied();
        let body = maker.base.body(maker.contract, repeated);
        cases.extend(maker.body(
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

impl Maker<'_> {
    pub(super) fn body(
        &mut self,
        family: &'static str,
        variant: String,
        index: u32,
        body: Vec<u8>,
        claim: Claim,
        aim: Aim,
    ) -> Option<Case> {
        self.request(Origin { family, variant, index }, documented(self.contract, body), claim, aim)
    }

    pub(super) fn request(
        &mut self,
        origin: Origin,
        request: crate::message::Request,
        claim: Claim,
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

//! How a fault reaches into an answer.

use batchspec_fixtures::Ask;
use batchspec_fixtures::alteration::Scene;
use batchspec_fixtures::json::{Json, Reading, read};
use batchspec_fixtures::reference::answers::Outcome;
use batchspec_fixtures::reference::draft::Draft;
use batchspec_fixtures::reference::refusal::{Cause, Documented, Refusal};

/// An account that succeeds with several trials, one of them inactive, and one that fails.
pub(super) const GOOD: &str = "123456789012";
pub(super) const BAD: &str = "555500001111";

/// A call for one account that succeeds.
pub(super) fn one_account() -> Vec<Ask> {
    vec![Ask::accounts(&[GOOD])]
}

/// A call for an account that fails.
pub(super) fn bad_account() -> Vec<Ask> {
    vec![Ask::accounts(&[BAD])]
}

/// A call for the first accounts of the world.
pub(super) fn accounts(count: usize) -> Vec<Ask> {
    vec![Ask::accounts(&batchspec_fixtures::world("inspector2").present[..count])]
}

/// A call for one entity that succeeds.
pub(super) fn one_entity() -> Vec<Ask> {
    vec![Ask::entities(&["example-123-abcd"])]
}

/// A call for an entity that does not exist.
pub(super) fn absent_entity() -> Vec<Ask> {
    vec![Ask::entities(&["example-456-abcd"])]
}

/// A call for the first entities of the world.
pub(super) fn entities(count: usize) -> Vec<Ask> {
    vec![Ask::entities(&batchspec_fixtures::world("marketplace").present[..count])]
}

/// The request's JSON, as the plain reference reads it.
pub(super) fn parsed(ask: &Ask) -> Option<Json> {
    read(&ask.body, &Reading::default()).ok()
}

/// As many different valid account ids, of which none exists.
pub(super) fn strangers(count: u32) -> Vec<Ask> {
    let ids: Vec<String> = (0..count).map(|place| format!("7{place:011}")).collect();
    vec![Ask::accounts(&ids.iter().map(String::as_str).collect::<Vec<_>>())]
}

/// As many different valid entity ids, of which none exists.
pub(super) fn strange_entities(count: u32) -> Vec<Ask> {
    let ids: Vec<String> = (0..count).map(|place| format!("none-{place}")).collect();
    vec![Ask::entities(&ids.iter().map(String::as_str).collect::<Vec<_>>())]
}

/// The documented server error instead of a refusal for this cause.
pub(super) fn fail_on(refusal: &mut Refusal, scene: &Scene, causes: &[Cause]) {
    if causes.contains(&refusal.cause) {
        *refusal = Refusal::internal(scene.suite, refusal.cause);
    }
}

pub(super) fn internal(scene: &Scene) -> Refusal {
    Refusal::internal(scene.suite, Cause::Documented(Documented::Internal))
}

/// Alters the body of a success.
pub(super) fn success(draft: &mut Draft, alter: fn(&mut Json)) {
    if draft.cause.is_none()
        && let Some(body) = &mut draft.body
    {
        alter(body);
    }
}

/// Alters the body of a refusal.
pub(super) fn error(draft: &mut Draft, alter: fn(&mut Json)) {
    if draft.cause.is_some()
        && let Some(body) = &mut draft.body
    {
        alter(body);
    }
}

/// Alters the body of a failed validation.
pub(super) fn validation(draft: &mut Draft, alter: fn(&mut Json)) {
    if draft.error == "ValidationException" {
        error(draft, alter);
    }
}

/// Alters each entry of the collection of that place: 0 what succeeded, 1 what failed.
fn each_entry(draft: &mut Draft, scene: &Scene, collection: usize, alter: fn(&mut Json)) {
    if draft.cause.is_some() {
        return;
    }
    let name = scene.suite.collections()[collection];
    let Some(held) = draft.body.as_mut().and_then(|body| body.get_mut(name)) else {
        return;
    };
    held.elements_mut().iter_mut().for_each(alter);
    held.members_mut().iter_mut().for_each(|(_, entry)| alter(entry));
}

pub(super) fn each_good(draft: &mut Draft, scene: &Scene, alter: fn(&mut Json)) {
    each_entry(draft, scene, 0, alter);
}

pub(super) fn each_bad(draft: &mut Draft, scene: &Scene, alter: fn(&mut Json)) {
    each_entry(draft, scene, 1, alter);
}

/// Alters each trial of each account.
pub(super) fn each_trial(draft: &mut Draft, alter: fn(&mut Json)) {
    if draft.cause.is_some() {
        return;
    }
    let Some(accounts) = draft.body.as_mut().and_then(|body| body.get_mut("accounts")) else {
        return;
    };
    for account in accounts.elements_mut() {
        if let Some(trials) = account.get_mut("freeTrialInfo") {
            trials.elements_mut().iter_mut().for_each(alter);
        }
    }
}

/// Alters a string member.
pub(super) fn respell(entry: &mut Json, name: &str, spell: fn(&str) -> String) {
    if let Some(Json::Text(text)) = entry.get_mut(name) {
        *text = spell(text);
    }
}

/// An item fails in the way of its API.
pub(crate) fn make_fail(outcome: &mut Outcome, scene: &Scene) {
    let members = match scene.suite {
        batchspec_fixtures::Suite::Inspector2 => {
            [("code", "ACCESS_DENIED"), ("message", "the caller may not see this account")]
        }
        batchspec_fixtures::Suite::Marketplace => {
            [("ErrorCode", "ResourceNotFound"), ("ErrorMessage", "The entity does not exist.")]
        }
    };
    outcome.succeeds = false;
    outcome.entry = Json::object(members.map(|(name, text)| (name, Json::text(text))));
}

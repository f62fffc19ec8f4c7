//! Servers whose answers depend on what else they are or were asked.

use super::clauses::{ENTITIES_UNSERVED, LOST, UNSTABLE, led};
use super::reach::{accounts, entities, make_fail, one_account, one_entity};
use batchspec_fixtures::Ask;
use batchspec_fixtures::alteration::Alteration::{Outcomes, Reply, Request};
use batchspec_fixtures::alteration::Ending;
use batchspec_fixtures::json::Json;
use batchspec_fixtures::reference::answers::Outcome;
use batchspec_fixtures::reference::draft::Delivery;
use batchspec_fixtures::{Fault, Manner};

const MIXES: &[&str] = &[
    "batch/no-strangers",
    "batch/complete",
    "batch/repeat-stable",
    "batch/permutation-invariant",
    "batch/split-invariant",
    "batch/removal-invariant",
    "batch/exclusive",
    "batch/answered-once",
    "protocol/harmless-variation-accepted",
];

/// Any request may meet a failure of the gateway.
const GATEWAY: &[&str] = &led::<32>(
    "protocol/error-type-identified",
    &led::<31>(
        "protocol/no-server-error-on-bad-input",
        &led::<30>("protocol/error-media-type-json", ENTITIES_UNSERVED.split_at(1).1),
    ),
);

fn often(asks: Vec<Ask>, times: usize) -> Vec<Ask> {
    vec![asks; times].concat()
}

/// A refused request, then a good one.
fn after_refusal(refused: Ask, asks: Vec<Ask>) -> Vec<Ask> {
    [vec![refused], asks].concat()
}

pub(super) const FAULTS: &[Fault] = &[
    Fault::inspector2(
        "third-call-denies-first",
        "In every third call the first account is denied.",
        UNSTABLE,
        Outcomes(&|outcomes, scene| {
            if scene.serial.is_multiple_of(3) {
                outcomes.iter_mut().take(1).for_each(|outcome| make_fail(outcome, scene));
            }
            None
        }),
        || often(one_account(), 3),
    )
    .intermittent(),
    Fault::inspector2(
        "answers-grow",
        "The list of results is made once, outside the handler: each answer holds those before it.",
        &[
            "batch/no-strangers",
            "batch/exclusive",
            "batch/repeat-stable",
            "batch/permutation-invariant",
            "batch/split-invariant",
            "batch/removal-invariant",
            "protocol/harmless-variation-accepted",
        ],
        Outcomes(&|outcomes, scene| {
            let is_new = |old: &&Outcome| outcomes.iter().all(|outcome| outcome.id != old.id);
            let held: Vec<Outcome> = scene.previous.iter().filter(is_new).cloned().collect();
            outcomes.extend(held);
            None
        }),
        || vec![Ask::accounts(&["123456789012"]), Ask::accounts(&["111122223333"])],
    )
    .intermittent(),
    Fault::marketplace(
        "two-replicas-differ",
        "Two stores answer in turn, and one lacks the last changes.",
        UNSTABLE,
        Outcomes(&|outcomes, scene| {
            if scene.serial.is_multiple_of(2) {
                for outcome in outcomes.iter_mut().filter(|outcome| outcome.succeeds) {
                    outcome.entry.set("LastModifiedDate", Json::text("2019-01-01T00:00:00Z"));
                }
            }
            None
        }),
        || often(one_entity(), 2),
    )
    .intermittent(),
    Fault::inspector2(
        "second-node-differs",
        "Every other connection reaches a node that knows no trials.",
        UNSTABLE,
        Outcomes(&|outcomes, scene| {
            if scene.connection.is_multiple_of(2) {
                for outcome in outcomes.iter_mut().filter(|outcome| outcome.succeeds) {
                    outcome.entry.set("freeTrialInfo", Json::List(Vec::new()));
                }
            }
            None
        }),
        || often(accounts(44), 2),
    )
    .intermittent()
    .sent(Manner::Apart),
    Fault::marketplace(
        "seventh-call-loses-last",
        "In every seventh call the last entity is not answered.",
        LOST,
        Outcomes(&|outcomes, scene| {
            if scene.serial.is_multiple_of(7) {
                outcomes.pop();
            }
            None
        }),
        || often(one_entity(), 7),
    )
    .intermittent(),
    Fault::inspector2(
        "loses-first-after-refusal",
        "After a refused request on the same connection the first account is not answered.",
        LOST,
        Outcomes(&|outcomes, scene| {
            if scene.after_refusal && !outcomes.is_empty() {
                outcomes.remove(0);
            }
            None
        }),
        || after_refusal(Ask::inspector2("{}"), one_account()),
    )
    .intermittent(),
    Fault::inspector2(
        "denies-first-after-entities",
        "After a request for entities on the same connection the first account is denied.",
        UNSTABLE,
        Outcomes(&|outcomes, scene| {
            if scene.after_other {
                outcomes.iter_mut().take(1).for_each(|outcome| make_fail(outcome, scene));
            }
            None
        }),
        || [one_entity(), one_account()].concat(),
    )
    .intermittent(),
    Fault::marketplace(
        "loses-last-after-accounts",
        "After a request for accounts on the same connection the last entity is not answered.",
        LOST,
        Outcomes(&|outcomes, scene| {
            if scene.after_other {
                outcomes.pop();
            }
            None
        }),
        || [one_account(), one_entity()].concat(),
    )
    .intermittent(),
    Fault::inspector2(
        "loses-first-after-entities-anywhere",
        "After a request for entities on any connection the first account is not answered.",
        LOST,
        Outcomes(&|outcomes, scene| {
            if scene.after_other_anywhere {
                outcomes.drain(..1.min(outcomes.len()));
            }
            None
        }),
        || [one_entity(), one_account()].concat(),
    )
    .intermittent(),
    Fault::marketplace(
        "finds-nothing-after-refusal",
        "After a refused request on the same connection no entity is found.",
        UNSTABLE,
        Outcomes(&|outcomes, scene| {
            if scene.after_refusal {
                outcomes.iter_mut().for_each(|outcome| make_fail(outcome, scene));
            }
            None
        }),
        || after_refusal(Ask::marketplace("{}"), one_entity()),
    )
    .intermittent(),
    Fault::marketplace(
        "last-answer-kept",
        "The entities of the last answer are answered again.",
        MIXES,
        Outcomes(&|outcomes, scene| {
            let stale = scene.previous.iter().filter(|old| outcomes.iter().all(|new| new.id != old.id));
            let stale: Vec<Outcome> = stale.take(1).cloned().collect();
            outcomes.extend(stale);
            None
        }),
        || vec![Ask::entities(&["offer-example123"]), Ask::entities(&["example-123-abcd"])],
    )
    .intermittent(),
    Fault::inspector2(
        "cached-by-first-account",
        "A batch that begins with the same account as the last one gets the last one's answer.",
        MIXES,
        Outcomes(&|outcomes, scene| {
            if let (Some(new), Some(old)) = (outcomes.first(), scene.previous.first())
                && new.id == old.id
            {
                outcomes.clone_from(&scene.previous);
            }
            None
        }),
        || [accounts(1), accounts(2)].concat(),
    )
    .intermittent(),
    Fault::inspector2(
        "repeated-batch-cut",
        "An account that was in the last answer is left out of the next.",
        LOST,
        Outcomes(&|outcomes, scene| {
            let known = |outcome: &Outcome| scene.previous.iter().any(|old| old.id == outcome.id);
            if let Some(place) = outcomes.iter().rposition(known) {
                outcomes.remove(place);
            }
            None
        }),
        || often(one_account(), 2),
    )
    .intermittent(),
    Fault::inspector2(
        "answers-crossed",
        "Requests that arrive together are answered from one buffer.",
        &[
            "batch/no-strangers",
            "batch/complete",
            "batch/repeat-stable",
            "batch/permutation-invariant",
            "batch/split-invariant",
            "batch/removal-invariant",
            "protocol/harmless-variation-accepted",
            "protocol/success-status",
            "protocol/status-matches-scope",
            "inspector2/request/account-id-strict-accepted",
            "inspector2/request/account-id-odd-accepted",
            "batch/invalid-item-rejects-call",
        ],
        Reply(&|reply, _| {
            if reply.succeeds() {
                reply.delivery = Delivery::Shared;
            }
        }),
        || vec![Ask::accounts(&["123456789012"]), Ask::accounts(&["111122223333"])],
    )
    .intermittent()
    .sent(Manner::AtOnce),
    Fault::marketplace(
        "entities-crossed",
        "Requests that arrive together are answered from one buffer.",
        &[
            "batch/no-strangers",
            "batch/complete",
            "batch/repeat-stable",
            "batch/permutation-invariant",
            "batch/split-invariant",
            "batch/removal-invariant",
            "protocol/harmless-variation-accepted",
        ],
        Reply(&|reply, _| {
            if reply.succeeds() {
                reply.delivery = Delivery::Shared;
            }
        }),
        || vec![Ask::entities(&["example-123-abcd"]), Ask::entities(&["offer-example123"])],
    )
    .intermittent()
    .sent(Manner::AtOnce),
    Fault::marketplace(
        "fifth-call-unavailable",
        "Every fifth call is answered by a proxy with status 503.",
        &led::<33>("protocol/success-status", GATEWAY),
        Reply(&|reply, scene| {
            if scene.serial.is_multiple_of(5) {
                reply.status = 503;
                reply.set_header("content-type", "text/html");
                reply.remove_header("x-amzn-errortype");
                reply.body = b"<html><body>Service Unavailable</body></html>".to_vec();
            }
        }),
        || often(one_entity(), 5),
    )
    .intermittent(),
    Fault::inspector2(
        "ninth-answer-cut",
        "Every ninth answer ends in the middle of its JSON.",
        &["protocol/answer-is-json-text", "batch/complete"],
        Reply(&|reply, scene| {
            if scene.serial.is_multiple_of(9) && reply.succeeds() {
                let half = reply.body.len() / 2;
                reply.body.truncate(half);
            }
        }),
        || often(one_account(), 9),
    )
    .intermittent(),
    Fault::marketplace(
        "tenth-call-fails-gateway",
        "Every tenth call is an undocumented error of the gateway.",
        &led::<33>("protocol/success-status", GATEWAY),
        Reply(&|reply, scene| {
            if scene.serial.is_multiple_of(10) {
                reply.status = 500;
                reply.set_header("x-amzn-errortype", "GatewayFailure");
                reply.set_header("content-type", "application/json");
                reply.body = b"{\"Message\":\"upstream\"}".to_vec();
            }
        }),
        || often(entities(1), 10),
    )
    .intermittent(),
    Fault::marketplace(
        "ninetieth-call-hangs",
        "Every 90th call gets no answer.",
        &led::<33>("protocol/success-status", GATEWAY),
        Request(&|_, scene| scene.serial.is_multiple_of(90).then_some(Ending::Never)),
        || often(one_entity(), 90),
    )
    .intermittent(),
];
